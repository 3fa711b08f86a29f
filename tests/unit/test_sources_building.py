"""Sources in a build: bad rows set aside or the build stopped, and every row accounted for."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sourcefolder
from clustergraph import names, pipeline, provenance, reporting
from clustergraph.cli import main
from clustergraph.findings import Severity
from clustergraph.pipeline import sourcing
from clustergraph.rdf import iri

ORG = names.PREFIXES["org"]
COLUMNS: list[dict[str, object]] = [
    {"name": "key", "required": True, "suppressOutput": True},
    {"name": "since", "datatype": "date"},
    {"name": "partner", "propertyUrl": "#partner", "valueUrl": "../../id/thing/{partner}"},
]
CSV = (
    "key,since,partner\n"
    "a,2014-07-14,\n"
    "b,14.7.2014,a\n"  # no date
    "c,,a\n"
    "d,,b\n"  # what it refers to is set aside
    "e,,d\n"  # and so is this
    "a,,\n"  # a key again
    "f,,nobody\n"
    "g,,c\n"
    "h,ragged\n"
)
BAD = [
    "UnreadableCell given/things.csv:3",
    "DanglingReference given/things.csv:5",
    "DanglingReference given/things.csv:6",
    "DuplicateKey given/things.csv:7",
    "DanglingReference given/things.csv:8",
    "RaggedRow given/things.csv:10",
]


def project(folder: Path, on_error: str, content: str = CSV) -> Path:
    """Write the project with one table without SQL."""
    table = sourcefolder.table("things", COLUMNS)
    return sourcefolder.make(folder, {"things.csv": content}, tables=[table], on_error=on_error)


def subjects(built: pipeline.Built) -> set[str]:
    """Return the keys of the things in the graph of the source."""
    return {s.rpartition("/")[2][:-1] for s, _, _ in built.tables["guest-things"]}


def test_bad_rows_are_set_aside_and_the_rest_is_published(tmp_path: Path) -> None:
    """Each with file, record, column and reason; what refers to them goes, too; all add up."""
    built = sourcefolder.build(project(tmp_path, "report"))
    assert built.report.is_clean
    told = [f for f in built.report.findings if str(f.origin.path) == "given/things.csv"]
    assert sourcefolder.told(told) == BAD
    assert all(f.severity is Severity.WARNING for f in told)
    assert all("the row was set aside" in f.message_en for f in told)
    assert all("die Zeile wurde ausgeschlossen" in f.message_de for f in told)
    assert told[0].column_name == "since"
    assert told[0].mend == "2014-07-14"
    assert "the key of record 2 already" in told[3].message_en
    assert subjects(built) == {"a", "c", "g"}
    assert built.rows["guest-things"] == (8, 3, 5)
    records, rows = built.counted()
    assert (records.read, records.mapped, records.aside) == (9, 8, 1)
    assert (rows.read, rows.mapped, rows.aside) == (8, 3, 5)
    generation = pipeline.publish(built, tmp_path / "var")
    with (generation.path / pipeline.ASIDE).open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [f"{row['rule']} {row['file']}:{row['record']}" for row in listed] == BAD
    assert listed[0]["value"] == "14.7.2014"


def test_nothing_rests_on_a_row_that_was_set_aside(tmp_path: Path) -> None:
    """Neither a triple nor a conclusion nor its evidence names it."""
    built = sourcefolder.build(project(tmp_path, "report"))
    gone = iri(names.mint("thing", "b"))
    for triples in built.graphs.values():
        assert not any(gone in triple for triple in triples)
    assert not built.tracer.rows(gone)


def test_stop_stops_the_build_at_the_same_places(tmp_path: Path) -> None:
    """A violation each, and nothing is published; one fault is one finding."""
    built = sourcefolder.build(project(tmp_path, "stop"))
    told = sourcefolder.told(built.report.violations)
    # What refers to a bad row is not blamed while that row can still be mended.
    assert told == [BAD[0], *BAD[3:]]


def test_a_row_that_breaks_a_shape_is_set_aside(tmp_path: Path) -> None:
    """The graph is validated again without it."""
    folder = project(tmp_path, "report", "key,since,partner\na,,\nb,2014-07-14,\n")
    shape = f"""@prefix sh: <{names.PREFIXES["sh"]}> .
@prefix : <{names.SHAPES}> .
:ThingHasNoDate a sh:PropertyShape ; sh:targetClass <{names.BASE}sources/guest/things.csv#Thing> ;
  sh:path <{names.BASE}sources/guest/things.csv#since> ; sh:maxCount 0 ;
  sh:severity sh:Violation ; sh:message "A thing has no date."@en , "Ein Ding hat kein Datum."@de .
"""
    sourcefolder.write(folder, "shapes/must/thing.ttl", shape)
    built = sourcefolder.build(folder)
    assert built.report.is_clean
    assert subjects(built) == {"a"}
    told = [f for f in built.report.findings if f.origin.path.parts[0] == "given"]
    assert sourcefolder.told(told) == ["ThingHasNoDate given/things.csv:3"]
    assert told[0].message_en == "A thing has no date; the row was set aside"
    assert built.rows["guest-things"] == (2, 1, 1)


def test_a_curated_row_that_refers_to_a_row_set_aside_stops_the_build(tmp_path: Path) -> None:
    """Only rows of the source are set aside."""
    folder = project(tmp_path, "report", "key,since,partner\nb,14.7.2014,\n")
    path = folder / "data" / "memberships.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[1].split(",")
    cells[1] = "thing/b"
    path.write_text("".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    built = sourcefolder.build(folder)
    assert sourcefolder.told(built.report.violations) == [
        "DanglingReference data/memberships.csv:2:2"
    ]


def test_what_concerns_a_file_stops_a_reporting_source_too(tmp_path: Path) -> None:
    """A missing file is no bad row."""
    folder = project(tmp_path, "report")
    (folder / "given" / "things.csv").unlink()
    built = sourcefolder.build(folder)
    assert sourcefolder.told(built.report.violations) == [
        "BadSourceFile sources/guest/source.toml:3"
    ]


def test_a_row_that_vanishes_is_a_fault_of_ours() -> None:
    """Rows read are rows mapped and rows set aside, or the build fails as no curator's fault."""
    sourcing.check_account({"good": (3, 2, 1)})
    with pytest.raises(RuntimeError, match="bad"):
        sourcing.check_account({"good": (3, 2, 1), "bad": (3, 2, 0)})


def test_the_account_is_checked_at_every_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mapper that loses a row is found out."""
    honest = sourcing.tables.map_table
    folder = project(tmp_path, "report", "key,since,partner\na,,\nb,,\n")

    def lossy(project: Path, table: sourcing.tables.Table, *more: Any) -> sourcing.tables.Mapped:
        mapped = honest(project, table, *more)
        if table.name == "guest-things":
            object.__setattr__(mapped, "rows_mapped", mapped.rows_mapped - 1)
        return mapped

    monkeypatch.setattr(sourcing.tables, "map_table", lossy)
    with pytest.raises(RuntimeError, match="guest-things"):
        sourcefolder.build(folder)


def test_files_publisher_and_licence_are_in_the_graph(tmp_path: Path) -> None:
    """The catalogue credits each graph of a source; provenance names its files by their SHA-256."""
    folder = sourcefolder.make(
        tmp_path,
        {"things.csv": "key,since,partner\na,,\n"},
        'licence = "https://example.org/licence"\nhomepage = "https://example.org/"\n'
        'publisher = { name = "P", url = "https://example.org/p" }\n'
        '[files.things]\npath = "things.csv"\n',
        [sourcefolder.table("things", COLUMNS)],
    )
    built = sourcefolder.build(folder)
    graph = iri(names.graph("guest-things"))
    said = {(p, o) for s, p, o in built.graphs[names.CATALOGUE_GRAPH] if s == graph}
    dct, dcat = names.PREFIXES["dct"], names.PREFIXES["dcat"]
    assert (iri(dct + "license"), iri("https://example.org/licence")) in said
    assert (iri(dct + "publisher"), iri("https://example.org/p")) in said
    assert (iri(dcat + "landingPage"), iri("https://example.org/")) in said
    file = iri(names.file(names.source_file("guest", "things.csv")))
    derived = (graph, iri(names.PREFIXES["prov"] + "wasDerivedFrom"), file)
    assert derived in built.provenance
    assert any(s == file and p.endswith("sha256>") for s, p, _ in built.provenance)
    # The whole has no one licence any more; what is ours keeps it, graph by graph.
    whole = iri(names.DATASET)
    licences = {s for s, p, _ in built.graphs[names.CATALOGUE_GRAPH] if p == iri(dct + "license")}
    assert whole not in licences
    assert iri(names.graph("memberships")) in licences


def test_a_changed_file_makes_the_build_stale(tmp_path: Path) -> None:
    """Also where it lies, and whether it is there, is part of the key."""
    folder = project(tmp_path, "report")
    keys = [pipeline.inputs_of(folder).key]
    sourcefolder.write(folder / "given", "things.csv", CSV + "i,,\n")
    keys.append(pipeline.inputs_of(folder).key)
    sourcefolder.write(folder, "clustergraph.toml", "")
    keys.append(pipeline.inputs_of(folder).key)
    assert len(set(keys)) == 3


def run(*words: str | Path) -> tuple[int, str]:
    """Run a command and return its exit code and what it says."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


def test_the_commands_tell_the_account(tmp_path: Path) -> None:
    """Build and check print it in both languages, the JSON report holds it."""
    folder = project(tmp_path, "report")
    code, text = run("build", folder)
    assert code == 0, text
    assert "guest [files.things]: 9 records read = 8 used + 1 set aside" in text
    assert "guest-things: 8 rows read = 3 mapped + 5 set aside" in text
    assert "set-aside.csv" in text
    code, text = run("check", folder, "--lang", "de")
    assert "guest-things: 8 Zeilen gelesen = 3 übersetzt + 5 ausgeschlossen" in text
    output = tmp_path / "report.json"
    assert run("check", folder, "--format", "json", "--output", output)[0] == 0
    entries = json.loads(output.read_text(encoding="utf-8"))["sources"]
    assert entries[1] == {"source": "guest", "kind": "rows", "name": "guest-things", "read": 8,
                          "mapped": 3, "aside": 5}  # fmt: skip


def test_sources_are_listed_with_their_state(tmp_path: Path) -> None:
    """Not located, no files, not built, built, changed: each is told; JSON has all of it."""
    folder = project(tmp_path, "report")
    settings = (folder / "clustergraph.toml").read_text(encoding="utf-8")
    (folder / "clustergraph.toml").unlink()
    assert "not located" in run("sources", folder)[1]
    sourcefolder.write(folder, "clustergraph.toml", settings.replace("given", "nowhere"))
    assert "no files there" in run("sources", folder)[1]
    sourcefolder.write(folder, "clustergraph.toml", settings)
    assert "nicht gebaut" in run("sources", folder, "--lang", "de")[1]
    assert run("build", folder)[0] == 0
    code, text = run("sources", folder, "--json")
    (listed,) = json.loads(text)
    assert (code, listed["state"], listed["place"]) == (0, "built", "given")
    assert listed["counts"][1] == {"kind": "rows", "name": "guest-things", "read": 8, "mapped": 3,
                                   "aside": 5}  # fmt: skip
    assert [file["path"] for file in listed["files"]] == ["given/things.csv"]


def test_a_wrong_description_is_told_by_the_list_too(tmp_path: Path) -> None:
    """With exit code 1 and the finding."""
    folder = project(tmp_path, "report")
    sourcefolder.write(folder, "sources/guest/source.toml", "title = 1\n")
    code, text = run("sources", folder)
    assert code == 1
    assert "sources/guest/source.toml:1:1" in text


def test_a_published_triple_leads_to_the_record(tmp_path: Path) -> None:
    """Also after rows were taken out: file and record of the publisher, column by name."""
    built = sourcefolder.build(project(tmp_path, "report"))
    generation = pipeline.publish(built, tmp_path / "var")
    triple = next(t for t in built.tables["guest-things"] if t[0].endswith("/g>") and "#p" in t[1])
    with provenance.open_evidence(generation) as evidence:
        (cell,) = evidence.cells(triple)
    assert (cell.file, cell.line, cell.column) == ("given/things.csv", 9, None)
    assert (cell.column_name, cell.text) == ("partner", "c")


@pytest.mark.parametrize("form", list(reporting.FORMATS))
def test_every_form_of_report_tells_records_of_a_document(tmp_path: Path, form: str) -> None:
    """The number of a record is no line, so no characters are named; lines of CSV are lines."""
    records = json.dumps([{"key": "a", "since": "14.7.2014", "partner": None}])
    folder = sourcefolder.make(
        tmp_path, {"things.json": records}, '[files.things]\npath = "things.json"\n',
        [sourcefolder.table("things", COLUMNS)], on_error="report",
    )  # fmt: skip
    output = tmp_path / "report"
    code, text = run("check", folder, "--format", form, "--output", output)
    assert code == 0, text
    told = output.read_text(encoding="utf-8")
    assert "things.json" in told
    if form == "json":
        (found,) = [f for f in json.loads(told)["findings"] if "things" in f["file"]]
        assert (found["line"], found["region"], found["column_name"]) == (1, None, "since")


def test_why_leads_to_the_record(tmp_path: Path) -> None:
    """The command names the publisher's file and record, and the column by its name."""
    folder = project(tmp_path, "report")
    assert run("build", folder)[0] == 0
    thing = names.mint("thing", "g")
    partner = f"{names.BASE}sources/guest/things.csv#partner"
    code, text = run("why", f"<{thing}>", f"<{partner}>", f"<{names.mint('thing', 'c')}>",
                     "--folder", folder)  # fmt: skip
    assert code == 0, text
    assert "given/things.csv:9" in text
    assert "partner" in text
