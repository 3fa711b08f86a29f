"""Sources made once from the publishers' real files, where these are at hand."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from clustergraph import sources

ROOT = Path(__file__).parent.parent.parent
SHARED = ROOT / ".." / "shared" / "data"

Rows = Callable[[str], list[dict[str, str]]]


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


def _real(name: str, folder: str, factory: pytest.TempPathFactory) -> Real:
    place = (SHARED / folder).resolve()
    if not place.is_dir():
        pytest.skip(f"the real files are not here: ../shared/data/{folder}")
    return Real(name, place, factory.mktemp(name))


@pytest.fixture(scope="session")
def cordis(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """CORDIS, staged and shaped."""
    return _real("cordis", "cordis", tmp_path_factory)


@pytest.fixture(scope="session")
def funds(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """The lists of beneficiaries, staged and shaped; a minute."""
    return _real("structural-funds", "eu-structural-funds", tmp_path_factory)
