"""Who says so: from a triple to its cell, its source and its words, or to its proof.

Two forms of the same knowledge. In RDF (graph ``…/graph/provenance``) each curated row is a
``csvw:Row`` that describes its subject and names its primary sources (PROV-O), and each table is
an entity with its SHA-256 from which its graph was derived. Beside the store lies a small SQLite
file that leads from each single triple to its line, column and cell, which RDF without
reification could not say.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import names, vocab
from .rdf import Term, Triple, iri, literal, parts_of

_SCHEMA = """
CREATE TABLE triple (id INTEGER PRIMARY KEY, s TEXT NOT NULL, p TEXT NOT NULL, o TEXT NOT NULL);
CREATE TABLE cell (triple INTEGER NOT NULL, tab TEXT NOT NULL, file TEXT NOT NULL, line INTEGER,
    number INTEGER, name TEXT, text TEXT, row TEXT);
CREATE TABLE evidence (row TEXT PRIMARY KEY, sources TEXT NOT NULL, basis TEXT NOT NULL,
    quotes TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE proof (triple INTEGER PRIMARY KEY, rule TEXT NOT NULL, en TEXT NOT NULL,
    de TEXT NOT NULL, premises TEXT NOT NULL);
"""
_INDEXES = """
CREATE UNIQUE INDEX triple_spo ON triple (s, p, o);
CREATE INDEX cell_triple ON cell (triple);
"""


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


@dataclass(frozen=True, slots=True)
class Proof:
    """Why an inferred triple holds: the rule, its sentence in both languages, its premises."""

    rule: str
    sentence_en: str
    sentence_de: str
    premises: tuple[Triple, ...]


def write_evidence(
    path: Path,
    cells: Iterable[tuple[Triple, Cell]],
    words: Mapping[str, Words],
    proofs: Mapping[Triple, Proof],
) -> None:
    """Write the SQLite file that Evidence reads; ``words`` maps row IRIs to what they rest on."""
    ids: dict[Triple, int] = {}

    def number(triple: Triple) -> int:
        return ids.setdefault(triple, len(ids) + 1)

    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT INTO cell VALUES (?,?,?,?,?,?,?,?)",
            (
                (number(t), c.table, c.file, c.line, c.column, c.column_name, c.text, c.row)
                for t, c in cells
            ),
        )
        connection.executemany(
            "INSERT INTO proof VALUES (?,?,?,?,?)",
            (
                (number(t), p.rule, p.sentence_en, p.sentence_de, json.dumps(p.premises))
                for t, p in proofs.items()
            ),
        )
        connection.executemany(
            "INSERT INTO evidence VALUES (?,?,?,?)",
            ((r, json.dumps(w.sources), w.basis, json.dumps(w.quotes)) for r, w in words.items()),
        )
        connection.executemany(
            "INSERT INTO triple VALUES (?,?,?,?)", ((i, *triple) for triple, i in ids.items())
        )
        connection.executescript(_INDEXES)
        connection.commit()
    finally:
        connection.close()


class Evidence:
    """The way back from a triple of a published generation; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def cells(self, triple: Triple) -> tuple[Cell, ...]:
        """Return every cell that states a triple; empty for an inferred or unknown one."""
        rows = self._ask(
            "SELECT tab, file, line, number, name, text, cell.row, sources, basis, quotes FROM "
            "triple JOIN cell ON cell.triple = triple.id LEFT JOIN evidence USING (row) "
            "WHERE s = ? AND p = ? AND o = ? ORDER BY file, line, number",
            triple,
        )
        return tuple(
            Cell(tab, file, line, number, name, text, row, _words(words))
            for tab, file, line, number, name, text, row, *words in rows
        )

    def proof(self, triple: Triple) -> Proof | None:
        """Return the proof of an inferred triple, or None for an asserted or unknown one."""
        rows = self._ask(
            "SELECT rule, en, de, premises FROM triple JOIN proof ON proof.triple = triple.id "
            "WHERE s = ? AND p = ? AND o = ?",
            triple,
        )
        for rule, english, german, premises in rows:
            return Proof(
                rule, english, german, tuple((s, p, o) for s, p, o in json.loads(premises))
            )
        return None

    def known(self, subject: Term) -> tuple[Triple, ...]:
        """Return every triple with that subject that has a cell or a proof, sorted."""
        rows = self._ask("SELECT s, p, o FROM triple WHERE s = ? ORDER BY p, o", (subject,))
        return tuple((s, p, o) for s, p, o in rows)

    def words(self, row: str) -> Words:
        """Return what a row rests on; the row by its IRI."""
        found = self._ask("SELECT sources, basis, quotes FROM evidence WHERE row = ?", (row,))
        return _words(found[0]) if found else Words()

    def _ask(self, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _words(row: Sequence[str | None]) -> Words:
    sources, basis, quotes = row
    if sources is None:
        return Words()
    return Words(
        tuple(json.loads(sources)),
        basis or "stated",
        tuple((language, text) for language, text in json.loads(quotes or "[]")),
    )


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


def is_about_a_row(triple: Triple) -> bool:
    """Tell whether a triple says something about a curated row rather than about the world."""
    return triple[0].startswith("<" + names.ROWS)


def describe_files(files: Mapping[str, tuple[str, str]]) -> list[Triple]:
    """Say in PROV-O from which file each graph was derived.

    ``files`` maps a path in the project to (graph IRI, SHA-256 in hex). No time is given: the same
    input gives the same bytes.
    """
    rdf_type, prov = iri(vocab.RDF_TYPE), names.PREFIXES["prov"]
    build = iri(names.DATASET + "#build")
    triples: list[Triple] = [(build, rdf_type, iri(prov + "Activity"))]
    for path, (graph, digest) in sorted(files.items()):
        file = iri(names.BASE + path)
        triples += [
            (file, rdf_type, iri(prov + "Entity")),
            (file, iri(vocab.SHA256), literal(digest)),
            (iri(graph), rdf_type, iri(prov + "Entity")),
            (iri(graph), iri(prov + "wasDerivedFrom"), file),
            (iri(graph), iri(prov + "wasGeneratedBy"), build),
            (build, iri(prov + "used"), file),
        ]
    return sorted(set(triples))
