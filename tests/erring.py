"""Graphs to ask for patterns, and somebody who errs in one at random."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from random import Random

from pyoxigraph import Quad, Store

from clustergraph.names import BASE
from clustergraph.rdf import Triple, literal, node_of, term_of
from clustergraph.rules import Pattern, is_variable
from clustergraph.validation import Shapes
from demands import SUBCLASS, TYPE, XSD


class Held:
    """Triples in memory, found by each of their terms."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._all = list(dict.fromkeys(triples))
        self._by: dict[tuple[int, str], list[Triple]] = defaultdict(list)
        for triple in self._all:
            for place, term in enumerate(triple):
                self._by[place, term].append(triple)

    def match(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that a pattern of different variables fits."""
        bound = [(place, term) for place, term in enumerate(pattern) if not is_variable(term)]
        some = min((self._by.get(one, []) for one in bound), key=len, default=self._all)
        yield from (triple for triple in some if all(triple[at] == term for at, term in bound))


class Changed:
    """A graph after a change."""

    def __init__(self, graph: Held, gone: Collection[Triple], come: Collection[Triple]) -> None:
        self._graph = graph
        self._gone = frozenset(gone)
        self._come = Held(come)

    def match(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that a pattern fits."""
        yield from (t for t in self._graph.match(pattern) if t not in self._gone)
        yield from self._come.match(pattern)


class Stored:
    """Triples in a store."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._store = Store()
        self._store.bulk_extend(Quad(*map(node_of, triple)) for triple in triples)  # type: ignore[arg-type]

    def match(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that a pattern fits."""
        asked = (None if is_variable(term) else node_of(term) for term in pattern)
        for quad in self._store.quads_for_pattern(*asked):  # type: ignore[arg-type]
            yield (term_of(quad.subject), term_of(quad.predicate), term_of(quad.object))  # type: ignore[arg-type]


class Counted:
    """A graph that counts what is read of it."""

    def __init__(self, graph: Held | Changed) -> None:
        self._graph = graph
        self.read = 0

    def match(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that a pattern fits, and count them."""
        for triple in self._graph.match(pattern):
            self.read += 1
            yield triple


ID = f"<{BASE}id/"


@dataclass(frozen=True)
class Curated:
    """The project's own shapes and graph."""

    shapes: Shapes
    graph: Held
    triples: frozenset[Triple]
    by_predicate: dict[str, list[Triple]]
    by_thing: dict[str, list[Triple]]


class Editor:
    """Changes the curated graph at random, but like somebody who errs."""

    def __init__(self, curated: Curated, random: Random) -> None:
        self._curated = curated
        self._random = random
        self._predicates = sorted(curated.by_predicate)
        self._things = sorted(curated.by_thing)
        self.gone: set[Triple] = set()
        self.come: set[Triple] = set()

    def edit(self, times: int) -> None:
        """Make some edits."""
        kinds = (
            self._drop, self._replace, self._replace, self._swap, self._retype, self._copy,
            self._remove, self._misspell, self._cross,
        )  # fmt: skip
        for _ in range(times):
            self._random.choice(kinds)()

    def _any(self, predicate: str | None = None) -> Triple:
        predicate = predicate or self._random.choice(self._predicates)
        return self._random.choice(self._curated.by_predicate[predicate])

    def _drop(self) -> None:
        self.gone.add(self._any())

    def _replace(self) -> None:
        """Write another value of the same property, instead of the old one or besides."""
        old = self._any()
        self.come.add((*old[:2], self._any(old[1])[2]))
        if self._random.random() < 0.7:
            self.gone.add(old)

    def _cross(self) -> None:
        """Write a value of one property into another."""
        old = self._any()
        self.come.add((*old[:2], self._any()[2]))
        self.gone.add(old)

    def _swap(self) -> None:
        """Write a value into another property of a thing."""
        one = self._any()
        self.gone.add(one)
        self.come.add((one[0], self._random.choice(self._predicates), one[2]))

    def _retype(self) -> None:
        """Take a type away, or give one, or move a class below another."""
        one, other = self._any(TYPE), self._any(TYPE)
        if self._random.random() < 0.1:
            class_ = self._any(SUBCLASS)
            self.come.add((class_[0], SUBCLASS, self._any(SUBCLASS)[2]))
            self.gone.add(class_)
        elif self._random.random() < 0.5:
            self.gone.add(one)
        self.come.add((self._random.choice(self._things), TYPE, other[2]))

    def _copy(self) -> None:
        """Write a thing twice, under another key, with its row."""
        thing = self._random.choice(self._things)
        twin = thing.removesuffix(">") + self._random.choice(("-a>", "--zz>"))
        self.come.update((twin, p, o) for _, p, o in self._curated.by_thing[thing])
        if self._random.random() < 0.5:
            described = self._curated.graph.match(("?s", "?p", thing))
            self.come.update((s, p, twin) for s, p, _ in described)

    def _remove(self) -> None:
        thing = self._random.choice(self._things)
        self.gone.update(self._curated.by_thing[thing])

    def _misspell(self) -> None:
        old = self._any()
        if old[2].startswith('"'):
            bad = self._random.choice(
                (literal(" x", language="de"), literal("-1", XSD + "decimal"), literal("1999"),
                 literal("1990-01-01", XSD + "date"), literal("2050-01-01", XSD + "date"))
            )  # fmt: skip
            self.come.add((*old[:2], bad))
        self.gone.add(old)


def edited(curated: Curated, random: Random, times: int) -> tuple[Editor, Editor]:
    """Edit the curated graph, and then edit that; some of the first is made good again."""
    first, second = Editor(curated, random), Editor(curated, random)
    first.edit(random.randrange(3))
    second.edit(random.randrange(1, times))
    second.gone |= {triple for triple in sorted(first.come) if random.random() < 0.3}
    second.come |= {triple for triple in sorted(first.gone) if random.random() < 0.3}
    return first, second
