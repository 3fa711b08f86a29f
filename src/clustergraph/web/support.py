"""Why a fact holds, as a page shows it: cells with their sources and words, or rules.

No template and no framework here: a program that draws other pages can use the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from .. import vocab
from ..provenance import Cell, Evidence, Words
from ..rdf import Triple, parts_of
from .labels import Labels

Address = Callable[[str], str | None]
_MOST_INFERENCES: Final = 12  # of one line; a node with more repeats itself


@dataclass(frozen=True, slots=True)
class Source:
    """A document that something was taken from; ``href`` leads to its page, ``url`` to itself."""

    text: str
    language: str
    href: str | None
    publisher: str
    date: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """One cell: the name and number of its column, and its text."""

    column: str | None
    number: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One row that says so, with those of its cells that say it; ``line`` counts from 1."""

    file: str
    line: int | None
    href: str | None
    cells: tuple[Written, ...]
    basis: str
    sources: tuple[Source, ...]
    quotes: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        """File, line and column, as an editor takes them."""
        numbers = [cell.number for cell in self.cells if cell.number is not None]
        column = numbers[0] if len(numbers) == 1 else None
        return ":".join(str(part) for part in (self.file, self.line, column) if part is not None)


@dataclass(frozen=True, slots=True)
class Inference:
    """A rule that gives a fact, what it gives it from, in words, and the rows that say that."""

    rule: str
    sentence: str
    premises: tuple[str, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Why something holds; empty where nothing is known."""

    records: tuple[Record, ...] = ()
    inferences: tuple[Inference, ...] = ()

    @property
    def is_inferred(self) -> bool:
        """True when a rule gives it and no cell does."""
        return bool(self.inferences) and not self.records

    @property
    def is_read(self) -> bool:
        """True when the reader inferred it and no source states it."""
        return bool(self.records) and all(record.basis != "stated" for record in self.records)


class Witness:
    """Finds why triples hold, in one language; remembers sources and words for one page."""

    def __init__(self, evidence: Evidence, labels: Labels, address: Address) -> None:
        self._evidence = evidence
        self._labels = labels
        self._address = address
        self._sources: dict[str, Source] = {}
        self._cells: dict[Triple, tuple[Cell, ...]] = {}

    def cells(self, triple: Triple) -> tuple[Cell, ...]:
        """Return the cells that say so."""
        if triple not in self._cells:
            self._cells[triple] = self._evidence.cells(triple)
        return self._cells[triple]

    def is_stated(self, triple: Triple) -> bool:
        """Tell whether a cell says so."""
        return bool(self.cells(triple))

    def rule_of(self, triple: Triple) -> str | None:
        """Return the rule that gives a triple, or None."""
        proof = self._evidence.proof(triple)
        return proof.rule if proof else None

    def support(self, triple: Triple) -> Support:
        """Return why a triple holds."""
        return self.support_of((triple,))

    def support_of(self, triples: Iterable[Triple]) -> Support:
        """Return why several triples hold that are said as one; rules where there is no cell."""
        cells: list[Cell] = []
        inferences: list[Inference] = []
        for triple in triples:
            found = self.cells(triple)
            cells += found
            if not found:
                inferences += self._inferences(triple)
        return Support(self.records(cells), tuple(dict.fromkeys(inferences))[:_MOST_INFERENCES])

    def _inferences(self, triple: Triple) -> list[Inference]:
        proof = self._evidence.proof(triple)
        if proof is None:
            return []
        is_german = self._labels.language == "de"
        sentence = proof.sentence_de if is_german else proof.sentence_en
        premises = tuple(self._labels.sentence(premise) for premise in proof.premises)
        cells = [cell for premise in proof.premises for cell in self.cells(premise)]
        return [Inference(proof.rule, sentence, premises, self.records(cells))]

    def records(self, cells: Iterable[Cell]) -> tuple[Record, ...]:
        """Put the cells of one row together."""
        rows: dict[tuple[str, int | None, str | None], list[Cell]] = {}
        for cell in cells:
            rows.setdefault((cell.file, cell.line, cell.row), []).append(cell)
        return tuple(
            self._record(file, line, row, members)
            for (file, line, row), members in sorted(
                rows.items(), key=lambda item: (item[0][0], item[0][1] or 0)
            )
        )

    def _record(self, file: str, line: int | None, row: str | None, cells: list[Cell]) -> Record:
        written = {
            (cell.column or 0, cell.column_name): Written(cell.column_name, cell.column, cell.text)
            for cell in cells
            if cell.column_name is not None
        }
        words: Words = cells[0].words
        return Record(
            file=file,
            line=line,
            href=self._address(row) if row else None,
            cells=tuple(written[key] for key in sorted(written, key=str)),
            basis=words.basis,
            sources=tuple(self.source(iri) for iri in words.sources),
            quotes=words.quotes,
        )

    def source(self, iri: str) -> Source:
        """Return a source document with its publisher and date, as far as the graph knows them."""
        if iri not in self._sources:
            said = self._labels.properties(iri)
            dated = [self._labels.in_words(term).text for term in said.get(vocab.DATE, [])]
            urls = [term[1:-1] for term in said.get(vocab.SCHEMA_URL, []) if term.startswith("<")]
            publishers = [parts_of(t).lexical for t in said.get(vocab.PUBLISHER_NAME, [])]
            self._sources[iri] = Source(
                *self._labels.of(iri),
                href=self._address(iri),
                publisher=", ".join(publishers),
                date=", ".join(dated),
                url=safe(urls[0]) if urls else None,
            )
        return self._sources[iri]

    def words(self, row: str) -> Words:
        """Return what a row rests on."""
        return self._evidence.words(row)

    def of_row(self, subject: str, row: str) -> list[tuple[Triple, Cell]]:
        """Return what one row says of its subject, in the order of its columns."""
        found = [
            (triple, cell)
            for triple in self._evidence.known(f"<{subject}>")
            for cell in self.cells(triple)
            if cell.row == row
        ]
        return sorted(found, key=lambda pair: (pair[1].column is None, pair[1].column or 0))


def safe(iri: str | None) -> str | None:
    """Return an address that a page may link to; other schemes stay text.

    >>> safe("https://example.org/"), safe("javascript:alert(1)")
    ('https://example.org/', None)
    """
    return iri if iri and iri.startswith(("https://", "http://")) else None
