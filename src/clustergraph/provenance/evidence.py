"""From a triple to its cell, its source and its words, or to its proof.

Two forms of the same knowledge. In RDF (graph ``…/graph/provenance``) each curated row is a
``csvw:Row`` that describes its subject and names its primary sources (PROV-O), and each table is
an entity with its SHA-256 from which its graph was derived. Beside the store lie the rows
themselves (``places``), which lead from each single triple to its line, column and cell; RDF
without reification could not say that. Why an inferred triple holds is not written down at all:
the rules that lie beside the store tell it backward.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

from pyoxigraph import Store

from .. import names, store, vocab
from ..errors import StoreError
from ..rdf import Term, Triple, iri, literal
from ..rules import (
    Book,
    Lack,
    Pattern,
    Proof,
    Prover,
    has_variables,
    is_hidden,
    lacks,
    read_book,
)
from .cells import Cell, Words
from .places import Places, Published
from .standing import Standing

_MOST_REMEMBERED: Final = 20_000  # proofs; each is half a kilobyte


class Evidence:
    """The way back from a triple of a published generation; safe to share between threads."""

    def __init__(self, places: Places, graph: Store, book: Book) -> None:
        self._lock = threading.Lock()
        self._places = places
        self._book = book
        self._graph = graph
        self._standing = Standing(graph)
        self._prover = Prover(book, self._standing)

    @property
    def graph(self) -> Store:
        """The store of the generation, for names of things."""
        return self._graph

    def cells(self, triple: Triple) -> tuple[Cell, ...]:
        """Return every cell that states a triple; empty for an inferred or unknown one."""
        return tuple(self._places.cells(triple))

    def proof(self, triple: Triple) -> Proof | None:
        """Return the last step of a triple's shortest proof; None for what is stated or unknown.

        What is concluded and never written down (that a literal is of its datatype, the members
        of a class without a name) has its proof as well.
        """
        is_known = is_hidden(triple) or self._standing.is_there(triple)
        if not is_known or self._standing.is_asserted(triple):
            return None
        with self._lock:
            if self._prover.remembered > _MOST_REMEMBERED:
                self._prover = Prover(self._book, self._standing)
            return self._prover.proof(triple)

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is in the graph, said of a row, or concluded and not written."""
        return self._standing.is_there(triple) or self.proof(triple) is not None

    def lacks(self, triple: Triple) -> list[Lack]:
        """Return what each rule that could give a triple lacks, the nearest first."""
        with self._lock:
            return lacks(self._prover, self._standing, triple)

    def known(self, subject: Term) -> tuple[Triple, ...]:
        """Return every triple with that subject, stated or inferred, sorted."""
        return self.matching((subject, "?p", "?o"))

    def matching(self, pattern: Pattern) -> tuple[Triple, ...]:
        """Return every triple that a pattern fits, stated or inferred, sorted."""
        if not has_variables(pattern):
            return (pattern,) if self.holds(pattern) else ()
        return tuple(sorted(set(self._standing.match(pattern))))

    def mentions(self, term: Term) -> bool:
        """Tell whether anything is said of a term, with it, or by it as a property."""
        patterns: tuple[Pattern, ...] = ((term, "?p", "?o"), ("?s", "?p", term), ("?s", term, "?o"))
        return any(True for one in patterns for _ in self._standing.match(one))

    def samples(self, pattern: Pattern) -> tuple[Triple, ...]:
        """Return a few triples of each table that a pattern fits."""
        return tuple(self._standing.samples(pattern))

    def columns(self, pattern: Pattern) -> tuple[tuple[str, str], ...]:
        """Return the tables' files and columns in which what fits a pattern is written.

        A few triples of each table tell; of what no table says, nothing is known.
        """
        found: dict[tuple[str, str], None] = {}
        for triple in self.samples(pattern):
            for cell in self.cells(triple):
                if cell.column_name and cell.line is not None:
                    found[cell.file, cell.column_name] = None
        return tuple(sorted(found))

    def words(self, row: str) -> Words:
        """Return what a row rests on; the row by its IRI."""
        return self._places.words(row)

    def close(self) -> None:
        """Let go of the files."""
        self._places.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_evidence(generation: store.Generation) -> Evidence:
    """Open the way back from the triples of a published generation.

    Raises StoreError when a part of it is missing or cannot be opened.
    """
    try:
        book = read_book(generation.rules_path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{generation.path} has no rules; build anew: clustergraph build"
        ) from error
    places = Published(generation.evidence_path)
    return Evidence(places, store.open_store(generation.store_path), book)


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
        file = iri(names.file(path))
        triples += [
            (file, rdf_type, iri(prov + "Entity")),
            (file, iri(vocab.SHA256), literal(digest)),
            (iri(graph), rdf_type, iri(prov + "Entity")),
            (iri(graph), iri(prov + "wasDerivedFrom"), file),
            (iri(graph), iri(prov + "wasGeneratedBy"), build),
            (build, iri(prov + "used"), file),
        ]
    return sorted(set(triples))
