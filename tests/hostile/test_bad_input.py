"""Whatever is wrong with a project gives one clear finding or error, and publishes nothing.

The cases stand in ``cases_*.py``; each is judged by ``badcase.complaints``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from clustergraph import rdf
from clustergraph.sources import gathering, markup, shaping
from clustergraph.tables import cells, keys, located, metadata, reading
from hostile import badcase, cases_descriptions, cases_files, cases_sources, cases_tables
from hostile.badcase import Case, Told

CASES = (*cases_tables.CASES, *cases_descriptions.CASES, *cases_files.CASES, *cases_sources.CASES)
NONE = Case("nothing", lambda _: None, "", "", "", code=0)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, published."""
    project = badcase.copy(badcase.SMALL, tmp_path_factory.mktemp("small"))
    done = badcase.run(project, NONE, "build")
    assert done.code == 0, done.output
    return project


def judged(project: Path, case: Case) -> list[str]:
    """Do what a case does, run the commands, and return what is wrong with what they say."""
    case.deed(project)
    before = badcase.state(project / "var")
    told = badcase.check(project, case)
    words = ["build", "--full"] if case.only_build else ["build"]  # else it would be up to date
    german = badcase.run(project, case, *words, "--lang", "de")
    english = told if case.rule else badcase.run(project, case, *words)
    found = badcase.complaints(case, told, english, german)
    return found if badcase.state(project / "var") == before else [*found, "something is published"]


def test_there_are_enough_cases_and_no_two_alike() -> None:
    """The issue asks for 150."""
    assert len({case.name for case in CASES}) == len(CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_said_once_and_nothing_is_published(case: Case, small: Path, tmp_path: Path) -> None:
    """One violation or error at its place, in both languages, and what was published stays."""
    assert judged(badcase.copy(small, tmp_path), case) == []


def test_nothing_is_said_of_what_is_well(small: Path, tmp_path: Path) -> None:
    """The small project itself, and with a good source, is clean: no case is red by its base."""
    project = badcase.copy(small, tmp_path)
    cases_sources.source()(project)
    told = badcase.check(project, NONE)
    assert (told.code, told.findings) == (0, [])
    assert badcase.run(project, NONE, "build").code == 0


GUARDS = (
    ("a format that never ends", cells, "is_endless", lambda _: False),
    ("an address that is no IRI", rdf, "_IRI", re.compile(".*:.*")),
    ("objects nested 100,000 deep", located, "_DEPTH", 1_000_000),
    ("a table that links to itself", reading, "fault_of", lambda _: None),
    ("a description that is a pipe", metadata, "fault_of", lambda _: ("is odd", "ist seltsam")),
    ("a table that is not there", keys, "_beginnings", lambda _: ()),
    ("a day of no calendar", keys, "_vague", lambda *_: iter(())),
    ("a million columns", reading, "_MOST_UNKNOWN", 10_000_000),
    ("a prefix that nobody declared", metadata, "_SCHEMES", frozenset({"skoss"})),
    ("a template that is none", metadata, "_TEMPLATE", re.compile(".*")),
    ("a bomb of gzip", gathering, "_FREE_BYTES", 1 << 40),
    ("XML with a DOCTYPE", markup, "_REFUSED", re.compile("never")),
    ("SQL that reads a file", shaping, "_HARMLESS", frozenset({"read_csv"})),
)


@pytest.mark.parametrize(("name", "room", "guard", "off"), GUARDS, ids=[one[0] for one in GUARDS])
def test_each_guard_guards(
    name: str,
    room: ModuleType,
    guard: str,
    off: object,
    small: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the guard switched off the case is red."""
    (case,) = (case for case in CASES if case.name == name)
    if name == "a million columns":
        case = replace(case, deed=badcase.swap("data/things.csv", ",within", ",within" + ",c" * 30))
    monkeypatch.setattr(room, guard, off)
    assert judged(badcase.copy(small, tmp_path), case)


def told(**changes: object) -> Told:
    """Return the report of one finding that is what ``CASE`` wants, but for some changes."""
    finding = {
        "file": "data/x.csv", "line": 2, "column": 3, "severity": "violation", "rule": "r#Rule",
        "mend": "x", "value": "y", "message": {"en": "is bad", "de": "ist schlecht"}, **changes,
    }  # fmt: skip
    return Told(1, "ist schlecht", [finding])


CASE = Case("a case", lambda _: None, "Rule", "data/x.csv:2:3", "is bad", "x", "ist schlecht")


@pytest.mark.parametrize(
    ("report", "german", "complaint"),
    [
        (told(rule="r#Other"), told(), "rule"),
        (told(column=4), told(), "place"),
        (told(line=None), told(), "place"),
        (told(mend=None), told(), "mend"),
        (told(message={"en": "is odd", "de": "ist schlecht"}), told(), "said"),
        (told(message={"en": "is bad", "de": ""}), told(), "German"),
        (Told(1, "", []), told(), "0 violations"),
        (Told(1, "", told().findings * 2), told(), "2 violations"),
        (Told(1, "", [*told().findings, *told(severity="warning").findings]), told(), "warnings"),
        (Told(0, "", told().findings), told(), "exit code 0"),
        (Told(1, "Traceback (most", told().findings), told(), "traceback"),
        (told(), Told(1, "ist schlecht, ist schlecht"), "2 times"),
        (told(), Told(1, "nichts"), "0 times"),
    ],
)
def test_the_judge_complains(report: Told, german: Told, complaint: str) -> None:
    """Each thing that a case asks for is looked at: the judge is red where it is not so."""
    assert badcase.complaints(CASE, told(), told(), told()) == []
    assert any(complaint in one for one in badcase.complaints(CASE, report, report, german))
