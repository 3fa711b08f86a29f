"""Whether a change leaves a reference without what it refers to.

``tables.keys`` tells each such cell with its mend, over all rows of all tables. Here the question
is only whether there is one: if so, everything is built anew and told there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ... import names, tables, vocab
from ...rdf import Term, iri
from .rows import Rows
from .state import State

_TYPE: Final = iri(vocab.RDF_TYPE)
_OURS: Final = ("<" + names.THINGS, "<" + names.TERMS)
_ROWS: Final = "<" + names.ROWS


def dangle(
    differences: Mapping[str, tables.Difference],
    rows: Rows,
    state: State,
) -> bool:
    """Tell whether something refers to nothing after a change.

    ``differences`` are those of the changed tables, ``rows`` has all tables as they are after the
    change, and ``state`` is the graph then.
    """
    return _terms_dangle(differences.values(), state) or _keys_dangle(differences, rows)


def _terms_dangle(differences: Iterable[tables.Difference], state: State) -> bool:
    """Tell whether new triples name what nothing introduces, or old ones what nothing does now."""
    differences = list(differences)
    named = {
        term
        for one in differences
        for triple in (*one.added, *one.rows_added)
        for term in triple
        if _is_checked(term)
    }
    if not all(map(state.is_introduced, named)):
        return True
    lost = {s for one in differences for s, p, _ in one.removed if p == _TYPE and _is_checked(s)}
    return any(
        not state.is_introduced(term) and any(True for _ in state.mentions(term)) for term in lost
    )


def _is_checked(term: Term) -> bool:
    return term.startswith(_OURS) and not term.startswith(_ROWS)


def _keys_dangle(differences: Mapping[str, tables.Difference], rows: Rows) -> bool:
    """Tell whether a foreign key names no row after a change."""
    for name in rows:
        table = rows.table(name)
        for foreign in table.foreign_keys:
            columns = [table.column(one) for one in foreign.columns]
            own = differences.get(name, tables.Difference())
            other = differences.get(foreign.table, tables.Difference())
            wanted = _named(columns, own.come)
            if not own.is_replaced:  # what it named before was there
                wanted -= _named(columns, own.gone)
            lost = _keys(foreign, other.gone) - _keys(foreign, other.come)
            if lost:
                wanted |= _named(columns, rows[name]) & lost
            if not wanted:
                continue
            if foreign.table not in rows or not wanted <= _keys(foreign, rows[foreign.table]):
                return True
    return False


def _named(columns: list[tables.Column], rows: Iterable[tables.Row]) -> set[tuple[str, ...]]:
    """Return the keys that rows name; what is partly empty names none."""
    return {key for row in rows for key in tables.keys_named(columns, row) if all(key)}


def _keys(foreign: tables.ForeignKey, rows: Iterable[tables.Row]) -> set[tuple[str, ...]]:
    return {tuple(row.cells.get(name, "").strip() for name in foreign.referenced) for row in rows}
