"""What the shapes of a source may try, and the walls one by one."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

import pocket
import tinyproject
from clustergraph import names, pipeline
from clustergraph.cli import main
from clustergraph.findings import Finding, Severity
from clustergraph.isolation.process import DiedError, LateError, Worker
from clustergraph.pipeline.guests import asking, checking
from clustergraph.rdf import nquads
from hostile.test_queries import Listener

PREFIXES = f"""@prefix : <https://example.org/shapes#> .
@prefix cg: <{names.TERMS}> .
@prefix owl: <{names.PREFIXES["owl"]}> .
@prefix rdf: <{names.PREFIXES["rdf"]}> .
@prefix sh: <{names.PREFIXES["sh"]}> .
"""
FIRST = PREFIXES.count("\n") + 1  # the line on which what a test writes begins
HONEST = """:HasNoProject sh:targetSubjectsOf cg:participationIn ;
    sh:path cg:participationIn ; sh:maxCount 0 ; sh:message "no project"@en ."""
CATASTROPHE = ':Slow sh:targetSubjectsOf rdf:type ; sh:pattern "(.*)*(.*)*(.*)*(.*)*(.*)*\\u0000" .'
PATHS = (
    ":Slow sh:targetSubjectsOf rdf:type ; sh:minCount 100000 ; sh:path "
    + "[ sh:zeroOrMorePath " * 9
    + "[ sh:alternativePath ( rdf:type [ sh:inversePath rdf:type ] ) ]"
    + "] " * 9
    + "."
)
CROSS_PRODUCT = (
    ':Slow sh:targetSubjectsOf rdf:type ; sh:sparql [ sh:select """'
    "SELECT $this (COUNT(*) AS ?value) WHERE {"
    ' $this ?a ?b . ?c ?d ?e . ?f ?g ?h . ?i ?j ?k . ?l ?m ?n } GROUP BY $this""" ] .'
)
SLOW = [CATASTROPHE, PATHS, CROSS_PRODUCT]
BOMB = (
    ':Bomb sh:targetSubjectsOf cg:participationIn ; sh:sparql [ sh:select """SELECT $this WHERE {'
    ' $this cg:participationIn ?p . BIND(\\"aaaaaaaaaaaaaaaa\\" AS ?y0) '
    + " ".join(f"BIND(CONCAT(?y{n}, ?y{n}) AS ?y{n + 1})" for n in range(24))
    + ' FILTER(STRLEN(?y24) > 1) }""" ; sh:prefixes :P ] . :P sh:declare [ sh:prefix "cg" ;'
    f' sh:namespace "{names.TERMS}"^^<http://www.w3.org/2001/XMLSchema#anyURI> ] .'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project without sources."""
    return pocket.make(tmp_path)


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Someone on loopback who must not be visited."""
    made = Listener()
    with closing(made):
        yield made


def bring(project: Path, turtle: str, source: str = "guest", file: str = "a.ttl") -> Path:
    """Let a source bring shapes; the prefixes stand above."""
    path = project / "sources" / source / "shapes" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return path


def check(project: Path, **bounds: float) -> list[Finding]:
    """Build with a short deadline; return all findings."""
    limits = {"source_shapes_seconds": 20, **bounds}
    return list(pipeline.build(project, bounds=pipeline.Bounds(**limits)).report.findings)  # type: ignore[arg-type]


def brief(findings: list[Finding]) -> list[str]:
    """Write findings as ``Rule place``."""
    return [f"{f.rule.rpartition('#')[2]} {f.origin}" for f in findings]


def take_down(monkeypatch: pytest.MonkeyPatch, walls: str) -> None:
    """Run the worker with walls taken down."""
    monkeypatch.setattr(asking, "_WORKER", "unwalled")
    monkeypatch.setenv("UNWALLED", walls)
    paths = [os.environ.get("PYTHONPATH", ""), str(Path(__file__).parents[1])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))


# -- what runs, and what it leads to ---------------------------------------------------------------


def test_a_guests_finding_stands_at_its_cell_with_its_own_words(project: Path) -> None:
    """IRI, severity and message are the source's; file, line and column are the project's."""
    bring(project, HONEST)
    found = [f for f in check(project) if f.rule == "https://example.org/shapes#HasNoProject"]
    assert brief(found) == [
        "HasNoProject data/participations.csv:2:3",
        "HasNoProject data/participations.csv:3:3",
    ]
    assert {f.severity for f in found} == {Severity.VIOLATION}
    assert {f.message_en for f in found} == {"no project"} == {f.message_de for f in found}


def test_both_engines_run_guests(project: Path) -> None:
    """What the fast engine does not know (a shape that needs itself) pySHACL runs."""
    bring(project, HONEST, "fast")
    bring(
        project,
        HONEST
        + " :B sh:targetSubjectsOf cg:role ; sh:property :A . :A sh:path cg:role ; sh:node :B .",
        "slow",
    )
    built = pipeline.build(project)
    tallies = [(s.path.parts[1], t) for s, t in built.guests.shapes if "HasNo" in s.iri]
    assert [(name, t.focus_nodes, t.seconds is None) for name, t in tallies] == [
        ("fast", 2, False),
        ("slow", 2, True),
    ]
    assert len(built.report.findings) == 2, "both say the same, and a report says it once"


def test_a_long_path_leads_to_its_cells(project: Path) -> None:
    """The worker walks; the finding names the cells along the way as it would for our shapes."""
    path = "sh:path ( cg:participationIn [ sh:inversePath cg:participationIn ] )"
    one = names.mint("participation", "silicon-saxony--c3-saxony--coordinator")
    turtle = HONEST.replace("sh:path cg:participationIn", path)
    turtle = turtle.replace("sh:targetSubjectsOf cg:participationIn", f"sh:targetNode <{one}>")
    bring(project, turtle.replace("sh:maxCount 0", "sh:class cg:Nothing"))
    found = [f for f in check(project) if f.severity is Severity.VIOLATION]
    assert set(brief(found)) == {"HasNoProject data/participations.csv:2:3"}
    assert "data/participations.csv:3:3" in [str(f.related[0]) for f in found if f.related]


def test_a_query_that_is_none_is_told_at_its_shape(project: Path) -> None:
    """The finding names the shape, its line, and what the parser found."""
    bring(project, HONEST + "\n:Q sh:targetNode :b ; sh:sparql [ sh:select 'SELECT {' ] .")
    (found,) = check(project)
    assert brief([found]) == [f"UnrunnableShapes sources/guest/shapes/a.ttl:{FIRST + 2}"]
    assert "sh:select: error at 1:" in found.message_en


ODD = """:A sh:targetNode "x", <https://example.org/(x> ; sh:hasValue <x:y> .
:B sh:targetObjectsOf rdf:type, cg:role ; sh:nodeKind sh:Literal .
:C sh:targetClass owl:Thing ; sh:path rdf:type ; sh:hasValue "2" .
:D sh:targetNode "y" ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property
  [ sh:path rdf:type ; sh:minCount 1 ] , [ sh:path [ sh:zeroOrOnePath rdf:type ] ;
    sh:nodeKind sh:IRI ; sh:lessThan cg:role ; sh:uniqueLang true ] .
:E sh:targetSubjectsOf cg:role ; sh:path [ sh:inversePath cg:role ] ; sh:minCount 3 ;
  sh:equals cg:role ; sh:qualifiedValueShape [ sh:class cg:X ] ; sh:qualifiedMinCount 2 ;
  sh:xone ( [ sh:path cg:role ; sh:hasValue 3 ] [ sh:hasValue 4 ] ) .
:F sh:targetNode "x" ; sh:sparql [ sh:select '''SELECT $this ?path ?value WHERE {
  BIND(<x:y> AS ?path) BIND(BNODE() AS ?value) }''' ] ."""


def test_odd_focus_nodes_are_told_as_well(project: Path) -> None:
    """Literals, nameless nodes and things that no row knows: a finding each, and no error."""
    bring(project, ODD)
    found = {f.rule.rpartition("#")[2] for f in check(project)}
    assert {"A", "B", "C", "E", "F"} <= found
    assert "UnrunnableShapes" not in found


def test_the_commands_take_guests_along(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``check``, ``build`` and ``shapes`` run them, within the limits that are set."""
    bring(project, HONEST)
    runner, out = CliRunner(), str(tmp_path / "published")
    checked = runner.invoke(main, ["check", str(project), "--format", "json"])
    assert checked.exit_code == 1
    assert "https://example.org/shapes#HasNoProject" in checked.output
    published = runner.invoke(main, ["build", str(project), "--store", out])
    assert published.exit_code == 1
    assert "2 violations; nothing was published" in published.output
    listed = runner.invoke(main, ["shapes", str(project), "--format", "json"])
    assert [one["findings"] for one in json.loads(listed.stdout) if "HasNo" in one["shape"]] == [2]
    monkeypatch.setenv("CLUSTERGRAPH_SOURCE_FINDINGS", "1")
    for command in (["check", str(project)], ["build", str(project), "--store", out]):
        assert "source_findings allows (1)" in runner.invoke(main, command).output
    assert "HasNoProject" not in runner.invoke(main, ["shapes", str(project)]).output


def test_what_was_not_changed_is_not_run_again(project: Path) -> None:
    """A second check in the same process recalls the answer; a saved shapes file is run."""
    path, memory = bring(project, HONEST), pipeline.Memory()
    first = pipeline.build(project, memory=memory).report
    made = memory.made
    assert pipeline.build(project, memory=memory).report == first
    assert memory.made == made
    path.write_text(path.read_text().replace("no project", "none"), encoding="utf-8")
    assert pipeline.build(project, memory=memory).report != first
    assert path in pipeline.state_of(project)


def test_an_unknown_term_outside_of_shacl_is_a_warning(project: Path) -> None:
    """A source may know terms that we do not: it is told, and the shapes run."""
    bring(project, HONEST + "\n:A sh:targetClass cg:Nothing ; sh:class cg:Nothing .")
    found = check(project)
    assert {(f.rule.rpartition("#")[2], f.severity) for f in found} == {
        ("UnknownTerm", Severity.WARNING),
        ("HasNoProject", Severity.VIOLATION),
    }


# -- refused at its line and column ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("turtle", "place"),
    [
        ("<https://example.org/> owl:imports <http://127.0.0.1:9/x> .", "0:24"),
        (":A sh:js [ sh:jsFunctionName 'f' ] .", "0:4"),
        (":A a sh:JSLibrary ; sh:jsLibraryURL 'http://127.0.0.1:9/x.js' .", "0:6"),
        (":A a sh:NodeShape ; sh:rule [ a sh:TripleRule ] .", "0:21"),
        (":A a sh:SPARQLFunction ; sh:select 'SELECT ?x {}' .", "0:6"),
        (":A a sh:ConstraintComponent ; sh:parameter [ sh:path :b ] .", "0:6"),
        (":A a sh:NodeShape ;\n  sh:target [ a sh:SPARQLTarget ] .", "1:3"),
        ("<https://example.org/d> sh:shapesGraph <https://example.org/s> .", "0:25"),
        (":A sh:expression [ sh:path :b ] .", "0:4"),
        (":A sh:sparql [ sh:ask 'ASK {}' ] .", "0:16"),
        (":A sh:sparql [ sh:construct 'CONSTRUCT {} {}' ] .", "0:16"),
        (":A sh:sparql [ sh:select 'SELECT * { SERVICE <http://127.0.0.1:9/> {} }' ] .", "0:38"),
        (":A sh:sparql [ sh:select '''SELECT *\n{ seRvice <x:a> {} }''' ] .", "1:3"),
        (":A sh:sparql [ sh:select 'SELECT * FROM <file:///etc/x> {}' ] .", "0:36"),
        (":A sh:sparql [ sh:select 'LOAD <http://127.0.0.1:9/>' ] .", "0:27"),
        (":A sh:sparql [ sh:select 'SELECT * " + "{" * 65 + "}" * 65 + "' ] .", "0:100"),
        (":A sh:sparql [ sh:select 'SELECT * { SERV\\u0049CE <x:a> {} }' ] .", "0:27"),
        ("<https://w3id.org/clustergraph/shapes#Own> sh:deactivated true .", "0:1"),
    ],
)
def test_what_reaches_beyond_the_graph_is_refused(project: Path, turtle: str, place: str) -> None:
    """It is told at its line and column, and nothing of the file runs."""
    bring(project, f"{turtle}\n{HONEST}")
    line, column = place.split(":")
    found = [f for f in check(project) if f.rule.endswith("#RefusedTerm")]
    where = f"sources/guest/shapes/a.ttl:{FIRST + int(line)}:{column}"
    assert where in [str(f.origin) for f in found]
    assert not [f for f in check(project) if f.rule.startswith("https://example.org/")]


def test_a_term_that_its_words_hide_is_refused_all_the_same(project: Path) -> None:
    """An IRI with escapes is told of the file."""
    bring(project, ":A <http://www.w3.org/ns/shacl\\u0023js> [] .")
    assert "RefusedTerm sources/guest/shapes/a.ttl" in brief(check(project))


@pytest.mark.parametrize(
    ("turtle", "told"),
    [
        (":A sh:targetNode :b .\n:A sh:minlength 3 .", "UnknownShaclTerm {}:1:4"),
        (":A a sh:NodeShape ; sh:minCount 1 .", "ShapeKeepsTheShapesOfShacl {}:0:21"),
        (":A a sh:NodeShape ;; sh:minCount", "UnreadableShape {}:0:33"),
        (":A sh:path cg:role ; sh:in 3 ; sh:targetNode :b .",
         "ShapeKeepsTheShapesOfShacl {}:0:22"),
    ],
)  # fmt: skip
def test_faults_of_the_shapes_are_findings(project: Path, turtle: str, told: str) -> None:
    """No Turtle, no term of SHACL, no shape of SHACL: each at its place."""
    bring(project, turtle)
    name, _, place = told.partition(" {}:")
    line, column = place.split(":")
    where = f"{name} sources/guest/shapes/a.ttl:{FIRST + int(line)}:{column}"
    assert where in brief(check(project))


# -- time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turtle", SLOW, ids=["regex", "paths", "cross product"])
def test_what_does_not_end_is_stopped_and_the_rest_is_whole(project: Path, turtle: str) -> None:
    """One finding at the shape that ran; the project's and the other source's findings stand."""
    tinyproject.spoil(project, "participations.csv", "coordinator,", ",")
    bring(project, HONEST, "honest")
    alone = check(project)
    bring(project, turtle, "endless")
    started = time.monotonic()
    found = check(project, source_shapes_seconds=2)
    assert time.monotonic() - started < 10
    late = [f for f in found if f not in alone]
    assert brief(late) == [f"UnrunnableShapes sources/endless/shapes/a.ttl:{FIRST}"]
    assert "source_shapes_seconds (2)" in late[0].message_en
    assert [f for f in found if f in alone] == alone
    assert len({f.rule for f in alone}) == 2, "one of the project, one of the other source"


def _asked(project: Path, tmp_path: Path) -> Worker:
    """Start a worker on an endless shape, with one second for the kernel's alarm."""
    built = pipeline.build(project)
    file = tmp_path / "graph.nt"
    file.write_text(nquads(built.default), encoding="utf-8")
    bring(project, CATASTROPHE)
    (source,) = asking.sources_of(project)
    worker = Worker(asking._WORKER, str(file), "0", "1024")
    worker.receive(time.monotonic() + 60)
    files = [str(path) for path in source.files]
    worker.send({"project": str(project), "source": "guest", "files": files, "seconds": 1,
                 "most": 10})  # fmt: skip
    return worker


def _listen(worker: Worker, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        worker.receive(deadline)


def test_the_kernel_ends_a_worker_whose_parent_does_not(project: Path, tmp_path: Path) -> None:
    """The alarm goes off though nobody kills."""
    worker = _asked(project, tmp_path)
    with pytest.raises(DiedError):
        _listen(worker, 20)
    assert worker.end(is_dying=True)[0] == -signal.SIGALRM


def test_the_alarm_is_what_ended_it_and_the_parent_kills_without(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the alarm switched off the worker lives on; the parent's deadline holds alone."""
    take_down(monkeypatch, "alarm")
    worker = _asked(project, tmp_path)
    with pytest.raises(LateError):
        _listen(worker, 4)
    assert worker.end()[0] == -signal.SIGKILL
    started = time.monotonic()
    found = check(project, source_shapes_seconds=1)
    assert time.monotonic() - started < 8
    assert "source_shapes_seconds (1)" in found[-1].message_en


def test_finding_the_cells_has_a_deadline_too(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results that take too long to lead to cells are one finding; without the clock, they stay."""
    bring(project, HONEST)
    hours = SimpleNamespace(monotonic=count(0, 3600).__next__)
    monkeypatch.setattr(checking, "time", hours)
    assert [f.message_en for f in check(project)] == [
        "the cells of 2 findings of this source were not found within source_shapes_seconds (20)"
    ]
    monkeypatch.setattr(checking, "_until", lambda _, results: iter(results))
    assert len(check(project)) == 2


# -- memory ----------------------------------------------------------------------------------------


def test_memory_is_limited(project: Path) -> None:
    """A text doubled 24 times meets the limit; with more of it the same shape runs to its end."""
    bring(project, BOMB)
    found = check(project, source_shapes_megabytes=512)
    assert brief(found) == [f"UnrunnableShapes sources/guest/shapes/a.ttl:{FIRST}"]
    assert "source_shapes_megabytes allows (512)" in found[0].message_en
    more = check(project, source_shapes_megabytes=4096, source_shapes_seconds=120)
    assert brief(more)[0].startswith("Bomb ")


# -- network ---------------------------------------------------------------------------------------


def _call(listener: Listener) -> str:
    """Write a shape whose query the fast engine runs as it reads it."""
    iri = f"http://127.0.0.1:{listener.port}/"
    query = f"ASK {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}"
    return f":A sh:targetSubjectsOf rdf:type ; sh:sparql [ sh:select '{query}' ] ."


def test_the_kernel_stops_what_words_let_through(
    project: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the words' refusal nobody is visited; without the kernel's too, somebody is."""
    bring(project, _call(listener))
    assert {f.rule.rpartition("#")[2] for f in check(project)} == {"RefusedTerm"}
    take_down(monkeypatch, "words")
    assert {f.rule.rpartition("#")[2] for f in check(project)} == {"UnrunnableShapes"}
    assert listener.visits == 0
    take_down(monkeypatch, "words,network")
    check(project, source_shapes_seconds=5)
    assert listener.visits > 0


# -- sizes -----------------------------------------------------------------------------------------


def test_files_and_findings_are_limited(project: Path) -> None:
    """Both limits are named; a little more of each, and the shapes run."""
    path = bring(project, HONEST)
    kilobytes = path.stat().st_size / 1024
    (long,) = check(project, source_shapes_kilobytes=kilobytes - 0.01)
    assert "longer than source_shapes_kilobytes allows" in long.message_en
    assert len(check(project, source_shapes_kilobytes=kilobytes)) == 2
    (many,) = check(project, source_findings=1)
    assert "source_findings allows (1)" in many.message_en
    assert len(check(project, source_findings=2)) == 2
    bring(project, ":A sh:js 1 .\n:B sh:rule 2 .")
    (many,) = check(project, source_findings=1)
    assert "source_findings allows (1)" in many.message_en
    assert len(check(project, source_findings=10)) > 1


def test_a_pipe_is_not_waited_for(project: Path) -> None:
    """What is no file is told, not read."""
    bring(project, HONEST).unlink()
    os.mkfifo(project / "sources" / "guest" / "shapes" / "a.ttl")
    assert brief(check(project)) == ["UnrunnableShapes sources/guest/shapes/a.ttl"]


@pytest.mark.parametrize(
    "turtle",
    [
        ":A sh:not " + "[ sh:not " * 3000 + "[]" + "]" * 3000 + " ; sh:targetNode :b .",
        ":A sh:targetNode :b ; sh:property " + "[ sh:path :c ; sh:property " * 900 + "[]"
        + "]" * 900 + " .",
        ":A sh:targetNode :b ; sh:path " + "[ sh:zeroOrMorePath " * 90_000 + ":c" + "]" * 90_000
        + " .",
        ":A sh:targetNode :b ; sh:path _:p . _:p rdf:first :c ; rdf:rest _:p .",
        ":A sh:targetNode :b ; sh:in _:p . _:p rdf:first :c ; rdf:rest _:p .",
        ":A sh:targetNode :b ; sh:node :A .",
        ":A sh:targetNode :b ; sh:minCount " + "9" * 5000 + " ; sh:path :c .",
        ":A sh:targetNode :b ; sh:pattern '" + "(" * 5000 + "a" + ")" * 5000 + "' .",
        ":A sh:targetNode :b ; sh:pattern '((' .",
        ":A sh:targetNode :b ; sh:sparql [ sh:select 'SELECT $this { " + "?a ?b ?c . " * 2000
        + "}' ] .",
        ":A sh:targetNode :b ; sh:sparql [ sh:select 'SELECT (1" + "+1" * 60_000
        + " AS ?n) {}' ] .",
        "\n".join(f"_:n{i} :p _:n{(i + j) % 40} ." for i in range(40) for j in (1, 7, 13)),
    ],
    ids=["not", "property", "path", "cyclic path", "cyclic list", "itself", "number", "regex",
         "bad regex", "patterns", "sum", "poison graph"],
)  # fmt: skip
def test_what_is_too_deep_harms_nobody_else(project: Path, turtle: str) -> None:
    """It is judged or told, and the other source is heard; nothing is raised."""
    bring(project, HONEST, "zz-honest")
    bring(project, turtle, "deep")
    found = check(project, source_shapes_seconds=4)
    assert sum(f.rule.endswith("#HasNoProject") for f in found) == 2
    assert all(f.origin.path.parts[:2] in (("sources", "deep"), ("data", "participations.csv"))
               or f.origin.path.parts == ("data",) for f in found)  # fmt: skip


# -- a worker that was taken over ------------------------------------------------------------------


@pytest.mark.parametrize("how", ["die", "babble", "shout"])
def test_a_worker_that_dies_or_lies_is_one_finding(
    project: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """A crash, an answer that is none, and one without end."""
    bring(project, HONEST)
    take_down(monkeypatch, how)
    found = check(project)
    assert brief(found) == ["UnrunnableShapes sources/guest/shapes/a.ttl"]


def test_words_of_a_guest_command_no_terminal(project: Path) -> None:
    """Escape sequences, and marks that turn the direction of writing, are left out."""
    bring(project, HONEST.replace('"no project"@en', '"a\\u001B[31mb\\u202Ec\\nd"'))
    assert {f.message_en for f in check(project)} == {"a [31mb c d"}


@pytest.mark.parametrize("form", ["text", "json", "csv", "sarif", "github", "rdf"])
def test_every_form_of_report_tells_of_guests(project: Path, form: str) -> None:
    """Odd findings, a file that is not UTF-8, and one that is no file, in each form."""
    bring(project, ODD, "odd")
    bring(project, "", "bytes").write_bytes(b"# \xff\n")
    bring(project, "", "pipe").unlink()
    os.mkfifo(project / "sources" / "pipe" / "shapes" / "a.ttl")
    done = CliRunner().invoke(main, ["check", str(project), "--format", form])
    assert done.exit_code == 1, done.output
    assert "UnrunnableShapes" in done.stdout
    assert "UnreadableShape" in done.stdout
    if form == "rdf":
        assert list(parse(done.stdout, format=RdfFormat.TURTLE))
