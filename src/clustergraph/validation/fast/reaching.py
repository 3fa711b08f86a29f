"""Which focus nodes a change can reach: every node of which a result may come or go.

Each changed triple is walked back to the focus nodes of each shape: from a target, along the paths
of the shape and of all shapes within it, and through the patterns of its queries. The graph that is
walked in holds what was there before and what is there after: a way may need a triple that was
removed and one that was added. A node too many costs time, a node too few would be an error; so
filters, counts and values are not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from ...rdf import Term, Triple, iri
from ...rules import Binding
from ..results import Result
from ..shapes import Shapes
from .compiling import Compiler, sh
from .constraints import is_true
from .index import SUBCLASS, TYPE
from .lookups import Lookups, TooFar
from .near import is_of_no_focus
from .paths import members
from .questions import Question
from .scopes import Part
from .trails import Trail, follow, touched, trail_of_shape, turned
from .walking import THIS, Walk, along, starts

_ONE: Final = frozenset(map(sh, ("property", "node", "not", "qualifiedValueShape")))
_LISTED: Final = frozenset(map(sh, ("and", "or", "xone")))
_OTHER_PROPERTY: Final = frozenset(map(sh, ("equals", "disjoint", "lessThan", "lessThanOrEquals")))
_MANY: Final = 64  # a focus node is taken unproven where proof would go through more triples

_Chain = tuple[Term, ...]


class Reach:
    """What one change can reach, by the shapes that have a target.

    ``graph`` holds what was there before and what is there after. Raises TooFar when more than
    ``most`` nodes are reached, or when it cannot be told which.
    """

    def __init__(
        self, shapes: Shapes, graph: Lookups, changed: Collection[Triple], most: int
    ) -> None:
        self._graph = graph
        self._compiler = Compiler(shapes.triples, graph, lambda _, nodes: set(nodes))
        self._about = self._compiler.about
        self._changed = list(dict.fromkeys(changed))
        self._by_predicate: dict[Term, list[Triple]] = defaultdict(list)
        for triple in self._changed:
            self._by_predicate[triple[1]].append(triple)
        self._most = most
        self._affected: dict[Term, set[Term] | None] = {}
        self.targeted = self._compiler.targeted()
        self._owners: dict[Term, list[_Chain]] = defaultdict(list)
        for node in self.targeted:
            self._own(node, (node,))
        self.linear = self._linear()

    def _own(self, node: Term, chain: _Chain) -> None:
        """Note by which ways of ``sh:property`` a shape gets its focus nodes."""
        self._compiler.compile(node)  # which refuses circles
        self._owners[node].append(chain)
        for inner in self._about.get(node, {}).get(sh("property"), ()):
            self._own(inner, (*chain, inner))

    def _linear(self) -> frozenset[str]:
        """Return the texts of the queries of which the changed triples tell what can change.

        Their shapes must judge nothing but their own focus nodes.
        """
        values = (some for said in self._about.values() for some in said.values())
        named = {object_ for some in values for object_ in some}
        apart: set[str] = set()
        others: set[str] = set()
        for node in self._about:
            if sh("sparql") in self._about[node]:
                for question in self._compiler.compile(node).questions:
                    is_apart = node in self.targeted and node not in named
                    (apart if is_apart and is_of_no_focus(question) else others).add(question.text)
        return frozenset(apart - others)

    def focus_nodes(self) -> dict[Term, set[Term]]:
        """Return by targeted shape the nodes that are reached; some may be no focus nodes."""
        found: dict[Term, set[Term]] = {}
        count = 0
        for node in self.targeted:
            reached = self._reached(node)
            if reached:
                found[node] = reached
                count += len(reached)
                if count > self._most:
                    raise TooFar
        return found

    def wider(self, results: Collection[Result]) -> dict[Term, set[Term]]:
        """Return by targeted shape all focus nodes that give one of these results.

        One result can come of two: shapes share their property shapes, and focus nodes values.
        """
        found: dict[Term, set[Term]] = defaultdict(set)
        for result in results:
            chains = self._owners[iri(result.shape)]
            trails = [[self._trail(node) for node in chain[:-1]] for chain in chains]
            if len(chains) == 1 and not any(trails[0]):
                continue
            for chain, way in zip(chains, trails, strict=True):
                nodes = {result.focus}
                for trail in reversed(way):
                    nodes = nodes if trail is None else follow(turned(trail), nodes, self._graph)
                found[chain[0]] |= nodes
        return found

    def _reached(self, node: Term) -> set[Term]:
        """Return the nodes of which a targeted shape may judge otherwise, or no longer."""
        compiler, classes = self._compiler, self._compiler.target_classes(node)
        if SUBCLASS in self._by_predicate and classes:
            moved = set(compiler.focus_nodes(node))
        else:
            moved = set(self._moved(node, classes))
        questions = compiler.compile(node).questions
        if any(question.text in self.linear for question in questions):
            if moved:
                raise TooFar
            return set(compiler.focus_nodes(node))
        judged = self._nodes(node)
        return moved | (set(compiler.focus_nodes(node)) if judged is None else judged)

    def _moved(self, node: Term, classes: Collection[Term]) -> Iterator[Term]:
        """Yield the nodes that may have become focus nodes, or are no longer."""
        said = self._about[node]
        for class_ in classes:
            yield from self._typed(class_)
        for predicate in said.get(sh("targetSubjectsOf"), ()):
            yield from (triple[0] for triple in self._by_predicate.get(predicate, ()))
        for predicate in said.get(sh("targetObjectsOf"), ()):
            yield from (triple[2] for triple in self._by_predicate.get(predicate, ()))

    def _nodes(self, node: Term) -> set[Term] | None:
        """Return the nodes that a shape may judge otherwise, None if that can be any."""
        if node not in self._affected:
            found = self._judged(node)
            if found is not None and len(found) > self._most:
                raise TooFar
            self._affected[node] = found
        return self._affected[node]

    def _judged(self, node: Term) -> set[Term] | None:
        said = self._about.get(node, {})
        if any(map(is_true, said.get(sh("deactivated"), ()))):
            return set()
        values: set[Term] = set()
        for one in self._of_values(node, said):
            if one is None:
                return None
            values |= one
        trail = self._trail(node)
        if trail is not None:
            values = touched(trail, self._changed, self._graph) | follow(
                turned(trail), values, self._graph
            )
        for name in _OTHER_PROPERTY & said.keys():
            for predicate in said[name]:
                values |= {triple[0] for triple in self._by_predicate.get(predicate, ())}
        for question in self._compiler.compile(node).questions:
            asked = self._asked(question)
            if asked is None:
                return None
            values |= asked
        return values

    def _of_values(
        self, node: Term, said: Mapping[Term, Collection[Term]]
    ) -> Iterator[set[Term] | None]:
        """Yield the value nodes that some part of a shape may judge otherwise."""
        for name, parameters in said.items():
            for parameter in parameters:
                if name in _ONE:
                    yield self._nodes(parameter)
                elif name in _LISTED:
                    yield from map(self._nodes, members(self._about, parameter))
                elif name == sh("class"):
                    yield None if SUBCLASS in self._by_predicate else self._typed(parameter)
                elif name == sh("closed") and is_true(parameter):
                    allowed = self._compiler.allowed(node)
                    yield {triple[0] for triple in self._changed if triple[1] not in allowed}
                if name == sh("qualifiedValueShape"):
                    yield from map(self._nodes, self._compiler.siblings(node, parameter))

    def _typed(self, class_: Term) -> set[Term]:
        """Return the nodes that may have become instances of a class, or are no longer."""
        typed = self._by_predicate.get(TYPE)
        if not typed:
            return set()
        below = self._graph.below(class_)
        return {subject for subject, _, object_ in typed if object_ in below}

    def _trail(self, node: Term) -> Trail | None:
        paths = self._about.get(node, {}).get(sh("path"), ())
        return trail_of_shape(self._about, paths[0]) if paths else None

    def _asked(self, question: Question) -> set[Term] | None:
        """Return the focus nodes for which a query may answer otherwise (SHACL 5)."""
        found: set[Term] = set()

        def is_enough(row: Binding, most: int) -> bool:
            this = row.get(THIS)
            return this is not None and (this in found or most > _MANY)

        for part in question.parts or [Part(block) for block in question.blocks]:
            block, beside = list(map(along, part.block)), list(map(along, part.beside))
            for pattern in block:
                is_path = not isinstance(pattern[1], str)
                rest = [one for one in block if is_path or one is not pattern]
                walk = Walk(self._graph, [*rest, *beside])
                for start in starts(pattern, self._changed, self._graph):
                    if question.parts is None:
                        raise TooFar
                    for row in walk.rows(start, is_enough):
                        if THIS not in row:
                            return None
                        found.add(row[THIS])
        return found
