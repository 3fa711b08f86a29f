"""What the rows of a table say that they did not say before, and the other way round.

Rows are compared as they stand; only those that differ are mapped again. A triple that another row
says as well neither comes nor goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from .. import names
from ..rdf import Triple
from .kept import Kept
from .mapping import Row, statements_of
from .plan import Table

_ROWS: Final = "<" + names.ROWS
MOST: Final = 5_000  # rows that differ; each is mapped by itself, in some 60 microseconds
_PLACES: Final = frozenset(("_row", "_sourceRow"))


@dataclass(frozen=True)
class Difference:
    """Rows that came and went, and the triples: about the world and about the rows themselves.

    Of a table that ``is_replaced``, all rows came and went, as each description has them.
    """

    come: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    added: frozenset[Triple] = frozenset()
    removed: frozenset[Triple] = frozenset()
    rows_added: frozenset[Triple] = frozenset()
    rows_removed: frozenset[Triple] = frozenset()
    is_replaced: bool = False


_Side = tuple[Table, Kept]  # a table as it is described, and its rows


def differ(table: Table, before: Kept, after: Kept) -> Difference | None:
    """Compare the rows of a table before and after a change of its file.

    Returns None where very many of them differ: mapping all again takes less time.
    """
    has_places = not table.primary_key or _names_places(table)
    old, new = before.texts(has_places), after.texts(has_places)
    gone = [place for text, place in old.items() if text not in new]
    come = [place for text, place in new.items() if text not in old]
    if len(gone) + len(come) > MOST:
        return None
    return _compared(
        (table, before), (table, after), list(map(before.at, gone)), list(map(after.at, come))
    )


def replaced(before: _Side | None, after: _Side | None) -> Difference | None:
    """Compare all rows, where the description changed, or a table came or went (None).

    Returns None where there are very many.
    """
    gone = [] if before is None else list(before[1])
    come = [] if after is None else list(after[1])
    if len(gone) + len(come) > MOST:
        return None
    return replace(_compared(before, after, gone, come), is_replaced=True)


def _compared(
    before: _Side | None, after: _Side | None, gone: list[Row], come: list[Row]
) -> Difference:
    unsaid = _said(before[0], gone) if before else set()
    said = _said(after[0], come) if after else set()
    added = frozenset(_without(said - unsaid, before, gone))
    removed = frozenset(_without(unsaid - said, after, come))
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
    triples: Iterable[Triple], rows: _Side | None, differing: Iterable[Row]
) -> Iterable[Triple]:
    """Yield the triples that none of some rows says but those that differ."""
    if rows is None:
        yield from triples
        return
    table, kept = rows
    numbers = {row.number for row in differing}
    said: dict[str, set[Triple]] = {}
    for triple in triples:
        subject = triple[0]
        if subject not in said:
            others = (row for row in kept.about(subject) if row.number not in numbers)
            said[subject] = _said(table, others)
        if triple not in said[subject]:
            yield triple
