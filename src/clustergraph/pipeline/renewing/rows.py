"""The rows of all tables of a project: as they were published, or mapped anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ... import tables


class Rows(Mapping[str, tables.Kept]):
    """Rows by the name of their table; what was published is read when it is asked for.

    Raises OSError or EOFError then, where it cannot be read.
    """

    def __init__(self, described: Iterable[tables.Table], evidence: Path) -> None:
        self._tables = {table.name: table for table in described}
        self._evidence = evidence
        self._kept: dict[str, tables.Kept] = {}

    def described(self, now: Iterable[tables.Table]) -> Rows:
        """Return the rows of the tables that a description has now."""
        return Rows(now, self._evidence)

    def with_fresh(self, fresh: Mapping[str, tables.Kept]) -> Rows:
        """Return the rows with those of some tables in place of the published ones."""
        rows = Rows(self._tables.values(), self._evidence)
        rows._kept = {**self._kept, **fresh}
        return rows

    def table(self, name: str) -> tables.Table:
        """Return a table by its name."""
        return self._tables[name]

    def curated(self) -> list[str]:
        """Return the names of the tables that no source gives."""
        return [name for name, table in self._tables.items() if table.path.parts[0] == "data"]

    def __getitem__(self, name: str) -> tables.Kept:
        if name not in self._kept:
            self._kept[name] = tables.Kept.load(self._tables[name], self._evidence)
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
