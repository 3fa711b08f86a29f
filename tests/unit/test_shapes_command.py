"""``clustergraph shapes``: what each shape looks at, finds and costs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import pocket
import tinyproject
from clustergraph import pipeline
from clustergraph.cli import main
from clustergraph.cli.aligned import aligned

_IDLE = """
:NobodyIsARole a sh:NodeShape ;
    sh:targetSubjectsOf cg:role ;
    sh:sparql [ a sh:SPARQLConstraint ;
        sh:select "SELECT $this WHERE { $this ?any $this }" ] ;
    sh:severity sh:Violation ;
    sh:message "Nobody is a role: mend it."@en , "Niemand ist eine Rolle: berichtigen."@de .

:ParticipationIsNameless a sh:NodeShape ;
    sh:targetSubjectsOf cg:participationIn ;
    sh:targetNode <https://example.org/a> ;
    sh:nodeKind sh:BlankNode ;
    sh:severity sh:Violation ;
    sh:message "A participation is nameless: mend it."@en , "Namenlos: berichtigen."@de .

:NothingIsHere a sh:PropertyShape ;
    sh:targetObjectsOf sh:foreign ;
    sh:path cg:role ;
    sh:minCount 1 ;
    sh:severity sh:Violation ;
    sh:message "Nothing is here: mend it."@en , "Hier ist nichts: berichtigen."@de .
""".replace("sh:targetObjectsOf sh:foreign", "sh:targetObjectsOf <https://example.org/foreign>")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pocket project with shapes that find all, nothing, and have nothing to look at."""
    folder = pocket.make(tmp_path_factory.mktemp("shapes"))
    path = folder / "shapes" / "must" / "participation.ttl"
    path.write_text(path.read_text("utf-8") + _IDLE, encoding="utf-8")
    return folder


def run(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["shapes", *words])


def test_each_shape_tells_its_focus_nodes_findings_and_time(project: Path) -> None:
    """The counts are those of the tables; the list is not a check, so findings do not fail it."""
    result = run(str(project), "--format", "json")
    assert result.exit_code == 0, result.output
    listed = {one["shape"].rpartition("#")[2]: one for one in json.loads(result.stdout)}
    with (project / "data" / "participations.csv").open(encoding="utf-8") as file:
        rows = len(list(csv.DictReader(file)))
    counts = {name: (one["focus_nodes"], one["findings"]) for name, one in listed.items()}
    assert counts == {
        "ParticipationHasOneRole": (rows, 0),
        "NobodyIsARole": (counts["NobodyIsARole"][0], 0),
        "ParticipationIsNameless": (rows + 1, rows + 1),
        "NothingIsHere": (0, 0),
    }
    assert rows > 1
    assert listed["ParticipationHasOneRole"]["seconds"] > 0
    lines = (project / "shapes/must/participation.ttl").read_text("utf-8").splitlines()
    assert lines[listed["NothingIsHere"]["line"] - 1].startswith(":NothingIsHere")
    assert listed["NothingIsHere"]["path"] == "shapes/must/participation.ttl"


def test_the_table_is_aligned_and_says_what_looks_at_nothing(project: Path) -> None:
    """Columns are of one width in both languages; the last line counts idle shapes."""
    english, german = run(str(project)).stdout, run(str(project), "--lang", "de").stdout
    assert "4 shapes, 1 without a focus node" in english
    assert "4 Shapes, 1 ohne Fokusknoten" in german
    assert "Participation has one role" in english
    assert "Eine Beteiligung hat eine Rolle" in german
    for text in (english, german):
        head, rule, *lines = text.splitlines()
        assert {len(line) for line in (head, rule, *lines[:-1])} == {len(rule)}


def test_csv_opens_in_a_spreadsheet(project: Path) -> None:
    """The CSV has one row a shape, with the message in the language that is asked for."""
    rows = list(
        csv.DictReader(io.StringIO(run(str(project), "--format", "csv", "--lang", "de").stdout))
    )
    assert len(rows) == 4
    assert {row["severity"] for row in rows} == {"violation"}
    assert "Hier ist nichts: berichtigen." in {row["message"] for row in rows}


def test_a_wrong_shapes_file_is_told_and_ends_with_1(tmp_path: Path) -> None:
    """What is wrong in a shapes file is told with its line, by this command and by check."""
    folder = pocket.make(tmp_path)
    path = folder / "shapes" / "must" / "participation.ttl"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("sh:minCount", "sh:mincount").replace("cg:role", "cg:rol"), "utf-8"
    )
    result = run(str(folder))
    assert result.exit_code == 1
    assert 'shapes/must/participation.ttl:8:5: "sh:mincount" is no term' in result.stderr
    assert 'participation.ttl:7:13: "cg:rol" is not in the ontology; write cg:role' in result.stderr
    assert (
        "steht nicht in der Ontologie; schreibe cg:role" in run(str(folder), "--lang", "de").stderr
    )
    checked = CliRunner().invoke(main, ["check", str(folder)])
    assert checked.exit_code == 1
    assert "write sh:minCount" in checked.stdout


def test_findings_are_those_that_a_check_reports(tmp_path: Path) -> None:
    """A shape's findings are counted as the report of a build counts them."""
    folder = pocket.make(tmp_path)
    tinyproject.spoil(folder, "participations.csv", "coordinator", "partner")
    (one,) = pipeline.review(folder)
    report = pipeline.build(folder).report
    assert one.findings == sum(f.rule == one.shape.iri for f in report.findings)


def test_wide_characters_are_two_columns_wide() -> None:
    """A table stays aligned with full-width characters."""
    assert aligned([["a", "b"], ["日本", "x"]])[0] == "a     b"
