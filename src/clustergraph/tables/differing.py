"""What the rows of a table say that they did not say before, and the other way round.

Rows are compared as they stand; only those that differ are mapped again. A triple that another row
says as well neither comes nor goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .. import names
from ..rdf import Triple
from .kept import Kept
from .mapping import Row, statements_of
from .plan import Table

_ROWS: Final = "<" + names.ROWS
_PLACES: Final = frozenset(("_row", "_sourceRow"))


@dataclass(frozen=True)
class Difference:
    """Rows that came and went, and the triples: about the world and about the rows themselves."""

    come: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    added: frozenset[Triple] = frozenset()
    removed: frozenset[Triple] = frozenset()
    rows_added: frozenset[Triple] = frozenset()
    rows_removed: frozenset[Triple] = frozenset()


def differ(table: Table, before: Kept | None, after: Kept | None) -> Difference:
    """Compare the rows of a table before and after; None where it was not there, or is no more.

    Both must be described by ``table`` alike.
    """
    has_places = not table.primary_key or _names_places(table)
    old = {} if before is None else before.texts(has_places)
    new = {} if after is None else after.texts(has_places)
    gone = [] if before is None else [before.at(n) for text, n in old.items() if text not in new]
    come = [] if after is None else [after.at(n) for text, n in new.items() if text not in old]
    said, unsaid = _said(table, come), _said(table, gone)
    added = frozenset(_without(said - unsaid, table, before, gone))
    removed = frozenset(_without(unsaid - said, table, after, come))
    return Difference(
        come,
        gone,
        frozenset(one for one in added if not one[0].startswith(_ROWS)),
        frozenset(one for one in removed if not one[0].startswith(_ROWS)),
        frozenset(one for one in added if one[0].startswith(_ROWS)),
        frozenset(one for one in removed if one[0].startswith(_ROWS)),
    )


def _names_places(table: Table) -> bool:
    """Tell whether what a row says hangs on where it stands."""
    templates = [t for c in table.columns for t in (c.about, c.predicate, c.value) if t is not None]
    return any(not _PLACES.isdisjoint(template.variables) for template in templates)


def _said(table: Table, rows: Iterable[Row]) -> set[Triple]:
    return {statement.triple for row in rows for statement in statements_of(table, row)}


def _without(
    triples: Iterable[Triple], table: Table, kept: Kept | None, differing: Iterable[Row]
) -> Iterable[Triple]:
    """Yield the triples that none of some rows says but those that differ."""
    if kept is None:
        yield from triples
        return
    numbers = {row.number for row in differing}
    said: dict[str, set[Triple]] = {}
    for triple in triples:
        subject = triple[0]
        if subject not in said:
            rows = (row for row in kept.about(subject) if row.number not in numbers)
            said[subject] = _said(table, rows)
        if triple not in said[subject]:
            yield triple
