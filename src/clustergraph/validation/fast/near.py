"""``sh:sparql`` for a few focus nodes of a graph that is read as it is asked (SHACL 5).

The query still runs in Oxigraph, over the triples that its answers for these focus nodes hang on.
They are found by walking the patterns of the query from the focus nodes, without its filters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import Store, Variable

from ...rdf import Term, Triple, iri, node_of, term_of
from ...rules import Binding, fill, is_variable
from .lookups import Lookups, TooFar
from .queries import Answer, answer_of, load, rows_of
from .questions import Question
from .scopes import THIS as THIS_NAME
from .scopes import Pattern
from .walking import THIS, Walk, along, freed

_THIS = Variable("this")


def is_of_no_focus(question: Question) -> bool:
    """Tell whether each answer comes of one triple that says nothing of ``$this``.

    Then what a change can alter is told by the changed triples alone.
    """
    patterns = [pattern for block in question.blocks for pattern in block]
    return question.is_linear and not any(THIS_NAME in pattern for pattern in patterns)


class NearAsker:
    """Answers questions about few focus nodes.

    Of the questions whose text is among ``linear`` only those answers are given that a ``changed``
    triple can give: the others are the same before and after. Raises TooFar.
    """

    def __init__(
        self,
        graph: Lookups,
        changed: Collection[Triple] = (),
        linear: Collection[str] = frozenset(),
    ) -> None:
        self._graph = graph
        self._changed = changed
        self._linear = linear

    def ask(self, question: Question, focus: Collection[Term]) -> Iterator[Answer]:
        """Yield focus node, path and value of every answer for one of the focus nodes."""
        if not focus:
            return
        if question.text in self._linear:
            yield from self._among_the_changed(question, focus)
            return
        found = self._hanging(question, focus)
        if not question.is_open:
            yield from _asked(question, found, focus)
        elif found:
            known = set(focus)
            for row in rows_of(_store(found).query(question.text)):
                this = term_of(row["this"])
                if this in known:
                    yield answer_of(row, this)

    def _hanging(self, question: Question, focus: Collection[Term]) -> set[Triple]:
        """Return every triple that the answers hang on."""
        if question.parts is None:
            raise TooFar
        found: set[Triple] = set()
        for part in question.parts:
            block = list(map(along, part.block))
            walk = Walk(self._graph, [*block, *map(along, part.beside)])
            if block:
                for this in focus:
                    for row in walk.rows({THIS: this}):
                        found.update(walk.triples(row, block))
        return found

    def _among_the_changed(self, question: Question, focus: Collection[Term]) -> Iterator[Answer]:
        maybe = set(_asked(question, self._changed, focus))
        near: set[Triple] = set()
        for this, path, value in maybe:
            row = {THIS: this}
            row |= {"?path": iri(path)} if path else {}
            row |= {"?value": value} if value else {}
            for block in question.blocks:
                near.update(t for pattern in block for t in self._matching(question, row, pattern))
        yield from maybe & set(_asked(question, near, focus))

    def _matching(self, question: Question, row: Binding, pattern: Pattern) -> Iterator[Triple]:
        """Yield what a pattern matches; only one triple where it does not matter which."""
        walked = along(pattern)
        subject, predicate, object_ = walked
        if not isinstance(predicate, str):  # a linear query has no paths
            raise TooFar
        filled = fill((subject, predicate, object_), row)
        free = {term for term in filled if is_variable(term)}
        if free and free <= {f"?{name}" for name in question.lone}:
            found = self._graph.one(freed(filled))
            yield from () if found is None else (found,)
            return
        walk = Walk(self._graph, [walked])
        for bound in walk.rows(row):
            yield from walk.triples(bound, [walked])


def _asked(
    question: Question, triples: Iterable[Triple], focus: Collection[Term]
) -> Iterator[Answer]:
    """Ask a question of some triples, once for each focus node."""
    store = _store(triples)
    for this in focus:
        for row in rows_of(store.query(question.text, substitutions={_THIS: node_of(this)})):
            yield answer_of(row, this)


def _store(triples: Iterable[Triple]) -> Store:
    store = Store()
    load(store, iter(triples))
    return store
