"""The description of the tables: what it comes to, and what is wrong with it, by its place."""

from __future__ import annotations

import json
from pathlib import Path

import csvw
import pytest

import tinyproject
from clustergraph import names, tables
from clustergraph.errors import ProjectError
from clustergraph.findings import Finding
from clustergraph.tables.located import parse
from clustergraph.tables.templates import Template

META = "csv-metadata.json"


def broken(project: Path) -> tuple[Finding, ...]:
    """Return the findings with which describe() refuses a project."""
    with pytest.raises(ProjectError) as caught:
        tables.describe(project)
    return caught.value.findings


def test_the_tiny_project_is_described() -> None:
    """Names, paths, graphs, keys and columns come from the description."""
    described = tables.describe(tinyproject.TINY)
    assert described.findings == ()
    assert [table.name for table in described.tables] == [
        "memberships", "organisations", "participations", "projects", "sources",
    ]  # fmt: skip
    memberships = described["memberships"]
    assert str(memberships.path) == "data/memberships.csv"
    assert memberships.url == names.BASE + "data/memberships.csv"
    assert memberships.graph == names.graph("memberships")
    assert memberships.primary_key == ("key",)
    assert memberships.foreign_keys == (
        tables.ForeignKey(("organisation",), "organisations", ("key",)),
    )
    column = memberships.column("start_earliest")
    assert (column.number, column.property) == (6, names.TERMS + "startEarliest")
    assert memberships.column("key").property is None
    assert memberships.column("subject_type").number is None
    assert memberships.column("quote_de").language == "de"
    assert column.origin.line is not None


@pytest.mark.parametrize(
    ("old", "new", "rule", "value", "mend"),
    [
        ('"propertyUrl"', '"propertyURL"', "UnknownProperty", "propertyURL", "propertyUrl"),
        ('"required": true', '"required": "yes"', "BadDescription", "yes", None),
        ('"datatype": "date"', '"datatype": "datum"', "BadDescription", "datum", None),
        ('"virtual": true', '"virtual": 1, "virtual": true', "BadDescription", "virtual", None),
        ('{"name": "member",', '{"titles": "member",', "BadDescription", None, None),
        ('"tables": [', '"tabellen": [], "tables": [', "UnknownProperty", "tabellen", "tables"),
        ("row/memberships--{key}", "{kye}", "UnknownVariable", "../id/{kye}", "key"),
        ('"primaryKey": "key"', '"primaryKey": "id"', "BadDescription", "id", None),
        ('"name": "role"', '"name": "member"', "BadDescription", "member", None),
        ('"name": "role"', '"name": "_role"', "BadDescription", "_role", None),
        ('"organisations.csv", "columnRef', '"x.csv", "columnRef', "BadDescription", "x.csv", None),
        ('"projects.csv"', '"memberships.csv"', "BadDescription", "memberships.csv", None),
        ('"url": "projects.csv"', '"url": "../p.csv"', "BadDescription", "../p.csv", None),
        ('"required": true', '"ordered": true', "UnsupportedProperty", None, None),
        ('"encoding": "utf-8"', '"encoding": "utf-88"', "BadDescription", "utf-88", None),
        ('"delimiter": ","', '"delimeter": ","', "UnknownProperty", "delimeter", "delimiter"),
        ('"name": "role", ', '"name": "role", "virtual": true, ', "BadDescription", "start", None),
    ],
)  # fmt: skip
def test_a_slip_in_the_description_is_found_where_it_stands(
    tmp_path: Path, old: str, new: str, rule: str, value: str | None, mend: str | None
) -> None:
    """Line and column lead to the slip; nothing is skipped in silence."""
    project = tinyproject.copy(tmp_path)
    text = (project / "data" / META).read_text("utf-8")
    line = text[: text.index(old)].count("\n") + 1
    tinyproject.spoil(project, META, old, new)
    found = broken(project)
    first = next(f for f in found if f.rule == names.RULES + rule and f.value == value)
    assert first.mend == mend
    assert first.origin.line in (line, line + 1)
    assert first.origin.column
    assert first.message_de
    written = (project / "data" / META).read_text("utf-8").splitlines()[first.origin.line - 1]
    assert first.origin.column <= len(written)


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    """Two slips on two lines give two findings."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(project, META, '"propertyUrl"', '"propertyURL"')
    tinyproject.spoil(project, META, '"required": true', '"requird": true')
    assert len(broken(project)) == 2  # two slips


def test_a_description_that_is_no_json_names_the_place(tmp_path: Path) -> None:
    """Line and column of the JSON problem are those of the finding."""
    project = tinyproject.copy(tmp_path)
    (project / "data" / META).write_text('{"tables": [\n  {"url": "a.csv",}\n]}', "utf-8")
    (found,) = broken(project)
    assert (found.origin.line, found.origin.column) == (2, 19)


def test_a_project_without_description_is_refused(tmp_path: Path) -> None:
    """The finding names the file that is missing."""
    (found,) = broken(tmp_path)
    assert str(found.origin) == "data/csv-metadata.json"


def test_a_description_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A byte that is no UTF-8 is told, not replaced."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(project, META, "Winzige", "Wünzige".encode("latin-1"))
    (found,) = broken(project)
    assert "UTF-8" in found.message_en


def test_a_table_that_nothing_describes_is_found(tmp_path: Path) -> None:
    """A forgotten file would lose its facts in silence."""
    project = tinyproject.copy(tmp_path)
    (project / "data" / "extra.csv").write_text("key\n", "utf-8")
    (found,) = tables.describe(project).findings
    assert tinyproject.brief([found]) == ['UndescribedFile data/extra.csv "" -> ']


def test_inherited_properties_come_from_the_nearest(tmp_path: Path) -> None:
    """Group, table, schema, column: the nearest one wins (Metadata Vocabulary 5.7)."""
    description = {
        "@context": "http://www.w3.org/ns/csvw",
        "lang": "de", "null": "n/a", "aboutUrl": "#{key}",
        "tables": [{"url": "a.csv", "lang": "en", "tableSchema": {"separator": ";", "columns": [
            {"name": "key", "separator": None}, {"name": "b", "lang": "fr"}]}}],
    }  # fmt: skip
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / META).write_text(json.dumps(description), "utf-8")
    key, b = tables.describe(tmp_path)["a"].columns
    assert (key.language, key.null, key.separator) == ("en", ("n/a",), None)
    assert (b.language, b.separator) == ("fr", ";")
    assert b.property == names.BASE + "data/a.csv#b"
    assert key.about is not None
    assert key.about.expand({"key": "x"}) == names.BASE + "data/a.csv#x"


def test_json_with_places_is_the_json_of_the_standard_library() -> None:
    """The same values, and an error at the same place."""
    text = (tinyproject.TINY / "data" / META).read_text("utf-8")
    assert parse(text).plain() == json.loads(text)
    for bad in ('{"a" 1}', "[1 2]", '{"a": 1,}', "[1,]", '{"a": nul}', '"a', "[1] 2", "", '{"a"'):
        with pytest.raises(json.JSONDecodeError):
            parse(bad)


@pytest.mark.parametrize(
    ("template", "values", "iri"),
    [
        ("../id/{key}", {"key": "a--b"}, "https://e.org/id/a--b"),
        ("../id/{key}", {"key": "a/b c"}, "https://e.org/id/a%2Fb%20c"),
        ("../id/{+key}", {"key": "a/b"}, "https://e.org/id/a/b"),
        ("../id/{+key}", {"key": "ä"}, "https://e.org/id/%C3%A4"),
        ("../id/{+key}", {"key": "../x"}, "https://e.org/x"),
        ("{+url}", {"url": "http://x.org/a?b=1#c"}, "http://x.org/a?b=1#c"),
        ("{+url}", {"url": "http://x.org/?"}, "http://x.org/?"),
        ("#{_row}", {"_row": "3"}, "https://e.org/data/t.csv#3"),
        ("{#key}", {"key": "a"}, "https://e.org/data/t.csv#a"),
        ("x{?key}", {"key": "a b"}, "https://e.org/data/x?key=a%20b"),
        ("skos:prefLabel", {}, "http://www.w3.org/2004/02/skos/core#prefLabel"),
        ("urn:x:{key}", {"key": "a"}, "urn:x:a"),
        ("../id/{key}", {}, None),
        ("../id/{a}--{b}", {"a": "x"}, None),
    ],
)
def test_templates_are_expanded_and_then_resolved(
    template: str, values: dict[str, str], iri: str | None
) -> None:
    """RFC 6570 first, RFC 3986 second; a missing value gives nothing."""
    assert Template(template, "https://e.org/data/t.csv").expand(values) == iri


# csvw 4.1 does not know the datatype "language" and takes it for a string.
@pytest.mark.filterwarnings("ignore:Invalid value for property. language")
@pytest.mark.parametrize("folder", [tinyproject.TINY, tinyproject.TINY.parent.parent])
def test_csvw_reads_the_same_rows_from_the_same_description(folder: Path) -> None:
    """Another reader of CSV on the Web agrees about rows, keys, lists and empty cells."""
    group = csvw.TableGroup.from_file(folder / "data" / META)
    described = tables.describe(folder)
    assert set(group.tabledict) == {f"{table.name}.csv" for table in described.tables}
    for table in described.tables:
        ours = tables.map_table(folder, table)
        theirs = list(group.tabledict[f"{table.name}.csv"])
        assert len(theirs) == ours.rows_mapped
        for row, other in zip(ours.rows, theirs, strict=True):
            for column in table.written:
                text, value = row.cells[column.name] or column.default, other[column.name]
                if column.separator:
                    assert text.split() == value
                elif column.datatype.is_text:
                    assert (text or None) == value
                else:
                    assert bool(text) == (value is not None)
