"""Every shape of the project keeps what its fixtures say."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from clustergraph.names import SHAPES
from clustergraph.rdf import Term, Triple, read_file
from clustergraph.validation import Shapes, read_shapes, validate

PROJECT = Path(__file__).parents[2]
FIXTURES = PROJECT / "tests" / "shapes"
ALL = read_shapes(PROJECT)
NAMES = [shape.iri.removeprefix(SHAPES) for shape in ALL.all]
PREFIXES = f"<{SHAPES.removesuffix('#')}>"


def only(name: str) -> Shapes:
    """Cut one shape with all its parts out of the shapes graph."""
    about: dict[Term, list[Triple]] = defaultdict(list)
    for triple in ALL.triples:
        about[triple[0]].append(triple)
    waiting, found = [f"<{SHAPES}{name}>", PREFIXES], set()
    while waiting:
        for triple in about[waiting.pop()]:
            if triple not in found:
                found.add(triple)
                waiting.append(triple[2])
    return Shapes((ALL[SHAPES + name],), tuple(sorted(found)))


def cases(kind: str) -> list[tuple[str, Path]]:
    """List the fixtures of one kind with the shape that they are for."""
    return [(path.parent.name, path) for path in sorted(FIXTURES.glob(f"*/{kind}*.ttl"))]


def label(value: object) -> str | None:
    """Name a case by its folder and file."""
    return value.stem if isinstance(value, Path) else None


@pytest.mark.parametrize(("name", "path"), cases("valid"), ids=label)
def test_a_valid_case_breaks_nothing(name: str, path: Path) -> None:
    """A valid case gives no result for its shape."""
    assert validate(only(name), read_file(path, SHAPES)) == []


@pytest.mark.parametrize(("name", "path"), cases("invalid"), ids=label)
def test_an_invalid_case_is_found(name: str, path: Path) -> None:
    """An invalid case gives a result that carries the shape's name and both messages."""
    results = validate(only(name), read_file(path, SHAPES))
    assert results
    shape = ALL[SHAPES + name]
    for result in results:
        assert result.shape == shape.iri
        assert (result.message_en, result.message_de) == (shape.message_en, shape.message_de)
        assert result.severity == shape.severity


def test_an_invalid_case_is_the_valid_one_with_one_thing_wrong() -> None:
    """The two fixtures of a shape differ in few triples, so that the test shows what is caught."""
    for name, path in cases("invalid"):
        valid = set(read_file(FIXTURES / name / "valid.ttl", SHAPES))
        invalid = set(read_file(path, SHAPES))
        assert 1 <= len(valid ^ invalid) <= 2, f"{path}: {sorted(valid ^ invalid)}"


@pytest.mark.parametrize("name", NAMES)
def test_every_shape_has_a_valid_and_an_invalid_case(name: str) -> None:
    """A shape without fixtures may never have worked."""
    folder = FIXTURES / name
    assert list(folder.glob("valid*.ttl")), f"{folder} holds no valid case"
    assert list(folder.glob("invalid*.ttl")), f"{folder} holds no invalid case"


def test_every_fixture_belongs_to_a_shape() -> None:
    """A folder of fixtures is named as a shape is."""
    assert {path.name for path in FIXTURES.iterdir()} == set(NAMES)
