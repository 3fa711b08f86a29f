"""From the triples of a shapes graph to shapes that can judge.

Every part of a shape is either compiled or refused: a parameter that is passed over would let
broken data through without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ...errors import ProjectError
from ...names import PREFIXES
from ...rdf import Term, Triple, parts_of
from . import constraints, questions
from .constraints import BadPairs, BadValues, is_true, number_of
from .index import TYPE, Graph
from .paths import About, Opening, as_sparql, compile_path, first_predicate, members
from .questions import Question

_SH: Final = PREFIXES["sh"]
_RDFS: Final = PREFIXES["rdfs"]


def sh(name: str) -> Term:
    """Write a term of SHACL's vocabulary."""
    return f"<{_SH}{name}>"


_TARGETS: Final = tuple(
    sh(name) for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
)
_SILENT: Final = frozenset(
    sh(name)
    for name in (
        "path", "deactivated", "severity", "message", "name", "description", "order", "group",
        "defaultValue", "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount",
        "qualifiedValueShapesDisjoint",
    )
) | set(_TARGETS)  # fmt: skip
_ONLY_WITH_A_PATH: Final = frozenset(
    sh(name)
    for name in (
        "minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape",
    )
)  # fmt: skip


@dataclass(slots=True)
class Compiled:
    """A shape that can judge; ``values`` is None for a node shape, which judges the node itself."""

    node: Term
    path: str | None = None
    values: Opening | None = None
    of_values: list[BadValues] = field(default_factory=list)
    of_pairs: list[BadPairs] = field(default_factory=list)
    properties: list[Compiled] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    allowed: frozenset[Term] | None = None


Failing = Callable[[Compiled, Collection[Term]], set[Term]]


class Compiler:
    """Compiles the shapes of one shapes graph for one graph of data.

    ``failing`` is the machine that tells which of some nodes do not conform to a compiled shape.
    """

    def __init__(self, triples: Iterable[Triple], index: Graph, failing: Failing) -> None:
        about: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, object_ in triples:
            about[subject][predicate].append(object_)
        self.about: About = {node: dict(said) for node, said in about.items()}
        rdfs_class = f"<{_RDFS}Class>"
        self._kinds = frozenset([rdfs_class]) | {
            node
            for node, said in about.items()
            if rdfs_class in said.get(f"<{_RDFS}subClassOf>", ())
        }
        self._index = index
        self._failing = failing
        self._done: dict[Term, Compiled | None] = {}
        for node, said in self.about.items():
            if sh("ConstraintComponent") in said.get(TYPE, ()):
                raise ProjectError(f"the fast engine knows no custom components: {node}")

    def targeted(self) -> list[Term]:
        """List the shapes that have a target (SHACL 2.1.3)."""
        return [
            node
            for node, said in self.about.items()
            if any(target in said for target in _TARGETS) or self._is_class(node)
        ]

    def focus_nodes(self, node: Term) -> Collection[Term]:
        """Return all focus nodes that the targets of a shape name."""
        said = self.about[node]
        parts: list[Collection[Term]] = []
        if classes := self.target_classes(node):
            parts.append(self._index.instances(*classes))
        parts += [self._index.column(p).keys() for p in said.get(sh("targetSubjectsOf"), ())]
        parts += [self._index.inverse(p).keys() for p in said.get(sh("targetObjectsOf"), ())]
        if sh("targetNode") in said:
            parts.append(said[sh("targetNode")])
        return parts[0] if len(parts) == 1 else set().union(*parts)

    def focus_among(self, node: Term, nodes: Collection[Term]) -> set[Term]:
        """Return which of some nodes are focus nodes of a shape; each is looked up by itself."""
        said, index = self.about[node], self._index
        found = set(nodes) & set(said.get(sh("targetNode"), ()))
        for class_ in self.target_classes(node):
            found |= set(nodes) - index.strangers(nodes, class_)
        for predicate in said.get(sh("targetSubjectsOf"), ()):
            found.update(filter(index.column(predicate).__contains__, nodes))
        for predicate in said.get(sh("targetObjectsOf"), ()):
            found.update(filter(index.inverse(predicate).__contains__, nodes))
        return found

    @property
    def are_closed(self) -> bool:
        """Tell whether any shape is closed: it asks for all triples of its nodes (SHACL 4.8.1)."""
        return any(sh("closed") in said for said in self.about.values())

    def target_classes(self, node: Term) -> list[Term]:
        """Return the classes whose instances are focus nodes: a shape may be a class itself."""
        named = self.about[node].get(sh("targetClass"), ())
        return [*named, *([node] if self._is_class(node) else ())]

    def _is_class(self, node: Term) -> bool:
        said = self.about[node]
        is_shape = any(name.startswith(f"<{_SH}") for name in said)
        return is_shape and not self._kinds.isdisjoint(said.get(TYPE, ()))

    def compile(self, node: Term) -> Compiled:
        """Compile a shape and all that it is made of.

        Raises ProjectError for what the fast engine does not know, and for what SHACL forbids.
        """
        if node not in self._done:
            self._done[node] = None
            self._done[node] = self._compile(node)
        found = self._done[node]
        if found is None:
            raise ProjectError(f"the fast engine knows no shapes that need themselves: {node}")
        return found

    def _compile(self, node: Term) -> Compiled:
        said = self.about.get(node, {})
        shape = Compiled(node)
        if any(map(is_true, said.get(sh("deactivated"), ()))):
            return shape
        if sh("path") in said:
            (path,) = said[sh("path")]
            shape.path = first_predicate(self.about, path)
            shape.values = compile_path(self.about, path, self._index)
        for name, parameters in said.items():
            if not name.startswith(f"<{_SH}") or name in _SILENT:
                continue
            if name in _ONLY_WITH_A_PATH and shape.values is None:
                raise ProjectError(f"the shapes cannot be used: {node} needs sh:path for {name}")
            for parameter in parameters:
                self._add(shape, name, parameter)
        return shape

    def _add(self, shape: Compiled, name: Term, parameter: Term) -> None:
        """Add what one parameter demands."""
        if name in constraints.OF_VALUES:
            shape.of_values.append(constraints.OF_VALUES[name](self._index, parameter))
        elif name in constraints.OF_PAIRS:
            shape.of_pairs.append(constraints.OF_PAIRS[name](self._index, parameter))
        elif name == sh("property"):
            shape.properties.append(self.compile(parameter))
        elif name == sh("sparql"):
            self._ask(shape, parameter)
        elif name == sh("closed"):
            shape.allowed = self.allowed(shape.node) if is_true(parameter) else None
        elif name == sh("qualifiedValueShape"):
            shape.of_pairs += self._qualified(shape.node, parameter)
        else:
            shape.of_values.append(self._of_shapes_or_lists(shape.node, name, parameter))

    def _of_shapes_or_lists(self, node: Term, name: Term, parameter: Term) -> BadValues:
        said = self.about[node]
        match name.removeprefix(f"<{_SH}").removesuffix(">"):
            case "pattern":
                flags = "".join(parts_of(flag).lexical for flag in said.get(sh("flags"), ()))
                return constraints.pattern(parameter, flags)
            case "in":
                return constraints.in_(members(self.about, parameter))
            case "languageIn":
                return constraints.language_in(members(self.about, parameter))
            case "node":
                inner = self.compile(parameter)
                return lambda values: self._failing(inner, values)
            case "not":
                inner = self.compile(parameter)
                return lambda values: set(values) - self._failing(inner, values)
            case "and" | "or" | "xone" as how:
                inners = [self.compile(one) for one in members(self.about, parameter)]
                return self._logical(how, inners)
        raise ProjectError(f"the fast engine does not know {name}, which stands at {node}")

    def _logical(self, how: str, inners: Sequence[Compiled]) -> BadValues:
        failing = self._failing

        def bad(values: Collection[Term]) -> Collection[Term]:
            if how == "and":
                return set().union(*(failing(inner, values) for inner in inners))
            if how == "or":
                left: Collection[Term] = set(values)
                for inner in inners:
                    left = failing(inner, left) if left else left
                return left
            kept = dict.fromkeys(values, 0)
            for inner in inners:
                for value in set(values) - failing(inner, values):
                    kept[value] += 1
            return [value for value, times in kept.items() if times != 1]

        return bad

    def _qualified(self, node: Term, parameter: Term) -> list[BadPairs]:
        said = self.about[node]
        inner = self.compile(parameter)
        siblings = [self.compile(one) for one in self.siblings(node, parameter)]
        failing = self._failing

        def count(pairs: constraints.Pairs) -> Iterable[tuple[Term, int]]:
            values = {value for _, some in pairs for value in some}
            good = values - failing(inner, values)
            for sibling in siblings:
                good &= failing(sibling, good)
            return ((focus, sum(value in good for value in some)) for focus, some in pairs)

        def fewer(limit: int) -> BadPairs:
            return lambda pairs: ((focus, None) for focus, n in count(pairs) if n < limit)

        def more(limit: int) -> BadPairs:
            return lambda pairs: ((focus, None) for focus, n in count(pairs) if n > limit)

        least = [number_of(one) for one in said.get(sh("qualifiedMinCount"), ())]
        most = [number_of(one) for one in said.get(sh("qualifiedMaxCount"), ())]
        return [*map(fewer, least), *map(more, most)]

    def siblings(self, node: Term, parameter: Term) -> list[Term]:
        """Return the sibling shapes, if values must be disjoint from theirs (SHACL 4.7.3)."""
        if not any(map(is_true, self.about[node].get(sh("qualifiedValueShapesDisjoint"), ()))):
            return []
        return [
            shape
            for said in self.about.values()
            if node in said.get(sh("property"), ())
            for one in said[sh("property")]
            for shape in self.about.get(one, {}).get(sh("qualifiedValueShape"), ())
            if shape != parameter
        ]

    def allowed(self, node: Term) -> frozenset[Term]:
        """Return the predicates that a closed shape names (SHACL 4.8.1)."""
        said = self.about[node]
        own = [
            path
            for one in said.get(sh("property"), ())
            for path in self.about.get(one, {}).get(sh("path"), ())
        ]
        ignored = [
            name
            for head in said.get(sh("ignoredProperties"), ())
            for name in members(self.about, head)
        ]
        return frozenset([*own, *ignored])

    def _ask(self, shape: Compiled, node: Term) -> None:
        """Add a query of ``sh:sparql``."""
        said = self.about.get(node, {})
        if any(map(is_true, said.get(sh("deactivated"), ()))):
            return
        if len(said.get(sh("select"), ())) != 1:
            raise ProjectError(
                f"the shapes cannot be used: sh:sparql of {shape.node} has no select"
            )
        prefixes = {
            self._text(one, "prefix"): self._text(one, "namespace")
            for ontology in said.get(sh("prefixes"), ())
            for one in self.about.get(ontology, {}).get(sh("declare"), ())
        }
        paths = self.about[shape.node].get(sh("path"), ())
        path = as_sparql(self.about, paths[0]) if paths else None
        text = parts_of(said[sh("select")][0]).lexical
        shape.questions.append(questions.read(text, tuple(sorted(prefixes.items())), path))

    def _text(self, node: Term, name: str) -> str:
        return parts_of(self.about[node][sh(name)][0]).lexical
