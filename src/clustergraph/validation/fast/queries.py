"""``sh:sparql`` (SHACL 5): one question a shape instead of one a focus node.

A query runs in an Oxigraph store in memory that holds only the triples which its answer hangs on.
``$this`` is left open and the answers are kept where it is a focus node; queries that cannot be
asked so (``Question.is_open``) are asked once for each focus node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode, QuerySolution, QuerySolutions, RdfFormat, Store, Variable
from rdflib import URIRef
from rdflib import Variable as Name
from rdflib.paths import Path

from ...columns import several
from ...rdf import Term, Triple, iri, node_of, nquads, quads_of, term_of
from .index import Index
from .narrowing import THIS, Matcher, Row
from .questions import Question, may_be_empty, properties_of
from .scopes import Block, Pattern

Answer = tuple[Term, str | None, Term | None]

_THIS: Final = Variable("this")
_AT_ONCE: Final = 200_000  # triples: 40 MB of text


class Asker:
    """Answers questions about a graph."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def ask(self, question: Question, focus: Collection[Term]) -> Iterator[Answer]:
        """Yield focus node, path and value of every answer for one of the focus nodes."""
        store = Store()
        if question.is_open:
            matcher = Matcher(self._index, question)
            rows = list(matcher.rows(focus))
            if rows:
                load(store, _hanging(self._index, question, matcher, rows))
                known = {row[THIS] for row in rows}
                for row in rows_of(store.query(question.text)):
                    this = term_of(row["this"])
                    if this in known:
                        yield answer_of(row, this)
        elif focus:
            load(store, _touched(self._index, question))
            for this in focus:
                node = node_of(this)
                for row in rows_of(store.query(question.text, substitutions={_THIS: node})):
                    yield answer_of(row, this)


def rows_of(solutions: object) -> Iterator[QuerySolution]:
    """Yield the rows that a SELECT answers with."""
    if isinstance(solutions, QuerySolutions):  # read() lets nothing but SELECT pass
        yield from solutions


def answer_of(row: QuerySolution, this: Term) -> Answer:
    """Return what a row says of a focus node."""
    path, value = _get(row, "path"), _get(row, "value")
    return (
        this,
        path.value if isinstance(path, NamedNode) else None,
        None if value is None else term_of(value),  # type: ignore[arg-type]  # no quoted triples
    )


def _get(row: QuerySolution, name: str) -> object:
    try:
        return row[name]
    except KeyError:  # not projected
        return None


def load(store: Store, triples: Iterator[Triple]) -> None:
    """Load as text, which is twice as fast as objects; blank nodes keep their labels as objects."""
    while some := list(islice(triples, _AT_ONCE)):
        named = [t for t in some if t[0][0] != "_" and t[2][0] != "_"]
        text = nquads(named).encode()
        store.bulk_load(input=text, format=RdfFormat.N_TRIPLES, lenient=True)
        if len(named) < len(some):
            nameless = (t for t in some if t[0][0] == "_" or t[2][0] == "_")
            store.bulk_extend(quads_of(nameless))


def _hanging(
    index: Index, question: Question, matcher: Matcher, rows: list[Row]
) -> Iterator[Triple]:
    """Yield every triple that the answer to an open question hangs on, given all its rows."""
    nodes: dict[str, set[Term]] = defaultdict(set)
    found = Slice(index)
    for row in rows:
        found.single.update(matcher.triples(row))
        for name, term in row.items():
            nodes[name].add(term)
    musts = set(question.must)
    for block in question.blocks:
        for pattern in block:
            if pattern not in musts or isinstance(pattern[1], Path):
                found.touch(question, block, pattern, nodes)
    return found.triples()


def _touched(index: Index, question: Question) -> Iterator[Triple]:
    """Yield every triple that some pattern of a question can match."""
    found = Slice(index)
    for block in question.blocks:
        for pattern in block:
            found.touch(question, block, pattern, {})
    return found.triples()


class Slice:
    """A part of a graph: whole predicates, and single triples."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._whole: set[Term] = set()
        self.single: set[Triple] = set()

    def triples(self) -> Iterator[Triple]:
        """Yield each triple, perhaps again."""
        for predicate in self._whole:
            yield from self._index.triples(predicate)
        yield from (triple for triple in self.single if triple[1] not in self._whole)

    def touch(
        self,
        question: Question,
        block: Block,
        pattern: Pattern,
        nodes: Mapping[str, Collection[Term]],
    ) -> None:
        """Add what a pattern can match; ``nodes`` are all that some variables can be."""
        index, (subject, predicate, object_) = self._index, pattern
        if isinstance(predicate, Path):
            all_ways = may_be_empty(predicate)
            self._whole.update(
                index.predicates() if all_ways else map(iri, properties_of(predicate))
            )
        elif isinstance(predicate, URIRef):
            self._touch_property(question, subject, iri(str(predicate)), object_, nodes)
        elif isinstance(predicate, Name) and predicate in question.choices:
            self._whole.update(map(iri, question.choices[predicate]))
        elif subject in question.lone and object_ in question.lone:
            for name in index.predicates():
                self.single.update(islice(index.triples(name), 1))
        else:
            known = _candidates(index, block, subject)
            if isinstance(subject, Name):
                known = nodes.get(f"?{subject}", known)
            if known is None:
                self._whole.update(index.predicates())
            else:
                self.single.update(index.about(known))

    def _touch_property(
        self,
        question: Question,
        subject: object,
        name: Term,
        object_: object,
        nodes: Mapping[str, Collection[Term]],
    ) -> None:
        index = self._index
        subjects = nodes.get(f"?{subject}") if isinstance(subject, Name) else None
        objects = nodes.get(f"?{object_}") if isinstance(object_, Name) else None
        if subjects is not None:
            column = index.column(name)
            for one in subjects:
                self.single.update((one, name, o) for o in several(column.get(one, {})))
        elif objects is not None:
            turned = index.inverse(name)
            for one in objects:
                self.single.update((s, name, one) for s in several(turned.get(one, {})))
        elif subject in question.lone:
            self.single.update(index.one_of_each(name))
        else:
            self._whole.add(name)


def _candidates(index: Index, block: Block, wanted: object) -> Collection[Term] | None:
    """Return the nodes that a subject can be for its other patterns, None if it can be any."""
    if isinstance(wanted, URIRef):
        return (iri(str(wanted)),)
    found: list[Collection[Term]] = []
    for subject, predicate, object_ in block:
        if isinstance(predicate, URIRef):
            name = iri(str(predicate))
            if subject == wanted and isinstance(object_, URIRef):
                found.append(several(index.inverse(name).get(iri(str(object_)), {})))
            elif subject == wanted:
                found.append(index.column(name).keys())
            elif object_ == wanted:
                found.append(index.inverse(name).keys())
    return min(found, key=len) if found else None
