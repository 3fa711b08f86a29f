"""The named questions of the project, asked of a store; answers as text and as rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from clustergraph import names
from clustergraph.querying.named import read_named

QUESTIONS = read_named(Path(__file__).parent.parent / "queries")


def ask(graph: Store, case: str) -> str:
    """Return the answer of a case as CSV.

    A case is the name of a question, then after each ``@`` a parameter that differs from its
    default; as a case is the name of a file too, ``+`` stands for the slash of kind/key:
    ``members-on-day@organisation=biosaxony@day=2014-07-13``,
    ``spellings-of@thing=organisation+wfs``.
    """
    name, *pairs = case.replace("+", "/").split("@")
    given = dict(pair.split("=", 1) for pair in pairs)
    results = graph.query(QUESTIONS[name].bind(given))
    assert isinstance(results, QuerySolutions)
    output = io.BytesIO()
    results.serialize(output, format=QueryResultsFormat.CSV)
    return output.getvalue().decode().replace("\r\n", "\n")


def rows(graph: Store, case: str) -> list[dict[str, str]]:
    """Return the answer of a case as rows, the IRIs of things shortened to kind/key."""
    text = ask(graph, case).replace(names.THINGS, "").replace(names.TERMS, "cg:")
    return list(csv.DictReader(io.StringIO(text)))


def column(graph: Store, case: str, name: str) -> list[str]:
    """Return one column of the answer of a case."""
    return [row[name] for row in rows(graph, case)]
