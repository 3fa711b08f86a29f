"""Which focus nodes a query can answer for at all, and which triples its answer then hangs on.

A query of ``sh:sparql`` mostly asks for rare things among many: another participation with the same
participant, project and role. Oxigraph starts such a join with whatever pattern comes first (24 CPU
seconds for 49,000 participations, of which none is there twice). Here the next pattern is chosen
anew for each focus node, by how many triples match it, and only what matches everything is put to
Oxigraph, which has the last word. Nothing that could be an answer is lost: a filter counts only
where it is false for certain, and what is not understood (NOT EXISTS, functions) is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from rdflib import Literal, URIRef, Variable
from rdflib.plugins.sparql.parserutils import CompValue

from ...columns import several
from ...names import PREFIXES
from ...rdf import Term, Triple, iri, is_literal, literal
from ...values import compare
from .constraints import text_of
from .index import Index
from .questions import Question, inside, sides_of

Row = dict[str, Term]  # variables are written ?name: rdflib's objects compare 20 times slower
_Triple = tuple[str, str, str]  # of terms and variables
_IsFalse = Callable[[Row], bool]

_STRING: Final = PREFIXES["xsd"] + "string"
_ACCEPTED: Final = {
    "<": (-1,),
    "<=": (-1, 0),
    ">": (1,),
    ">=": (0, 1),
    "=": (0,),
    "!=": (-1, 1),
}
THIS: Final = "?this"


class Matcher:
    """Matches the triple patterns that every answer of an open question must match."""

    def __init__(self, index: Index, question: Question) -> None:
        self._index = index
        self._choices = {
            f"?{name}": [iri(one) for one in some] for name, some in question.choices.items()
        }
        patterns = [
            (written(subject), written(predicate), written(object_))
            for subject, predicate, object_ in question.must
            if isinstance(predicate, URIRef | Variable)
        ]
        # Of two that match as little, a constant goes first: it may end the search, a variable not.
        self._patterns: list[_Triple] = sorted(patterns, key=lambda pattern: pattern[2][0] == "?")
        self._filters = [_compiled(one) for one in question.filters]

    def rows(self, focus: Iterable[Term]) -> Iterator[Row]:
        """Yield every binding of the variables for the focus nodes."""
        for this in focus:
            yield from self._match({THIS: this}, self._patterns)

    def triples(self, row: Row) -> Iterator[Triple]:
        """Yield the triples that a row rests on."""
        for subject, predicate, object_ in self._patterns:
            yield (
                row.get(subject, subject),
                row.get(predicate, predicate),
                row.get(object_, object_),
            )

    def _match(self, row: Row, left: Sequence[_Triple]) -> Iterator[Row]:
        if not left:
            yield row
            return
        best, least = left[0], float("inf")
        for pattern in left:
            cost = self._cost(row, pattern)
            if cost < least:
                best, least = pattern, cost
                if cost <= 1:
                    break
        if least:
            rest = [pattern for pattern in left if pattern is not best]
            for more in self._extend(row, best):
                if more is row or self._may_be(more, row):
                    yield from self._match(more, rest)

    def _cost(self, row: Row, pattern: _Triple) -> float:
        """Count the triples that match a pattern as far as it is bound."""
        subject, predicate, object_ = pattern
        predicate = row.get(predicate, predicate)
        if predicate[0] == "?":
            return 100 if row.get(subject, subject)[0] != "?" else float("inf")
        subject = row.get(subject, subject)
        object_ = row.get(object_, object_)
        if subject[0] != "?":
            found = self._index.column(predicate).get(subject)
            if found is not None and object_[0] != "?":
                return 1 if object_ in several(found) else 0
        elif object_[0] != "?":
            found = self._index.inverse(predicate).get(object_)
        else:
            count = len(self._index.column(predicate))
            return 1000 + count if count else 0
        return 0 if found is None else len(found) if isinstance(found, dict) else 1

    def _extend(self, row: Row, pattern: _Triple) -> Iterator[Row]:
        """Yield the row with everything bound that the pattern can bind."""
        subject, predicate, object_ = (row.get(part, part) for part in pattern)
        if predicate[0] == "?":
            for name in self._choices.get(predicate, self._index.predicates()):
                yield from self._extend({**row, predicate: name}, pattern)
        elif subject[0] != "?":
            found = self._index.column(predicate).get(subject)
            objects = () if found is None else several(found)
            if object_[0] == "?":
                for one in objects:
                    yield {**row, object_: one}
            elif object_ in objects:
                yield row
        elif object_[0] != "?":
            found = self._index.inverse(predicate).get(object_)
            for one in () if found is None else several(found):
                yield {**row, subject: one}
        else:
            for one, _, other in self._index.triples(predicate):
                if subject != object_ or one == other:
                    yield {**row, subject: one, object_: other}

    def _may_be(self, row: Row, before: Row) -> bool:
        """Tell whether no filter that can be judged only now is false for certain."""
        return not any(
            names <= row.keys() and not names <= before.keys() and is_false(row)
            for names, is_false in self._filters
        )


def written(node: object) -> str:
    """Write a part of a query as a term, or as ``?name``; its blank nodes are variables."""
    if isinstance(node, URIRef):
        return iri(str(node))
    if isinstance(node, Literal):
        datatype = str(node.datatype) if node.datatype else _STRING
        return literal(str(node), datatype, node.language)
    return f"?{node}" if isinstance(node, Variable) else f"?_:{node}"


def _compiled(comparison: CompValue) -> tuple[frozenset[str], _IsFalse]:
    """Return the variables of a comparison, and a judge that says when it is false for certain."""
    sides = sides_of(comparison)
    left, *right = (written(inside(side)) for side in sides)
    left_is_text, *right_are_text = (isinstance(side, CompValue) for side in sides)
    operator = "=" if comparison.op == "IN" else comparison.op
    others = list(zip(right, right_are_text, strict=True))

    def is_false(row: Row) -> bool:
        one = _value(row.get(left, left), left_is_text)
        return all(
            _is_never(one, operator, _value(row.get(other, other), is_text))
            for other, is_text in others
        )

    return frozenset(name for name in (left, *right) if name[0] == "?"), is_false


def _value(term: Term, is_text: bool) -> Term | tuple[str]:
    """Return a term, or in a tuple the text that STR makes of it."""
    return (text_of(term),) if is_text and term[0] != "_" else term


def _is_never(left: Term | tuple[str], operator: str, right: Term | tuple[str]) -> bool:
    """Tell whether a comparison is false for certain."""
    order: int | None
    if isinstance(left, tuple) and isinstance(right, tuple):
        order = (left > right) - (left < right)
    elif isinstance(left, tuple) or isinstance(right, tuple):
        one, other = (side if isinstance(side, str) else literal(side[0]) for side in (left, right))
        order = compare(one, other)
    elif not is_literal(left) and not is_literal(right):
        return operator in ("=", "!=") and (left == right) is (operator == "!=")
    else:
        order = compare(left, right)
    return order is not None and order not in _ACCEPTED[operator]
