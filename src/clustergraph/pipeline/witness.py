"""Which triples made a query in a shape find something.

A query of a ``sh:sparql`` constraint (SHACL 5) says that a thing is wrong, and of its other
variables nothing. The triple patterns of its WHERE clause, filled in, are the triples that it
rests on: the other membership that overlaps, the total that a part exceeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryTriples,
    Store,
    Variable,
)
from pyoxigraph import Triple as OxTriple

from ..errors import ProjectError
from ..graphs import Graph, graph_of
from ..rdf import Term, Triple, iri, node_of, quads_of, term_of
from ..validation.fast.questions import asked_for, read

_HEAD: Final = re.compile(r"^\s*SELECT\s+(.*?)\s*WHERE\s*\{", re.IGNORECASE | re.DOTALL)
_BARE: Final = re.compile(r"\?(\w+)(?!\s*\))")
_ALIAS: Final = re.compile(r"\([^()]*?\sAS\s+\?\w+\s*\)", re.IGNORECASE)
_DROPPED: Final = re.compile(r"\b(FILTER|BIND|VALUES|OPTIONAL|MINUS|GRAPH)\b", re.IGNORECASE)
_TOKEN: Final = re.compile(r'<[^<>\s]*>|"(?:[^"\\]|\\.)*"|[{}()]|[^<"{}()]+|.', re.DOTALL)


Given = dict[Variable, NamedNode | BlankNode | Literal | OxTriple]


class Witness:
    """The graph that was validated, asked for the triples behind a result.

    A store in memory takes 480 bytes a triple, so it holds no more than the properties that some
    query asked for.
    """

    def __init__(self, triples: Iterable[Triple], prologue: str) -> None:
        self._triples = triples
        self._prologue = prologue
        self._store = Store()
        self._loaded: set[Term] = set()

    @cached_property
    def _graph(self) -> Graph:
        return graph_of(self._triples)

    def _load(self, select: str) -> None:
        """Put everything into the store that a query can touch."""
        try:
            asked = asked_for(read(self._prologue + select, (), None))
        except ProjectError:  # an engine took it that knows more
            asked = None
        there = self._graph.properties.keys()
        wanted = there if asked is None else there & set(map(iri, asked))
        for predicate in wanted - self._loaded:
            pairs = self._graph.pairs(predicate)
            self._store.bulk_extend(quads_of((one, predicate, other) for one, other in pairs))
            self._loaded.add(predicate)

    def triples(self, select: str, focus: Term, value: Term | None) -> Iterator[Triple]:
        """Yield the triples that let ``select`` find ``focus`` with ``value``.

        Yields nothing for a query whose patterns cannot be told from its other parts.
        """
        head = _HEAD.match(select)
        if head is None or not focus.startswith("<"):
            return
        patterns = _patterns(select[head.end() :])
        given: Given = {Variable("this"): NamedNode(focus[1:-1])}
        if value is not None and "value" in _BARE.findall(_ALIAS.sub("", head[1])):
            given[Variable("value")] = node_of(value)
        body = select[head.end() - 1 :]
        query = f"{self._prologue}CONSTRUCT {{ {patterns} }} WHERE {body}"
        try:
            found = self._ask(select, query, given)
        except SyntaxError:
            return
        if isinstance(found, QueryTriples):
            seen = {(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in found}
            yield from sorted(seen, key=lambda triple: (triple[0] != focus, triple))

    def _ask(self, select: str, query: str, given: Given) -> object:
        self._load(select)
        return self._store.query(query, substitutions=given)


class StoredWitness(Witness):
    """The same over graphs of a store, seen as one."""

    def __init__(self, graphs: Store, places: Sequence[DefaultGraph | NamedNode], prologue: str):
        super().__init__((), prologue)
        self._graphs = graphs
        self._places = list(places)

    def _ask(self, select: str, query: str, given: Given) -> object:  # noqa: ARG002  # all is there
        return self._graphs.query(query, substitutions=given, default_graph=self._places)  # type: ignore[arg-type]


def _patterns(body: str) -> str:
    """Return the triple patterns of the outermost group of a WHERE clause.

    >>> _patterns('?a <b:c> ?d . FILTER(?d > (1)) ?a <b:e> "f" }')
    '?a <b:c> ?d .  ?a <b:e> "f"'
    """
    kept: list[str] = []
    depth = 0
    is_dropped = False  # from the word that begins a filter to the end of its brackets
    for piece in _TOKEN.findall(body):
        if piece in "({":
            depth += 1
        elif piece in ")}":
            depth -= 1
            if depth < 0:
                break
            is_dropped = is_dropped and depth > 0
        elif depth == 0:
            words = _DROPPED.split(piece)
            kept.append(words[0])
            is_dropped = len(words) > 1
    return "".join(kept).strip()
