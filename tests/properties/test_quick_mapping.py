"""The quick way of mapping says what the careful one says: same triples, findings and rows."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinyproject
from clustergraph import names, tables
from clustergraph.findings import Finding, Severity
from clustergraph.rdf import Triple
from clustergraph.tables import compiling
from clustergraph.tables.mapping import Judge
from clustergraph.tables.reading import read_sheet

KEY = "[a-z0-9]+(-{1,2}[a-z0-9]+)*"
EDTF = r"(\d{4}(-\d{2}(-\d{2})?)?[~?%]?|\.\.)?(/(\d{4}(-\d{2}(-\d{2})?)?[~?%]?|\.\.)?)?"
# Each kind of column that the generated functions treat in a way of its own, and a few at the edge.
KINDS: tuple[dict[str, Any], ...] = (
    {"datatype": {"base": "string", "format": KEY}, "valueUrl": "../id/thing/{COLUMN}"},
    {"datatype": {"base": "string", "format": f"[a-z-]+/{KEY}"}, "valueUrl": "../id/{+COLUMN}"},
    {"valueUrl": "../id/thing/{COLUMN}"},
    {"datatype": "anyURI", "valueUrl": "{+COLUMN}"},
    {"datatype": "anyURI"},
    {},
    {"lang": "DE"},
    {"lang": "en", "null": ["", "-", "n/a"]},
    {"default": "stated"},
    {"default": "1.50", "datatype": "decimal"},
    {"separator": " ", "datatype": {"base": "string", "format": KEY}, "valueUrl": "../id/{COLUMN}"},
    {"separator": ";"},
    {"separator": ";", "datatype": "integer"},
    {"datatype": "decimal"},
    {"datatype": {"base": "decimal", "format": "#.##0,##"}},
    {"datatype": {"base": "decimal", "minimum": 0}},
    {"datatype": "integer"},
    {"datatype": "nonNegativeInteger"},
    {"datatype": "date"},
    {"datatype": {"base": "date", "format": "dd.MM.yyyy"}},
    {"datatype": "datetime"},
    {"datatype": "boolean"},
    {"datatype": "gYear"},
    {"datatype": {"base": "string", "@id": "http://id.loc.gov/datatypes/edtf/E", "format": EDTF}},
    {"datatype": {"base": "string", "minLength": 2, "maxLength": 5}},
    {"datatype": {"base": "string", "format": ".+e"}},
    {"datatype": {"base": "string", "format": "(a|b)*"}, "separator": " "},
    {"datatype": {"base": "string", "format": "[^e]+"}},
    {"datatype": "language"},
    {"datatype": "json"},
    {"datatype": "normalizedString"},
    {"virtual": True, "valueUrl": "../ontology#{key}"},
    {"propertyUrl": "../ontology#{COLUMN}", "default": "x"},
)  # fmt: skip
TEXTS = (
    "", "a", "ab", "a-b", "a--b", "a---b", "-a", "a-", "A", "a b", "a  b", " a", "a ", "a;b",
    "a; b", "a;;b", "a;a", "a a", "thing/a", "thing/a-b--c", "thing/", "/a", "thing/a/b",
    "a/../b", ".", "..", "https://example.org/a?b=c#d", "https://example.org/ä",
    "https://example.org/a b", "urn:x", "http:", "https://example.org/a%20b", "cg:a", "a \"b\" c",
    "back\\slash", "ü", "Straße", "u\u0308", "Ã¤", "â€ž", "„Wort“", "–", "日本", "\xa0a", "a\xa0b",
    "a\tb", "a\nb", "a\r\nb", "\x1f", "a\x1fb", "\x1e", "\x00", "\x7f", "\x85", "-", "n/a",
    "stated", "0", "-0", "00", "01", "1", "+1", "-1", "1.0", "1.50", "100.000", "1.000", "12.00",
    ".5", "5.", "-0.50", "1e3", "NaN", "INF", "1,5", "1.000,5", "9" * 30, "٣", "2014-07-14",
    "2014-02-29", "2016-02-29", "1900-02-29", "2000-02-29", "2014-13-01", "0000-01-01",
    "14.07.2014", "2014-07-14Z", "2014-07-14+00:00", "2014-07", "2014", "2014?", "..",
    "2014/2015", "/", "2014-04-31", "2014-07-14T10:00:00", "2014-07-14T10:00:00.500", "true",
    "false", "ja", "de", "de-DE", "{}", "{", "abab", "ee", "{a}", "%", "'", "' + x", "{c0}",
    "\\n", "<b>",
)  # fmt: skip
COLUMNS = st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), min_size=1, max_size=5)
CELLS = st.sampled_from(TEXTS) | st.text(max_size=6).filter(lambda t: t.isprintable())


def written(folder: Path, kinds: list[tuple[dict[str, Any], bool]], rows: list[list[str]]) -> Path:
    """Write a project of one table."""
    columns: list[dict[str, Any]] = [{"name": "key", "required": True, "suppressOutput": True}]
    for number, (kind, is_required) in enumerate(kinds):
        name = f"c{number}"
        text = json.dumps(kind).replace("COLUMN", name)
        required = {"required": True} if is_required and "virtual" not in kind else {}
        columns.append({"name": name, **json.loads(text), **required})
    columns.sort(key=lambda column: "virtual" in column)
    description = {
        "@context": ["http://www.w3.org/ns/csvw", {"@base": names.BASE + "data/"}],
        "tables": [
            {
                "url": "t.csv",
                "tableSchema": {
                    "primaryKey": "key",
                    "aboutUrl": "../id/t/{key}",
                    "columns": columns,
                },
            }
        ],
    }
    (folder / "data").mkdir()
    (folder / "data" / "csv-metadata.json").write_text(json.dumps(description), "utf-8")
    width = sum("virtual" not in column for column in columns)
    with (folder / "data" / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column["name"] for column in columns[:width]])
        writer.writerows(row[:width] for row in rows)
    return folder


def carefully(
    project: Path, table: tables.Table
) -> tuple[set[Triple], list[int], list[Finding], set[Triple]]:
    """Map a table row by row by the careful way alone: triples, lines set aside, findings."""
    judge = Judge(table, read_sheet(project, table))
    triples: set[Triple] = set()
    aside: set[Triple] = set()
    lines: list[int] = []
    findings: list[Finding] = []
    first: dict[str, int] = {}
    for number, record in enumerate(judge.sheet.records, 1):
        judged = judge.judge(number, record)
        found = list(judged.findings)
        if judged.key is not None and first.setdefault(judged.key, record.line) != record.line:
            found.append(judge.duplicate(judged.row, first[judged.key]))
        findings += found
        said = {statement.triple for statement in judged.statements}
        if judged.fits and all(one.severity is not Severity.VIOLATION for one in found):
            triples |= said
        else:
            lines.append(record.line)
            aside |= said
    return triples, lines, [*judge.sheet.findings, *findings], aside


def same(project: Path, table: tables.Table) -> None:
    """Hold both ways against each other."""
    mapped = tables.map_table(project, table)
    triples, lines, findings, aside = carefully(project, table)
    assert {*mapped.triples, *mapped.about} == triples
    assert {statement.triple for statement in mapped.statements} == triples
    assert [row.line for row in mapped.set_aside] == lines
    assert {statement.triple for statement in mapped.aside} == aside
    assert sorted(mapped.findings, key=str) == sorted(findings, key=str)
    assert mapped.rows_read == mapped.rows_mapped + mapped.rows_set_aside
    for triple in triples:
        cells = tables.Origins([(table, mapped.kept)]).cells(triple)
        assert any(True for _ in cells), triple


@settings(max_examples=300, deadline=None)
@given(COLUMNS, st.data())
def test_both_ways_say_the_same(
    kinds: list[tuple[dict[str, Any], bool]], data: st.DataObject
) -> None:
    """Whatever the columns are like and the cells hold."""
    keys = st.sampled_from(("a", "b-c", "d--e", "", "f g", "ä", "a "))
    row = st.tuples(keys, *(CELLS for _ in kinds)).map(list)
    rows = data.draw(st.lists(row, max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        project = written(Path(folder), kinds, rows)
        same(project, tables.describe(project)["t"])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: json.dumps(kind)[:60])
def test_each_text_in_each_column(kind: dict[str, Any], tmp_path: Path) -> None:
    """Every text at the edge, in every kind of column, once as the only cell of its row."""
    rows = [[f"k{number}", text] for number, text in enumerate(TEXTS)]
    project = written(tmp_path, [(kind, False)], rows)
    same(project, tables.describe(project)["t"])


@pytest.mark.parametrize("name", [t.name for t in tables.describe(tinyproject.TINY).tables])
def test_the_tables_of_the_tiny_project(name: str) -> None:
    """Foreign keys, lists and evidence of rows, as they are really described."""
    same(tinyproject.TINY, tables.describe(tinyproject.TINY)[name])


def test_the_curated_tables_are_all_compiled() -> None:
    """None of them takes the long way, nor any that is like them."""
    project = Path(__file__).parent.parent.parent
    described = tables.describe(project).tables
    assert [one.name for one in described if compiling.writer_of(one) is None] == []
