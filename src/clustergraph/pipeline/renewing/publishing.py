"""A published generation with a few differences, next to which nothing is written again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ... import provenance, store
from ...errors import StoreError
from ...store import Change
from ..staleness import RESULTS
from ..summing import Summed
from .saying import Said


@dataclass(frozen=True, slots=True)
class Content:
    """What a generation holds that the one before does not.

    ``graph`` is the folder of its store; ``changes`` are those of its named graphs, ``said`` is
    what tables say anew.
    """

    graph: Path
    changes: Mapping[str, Change]
    said: Said
    results: Summed
    manifest: Mapping[str, Any]


def publish(
    project: Path, root: Path, before: store.Generation, content: Content
) -> store.Generation:
    """Publish the generation ``before`` with other content; what stays shares its bytes on disk.

    Raises StoreError when another generation was published meanwhile.
    """

    def fill(folder: Path) -> dict[str, Any]:
        if store.current(root).path != before.path:
            raise StoreError("another build has published meanwhile")
        content.graph.rename(folder / "store")
        store.dataset.amend(folder / "dataset", before.dataset_path, content.changes)
        said = content.said
        kept = [one.kept for one in said.mapped.values()]
        provenance.amend_places(
            folder / "evidence", before.evidence_path, project, said.described, kept
        )
        for path in before.path.iterdir():
            if path.is_file() and path.name not in ("manifest.json", RESULTS):
                store.share(path, folder / path.name)
        content.results.write(folder / RESULTS)
        return {**content.manifest, "built": datetime.now(UTC).isoformat(timespec="seconds")}

    return store.publish(root, fill)
