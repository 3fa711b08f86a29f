"""The files of a generation that differs from another one a little; what stays is shared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ... import provenance, store
from ...store import Change
from ..staleness import RESULTS
from .saying import Said

_ANEW: Final = ("manifest.json", RESULTS)


def write(
    folder: Path,
    project: Path,
    before: store.Generation,
    said: Said,
    changes: Mapping[str, Change],
) -> None:
    """Write dataset, evidence and what stays as it is; ``changes`` are those of named graphs."""
    store.dataset.amend(folder / "dataset", before.dataset_path, changes)
    rows = [one.kept for one in said.mapped.values()]
    places, was = folder / "evidence", before.evidence_path
    provenance.amend_places(places, was, project, said.described, rows)
    for path in before.path.iterdir():
        if path.is_file() and path.name not in _ANEW:
            store.share(path, folder / path.name)
