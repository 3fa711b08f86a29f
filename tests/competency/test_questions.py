"""The competency questions give the rows that were read and agreed on."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, Store

from clustergraph.querying.named import read_named

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
QUESTIONS = read_named(HERE.parent.parent / "queries")
# A case is the name of a question, and after @ the parameters that differ from the defaults.
CASES = sorted(
    {path.stem for path in EXPECTED.glob("*.csv")} | set(QUESTIONS),
)

pytestmark = pytest.mark.slow


def ask(graph: Store, case: str) -> str:
    """Return the answer of a case as CSV."""
    name, *pairs = case.split("@")
    given = dict(pair.split("=", 1) for pair in pairs)
    results = graph.query(QUESTIONS[name].bind(given))
    output = io.BytesIO()
    results.serialize(output, format=QueryResultsFormat.CSV)
    return output.getvalue().decode().replace("\r\n", "\n")


@pytest.mark.parametrize("case", CASES)
def test_a_question_gives_the_expected_rows(case: str, graph: Store, renew: bool) -> None:
    """Every question has its expected rows on file, and gives just those, in that order."""
    answer = ask(graph, case)
    file = EXPECTED / f"{case}.csv"
    if renew:
        file.write_text(answer, encoding="utf-8")
    assert answer == file.read_text(encoding="utf-8")
    assert len(answer.splitlines()) > 1 or case in EMPTY, "an honest answer is never just empty"


# The only questions whose right answer is an empty table.
EMPTY = {
    "mentioned-without-profile",  # CQ45: none missing
}


def rows(graph: Store, case: str) -> list[dict[str, str]]:
    """Return the answer of a case as rows, IRIs shortened to kind/key."""
    text = ask(graph, case).replace("https://w3id.org/clustergraph/id/", "")
    return list(csv.DictReader(io.StringIO(text)))
