"""What the curated tables say that they did not say when they were published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ... import names, provenance, tables
from ...errors import ProjectError
from ...origin import Origin
from ...rdf import Triple
from ...store import Change
from ..progress import Steps, lines_of
from ..staleness import Inputs
from .giving_up import CannotRenew
from .rows import Rows

_WRONG: Final = "something is wrong with the description"
_MOST: Final = 20_000  # triples; more are quicker built anew


@dataclass(frozen=True)
class Said:
    """How tables differ from what was published, and all rows as they were and as they are.

    ``mapped`` are those that were read again, ``differences`` those of all that changed, came or
    went, by name. ``described`` are all there are now, in their order.
    """

    before: Rows
    rows: Rows
    described: Sequence[tables.Table]
    mapped: Mapping[str, tables.Mapped] = field(default_factory=dict)
    differences: Mapping[str, tables.Difference] = field(default_factory=dict)

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs that come or go."""
        return frozenset(map(names.graph, {*self.before} ^ {*self.rows}))

    def changes(self, before: Inputs, after: Inputs) -> dict[str, Change]:
        """Return what becomes different in the graphs of tables, and in what is said of rows."""
        changes = {
            names.graph(name): Change(one.added, one.removed)
            for name, one in self.differences.items()
        }
        old, new = self._files(self.before, before), self._files(self.rows, after)
        added = frozenset().union(*(one.rows_added for one in self.differences.values()))
        removed = frozenset().union(*(one.rows_removed for one in self.differences.values()))
        changes[names.PROVENANCE_GRAPH] = Change(added | (new - old), removed | (old - new))
        return changes

    def _files(self, rows: Rows, inputs: Inputs) -> set[Triple]:
        paths = {n: str(rows.table(n).path) for n in self.differences if n in rows}
        files = {path: (names.graph(n), inputs.tables[path]) for n, path in paths.items()}
        return set(provenance.describe_files(files))


def say(project: Path, evidence: Path, before: Inputs, after: Inputs, steps: Steps) -> Said:
    """Read what changed again.

    Raises CannotRenew where something is wrong with it, or very much changed.
    """
    published = provenance.described(evidence)
    described = published
    if before.description != after.description:
        try:
            read = tables.describe(project)
        except ProjectError as error:
            raise CannotRenew(_WRONG) from error
        if read.findings:
            raise CannotRenew(_WRONG)
        described = [*read.tables, *(t for t in published if not _is_curated(t))]
    old, new = ({one.name: one for one in some} for some in (published, described))
    was = Rows(published, evidence)
    now = was.described(described)
    if _forgotten(described, after) - _forgotten(published, before):
        raise CannotRenew(_WRONG)
    mapped: dict[str, tables.Mapped] = {}
    differences: dict[str, tables.Difference] = {}
    for name in {**old, **new}:
        one, other = old.get(name), new.get(name)
        if one and other and _is_same(one, other, before, after):
            continue
        fresh = None
        if other is not None:
            tick = steps(f"mapping {name}", lines_of(project / other.path), "rows")
            fresh = mapped[name] = tables.map_table(project, other, tick)
            if fresh.findings or fresh.set_aside or not fresh.is_whole:
                raise CannotRenew(f"something is to be told of {other.path}")
        difference = _differ(
            None if one is None else (one, was[name]),
            None if fresh is None else (fresh.table, fresh.kept),
        )
        if difference is None:
            raise CannotRenew(f"very many rows of {name} changed")
        differences[name] = difference
    now = now.with_fresh({name: one.kept for name, one in mapped.items()})
    if sum(len(d.added) + len(d.removed) for d in differences.values()) > _MOST:
        raise CannotRenew("very many triples come or go")
    return Said(was, now, described, mapped, differences)


def _forgotten(described: Iterable[tables.Table], inputs: Inputs) -> set[str]:
    """Return the files that no description knows."""
    return inputs.tables.keys() - {str(table.path) for table in described}


def _is_curated(table: tables.Table) -> bool:
    return table.path.parts[0] == "data"


def _is_same(one: tables.Table, other: tables.Table, before: Inputs, after: Inputs) -> bool:
    """Tell whether neither a table's file nor what its columns mean changed."""
    if not _is_curated(one):
        return True
    is_same_file = before.tables.get(str(one.path)) == after.tables.get(str(other.path))
    return is_same_file and _plan(one) == _plan(other)


def _plan(table: tables.Table) -> tables.Table:
    """Return a table without the lines of its description."""
    nowhere = Origin(table.path)
    return replace(table, columns=tuple(replace(c, origin=nowhere) for c in table.columns))


def _differ(
    one: tuple[tables.Table, tables.Kept] | None, other: tuple[tables.Table, tables.Kept] | None
) -> tables.Difference | None:
    """Compare a table before and after; None where very many rows differ."""
    if one and other and _plan(one[0]) == _plan(other[0]):
        return tables.differ(other[0], one[1], other[1])
    return tables.replaced(one, other)
