"""From what a shape or a rule found back to the cell that must be mended.

A validation result names a focus node, a path and a value. The mapper knows which line and column
gave each triple, so a wrong value leads to its cell, a missing one to the empty cell of its row,
and an inferred one to the cells of its premises.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from .. import names, provenance, tables, validation, vocab
from ..findings import Finding, Severity
from ..origin import Origin
from ..rdf import Term, Triple, iri, is_literal, parts_of


@dataclass(frozen=True, slots=True)
class Place:
    """One statement of one row: where it was written and what stood there."""

    table: tables.Table
    row: tables.Row
    column: tables.Column | None

    def origin(self) -> Origin:
        """Return the cell, or the row where no cell gave the statement."""
        number = self.column.number if self.column else None
        return Origin(self.table.path, self.row.line, number)

    def text(self) -> str | None:
        """Return the cell as it stands in the file."""
        return self.row.cells.get(self.column.name) if self.column else None


@dataclass
class Tracer:
    """Every way back from a triple to its rows."""

    places: dict[Triple, list[Place]] = field(default_factory=lambda: defaultdict(list))
    subjects: dict[Term, list[Place]] = field(default_factory=lambda: defaultdict(list))
    introduced: dict[Term, Place] = field(default_factory=dict)
    files: dict[Triple, PurePosixPath] = field(default_factory=dict)
    proofs: dict[Triple, provenance.Proof] = field(default_factory=dict)
    words: dict[str, provenance.Words] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        mapped: Iterable[tables.Mapped],
        ontology: Mapping[PurePosixPath, Iterable[Triple]],
    ) -> Tracer:
        """Index what was mapped and what the ontology's files say."""
        tracer = cls()
        about_rows: list[Triple] = []
        for one in mapped:
            rows = {row.line: row for row in one.rows}
            columns = {c.number: c for c in one.table.columns if c.number is not None}
            for statement in one.statements:
                place = Place(
                    one.table,
                    rows[statement.line],
                    columns[statement.column] if statement.column else None,
                )
                tracer.places[statement.triple].append(place)
                if provenance.is_about_a_row(statement.triple):
                    about_rows.append(statement.triple)
                    if statement.triple[1] == iri(vocab.CSVW_DESCRIBES):
                        row_place = Place(one.table, place.row, None)
                        tracer.subjects[statement.triple[2]].append(row_place)
                        tracer.subjects[statement.triple[0]].append(row_place)
                elif statement.triple[1] == iri(vocab.RDF_TYPE):
                    row_place = Place(one.table, place.row, None)
                    tracer.introduced.setdefault(statement.triple[0], row_place)
        tracer.words = provenance.words_of_rows(about_rows)
        for path, triples in ontology.items():
            tracer.files.update(dict.fromkeys(triples, path))
        return tracer

    def cells(self) -> Iterator[tuple[Triple, provenance.Cell]]:
        """Yield each asserted triple with each cell that states it."""
        for triple, places in sorted(self.places.items()):
            for place in places:
                column = place.column
                yield (
                    triple,
                    provenance.Cell(
                        place.table.name,
                        str(place.table.path),
                        place.row.line,
                        column.number if column else None,
                        column.name if column else None,
                        place.text(),
                        names.row(place.table.name, place.row.key),
                    ),
                )
        for triple, path in sorted(self.files.items()):
            yield triple, provenance.Cell("ontology", str(path), None, None, None, None, None)

    def contradiction(
        self, rule: str, english: str, german: str, triples: Sequence[Triple]
    ) -> Finding:
        """Turn a contradiction of the reasoner into a finding that names the rows behind it."""
        places = [place for triple in triples for place in self._leaves(triple)]
        return self._finding(
            places, names.RULES + rule, english, german, Severity.VIOLATION, triples[0][0]
        )

    def locate(self, result: validation.Result) -> Finding:
        """Turn a validation result into a finding at the cell to mend."""
        return self._finding(
            list(self._places(result)),
            result.shape,
            result.message_en,
            result.message_de,
            Severity(result.severity),
            result.focus,
            _plain(result.value if result.value != result.focus else None),
        )

    def _finding(
        self,
        places: Sequence[Place],
        rule: str,
        english: str,
        german: str,
        severity: Severity,
        focus: Term,
        value: str | None = None,
    ) -> Finding:
        if not places:
            file = next((self.files[t] for t in sorted(self.files) if t[0] == focus), None)
            origin = Origin(file) if file else Origin(PurePosixPath("data"))
            return Finding(
                origin, rule, english, german, severity, value=value, focus=_plain(focus)
            )
        first = places[0]
        words = self.words.get(names.row(first.table.name, first.row.key))
        text = first.text()
        return Finding(
            first.origin(),
            rule,
            english,
            german,
            severity,
            column_name=first.column.name if first.column else None,
            value=text if text is not None else value,
            focus=_plain(focus),
            source=words.sources[0] if words and words.sources else None,
            related=tuple(dict.fromkeys(p.origin() for p in places[1:])),
        )

    def _places(self, result: validation.Result) -> Iterator[Place]:
        """Yield the cells that a result points to, the one to mend first."""
        triples = []
        if result.path and result.value:
            path = iri(result.path)
            triples = [(result.focus, path, result.value), (result.value, path, result.focus)]
        found = [place for triple in triples for place in self._leaves(triple)]
        if not found and result.path:
            found = list(self._empty_cells(result.focus, result.path))
        if not found and result.value:
            found = [
                place
                for triple, places in self.places.items()
                if triple[0] == result.focus and triple[2] == result.value
                for place in places
            ]
        yield from found or self._rows(result.focus)
        if result.value and result.value != result.focus and not result.path:
            yield from self._rows(result.value)

    def _rows(self, focus: Term) -> Iterator[Place]:
        """Yield the row that introduces a thing, or else every row that says something of it."""
        if focus in self.introduced:
            yield self.introduced[focus]
        else:
            yield from self.subjects.get(focus, [])

    def _empty_cells(self, focus: Term, path: str) -> Iterator[Place]:
        """Yield the cells of the rows that describe ``focus`` in which the value is missing."""
        for place in self.subjects.get(focus, ()):
            for column in place.table.columns:
                if column.number is not None and column.property == path:
                    yield Place(place.table, place.row, column)

    def _leaves(self, triple: Triple, seen: frozenset[Triple] = frozenset()) -> Iterator[Place]:
        """Yield where a triple was written, or where the premises of its proof were."""
        if triple in self.places:
            yield from self.places[triple]
        elif triple in self.proofs and triple not in seen:
            for premise in self.proofs[triple].premises:
                yield from self._leaves(premise, seen | {triple})


def _plain(term: Term | None) -> str | None:
    """Return a term without its N-Triples dress."""
    if term is None:
        return None
    return parts_of(term).lexical if is_literal(term) else term.strip("<>")
