"""The competency questions give the rows that were read and agreed on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import Store

from questions import QUESTIONS, ask

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
# A case is the name of a question, and after each @ a parameter that differs from its default.
CASES = sorted({path.stem for path in EXPECTED.glob("*.csv")} | set(QUESTIONS))
LABELLED = sorted(
    name
    for name, question in QUESTIONS.items()
    if any(parameter.name == "language" for parameter in question.parameters)
)
# The only cases whose right answer is an empty table.
EMPTY = {
    "mentioned-without-profile",  # CQ45: none missing
}
UNANSWERABLE = {"CQ54"}  # compares two releases; there is one

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("case", CASES)
def test_a_question_gives_the_expected_rows(case: str, graph: Store, renew: bool) -> None:
    """Every question has its expected rows on file, and gives just those, in that order."""
    answer = ask(graph, case)
    file = EXPECTED / f"{case}.csv"
    if renew:
        file.write_text(answer, encoding="utf-8")
    assert answer == file.read_text(encoding="utf-8")
    assert len(answer.splitlines()) > 1 or case in EMPTY, "an honest answer is never just empty"


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_gives_no_row_twice(name: str, graph: Store) -> None:
    """A join that multiplies rows shows as a row that is there twice."""
    lines = ask(graph, name).splitlines()
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("name", LABELLED)
def test_a_question_speaks_english_too(name: str, graph: Store) -> None:
    """Asked for English labels, a question gives as many rows as in German."""
    assert len(ask(graph, f"{name}@language=en").splitlines()) == len(ask(graph, name).splitlines())


def test_every_question_of_the_list_is_a_query(shared: Path) -> None:
    """Each question of ../shared/seed/questions.md that one release can answer has a file."""
    listed = set(re.findall(r"^\| (CQ\d+) ", _read(shared / "seed/questions.md"), re.MULTILINE))
    assert len(listed) > 40
    assert listed - {question.id for question in QUESTIONS.values()} == UNANSWERABLE


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
