"""A graph that is read as it is asked: one lookup a node, remembered.

To judge a few focus nodes of a store of millions of triples. What would need more than so many
triples is given up, for then the whole graph is better checked at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from ...columns import Objects, several
from ...rdf import Term, Triple
from ...rules import Matches, Pattern, bind, is_hidden, is_variable
from .index import SUBCLASS, TYPE

S: Final = "?s"
P: Final = "?p"
O: Final = "?o"  # noqa: E741  # the third of three
_NOTHING: Final[tuple[list[Triple], bool]] = ([], False)


class TooFar(Exception):
    """More of the graph would have to be read than is worth it."""


class Lookups:
    """Triples by subject or by object, looked up when asked for; a ``Graph``.

    Raises TooFar when more than ``most`` triples are read, or counted by ``spend``.
    """

    def __init__(self, graph: Matches, most: int) -> None:
        self._graph = graph
        self._left = most
        self._known: dict[Pattern, tuple[list[Triple], bool]] = {}
        self._sides: dict[tuple[Term, bool], _Side] = {}
        self._below: dict[Term, frozenset[Term]] = {}

    def spend(self, count: int) -> None:
        """Count what was read or done."""
        self._left -= count
        if self._left < 0:
            raise TooFar

    def some(self, pattern: Pattern, most: int) -> Sequence[Triple] | None:
        """Return all triples that a pattern fits, None if they are more than ``most``.

        Free ends are written ``?s``, ``?p`` and ``?o``. No more than ``most`` + 1 are read.
        """
        found, is_whole = self._known.get(pattern, _NOTHING)
        if not is_whole and len(found) <= most and pattern[0][0] != '"' and pattern[1][0] in "<?":
            found = list(islice(self._graph.match(pattern), most + 1))
            self.spend(len(found) + 1)
            self._known[pattern] = found, len(found) <= most
        return found if len(found) <= most else None

    def all(self, pattern: Pattern) -> Sequence[Triple]:
        """Return all triples that a pattern fits."""
        found = self.some(pattern, self._left)
        if found is None:
            raise TooFar
        return found

    def one(self, pattern: Pattern) -> Triple | None:
        """Return a triple that a pattern fits, if there is one."""
        self.some(pattern, 0)
        found, _ = self._known.get(pattern, _NOTHING)
        return found[0] if found else None

    def is_there(self, triple: Triple) -> bool:
        """Tell whether a triple is in the graph."""
        subject, predicate, object_ = triple
        if is_hidden(triple):  # a store is not asked for such a triple whole (``provenance``)
            return object_ in several(self.column(predicate).get(subject, {}))
        return bool(self.some(triple, 1))

    def column(self, predicate: Term) -> Mapping[Term, Objects]:
        """Return the objects of every subject that has the predicate."""
        return self._side(predicate, False)

    def inverse(self, predicate: Term) -> Mapping[Term, Objects]:
        """Return the subjects of every object that the predicate has."""
        return self._side(predicate, True)

    def _side(self, predicate: Term, is_inverse: bool) -> Mapping[Term, Objects]:
        key = (predicate, is_inverse)
        if key not in self._sides:
            self._sides[key] = _Side(self, predicate, is_inverse)
        return self._sides[key]

    def below(self, class_: Term) -> frozenset[Term]:
        """Return a class and its subclasses (SHACL 1.1)."""
        if class_ not in self._below:
            found, waiting = {class_}, [class_]
            while waiting:
                for subclass in several(self.inverse(SUBCLASS).get(waiting.pop(), {})):
                    if subclass not in found:
                        found.add(subclass)
                        waiting.append(subclass)
            self._below[class_] = frozenset(found)
        return self._below[class_]

    def instances(self, *classes: Term) -> Collection[Term]:
        """Return the SHACL instances of classes, all of them: this may go too far."""
        typed, below = self.inverse(TYPE), set().union(*map(self.below, classes))
        return {node for one in below for node in several(typed.get(one, {}))}

    def strangers(self, nodes: Collection[Term], class_: Term) -> set[Term]:
        """Return the nodes that are no SHACL instances of a class."""
        below, types = self.below(class_), self.column(TYPE)
        return {node for node in nodes if below.isdisjoint(several(types.get(node, {})))}

    def about(self, subjects: Collection[Term]) -> Iterator[Triple]:
        """Yield every triple with one of these subjects."""
        for subject in subjects:
            yield from self.all((subject, P, O))


class _Side(Mapping[Term, Objects]):
    """The triples of one predicate from one end; going through all of them may go too far."""

    def __init__(self, lookups: Lookups, predicate: Term, is_inverse: bool) -> None:
        self._lookups = lookups
        self._predicate = predicate
        self._is_inverse = is_inverse
        self._known: dict[Term, dict[Term, None]] = {}

    def __getitem__(self, node: Term) -> Objects:
        found = self._known.get(node)
        if found is None:
            if self._is_inverse:
                triples, end = self._lookups.all((S, self._predicate, node)), 0
            else:
                triples, end = self._lookups.all((node, self._predicate, O)), 2
            found = self._known[node] = dict.fromkeys(triple[end] for triple in triples)
        if not found:
            raise KeyError(node)
        return found

    def __iter__(self) -> Iterator[Term]:
        end = 2 if self._is_inverse else 0
        triples = self._lookups.all((S, self._predicate, O))
        return iter(dict.fromkeys(triple[end] for triple in triples))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Union:
    """A graph and some more triples: what was there before a change or is there after it."""

    def __init__(self, graph: Matches, more: Collection[Triple]) -> None:
        self._graph = graph
        self._more: dict[tuple[int, Term], list[Triple]] = defaultdict(list)
        for triple in dict.fromkeys(more):
            for place, term in enumerate(triple):
                self._more[place, term].append(triple)

    def match(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that a pattern fits, each once."""
        bound = [(place, term) for place, term in enumerate(pattern) if not is_variable(term)]
        if not bound:
            raise TooFar
        near = min((self._more.get(one, []) for one in bound), key=len)
        seen = [triple for triple in near if bind(pattern, triple, {}) is not None]
        yield from seen
        yield from (triple for triple in self._graph.match(pattern) if triple not in seen)
