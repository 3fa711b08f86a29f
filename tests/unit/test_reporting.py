"""Every format says the same findings, and is valid by its own schema."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest

from clustergraph import names, reporting
from clustergraph.cli.checking import wants_colour
from clustergraph.findings import Broken, Finding, Report, RuleWords, Severity
from clustergraph.origin import Origin
from clustergraph.rdf import iri, literal

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
SARIF = json.loads((ROOT / "tests" / "reporting" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
TABLE = PurePosixPath("data/periods.csv")
TEXT = (
    "key,subject,start,end,sources\n"
    '"a, b",project/x,2017,2013,one two\nc,"two\nlines",,2014,"x ""y"""\n'
)
SHAPE = names.SHAPES + "StartsBeforeItEnds"
PATH = f"[ <{names.PREFIXES['sh']}inversePath> <{names.TERMS}start> ]"
COMPONENT = names.PREFIXES["sh"] + "LessThanOrEqualsConstraintComponent"


def cell(line: int | None, column: int | None) -> Origin:
    """Return a place in the table."""
    return Origin(TABLE, line, column)


FINDINGS = (
    Finding(
        cell(2, 3), SHAPE, "starts late: 100 %", "beginnt spät: 100 %",
        column_name="start", value="2017", mend="2013", focus=names.mint("period", "a"),
        source="one", related=(cell(2, 4),), further=((cell(2, 4), "2017"),),
        row=names.row("periods", "a"),
        result=Broken(iri(names.mint("period", "a")), PATH, literal("2017"), COMPONENT),
    ),
    Finding(
        cell(2, 5), names.RULES + "DanglingReference", "is introduced by nothing",
        "wird von nichts eingeführt", column_name="sources", value="two", mend="t,w",
    ),
    Finding(
        cell(3, 3), names.SHAPES + "StartIsKnown", "fill start", "start ausfüllen",
        Severity.WARNING, column_name="start", value="", mend=None,
    ),
    Finding(cell(3, None), names.RULES + "RaggedRow", "5 cells", "5 Zellen"),
    Finding(cell(None, None), names.RULES + "ByteOrderMark", "BOM", "BOM", Severity.INFO),
    Finding(
        Origin(PurePosixPath("data/csv-metadata.json"), 1, 3), names.RULES + "BadDescription",
        "is no JSON:\n::error::x", "ist kein JSON",
    ),
)  # fmt: skip


@pytest.fixture
def account(tmp_path: Path) -> reporting.Account:
    """All kinds of findings, on a small table."""
    (tmp_path / "data").mkdir()
    (tmp_path / TABLE).write_text(TEXT, encoding="utf-8")
    (tmp_path / "data" / "csv-metadata.json").write_text('{"x"\n', encoding="utf-8")
    rules = (RuleWords(SHAPE, "It starts before it ends.", "Es beginnt, bevor es endet."),)
    forms = {TABLE: reporting.Form()}
    return reporting.Account(
        Report.of(FINDINGS), tmp_path, PurePosixPath("sub dir"), rules, forms, summary="1 table"
    )


def part(region: dict[str, int]) -> str:
    """Return the characters that a region of the table names."""
    lines = TEXT.split("\n")
    if region["start_line"] == region["end_line"]:
        line = lines[region["start_line"] - 1]
        return line[region["start_column"] - 1 : region["end_column"] - 1]
    first = lines[region["start_line"] - 1][region["start_column"] - 1 :]
    last = lines[region["end_line"] - 1][: region["end_column"] - 1]
    return f"{first}\n{last}"


def read_json(account: reporting.Account) -> dict[str, Any]:
    """Return the report in JSON."""
    document = json.loads(reporting.write(account, "json"))
    assert isinstance(document, dict)
    return document


def test_json_is_as_documented(account: reporting.Account) -> None:
    """The report keeps its schema, which refuses what is not in it."""
    document = read_json(account)
    jsonschema.validate(document, SCHEMA)
    assert document["summary"] == {"violations": 4, "warnings": 1, "infos": 1, "files": 2}
    for spoiled in ({"line": 0}, {"severity": "error"}, {"extra": 1}, {"message": {"en": "x"}}):
        broken = {**document, "findings": [{**document["findings"][0], **spoiled}]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SCHEMA)


def test_a_region_is_just_the_cell(account: reporting.Account) -> None:
    """Also after quoted commas, in a list, in a row over two lines, and where nothing stands."""
    found = {(f["line"], f["column"]): f for f in read_json(account)["findings"] if f["line"]}
    assert part(found[2, 3]["region"]) == "2017"
    assert part(found[2, 5]["region"]) == "two"
    empty = found[3, 3]["region"]
    assert part(empty) == ""
    assert empty["start_line"] == 4
    assert TEXT.split("\n")[3][: empty["start_column"] - 1] == 'lines",'


def test_every_cell_of_a_table_is_found_in_its_text(tmp_path: Path) -> None:
    """Cell by cell, what the region holds is what a CSV reader reads."""
    (tmp_path / "t.csv").write_text(TEXT, encoding="utf-8")
    path = PurePosixPath("t.csv")
    account = reporting.Account(Report(()), tmp_path, forms={path: reporting.Form()})
    line = 1
    for row in csv.reader(io.StringIO(TEXT)):
        for number, text in enumerate(row, 1):
            finding = Finding(Origin(path, line, number), SHAPE, "x", "y")
            one = reporting.Account(Report((finding,)), tmp_path, forms=account.forms)
            raw = part(read_json(one)["findings"][0]["region"])
            assert next(csv.reader(io.StringIO(raw, newline="")), [""]) == [text]
        line += 1 + sum(text.count("\n") for text in row)


def test_sarif_keeps_its_published_schema(account: reporting.Account) -> None:
    """SARIF 2.1.0 by its JSON schema, in both languages; a wrong log is refused."""
    for language in ("en", "de"):
        log = json.loads(reporting.write(account, "sarif", language))
        jsonschema.validate(log, SARIF)
        (run,) = log["runs"]
        assert run["language"] == language
        assert {one["level"] for one in run["results"]} == {"error", "warning", "note"}
        texts = [
            {rule["shortDescription"]["text"] for rule in tool["rules"]}
            for tool in (run["tool"]["driver"], *run["translations"])
        ]
        assert [("It starts before it ends." in one) for one in texts].count(True) == 1
        assert [("Es beginnt, bevor es endet." in one) for one in texts].count(True) == 1
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        broken = {**log, "runs": [{**run, "results": [{"level": "bad", "message": {"text": "x"}}]}]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SARIF)


def test_a_fix_of_sarif_mends_the_file(account: reporting.Account) -> None:
    """Done as written, it swaps the two dates, and quotes what must be quoted."""
    (run,) = json.loads(reporting.write(account, "sarif"))["runs"]
    lines = TEXT.split("\n")
    edits = [
        edit
        for result in run["results"]
        for fix in result.get("fixes", ())
        for change in fix["artifactChanges"]
        for edit in change["replacements"]
    ]
    for edit in sorted(edits, key=lambda e: -e["deletedRegion"]["startColumn"]):
        region = edit["deletedRegion"]
        line = lines[region["startLine"] - 1]
        lines[region["startLine"] - 1] = (
            line[: region["startColumn"] - 1]
            + edit["insertedContent"]["text"]
            + line[region["endColumn"] - 1 :]
        )
    assert lines[1] == '"a, b",project/x,2013,2017,one "t,w"'


def test_a_fingerprint_outlives_a_new_line_above(account: reporting.Account) -> None:
    """The same findings a line further down keep their fingerprints, and no two are the same."""

    def prints(one: reporting.Account) -> list[str]:
        (run,) = json.loads(reporting.write(one, "sarif"))["runs"]
        return [result["partialFingerprints"]["clustergraph/v1"] for result in run["results"]]

    before = prints(account)
    assert len(set(before)) == len(FINDINGS)
    head, _, rest = TEXT.partition("\n")
    (account.project / TABLE).write_text(f"{head}\nz,,,,\n{rest}", encoding="utf-8")
    moved = [
        Finding(
            cell(f.origin.line and f.origin.line + 1, f.origin.column), f.rule, f.message_en,
            f.message_de, f.severity, f.column_name, f.value, f.mend, f.focus, f.source,
            row=f.row,
        )
        if f.origin.path == TABLE
        else f
        for f in FINDINGS
    ]  # fmt: skip
    again = reporting.Account(Report.of(moved), account.project, forms=account.forms)
    assert set(prints(again)) == set(before)


def test_an_annotation_cannot_be_broken_out_of(account: reporting.Account) -> None:
    """Line ends and percent signs are escaped; in properties, colons and commas as well."""
    lines = reporting.write(account, "github").splitlines()
    assert len(lines) == len(FINDINGS)
    assert all(re.match(r"::(error|warning|notice) file=sub dir/data/[^,:]+", x) for x in lines)
    start = next(x for x in lines if "StartsBeforeItEnds" in x)
    assert "line=2,endLine=2,col=18,endColumn=21,title=StartsBeforeItEnds::" in start
    assert "100 %25" in start
    assert next(x for x in lines if "BadDescription" in x).endswith("is no JSON:%0A::error::x")
    german = reporting.write(account, "github", "de")
    assert "schreibe 2013" in german


def test_csv_holds_one_finding_a_row(account: reporting.Account) -> None:
    """A spreadsheet reads every finding with all its fields."""
    rows = list(csv.DictReader(io.StringIO(reporting.write(account, "csv"))))
    assert len(rows) == len(FINDINGS)
    row = next(row for row in rows if row["rule"] == SHAPE)
    assert (row["file"], row["line"], row["column"], row["mend"]) == (str(TABLE), "2", "3", "2013")
    assert row["related"] == "data/periods.csv:2:4"
    assert (row["message_en"], row["message_de"]) == ("starts late: 100 %", "beginnt spät: 100 %")


def test_the_report_in_rdf_is_that_of_shacl(account: reporting.Account) -> None:
    """Each result has what SHACL 3.6.2 wants, once, and the place where to mend it."""
    graph = ox.Store()
    graph.load(reporting.write(account, "rdf").encode(), ox.RdfFormat.TURTLE)
    head = "".join(f"PREFIX {n}: <{names.PREFIXES[n]}>\n" for n in ("sh", "cg", "prov"))

    def ask(body: str) -> list[Any]:
        return list(graph.query(f"{head}SELECT * WHERE {{ {body} }}"))  # type: ignore[arg-type]

    assert len(ask("?r a sh:ValidationReport ; sh:conforms false ; sh:result ?one")) == 6
    for name in ("focusNode", "resultSeverity", "sourceConstraintComponent"):
        assert len(ask(f"?one a sh:ValidationResult ; sh:{name} ?value")) == 6, name
    (row,) = ask(
        f"?one sh:sourceShape <{SHAPE}> ; sh:resultPath [ sh:inversePath cg:start ] ;"
        f" sh:sourceConstraintComponent <{COMPONENT}> ; cg:foundAt ?place ; cg:mend ?mend ;"
        " prov:hadPrimarySource ?source ; cg:alsoAt [ cg:columnNumber 4 ] ."
        " ?place cg:inFile ?file ; cg:line 2 ; cg:columnNumber 3 ; cg:columnName 'start' ;"
        " cg:cellText '2017' ."
    )
    assert row["file"].value == names.BASE + str(TABLE)
    assert row["source"].value == names.mint("source", "one")


def test_a_clean_report_conforms(tmp_path: Path) -> None:
    """Without findings every format still writes a whole document."""
    clean = reporting.Account(Report(()), tmp_path)
    assert "sh:conforms true" in reporting.write(clean, "rdf")
    jsonschema.validate(read_json(clean), SCHEMA)
    jsonschema.validate(json.loads(reporting.write(clean, "sarif")), SARIF)
    assert reporting.write(clean, "csv").count("\n") == 1
    assert reporting.write(clean, "text") == reporting.write(clean, "github") == ""


def test_text_is_grouped_by_file(account: reporting.Account) -> None:
    """Each file has a line of its own with its counts; each finding can be read by itself."""
    text = reporting.write(account, "text")
    assert "data/periods.csv: 3 violations, 1 warning, 1 info\n" in text
    assert (
        'violation: data/periods.csv:2:3 (start): "2017" starts late: 100 %; write 2013, '
        "in data/periods.csv:2:4 2017 [see also data/periods.csv:2:4] (StartsBeforeItEnds)\n"
    ) in text
    assert text.endswith("\n\n1 table\n")
    assert "\x1b" not in text
    german = reporting.write(account, "text", "de")
    assert "data/periods.csv: 3 Verstöße, 1 Warnung, 1 Hinweis\n" in german


def test_colour_changes_no_word(account: reporting.Account) -> None:
    """Without its colours, the coloured text is the plain one."""
    coloured = reporting.write(account, "text", colour=True)
    assert "\x1b[31mviolation\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == reporting.write(account, "text")


def test_colour_is_for_terminals_that_want_it() -> None:
    """Not into a file, not with NO_COLOR, not on a dumb terminal; an empty NO_COLOR is none."""
    assert wants_colour({"TERM": "xterm"}, is_terminal=True)
    assert wants_colour({"NO_COLOR": ""}, is_terminal=True)
    assert not wants_colour({}, is_terminal=False)
    assert not wants_colour({"NO_COLOR": "1"}, is_terminal=True)
    assert not wants_colour({"TERM": "dumb"}, is_terminal=True)
