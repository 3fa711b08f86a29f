"""The publisher's files as staged tables: every format, and what of it cannot be taken apart."""

from __future__ import annotations

import csv
import datetime
import gzip
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import pytest

import sourcefolder
from clustergraph.sources import Made

COLUMNS = ["key", "name"]
REST = "SELECT _file, _record, key, name FROM things"


def stage(
    folder: Path,
    files: dict[str, str | bytes],
    keys: str = 'path = "things.csv"',
    sql: str | None = None,
    columns: list[str] | None = None,
) -> Made:
    """Stage ``[files.things]`` and shape its table."""
    table = sourcefolder.table("things", columns or COLUMNS)
    texts = {} if sql is None else {"things.sql": sql}
    sourcefolder.make(folder, files, f"[files.things]\n{keys}\n", [table], texts)
    return sourcefolder.made(folder)


def rows(made: Made) -> list[list[str]]:
    """Return the shaped rows without their header."""
    assert not made.faults, list(map(str, made.faults))
    with Path(made.tables[0].path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def places(made: Made) -> list[str]:
    """Return the origin of each row, in order."""
    origins = made.origins[made.tables[0].path]
    found = (origins.of(number + 2) for number in range(len(rows(made))))
    return [str(origin) for origin in found]


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        ("key,name\na,Größe\n", ""),
        ("\ufeffkey,name\na,Größe\n", ""),
        ("key,name\r\na,Größe\r\n", ""),
        ("key,name\ra,Größe\r", ""),
        ("key;name\na;Größe\n", 'delimiter = ";"'),
        ("key\tname\na\tGröße\n", 'delimiter = "\\t"'),
        ("key|name\na|'Größe'\n", 'delimiter = "|"\nquoteChar = "\'"'),
        ("key,name\na,Größe\n".encode("cp1252"), 'encoding = "cp1252"'),
        ("key,name\na,Größe\n".encode("utf-16"), 'encoding = "utf-16"'),
        ("Liste\n\nkey,name\na,Größe\n", "skipRows = 2"),
        ("# note\nkey,name\n# note\na,Größe\n", 'commentPrefix = "#"'),
        ("key,name\n\n\na,Größe\n\n", ""),
        ("nr,key,name\n1,a,Größe\n", "skipColumns = 1"),
        ("key , name\n a , Größe \n", ""),
        ('key,name\n"a","Größe"\n', ""),
    ],
)
def test_csv_of_every_style_gives_the_same_rows(
    tmp_path: Path, content: str | bytes, keys: str
) -> None:
    """Delimiter, encoding, line ends, preamble, comments, white space: as source.toml says."""
    made = stage(tmp_path, {"things.csv": content}, f'path = "things.csv"\n{keys}')
    assert rows(made) == [["a", "Größe"]]


def test_headers_are_made_different_and_joined(tmp_path: Path) -> None:
    """SQL knows two equal headers apart; two header rows become one; none gives numbers."""
    sql = 'SELECT _file, _record, "Name" AS key, "name_2" || "column_3" AS name FROM things'
    made = stage(tmp_path, {"things.csv": "Name,name,\na,b,c\n"}, sql=sql)
    assert rows(made) == [["a", "bc"]]
    sql = 'SELECT _file, _record, "Betrag in Euro" AS key, "Jahr" AS name FROM things'
    keys = 'path = "things.csv"\nheaderRowCount = 2'
    made = stage(tmp_path / "2", {"things.csv": "Betrag,Jahr\nin Euro,\na,b\n"}, keys, sql)
    assert rows(made) == [["a", "b"]]
    sql = "SELECT _file, _record, column_1 AS key, column_2 AS name FROM things"
    keys = 'path = "things.csv"\nheader = false'
    made = stage(tmp_path / "3", {"things.csv": "a,b\nc,d\n"}, keys, sql)
    assert rows(made) == [["a", "b"], ["c", "d"]]


def test_an_empty_cell_is_null(tmp_path: Path) -> None:
    """Quoted or not."""
    sql = "SELECT _file, _record, key, coalesce(name, 'none') AS name FROM things"
    made = stage(tmp_path, {"things.csv": 'key,name\na,\nb,""\nc, \n'}, sql=sql)
    assert [row[1] for row in rows(made)] == ["none"] * 3


@pytest.mark.parametrize(
    ("line", "rule", "column"),
    [
        (b"b,two,three", "RaggedRow", None),
        (b"b", "RaggedRow", None),
        (b"b,Gr\xf6\xdfe", "NotUtf8", 2),
        (b"b,a\0b", "NulCharacter", 2),
        (b'b,"two" three', "OpenQuote", 2),
        (b"b," + b"x" * 140_000, "OversizedCell", 2),
    ],
)
def test_a_bad_record_of_csv_costs_that_record(
    tmp_path: Path, line: bytes, rule: str, column: int | None
) -> None:
    """It is told at its line in the publisher's file, counted, and the rest is read."""
    content = b"key,name\na,one\n" + line + b"\nc,three\n"
    made = stage(tmp_path, {"things.csv": content})
    assert [row[0] for row in rows(made)] == ["a", "c"]
    assert places(made) == ["given/things.csv:2", "given/things.csv:4"]
    (found,) = made.findings
    place = "given/things.csv:3" + (f":{column}" if column else "")
    assert sourcefolder.told([found]) == [f"{rule} {place}"]
    assert (made.staged["things"].read, made.staged["things"].aside) == (3, 1)


def test_line_ends_inside_of_cells_do_not_part_records(tmp_path: Path) -> None:
    """Whatever they are; seen in a list of Brandenburg."""
    content = 'key,name\r\na,"x\r\ny"\r\nb,"x\ry"\r\nc,"x\ny"\r\nd,"4,5"\r\n'
    made = stage(tmp_path, {"things.csv": content})
    assert rows(made) == [["a", "x\r\ny"], ["b", "x\ry"], ["c", "x\ny"], ["d", "4,5"]]
    origins = made.origins[made.tables[0].path]
    assert [origins.of(line).line for line in (2, 4, 6, 8)] == [2, 4, 6, 8]  # type: ignore[union-attr]


def test_files_are_stacked_in_the_order_of_their_names(tmp_path: Path) -> None:
    """A glob names several; columns are put together by name; each row knows its file."""
    files: dict[str, str | bytes] = {
        "b/2.csv": "name,key\nzwei,b\n",
        "b/10.csv": "key,name,more\nc,drei,x\n",
        "a/1.csv": "key,name\na,eins\n",
        "a/1.txt": "none of it",
    }
    made = stage(tmp_path, files, 'path = "**/*.csv"', REST)
    assert rows(made) == [["a", "eins"], ["c", "drei"], ["b", "zwei"]]
    assert places(made) == ["given/a/1.csv:2", "given/b/10.csv:2", "given/b/2.csv:2"]
    assert len(made.files) == 3


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    """By the end of its name."""
    packed = gzip.compress(b"key,name\na,one\n")
    made = stage(tmp_path, {"things.csv.gz": packed}, 'path = "things.csv.gz"')
    assert rows(made) == [["a", "one"]]
    assert places(made) == ["given/things.csv.gz:2"]


@pytest.mark.parametrize(
    ("name", "content", "keys"),
    [
        ("things.jsonl", '{"key": "a", "name": "one"}\n{"key": "b", "name": "two"}\n', ""),
        ("things.jsonl", '\n{"key": "a", "name": "one"}\n\n\n{"key": "b", "name": "two"}', ""),
        ("things.jsonl", '\ufeff{"key": "a", "name": "one"}\n{"key": "b", "name": "two"}\n', ""),
        ("things.json", '[{"key": "a", "name": "one"},\n {"name": "two", "key": "b"}]', ""),
        (
            "things.json",
            '[{"key": "a", "name": "one"}, {"name": "two", "key": "b"}]'.encode("utf-16"),
            'encoding = "utf-16"',
        ),
        (
            "things.jsonl",
            '{"key": "a", "name": "one"}\n{"key": "b", "name": "two", "x": "ß"}'.encode("cp1252"),
            'encoding = "cp1252"',
        ),
        ("things.json", '\ufeff[{"key": "a", "name": "one"}, {"name": "two", "key": "b"}]', ""),
        (
            "things.json",
            '{"x": {"y z": [0, [{"key": "a", "name": "one"}, {"name": "two", "key": "b"}]]}}',
            "records = '$.x[\"y z\"][1]'",
        ),
    ],
)
def test_json_gives_its_records(tmp_path: Path, name: str, content: str | bytes, keys: str) -> None:
    """Lines, an array, or an array somewhere inside; with or without a byte order mark."""
    made = stage(tmp_path, {name: content}, f'path = "{name}"\n{keys}', REST)
    assert rows(made) == [["a", "one"], ["b", "two"]]
    assert places(made) == [f"given/{name}:1", f"given/{name}:2"]


def test_texts_of_json_stay_texts_and_nesting_is_kept(tmp_path: Path) -> None:
    """What looks like a day or a UUID is not turned into one; members can be reached."""
    record = {
        "key": "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
        "deep": {"days": ["2014-07-14", "14:00:00"], "n": 12345678901, "t": True},
    }
    sql = """SELECT _file, _record, key, concat_ws('|', deep.days[1], deep.days[2], deep.n, deep.t)
    AS name FROM things"""
    made = stage(tmp_path, {"things.jsonl": json.dumps(record)}, 'path = "things.jsonl"', sql)
    assert rows(made) == [[record["key"], "2014-07-14|14:00:00|12345678901|true"]]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"key": "b", "name": "two"', "is no JSON"),
        (b'{"key": "b", "name": "t\xff"}', "not UTF-8"),
        (b"[1, 2]", "is no object"),
        (b'"text"', "is no object"),
        (b"{" * 30000, "is no JSON"),
        (b'{"key": "b", "name": "\\ud800"}', "not UTF-8"),
    ],
)
def test_a_bad_line_of_json_costs_that_line(tmp_path: Path, line: bytes, words: str) -> None:
    """It is told with the number of the record, and the others keep theirs."""
    content = b'{"key": "a", "name": "one"}\n' + line + b'\n{"key": "c", "name": "three"}\n'
    made = stage(tmp_path, {"things.jsonl": content}, 'path = "things.jsonl"')
    assert [row[0] for row in rows(made)] == ["a", "c"]
    assert places(made) == ["given/things.jsonl:1", "given/things.jsonl:3"]
    (found,) = made.findings
    assert sourcefolder.told([found]) == ["BadRecord given/things.jsonl:2"]
    assert words in found.message_en


@pytest.mark.parametrize(
    ("content", "keys", "place", "words"),
    [
        ('[{"key": "a"}\n,\n{"key" "b"}]', "", "things.json:3", "is no JSON"),
        ('{"a": 1}', 'records = "$.b"', "things.json", "no list of records at $.b"),
        ('{"a": {"b": 1}}', 'records = "$.a.b"', "things.json", "no list of records"),
        ('{"a": [1]}', 'records = "$.a[0"', "things.json", "no list of records"),
        ("", "", "things.json:1", "is no JSON"),
        ("[" * 100_000, "", "things.json", "is no JSON"),
    ],
)
def test_a_document_that_holds_no_records_is_told(
    tmp_path: Path, content: str, keys: str, place: str, words: str
) -> None:
    """With the line where it breaks."""
    made = stage(tmp_path, {"things.json": content}, f'path = "things.json"\n{keys}')
    (found,) = made.faults
    assert sourcefolder.told([found]) == [f"BadSourceFile given/{place}"]
    assert words in found.message_en


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    """DuckDB reads it; what is no Parquet is told."""
    path = tmp_path / "given" / "things.parquet"
    path.parent.mkdir()
    duckdb.execute(
        f"COPY (SELECT 'a' AS key, [1.50, 2] AS name, DATE '2014-07-14' AS day) TO '{path}'"
    )
    sql = "SELECT _file, _record, key, concat(name[1], '|', day) AS name FROM things"
    made = stage(tmp_path, {}, 'path = "things.parquet"', sql)
    assert rows(made) == [["a", "1.50|2014-07-14"]]
    assert places(made) == ["given/things.parquet:1"]
    sourcefolder.write(tmp_path / "given", "things.parquet", b"PAR1 nonsense PAR1")
    (found,) = sourcefolder.made(tmp_path).faults
    assert sourcefolder.told([found]) == ["BadSourceFile given/things.parquet"]


def workbook(path: Path, rows: list[list[object]], sheet: str = "Tabelle1") -> None:
    """Write a workbook of one sheet, as plain as it can be."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    cells = "".join(
        f'<row r="{r}">' + "".join(_cell(value, r, c) for c, value in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, start=1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml"'
        ' ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _cell(value: object, row: int, column: int) -> str:
    place = f"{chr(65 + column)}{row}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def test_a_sheet_is_read_as_text(tmp_path: Path) -> None:
    """Whole numbers without a fraction, empty rows passed over, rows by their number."""
    workbook(
        tmp_path / "given" / "things.xlsx",
        [["Liste"], [], ["key", "name"], ["a", 12.0], [], ["b", 0.5], ["c", True]],
    )
    made = stage(tmp_path, {}, 'path = "things.xlsx"\nskipRows = 2\nsheet = "Tabelle1"')
    assert rows(made) == [["a", "12"], ["b", "0.5"], ["c", "true"]]
    assert places(made) == [f"given/things.xlsx#Tabelle1:{n}" for n in (4, 6, 7)]


def test_a_sheet_that_is_missing_and_a_file_that_is_no_workbook_are_told(tmp_path: Path) -> None:
    """Each with one finding at the file."""
    workbook(tmp_path / "given" / "things.xlsx", [["key", "name"]])
    made = stage(tmp_path, {}, 'path = "things.xlsx"\nsheet = "Blatt"')
    assert "has no sheet Blatt" in made.faults[0].message_en
    for number, content in enumerate((b"", b"no zip", b"PK\x03\x04 cut")):
        made = stage(tmp_path / str(number), {"things.xlsx": content}, 'path = "things.xlsx"')
        assert "is no workbook" in made.faults[0].message_en
