"""A published generation with a few differences, next to which nothing is written again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ... import provenance, store, tables
from ...errors import StoreError
from ...store import Change
from ..staleness import RESULTS
from ..summing import Summed


@dataclass(frozen=True, slots=True)
class Content:
    """What a generation holds that the one before does not.

    ``graph`` is the folder of its store; ``changes`` are those of its named graphs, ``rows`` those
    of the changed tables.
    """

    graph: Path
    changes: Mapping[str, Change]
    rows: Iterable[tables.Kept]
    results: Summed
    manifest: Mapping[str, Any]


def publish(root: Path, before: store.Generation, content: Content) -> store.Generation:
    """Publish the generation ``before`` with other content; what stays shares its bytes on disk.

    Raises StoreError when another generation was published meanwhile.
    """

    def fill(folder: Path) -> dict[str, Any]:
        if store.current(root).path != before.path:
            raise StoreError("another build has published meanwhile")
        content.graph.rename(folder / "store")
        store.dataset.amend(folder / "dataset", before.dataset_path, content.changes)
        provenance.amend_places(folder / "evidence", before.evidence_path, content.rows)
        for path in before.path.iterdir():
            if path.is_file() and path.name not in ("manifest.json", RESULTS):
                store.share(path, folder / path.name)
        content.results.write(folder / RESULTS)
        return {**content.manifest, "built": datetime.now(UTC).isoformat(timespec="seconds")}

    return store.publish(root, fill)
