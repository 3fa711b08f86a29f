"""What the house forbids is not there, and the search for it finds what it should."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("data", "docs", "ontology", "queries", "rules", "shapes", "src", "tests", ".ci")
SUFFIXES = {".cfg", ".css", ".csv", ".html", ".json", ".md", ".nq", ".py", ".rq", ".sh", ".svg",
            ".toml", ".ttl", ".txt", ""}  # fmt: skip
FILE_LINES = 500
FUNCTION_LINES = 50

# Written in pieces, so that this file does not find itself.
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)",
              "index" + r"-url", "anaconda" + r"\.org"))
)  # fmt: skip
MACHINE_PATHS = re.compile(
    r"(?<![\w.…>}])/(?:"
    + "|".join(("home", "Users", "root", "work", "tmp/w"))
    + r")/\w|[A-Z]:\\\\?Users"
)
OLD_SCHEMA = "http:" + "//schema.org/"
# The shape that forbids it, its cases, and those who show that it is refused.
ABOUT_OLD_SCHEMA = re.compile(
    r"shapes/must/iri\.ttl|tests/shapes/SchemaOrgIsWrittenWithHttps/.*|tests/unit/test_ontology\.py"
)
KIN_OF_UTILS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


def texts() -> Iterator[tuple[PurePosixPath, str]]:
    """Yield every text file of the project, without what is made (.venv, var, caches)."""
    paths = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in FOLDERS:
        paths += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(paths):
        made = any(p.endswith((".egg-info", "__pycache__")) for p in path.parts)
        if path.suffix in SUFFIXES and not made and not path.name.startswith(".coverage"):
            yield PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text("utf-8")


Search = Callable[[PurePosixPath, str], bool]


def is_too_long(path: PurePosixPath, text: str) -> bool:
    """A module has more than 500 lines."""
    return path.parts[0] == "src" and len(text.splitlines()) > FILE_LINES


def has_a_long_function(path: PurePosixPath, text: str) -> bool:
    """A function has more than 50 lines."""
    if path.parts[0] != "src" or path.suffix != ".py":
        return False
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
        for node in ast.walk(ast.parse(text))
    )


def is_kin_of_utils(path: PurePosixPath, _text: str) -> bool:
    """A room has no work of its own."""
    return path.parts[0] == "src" and path.suffix == ".py" and path.stem in KIN_OF_UTILS


def names_a_registry(_path: PurePosixPath, text: str) -> bool:
    """A file names the host of a package registry."""
    return REGISTRIES.search(text) is not None


def names_a_machine_path(_path: PurePosixPath, text: str) -> bool:
    """A file names a place of one machine."""
    return MACHINE_PATHS.search(text) is not None


def writes_schema_org_without_https(path: PurePosixPath, text: str) -> bool:
    """A file spells schema.org the old way."""
    return OLD_SCHEMA in text and not ABOUT_OLD_SCHEMA.fullmatch(str(path))


SEARCHES: list[tuple[Search, str, str]] = [
    (is_too_long, "src/a.py", "x = 1\n" * 501),
    (has_a_long_function, "src/a.py", "def f():\n" + "    x = 1\n" * 50),
    (is_kin_of_utils, "src/clustergraph/utils.py", ""),
    (names_a_registry, "constraints.txt", "--index" + "-url https://example.org/simple"),
    (names_a_machine_path, "docs/a.md", "see /ho" + "me/somebody/clustergraph"),
    (writes_schema_org_without_https, "ontology/a.ttl", f"<{OLD_SCHEMA}name>"),
]
IDS = [search.__name__ for search, *_ in SEARCHES]


@pytest.mark.parametrize(("search", "path", "text"), SEARCHES, ids=IDS)
def test_nothing_forbidden_is_there(search: Search, path: str, text: str) -> None:
    """No file of the project is found, and a bad one would be."""
    assert search(PurePosixPath(path), text), "the search finds nothing"
    assert [str(place) for place, content in texts() if search(place, content)] == []
