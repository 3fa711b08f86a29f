"""The commands as a person types them: words out, exit codes, no traceback for a mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clustergraph import pipeline, store
from clustergraph.cli import main

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


def test_an_up_to_date_graph_is_not_built_again(
    run, built: pipeline.Built, generation: store.Generation
) -> None:
    """The second run says so and leaves the generation as it is."""
    result = run("build", "--if-stale")
    assert result.output.startswith("up to date: ")
    assert f"{len(built.inferred)} inferred" in result.output
    assert store.current(generation.path.parent).name == generation.name
