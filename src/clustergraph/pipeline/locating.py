"""From what a shape or a rule found to the cell that must be mended.

A validation result names a focus node, a path and a value; the shape says what it compares them
with. A wrong value leads to its cell, a missing one to the empty cell of its row, a value too many
to every cell that gives one, a broken relation to both rows, and an inferred triple to the cells
of its premises. The first cell is the one to mend; the others are named with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from .. import names, tables, validation, vocab
from ..findings import Broken, Finding, Severity
from ..origin import Origin
from ..rdf import Term, Triple, iri, is_literal, parts_of
from .blaming import BROKEN, Blame
from .constraints import Constraint, Constraints
from .mending import Mender
from .tracing import Place, Tracer
from .witness import Witness

_TYPE: Final = iri(vocab.RDF_TYPE)
_PAIRS: Final = ("lessThan", "lessThanOrEquals", "equals", "disjoint")
_NOWHERE: Final[frozenset[Origin]] = frozenset()
_KEYED: Final = frozenset({"pattern", "nodeKind", "minLength", "maxLength", "in"})


@dataclass
class Locator:
    """Turns results and contradictions into findings at the cells to mend."""

    project: Path
    tracer: Tracer
    constraints: Constraints
    witness: Witness

    def __post_init__(self) -> None:
        self._mender = Mender(self.tracer)
        self._absent: dict[Finding, frozenset[Term]] = {}
        self._columns: dict[Term, set[tuple[PurePosixPath, int | None]]] = {}
        self._kinds: dict[Finding, frozenset[Origin]] = {}
        self._against: set[Origin] = set()

    def locate(self, results: Iterable[validation.Result]) -> list[Finding]:
        """Return a finding for each result; one for several that name the same cells."""
        found: dict[tuple[str, Term, frozenset[Origin]], Finding] = {}
        for result in results:
            finding = self._one(result)
            places = frozenset({finding.origin, *finding.related})
            key = (finding.rule, result.focus, places)
            found[key] = min(finding, found.get(key, finding), key=lambda one: one.order)
        return list(found.values())

    def independent(self, found: Iterable[Finding], read: Iterable[Finding]) -> list[Finding]:
        """Leave out of ``found`` what only follows from something else that is told.

        A cell that cannot be read, or that names what is not there, breaks shapes as well; so does
        a row whose cells cannot be told apart. And what a thing has not, because the cell that
        would give it is wrong, is told when that cell is mended. So is what a thing lacks as one of
        a class that contradicts what else it is, and a wrong value that others inherit.
        """
        found = [f for f in found if self._kinds.get(f, _NOWHERE).isdisjoint(self._against)]
        found = where_written(found)
        blamed = {f.origin for f in read if f.severity is Severity.VIOLATION}
        blamed |= {replace(f.origin, column=None) for f in read if f.rule in BROKEN}
        empty = {f.origin: f for f in found if f.origin.column and f.value == ""}
        rows = {(f.rule, replace(f.origin, column=None)) for f in empty.values()}
        first = [
            finding
            for finding in found
            if not any(
                place in blamed
                or replace(place, column=None) in blamed
                or (place in empty and finding.origin not in empty)
                or ((finding.rule, replace(place, column=None)) in rows and finding.value != "")
                for place in (finding.origin, *finding.related)
            )
        ]
        wrong = [f for f in [*first, *read] if f.severity is Severity.VIOLATION]
        if not wrong:
            return mended_once(first)
        lacking = (names.kind_and_key(f.focus or "") for f in first if f in self._absent)
        blame = Blame(wrong, self._rows, {place[1] for place in lacking if place})
        return mended_once(f for f in first if not self._follows(f, blame))

    def _follows(self, finding: Finding, blame: Blame) -> bool:
        """Tell whether what a thing has not might stand in the wrong cell of another finding.

        It might if that column gives such values and its row, its key or its mend names the thing.
        """
        place = names.kind_and_key(finding.focus or "")
        if place is None or finding not in self._absent:
            return False
        givers = self._givers(self._absent[finding])
        files = {path for path, _ in givers}
        return any(
            other.origin.path in files
            if other.rule in BROKEN  # then any column of it might
            else (other.origin.path, other.origin.column) in givers
            for other in blame.naming(*place)
        )

    @cached_property
    def _rows(self) -> dict[tuple[PurePosixPath, int | None], tables.Row]:
        return {
            (one.table.path, row.line): row
            for one in self.tracer.mapped.values()
            for row in (*one.rows, *one.set_aside)
        }

    def _givers(self, predicates: frozenset[Term]) -> set[tuple[PurePosixPath, int | None]]:
        """Return the columns that give values of some properties, directly or by inference."""
        found: set[tuple[PurePosixPath, int | None]] = set()
        for predicate in predicates:
            if predicate not in self._columns:
                cells = self.tracer.leaves(self.tracer.with_predicate(predicate))
                self._columns[predicate] = {
                    (cell.table.path, cell.column.number) for cell in cells if cell.column
                }
            found |= self._columns[predicate]
        return found

    def contradiction(
        self, rule: str, english: str, german: str, triples: Sequence[Triple]
    ) -> Finding:
        """Turn a contradiction of the reasoner into a finding that names the rows behind it.

        None of them is more to blame than the others: the first in reading order is told.
        """
        leaves = sorted(self.tracer.leaves(triples), key=lambda place: place.origin().order)
        places = _cells_first(leaves)
        focus = triples[0][0] if triples else None
        severity = Severity.VIOLATION
        if not places:
            origin = self._elsewhere(focus) if focus else Origin(PurePosixPath("ontology"))
            return Finding(
                origin, names.RULES + rule, english, german, severity, focus=_plain(focus)
            )
        self._against.update(place.origin() for place in places if place.column)
        return self._at(places, names.RULES + rule, (english, german), severity, focus)

    def _one(self, result: validation.Result) -> Finding:
        constraint = self.constraints.of(result.shape)
        places = _cells_first(self._places(result, constraint))
        messages = (result.message_en, result.message_de)
        broken = Broken(
            result.focus,
            constraint.path or (iri(result.path) if result.path else None),
            result.value,
            getattr(result, "component", None) or constraint.component(result.value is not None),
        )
        severity = Severity(result.severity)
        value = result.value if result.value != result.focus else None
        if not places:
            finding = self._without_row(result)
        else:
            finding = self._at(places, result.shape, messages, severity, result.focus, value)
            mend = self._mender.mend(places[0], result, constraint)
            if mend is not None:
                finding = replace(finding, mend=mend.text, further=mend.further)
        finding = replace(finding, result=broken)
        self._kinds[finding] = self._kind_of(result.focus, constraint)
        routes = (*constraint.routes, *constraint.inner)
        is_filled = finding.origin.column is not None and finding.value != ""
        if result.value is None and (
            finding.origin.column is None
            or (is_filled and not any(any(self.tracer.walk(result.focus, r)) for r in routes))
        ):
            self._absent[finding] = frozenset(s.predicate for route in routes for s in route)
        return finding

    def _kind_of(self, focus: Term, constraint: Constraint) -> frozenset[Origin]:
        """Return the cells that make a thing one of a class of which a shape speaks."""
        classes = constraint.parameters.get("targetClass", ())
        leaves = self.tracer.leaves((focus, _TYPE, class_) for class_ in classes)
        return frozenset(place.origin() for place in leaves if place.column)

    def _at(
        self,
        places: Sequence[Place],
        rule: str,
        messages: tuple[str, str],
        severity: Severity,
        focus: Term | None,
        value: Term | None = None,
    ) -> Finding:
        """Return a finding at the first of some places; the others are related."""
        first = places[0]
        words = self.tracer.words(first.row_iri)
        source = names.kind_and_key(words.sources[0]) if words.sources else None
        text = item_of(first, value) if value else first.text()
        origins = dict.fromkeys(place.origin() for place in places)
        return Finding(
            first.origin(),
            rule,
            *messages,
            severity,
            column_name=first.column.name if first.column else None,
            value=text if text is not None else _plain(value),
            focus=_plain(focus),
            source=source[1] if source else None,
            related=tuple(origins)[1:],
            row=first.row_iri,
        )

    def _without_row(self, result: validation.Result) -> Finding:
        """Return a finding on what no row says: the description of the tables, or the ontology."""
        column = next(self._described(result.value), None)
        origin = column.origin if column else self._elsewhere(result.focus)
        old = names.PREFIXES["schema"].replace("https:", "http:")
        value = _plain(result.value)
        mend = value.replace(old, names.PREFIXES["schema"]) if column and value else None
        return Finding(
            origin,
            result.shape,
            result.message_en,
            result.message_de,
            Severity(result.severity),
            column_name=column.name if column else None,
            value=value,
            mend=mend if mend != value else None,
            focus=_plain(result.focus),
        )

    def _described(self, value: Term | None) -> Iterator[tables.Column]:
        """Yield the columns whose description holds an IRI."""
        for one in self.tracer.mapped.values() if value else ():
            for column in one.table.columns:
                constant = column.value.constant if column.value else None
                if value in (iri(column.property or ""), iri(constant or "")):
                    yield column

    def _elsewhere(self, focus: Term) -> Origin:
        """Return the line of the ontology that introduces a thing, or the tables as a whole."""
        files = self.tracer.files
        paths = sorted({str(path) for triple, path in files.items() if triple[0] == focus})
        if not paths:
            return Origin(PurePosixPath("data"))
        path = PurePosixPath(paths[0])
        return Origin(path, line_of(focus, (self.project / path).read_text(encoding="utf-8")))

    def _places(self, result: validation.Result, constraint: Constraint) -> Iterator[Place]:
        """Yield the cells that a result points to, the one to mend first."""
        tracer = self.tracer
        own = list(self._own(result, constraint))
        if not any(place.column for place in own):  # a target may be one only by inference
            targets = constraint.parameters.get("targetSubjectsOf", ())
            given = [(result.focus, p, v) for p in targets for v in tracer.forward(result.focus, p)]
            yield from tracer.leaves(t for t in given if not tracer.is_stated(t))
        yield from own or tracer.rows(result.focus)
        if not own and not tracer.rows(result.focus):
            types = [(result.focus, _TYPE, c) for c in self._classes_of(result.focus)]
            yield from tracer.mentions(result.focus) or tracer.leaves(types)
        for select in constraint.selects:
            triples = self.witness.triples(select, result.focus, result.value)
            yield from tracer.leaves(t for t in triples if t[1] != _TYPE)
        others = [p for name in _PAIRS for p in constraint.parameters.get(name, ())]
        if others:  # both sides of the comparison
            ends = [end for route in constraint.routes for end in tracer.walk(result.focus, route)]
            yield from tracer.leaves(triple for _, triples in ends for triple in triples)
        for other in others:
            values = tracer.forward(result.focus, other)
            cells = tracer.leaves((result.focus, other, value) for value in values)
            yield from cells or tracer.cells_for(result.focus, other)
        if result.value and result.value != result.focus and (constraint.classes or not own):
            yield from tracer.rows(result.value)

    def _classes_of(self, focus: Term) -> list[Term]:
        return self.tracer.forward(focus, _TYPE)

    def _own(self, result: validation.Result, constraint: Constraint) -> Iterator[Place]:
        """Yield the cells of the focus itself."""
        tracer = self.tracer
        routes = constraint.routes
        if result.path and not routes:  # a query in a node shape says which predicate is wrong
            routes = self.constraints.routes(iri(result.path))
        if result.value is not None:
            values = [(v, t) for route in routes for v, t in tracer.walk(result.focus, route)]
            found = tracer.leaves(x for v, t in values if v == result.value for x in t)
            if not found:
                others = [p for name in _PAIRS for p in constraint.parameters.get(name, ())]
                found = tracer.leaves((result.focus, other, result.value) for other in others)
            yield from found
        elif routes:
            yield from self._counted(result.focus, constraint)
        elif constraint.inner:
            yield from self._chosen(result.focus, constraint)
        elif _KEYED & constraint.parameters.keys():
            for place in tracer.rows(result.focus):
                yield from (place.beside(place.table.column(k)) for k in place.table.primary_key)

    def _counted(self, focus: Term, constraint: Constraint) -> Iterator[Place]:
        """Yield the cells of too many values, or the empty ones of too few, then those that are."""
        ends = [end for route in constraint.routes for end in self.tracer.walk(focus, route)]
        most = constraint.number("maxCount")
        if "uniqueLang" in constraint.parameters:
            languages = [parts_of(v).language for v, _ in ends if is_literal(v)]
            ends = [
                (v, t)
                for v, t in ends
                if is_literal(v) and languages.count(parts_of(v).language) > 1
            ]
        written = self.tracer.leaves(triple for _, triples in ends for triple in triples)
        if "uniqueLang" in constraint.parameters or (
            most is not None and len({v for v, _ in ends}) > most
        ):
            yield from written
            return
        steps = [route[0] for route in constraint.routes if len(route) == 1]
        cells = [
            c
            for step in steps
            if not step.inverse
            for c in self.tracer.cells_for(focus, step.predicate)
        ]
        yield from _empty_first(c for c in cells if c not in written)
        if all((cell.text() or "").strip() for cell in cells):
            yield from self.tracer.rows(focus)
        yield from written

    def _chosen(self, focus: Term, constraint: Constraint) -> Iterator[Place]:
        """Yield the cells of a choice: the filled ones where too many hold, else the empty ones."""
        steps = [route[0] for route in constraint.inner if len(route) == 1]
        cells = [
            c
            for step in steps
            if not step.inverse
            for c in self.tracer.cells_for(focus, step.predicate)
        ]
        filled = [cell for cell in cells if (cell.text() or "").strip()]
        if "xone" in constraint.parameters and len(filled) > 1:
            yield from sorted(filled, key=lambda cell: _weight(cell))
        else:
            yield from _empty_first(cells)


def where_written(found: Iterable[Finding]) -> list[Finding]:
    """Leave out a wrong value that was inferred, where the same is told of what it rests on."""
    found = list(found)
    told: dict[tuple[str, str | None, Origin], list[frozenset[Origin]]] = {}
    for one in found:
        if one.result and one.result.value:
            key = (one.rule, one.result.value, one.origin)
            told.setdefault(key, []).append(frozenset({one.origin, *one.related}))
    return [
        one
        for one in found
        if one.result is None
        or not any(
            places < {one.origin, *one.related}
            for origin in one.related
            for places in told.get((one.rule, one.result.value, origin), ())
        )
    ]


def mended_once(found: Iterable[Finding]) -> list[Finding]:
    """Leave out what the mend of a graver finding, or of one before it, mends at the same cell."""
    kept: dict[Finding | tuple[Origin, str], Finding] = {}
    for finding in sorted(found, key=lambda f: (f.severity is not Severity.VIOLATION, f.order)):
        mend = None if finding.mend is None else (finding.origin, finding.mend)
        kept.setdefault(mend or finding, finding)
    return list(kept.values())


def _empty_first(cells: Iterable[Place]) -> list[Place]:
    """Return the empty cells, then those that are filled and yet say nothing."""
    return sorted(cells, key=lambda cell: bool((cell.text() or "").strip()))


def _cells_first(places: Iterable[Place]) -> list[Place]:
    """Return places once each, without a row as a whole where a cell of it is named."""
    once = dict.fromkeys(places)
    rows = {(place.table.path, place.row.line) for place in once if place.column}
    return [p for p in once if p.column or (p.table.path, p.row.line) not in rows]


def _weight(cell: Place) -> bool:
    """Tell a cell that says more than true or false from one that does not."""
    return cell.column is None or cell.column.datatype.base != "boolean"


def item_of(place: Place, value: Term) -> str | None:
    """Return the part of a cell that gave a value: of a list the item, else the cell as it is."""
    text, column = place.text(), place.column
    if not text or column is None or not column.separator:
        return text
    plain = _plain(value) or ""
    items = [item.strip() for item in text.split(column.separator)]
    return next((i for i in items if i and (plain == i or plain.endswith("/" + i))), text)


def line_of(subject: Term, text: str) -> int | None:
    """Return the line of a Turtle file on which the statements about a subject begin."""
    local = re.escape(re.split("[#/]", subject.strip("<>"))[-1])
    match = re.search(
        rf"^(?:[\w-]*:{local}|<[^>\n]*(?:[#/]|(?<=<)){local}>)(?=\s|$)", text, re.MULTILINE
    )
    return text.count("\n", 0, match.start()) + 1 if match else None


def _plain(term: Term | None) -> str | None:
    """Return a term without its N-Triples dress."""
    if term is None:
        return None
    return parts_of(term).lexical if is_literal(term) else term.strip("<>")
