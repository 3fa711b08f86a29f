"""The evidence turned round: what one row says, and what rests on one source."""

from __future__ import annotations

from dataclasses import dataclass

from .. import names, vocab
from ..rdf import Term
from .facts import Line, Teller, Value
from .profile import Section
from .support import Source, Support, Written


@dataclass(frozen=True, slots=True)
class Statement:
    """One cell and what it states; ``cell`` is None for what the table says of every row."""

    cell: Written | None
    property: Value
    value: Value


@dataclass(frozen=True, slots=True)
class RowProfile:
    """All that a page says of a curated row."""

    iri: str
    table: str
    key: str
    file: str
    line: int | None
    thing: Value | None
    statements: tuple[Statement, ...]
    basis: str
    sources: tuple[Source, ...]
    quotes: tuple[tuple[str, str], ...]


def row_of(teller: Teller, iri: str) -> RowProfile:
    """Gather what a row says and what it rests on."""
    table, _, key = iri.removeprefix(names.ROWS).partition("--")
    things = _objects(teller, iri, vocab.CSVW_DESCRIBES)
    said = [pair for thing in things for pair in teller.witness.of_row(thing[1:-1], iri)]
    words = teller.witness.words(iri)
    return RowProfile(
        iri=iri,
        table=table,
        key=key,
        file=said[0][1].file if said else "",
        line=said[0][1].line if said else None,
        thing=teller.value(things[0]) if things else None,
        statements=tuple(
            Statement(
                Written(cell.column_name, cell.column, cell.text) if cell.column else None,
                teller.value(triple[1]),
                teller.value(triple[2], triple[1]),
            )
            for triple, cell in said
        ),
        basis=words.basis,
        sources=tuple(teller.witness.source(source) for source in words.sources),
        quotes=words.quotes,
    )


def resting_on(teller: Teller, source: str) -> tuple[Section, ...]:
    """Return what rests on a source, by table: the thing that a row describes, and the words."""
    tables: dict[str, list[Line]] = {}
    for subject, predicate, _ in teller.lookup.mentions(source, names.PROVENANCE_GRAPH):
        row = subject[1:-1]
        if predicate != f"<{vocab.PROV_HAD_PRIMARY_SOURCE}>" or not row.startswith(names.ROWS):
            continue
        table = row.removeprefix(names.ROWS).partition("--")[0]
        things = _objects(teller, row, vocab.CSVW_DESCRIBES)
        quotes = teller.witness.words(row).quotes
        node = teller.value(subject)
        tables.setdefault(table, []).append(
            Line(
                tuple(teller.value(thing) for thing in things),
                tuple((Value(words, language),) for language, words in quotes),
                Value("", "", node.href, True),
                Support(),
                "",
            )
        )
    return tuple(
        Section(f"table-{table}", table, tuple(sorted(lines, key=lambda line: line.text)))
        for table, lines in sorted(tables.items())
    )


def _objects(teller: Teller, subject: str, predicate: str) -> list[Term]:
    """Return the objects of what any graph says, for rows stand in the graph of provenance."""
    return [o for s, p, o in teller.lookup.about(subject)
            if s == f"<{subject}>" and p == f"<{predicate}>"]  # fmt: skip
