"""A published generation with a few differences, next to which nothing is written again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ... import provenance, store, tables
from ...errors import StoreError
from ...store import Change


def publish(
    root: Path,
    before: store.Generation,
    rows: Iterable[tables.Kept],
    merged: Change,
    changes: Mapping[str, Change],
    manifest: Mapping[str, Any],
) -> store.Generation:
    """Publish the generation ``before`` with changes of its merged graph and of its named ones.

    ``rows`` are those of the changed tables. What stays as it is shares its bytes on disk.

    Raises StoreError when another generation was published meanwhile.
    """

    def fill(folder: Path) -> dict[str, Any]:
        if store.current(root).path != before.path:
            raise StoreError("another build has published meanwhile")
        store.dataset.amend(folder / "dataset", before.dataset_path, changes)
        store.amend(folder / "store", before.store_path, {None: merged, **changes})
        provenance.amend_places(folder / "evidence", before.evidence_path, rows)
        for path in before.path.iterdir():
            if path.is_file() and path.name != "manifest.json":
                os.link(path, folder / path.name)
        return {**manifest, "built": datetime.now(UTC).isoformat(timespec="seconds")}

    return store.publish(root, fill)
