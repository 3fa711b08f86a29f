"""The commands as a person types them: words out, exit codes, no traceback for a mistake."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import BlankNode, RdfFormat, Store

from clustergraph import pipeline, store
from clustergraph.cli import main
from clustergraph.names import PREFIXES

WHY = json.loads((Path(__file__).parents[2] / "docs" / "why.schema.json").read_text("utf-8"))

pytestmark = pytest.mark.slow


@pytest.fixture
def run(project: Path, generation: store.Generation, monkeypatch: pytest.MonkeyPatch):
    """Run a command in the curated project, on the published generation."""
    monkeypatch.chdir(project)
    monkeypatch.setenv("CLUSTERGRAPH_STORE", str(generation.path.parent))

    def command(*words: str, given: str | None = None) -> Result:
        result = CliRunner().invoke(main, words, input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return command


def test_a_named_question_is_answered_with_its_parameters(run) -> None:
    """The command of the issue gives the coordinator."""
    result = run("query", "--named", "coordinator-of", "--project", "c3-saxony")
    assert result.exit_code == 0
    assert "organisation/smwa" in result.output
    assert result.output.endswith("1 row\n")


def test_a_query_comes_from_standard_input_in_a_format(run) -> None:
    """A dash reads the text; the format is that of SPARQL results."""
    result = run("query", "--format", "json", "-", given="ASK { ?s ?p ?o }")
    assert json.loads(result.output)["boolean"] is True


def test_every_question_is_listed_in_both_languages(run) -> None:
    """The list is what a person reads first."""
    result = run("query", "--list")
    assert "Who coordinates a project?" in result.output
    assert "Wer koordiniert ein Projekt?" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["query", "--named", "coordinator"], "coordinator-of"),
        (["query", "--named", "coordinator-of", "--day", "x"], 'has no parameter "day"'),
        (["query", "--named", "projects-running-on", "--day", "14.7.2014"], "yyyy-mm-dd"),
        (["query", "SELECT * WHERE { ?s ?p"], "line 1, column"),
        (["query", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"], "SERVICE"),
        (["why", "organisation/nobody"], "no fact in the graph"),
        (["why", "organisation/smwa", "a", "owl:Thing"], "true of everything"),
        (["why-not", "organisation/nobody", "a", "cg:Funder"], "organisation/nobody"),
        (["why-not", "organisation/smwa", "cg:coordinate", "project/c3-saxony"], "cg:coordinates"),
    ],
)
def test_a_mistake_is_one_clear_error_and_exit_code_one(run, words: list[str], said: str) -> None:
    """What was found and what to do, and never a traceback."""
    result = run(*words)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_what_cannot_run_exits_with_two(run, tmp_path: Path) -> None:
    """No store, no project, no such option: the command could not run."""
    assert run("query", "--folder", str(tmp_path), "--named", "x").exit_code in (1, 2)
    assert run("build", str(tmp_path)).exit_code == 2
    assert run("build", str(tmp_path / "none")).exit_code == 2
    assert run("query").exit_code == 2


def test_why_tells_cell_source_and_words(run) -> None:
    """A stated fact leads to its cell, its sources and the quoted words."""
    result = run("why", "membership/silicon-saxony--biosaxony--2014-07-14", "org:member")
    assert "data/memberships.csv:" in result.output
    assert "(member)" in result.output
    assert "„seit heute die wechselseitige Mitgliedschaft“" in result.output
    assert "Medienservice Sachsen" in result.output


def test_why_tells_rule_and_premises_in_german(run) -> None:
    """An inferred triple, given whole, leads to its rule and the cells of its premises."""
    result = run("why", "organisation/smwa", "cg:coordinates", "project/c3-saxony", "--lang", "de")
    assert "[erschlossen]" in result.output
    assert "a-coordinator-coordinates" in result.output
    assert "data/participations.csv:" in result.output
    assert "TRANS-BORDERS" not in result.output, "only the triple that was asked for"


def test_why_tells_a_proof_down_to_the_cells(run) -> None:
    """Through several rules, each with its sentence; deeper lines stand further right."""
    result = run("why", "project/c3-saxony", "schema:funder")
    lines = result.output.splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines if "data/fundings.csv" in line]
    assert indents
    assert min(indents) > 10
    assert "a-funder-funds: A funder funds what its money is for." in result.output
    assert "and there is no C3-Saxony (id:project/c3-saxony)  rdf:type  call" in result.output


@pytest.mark.parametrize("lang", ["de", "en"])
def test_why_answers_in_json_and_prov(run, lang: str) -> None:
    """Both hold both languages, whatever the language of the words."""
    asked = ("why", "project/c3-saxony", "schema:funder", "--lang", lang, "--format")
    document = json.loads(run(*asked, "json").output)
    jsonschema.validate(document, WHY)
    assert document["explanations"][0]["rule"]["name"] == "prp-spo1"
    graph = Store()
    graph.load(run(*asked, "prov").output.encode(), RdfFormat.TURTLE)
    plans = graph.query("SELECT ?label { [] prov:hadPlan/rdfs:label ?label }", prefixes=PREFIXES)
    assert {row["label"].language for row in plans} == {"de", "en"}  # type: ignore[union-attr]
    assert not [quad for quad in graph if BlankNode in map(type, quad)]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("[not in the graph]", "missing ", "A coordinator or lead partner")),
        ("de", ("[nicht im Graphen]", "es fehlt ", "Ein Koordinator oder Lead-Partner")),
    ],
)
def test_why_not_names_the_premise_that_is_missing(run, lang: str, said: tuple[str, ...]) -> None:
    """Silicon Saxony takes part in C3-Saxony as a partner: the role is missing."""
    asked = ("organisation/silicon-saxony", "cg:coordinates", "project/c3-saxony")
    result = run("why-not", *asked, "--lang", lang)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].endswith(said[0])
    (missing, place) = next(pair for pair in pairwise(lines) if said[1] in pair[0])
    assert "id:participation/silicon-saxony--c3-saxony--partner" in missing
    assert missing.endswith("(id:participation-role/coordinator)")
    assert place.strip() == "data/participations.csv (role)"
    document = json.loads(run("why-not", *asked, "--lang", lang, "--format", "json").output)
    jsonschema.validate(document, WHY)
    assert document["rules"][0]["rule"]["name"] == "a-coordinator-coordinates"
    assert document["rules"][0]["missing"][0]["stated_in"] == [
        {"file": "data/participations.csv", "column_name": "role"}
    ]


def test_why_not_prints_what_its_page_shows(run) -> None:
    """The example of docs/query.md is true to the letter."""
    page = (Path(__file__).parents[2] / "docs" / "query.md").read_text("utf-8")
    (example,) = re.findall(r"^\$ clustergraph (why-not .+)\n((?:.+\n)+?)…$", page, re.MULTILINE)
    assert run(*example[0].split()).output.startswith(example[1])


def test_the_lines_of_python_on_the_page_run(
    generation: store.Generation, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of docs/query.md that ask a published graph."""
    page = (Path(__file__).parents[2] / "docs" / "query.md").read_text("utf-8")
    (code,) = re.findall(
        r"^```python\n(import clustergraph.+?)^```$", page, re.MULTILINE | re.DOTALL
    )
    code = code.replace('"var"', repr(str(generation.path.parent)))
    exec(code, {})  # noqa: S102  # our own page
    printed = capsys.readouterr().out
    assert "Silicon Saxony e.V." in printed
    assert "prp-spo1 ontology/alignments/schema.ttl" in printed
    assert "absent a-coordinator-coordinates" in printed


def test_why_not_of_what_holds_points_to_why(run) -> None:
    """It is no error to ask."""
    result = run("why-not", "organisation/smwa", "cg:coordinates", "project/c3-saxony")
    assert result.exit_code == 0
    assert "clustergraph why" in result.output


def test_an_up_to_date_graph_is_not_built_again(
    run, built: pipeline.Built, generation: store.Generation
) -> None:
    """The second run says so and leaves the generation as it is."""
    result = run("build")
    assert result.output.startswith("up to date: ")
    assert f"{len(built.inferred)} inferred" in result.output
    assert store.current(generation.path.parent).name == generation.name
