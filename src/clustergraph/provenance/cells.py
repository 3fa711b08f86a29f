"""The cell in which something was written, and what its row rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .. import vocab
from ..rdf import Triple, iri, parts_of


@dataclass(frozen=True, slots=True)
class Words:
    """What a row rests on: IRIs of sources, stated or inferred by the reader, quoted words."""

    sources: tuple[str, ...] = ()
    basis: str = "stated"
    quotes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """The place where a triple was written; lines and columns count from 1.

    ``column`` is None for what the table's description says of every row, ``line`` is None for
    what an ontology file says. ``quotes`` holds (language, words).
    """

    table: str
    file: str
    line: int | None
    column: int | None
    column_name: str | None
    text: str | None
    row: str | None
    words: Words = Words()


def words_of_rows(triples: Iterable[Triple]) -> dict[str, Words]:
    """Gather what each row rests on from the triples about rows, by row IRI."""
    sources: dict[str, list[str]] = {}
    bases: dict[str, str] = {}
    quotes: dict[str, list[tuple[str, str]]] = {}
    for subject, predicate, object_ in triples:
        row = subject[1:-1]
        if predicate == iri(vocab.PROV_HAD_PRIMARY_SOURCE):
            sources.setdefault(row, []).append(object_[1:-1])
        elif predicate == iri(vocab.BASIS):
            bases[row] = object_[1:-1].rpartition("/")[2]
        elif predicate == iri(vocab.QUOTE):
            quote = parts_of(object_)
            quotes.setdefault(row, []).append((quote.language or "", quote.lexical))
    rows = sources.keys() | bases.keys() | quotes.keys()
    return {
        row: Words(
            tuple(sorted(sources.get(row, ()))),
            bases.get(row, "stated"),
            tuple(sorted(quotes.get(row, ()))),
        )
        for row in sorted(rows)
    }
