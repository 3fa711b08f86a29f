"""What to write so that a shape holds, where that can be computed.

A mend is only offered when its column can read it. What only the curator can know (who the speaker
was, which of two sources is right) gets none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from .. import names, tables, validation, vocab
from ..origin import Origin
from ..rdf import Term, iri
from . import edtf
from .constraints import Constraint
from .tracing import Place, Tracer

_IN_SCHEME: Final = iri(vocab.SKOS_IN_SCHEME)
_START: Final = (vocab.START, vocab.START_EARLIEST, vocab.START_LATEST)
_END: Final = (vocab.END, vocab.END_EARLIEST, vocab.END_LATEST)
_DATE: Final = (vocab.DATE, vocab.DATE_EARLIEST, vocab.DATE_LATEST)
_ENOUGH: Final = 3  # rows that agree before what they say is offered for another
_ORDERS: Final = ("lessThan", "lessThanOrEquals")


@dataclass(frozen=True, slots=True)
class Mend:
    """What to write into the cell of a finding, and what else so that it holds."""

    text: str
    further: tuple[tuple[Origin, str], ...] = ()


class Mender:
    """Looks up the words that a cell could hold instead."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._counted: dict[tuple[str, str], Counter[str]] = {}

    def mend(self, place: Place, result: validation.Result, constraint: Constraint) -> Mend | None:
        """Return the mend for the cell of a result, or None where none can be computed."""
        column = place.column
        if column is None:
            return None
        if any(name in constraint.parameters for name in _ORDERS):
            return self._swapped(place, result, constraint)
        for text in self._texts(place, column, result, constraint):
            if text is not None and text != (place.text() or "") and _reads(column, text):
                return Mend(text)
        return None

    def _texts(
        self,
        place: Place,
        column: tables.Column,
        result: validation.Result,
        constraint: Constraint,
    ) -> Iterator[str | None]:
        """Yield what could be written, the likeliest first."""
        yield _time(place, column)
        if "xone" in constraint.parameters and column.datatype.base == "boolean":
            yield "" if place.text() else None  # the time is known, so it is not unknown
        if not (place.text() or "").strip():
            yield "" if place.text() else self._only(place, column)
            return
        value = result.value
        if value is not None and value.startswith("<" + names.THINGS):
            yield self._nearest(place, column, value, constraint)
        if constraint.routes:
            yield from _rewritten(place.text() or "", constraint.patterns())
        elif constraint.patterns():
            yield tables.key_of_keys(place.text() or "")

    def _nearest(
        self, place: Place, column: tables.Column, value: Term, constraint: Constraint
    ) -> str | None:
        """Return the key of the right class or scheme that is most like the one given."""
        tracer = self._tracer
        fitting = {t for scheme in constraint.schemes for t in tracer.backward(scheme, _IN_SCHEME)}
        fitting.update(t for class_ in constraint.classes for t in tracer.with_class(class_))
        given = names.kind_and_key(value[1:-1])
        by_key: dict[str, str] = {}
        for thing in sorted(fitting):
            found = names.kind_and_key(thing[1:-1])
            if found:
                by_key.setdefault(found[1], thing[1:-1])
        key = tables.nearest(given[1], by_key) if given else None
        text = place.text() or ""
        if key is None or given is None:
            return None
        item = next((i for i in text.split(column.separator or None) if i.endswith(given[1])), text)
        return tables.as_written(by_key[key], value[1:-1], item)

    def _said(self, table: str, column: str) -> Counter[str]:
        """Count what the rows of a table say in a column; of each column once."""
        if (table, column) not in self._counted:
            texts = (row.cells.get(column, "").strip() for row in self._tracer.rows_of(table))
            self._counted[table, column] = Counter(filter(None, texts))
        return self._counted[table, column]

    def _only(self, place: Place, column: tables.Column) -> str | None:
        """Return the only code of the scheme, or the one that every other row of the table has."""
        thing = column.value.expand({column.name: "x"}) if column.value else None
        kind = names.kind_and_key(thing) if thing else None
        scheme = iri(names.mint("scheme", kind[0])) if kind else None
        codes = self._tracer.backward(scheme, _IN_SCHEME) if scheme else []
        known = [found[1] for code in codes if (found := names.kind_and_key(code[1:-1]))]
        texts = self._said(place.table.name, column.name) if known else Counter()
        said = {text: count for text, count in texts.items() if text in known}  # but misspelt ones
        if len(said) == 1 and sum(said.values()) >= _ENOUGH:
            return next(iter(said))
        return known[0] if len(known) == 1 else None

    def _swapped(
        self, place: Place, result: validation.Result, constraint: Constraint
    ) -> Mend | None:
        """Swap two times in the wrong order, with their other columns, where both are whole."""
        others = [o[1:-1] for name in _ORDERS for o in constraint.parameters.get(name, ())]
        pairs = [(result.path or "", other) for other in others]
        if pairs == [(vocab.START_EARLIEST, vocab.END_LATEST)]:
            pairs = list(zip(_START, _END, strict=True))
        cells = [(_cell(place, a), _cell(place, b)) for a, b in pairs]
        both = [(a, b, a.text(), b.text()) for a, b in cells if a and b]
        edits: dict[Origin, str] = {}
        for a, b, left, right in both:
            if left and right:
                edits[a.origin()], edits[b.origin()] = right, left
        text = edits.pop(place.origin(), None)
        if text is None or len(edits) != 2 * len(pairs) - 1 or not _in_order(both):
            return None
        return Mend(text, tuple(edits.items()))


def _in_order(cells: list[tuple[Place, Place, str | None, str | None]]) -> bool:
    """Tell whether times are in order once they are swapped: what was the last is the first."""
    if len(cells) == 1:
        return (cells[0][3] or "") <= (cells[0][2] or "")
    _, (*_, start_earliest, end_earliest), (*_, start_latest, end_latest) = (
        tuple(text or "" for text in row[2:]) for row in cells
    )
    return end_earliest <= end_latest <= start_latest and start_earliest <= start_latest


def _cell(place: Place, property_: str | None) -> Place | None:
    """Return the cell of the same row that gives a property."""
    column = next((c for c in place.table.written if c.property == property_), None)
    return place.beside(column) if column and property_ else None


def _time(place: Place, column: tables.Column) -> str | None:
    """Compute a bound from the time as the source gives it, or that time from its bounds."""
    for whole, earliest, latest in (_START, _END, _DATE):
        texts = [(cell.text() or "") if cell else "" for p in (whole, earliest, latest)
                 for cell in [_cell(place, p)]]  # fmt: skip
        if column.property in (earliest, latest) and texts[0]:
            return edtf.bounds(texts[0])[column.property == latest]
        if column.property == whole and not texts[0] and (texts[1] or texts[2]):
            return edtf.between(texts[1] or None, texts[2] or None)
    return None


def _rewritten(text: str, patterns: Iterable[str]) -> Iterator[str]:
    """Yield plain rewritings of a text that match every pattern of a shape."""
    bare = text.strip()
    squeezed = re.sub(r"[^0-9A-Za-z]", "", bare)
    addresses = [re.sub(r"^(https?)[:/]*(?=\w)", r"\1://", bare)]
    addresses += [] if "://" in bare else [f"https://{bare.lstrip('/')}"]
    for candidate in (bare, bare.upper(), bare.lower(), squeezed, squeezed.upper(), *addresses):
        wanted = list(patterns)
        if wanted and all(re.search(pattern, candidate) for pattern in wanted):
            yield candidate


def _reads(column: tables.Column, text: str) -> bool:
    """Tell whether a column can read a text; an empty one where it need not be filled."""
    if not text:
        return not column.required
    items = text.split(column.separator) if column.separator else [text]
    return all(isinstance(column.datatype.read(item), str) for item in items)
