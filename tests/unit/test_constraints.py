"""Every constraint of every shape is broken by a fixture; every shape has something to check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from clustergraph.names import PREFIXES, SHAPES
from clustergraph.rdf import Term, Triple, read_file
from clustergraph.validation import Engine, Shapes, read_shapes, validate
from clustergraph.validation.fast import Checker

PROJECT = Path(__file__).parents[2]
FIXTURES = PROJECT / "tests" / "shapes"
ALL = read_shapes(PROJECT)
NAMES = [shape.iri.removeprefix(SHAPES) for shape in ALL.all]
SH: Final = PREFIXES["sh"]
DECLARED: Final = f"<{SHAPES.removesuffix('#')}>"
PARAMETERS: Final = frozenset(
    f"<{SH}{name}>"
    for name in (
        "and", "class", "closed", "datatype", "disjoint", "equals", "hasValue", "in", "languageIn",
        "lessThan", "lessThanOrEquals", "maxCount", "maxExclusive", "maxInclusive", "maxLength",
        "minCount", "minExclusive", "minInclusive", "minLength", "node", "nodeKind", "not", "or",
        "pattern", "property", "qualifiedMaxCount", "qualifiedMinCount", "sparql", "uniqueLang",
        "xone",
    )
)  # fmt: skip
OPENING: Final = frozenset(f"<{SH}{name}>" for name in ("node", "property"))


SAID: Final[dict[Term, list[Triple]]] = defaultdict(list)
for _triple in ALL.triples:
    SAID[_triple[0]].append(_triple)


def constraints(node: Term) -> Iterator[tuple[Triple, ...]]:
    """Yield each constraint of a shape as the way to it: outer sh:node and sh:property first.

    What stands in sh:or, sh:xone, sh:not and sh:qualifiedValueShape is part of that one constraint;
    what stands in sh:node and sh:property must hold as well, so that each is one of its own.
    """
    for triple in SAID.get(node, ()):
        if triple[1] not in PARAMETERS:
            continue
        inner = [*constraints(triple[2])] if triple[1] in OPENING else []
        yield from ((triple, *way) for way in inner) if inner else [(triple,)]


def cut(name: str, way: tuple[Triple, ...] = ()) -> Shapes:
    """Cut a shape out of the shapes graph with all that it needs, and with one constraint only."""
    along = {step[0]: step for step in way}
    wanted: set[Triple] = set()
    waiting = [f"<{SHAPES}{name}>", DECLARED]
    while waiting:
        node = waiting.pop()
        for triple in SAID.get(node, ()):
            other = node in along and triple[1] in PARAMETERS and triple != along[node]
            if triple not in wanted and not other:
                wanted.add(triple)
                waiting.append(triple[2])
    return Shapes((ALL[SHAPES + name],), tuple(sorted(wanted)))


def label(way: tuple[Triple, ...]) -> str:
    """Write the way to a constraint: node/property/hasValue."""
    return "/".join(triple[1].rpartition("#")[2].removesuffix(">") for triple in way)


def unbroken(name: str, cases: list[list[Triple]]) -> list[str]:
    """List the constraints of a shape that no case breaks."""
    return sorted(
        label(way)
        for way in constraints(f"<{SHAPES}{name}>")
        if not any(validate(cut(name, way), case, Engine.FAST) for case in cases)
    )


def cases(name: str, kind: str) -> list[list[Triple]]:
    """Read the fixtures of a shape."""
    return [read_file(path, SHAPES) for path in sorted((FIXTURES / name).glob(f"{kind}*.ttl"))]


@pytest.mark.parametrize("name", NAMES)
def test_every_constraint_is_broken_by_a_fixture(name: str) -> None:
    """A constraint that nothing breaks may never have worked: add invalid.<constraint>.ttl."""
    assert not unbroken(name, cases(name, "invalid"))


@pytest.mark.parametrize("name", NAMES)
def test_every_shape_has_a_focus_node_in_its_valid_cases(name: str) -> None:
    """A valid case without a focus node is valid whatever the shape says."""
    for case in cases(name, "valid"):
        assert Checker(cut(name), case).focus_nodes(SHAPES + name), name


def test_a_constraint_that_no_fixture_breaks_is_noticed() -> None:
    """Without the fixture for it, a constraint is told by its name, also one inside another."""
    name = "MembershipHasOneMember"
    assert unbroken(name, []) == unbroken(name, cases(name, "valid"))
    assert unbroken(name, []) == ["class", "maxCount", "minCount"]
    assert unbroken(name, cases(name, "invalid.max")) == ["class", "minCount"]
    assert unbroken("CurrencyIsFromItsScheme", []) == ["node/property/hasValue"]


def test_a_shape_without_a_focus_node_is_noticed() -> None:
    """A graph in which nothing has the target gives the shape nothing to check."""
    other = cases("PlaceIsAPlace", "valid")[0]
    name = "MembershipHasOneMember"
    assert not Checker(cut(name), other).focus_nodes(SHAPES + name)


def test_every_constraint_of_the_shapes_is_counted() -> None:
    """Whatever parameter of SHACL a shape has is one that these tests know."""
    silent = {"path", "message", "severity", "prefixes", "select", "declare", "prefix", "namespace",
              "qualifiedValueShape", "targetClass", "targetNode", "targetSubjectsOf",
              "alternativePath", "inversePath"}  # fmt: skip
    used = {p for _, p, _ in ALL.triples if p.startswith(f"<{SH}")}
    assert used <= PARAMETERS | {f"<{SH}{name}>" for name in silent}
