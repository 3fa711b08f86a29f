"""Sources made from the publishers' real files, where these are at hand."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from clustergraph import pipeline, sources

ROOT = Path(__file__).parent.parent
SHARED = ROOT / ".." / "shared" / "data"
SAMPLES = Path(__file__).parent / "samples"


def build(folder: Path, places: Mapping[str, Path]) -> pipeline.Built:
    """Build the whole project, copied into a folder, with some sources given a place."""
    for part in ("data", "ontology", "rules", "shapes", "sources"):
        shutil.copytree(ROOT / part, folder / part)
    lines = "".join(f'"{name}" = "{place}"\n' for name, place in places.items())
    (folder / "clustergraph.toml").write_text(f"[sources]\n{lines}", encoding="utf-8")
    return pipeline.build(folder, engine="fast")


class Real:
    """A source made of real files: its tallies, what was told, and its rows by table."""

    def __init__(self, name: str, place: Path, cache: Path) -> None:
        found = {source.name: source for source in sources.read_sources(ROOT)}
        self.name = name
        self.made = sources.make(ROOT, replace(found[name], place=str(place)), cache)
        self.paths = {t.name.removeprefix(f"{name}-"): Path(t.path) for t in self.made.tables}

    def rows(self, table: str) -> list[dict[str, str]]:
        """Return the shaped rows of a table."""
        with self.paths[table].open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def tally(self, table: str) -> tuple[int, int]:
        """Return how many rows a table has, and how many records were set aside for it."""
        tally = self.made.shaped[f"{self.name}-{table}"]
        assert tally.read - tally.aside == len(self.rows(table))
        return tally.read - tally.aside, tally.aside

    def told(self, words: str) -> list[str]:
        """Return what was told with some words in it: file and record, and the reason."""
        return [
            f"{found.origin.path.name}:{found.origin.line} {found.message_en}"
            for found in self.made.findings
            if words in found.message_en or words in found.rule
        ]
