"""From the publisher's records to rows: what SQL may do, what comes out, what may not get lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import sourcefolder
from clustergraph.sources import Made, shaping

CSV = "Nr;Name\n1;Anna\n2;Bert\n3;Cäsar\n"
TOML = '[files.people]\npath = "people.csv"\ndelimiter = ";"\n'
KEY = """'p-' || "Nr" AS key"""


def shape(folder: Path, sql: str, columns: tuple[object, ...] = ("key", "name")) -> Made:
    """Shape three people by one SELECT."""
    table = sourcefolder.table("things", columns)  # type: ignore[arg-type]
    project = sourcefolder.make(folder, {"people.csv": CSV}, TOML, [table], {"things.sql": sql})
    return sourcefolder.made(project)


def rows(made: Made, table: int = 0) -> list[list[str]]:
    """Return the shaped rows of a table."""
    with Path(made.tables[table].path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_select_gives_the_rows_with_their_origins(tmp_path: Path) -> None:
    """Rows come in the order of their records, and each line leads back to file and record."""
    made = shape(
        tmp_path, f'SELECT _record, _file, "Name" AS name, {KEY} FROM people ORDER BY "Nr" DESC'
    )
    assert rows(made) == [["key", "name"], ["p-1", "Anna"], ["p-2", "Bert"], ["p-3", "Cäsar"]]
    table = made.tables[0]
    assert str(made.origins[table.path].of(3)) == "given/people.csv:3"
    assert made.origins[table.path].of(1) is None
    assert made.staged["people"].read == 3


def test_lines_of_cells_with_breaks_lead_back_too(tmp_path: Path) -> None:
    """A cell of several lines, lone returns among them, shifts the lines and not the origins."""
    made = shape(
        tmp_path,
        f"SELECT _file, _record, {KEY}, 'a' || chr(13) || 'b' || chr(10) || 'c' AS name"
        " FROM people",
    )
    origins = made.origins[made.tables[0].path]
    assert [str(origins.of(line)) for line in (2, 4, 5, 8)] == [
        "given/people.csv:2", "given/people.csv:2", "given/people.csv:3", "given/people.csv:4",
    ]  # fmt: skip


def test_one_record_may_give_several_rows_and_lists_become_cells(tmp_path: Path) -> None:
    """Rows of one record come in one order, and a list is joined by the column's separator."""
    made = shape(
        tmp_path,
        "SELECT _file, _record, concat('p-', \"Nr\", '-', unnest([2, 1])) AS key,"
        " ['x', 'y'] AS name FROM people",
        ("key", {"name": "name", "separator": "¦"}),
    )
    assert rows(made)[1:3] == [["p-1-1", "x¦y"], ["p-1-2", "x¦y"]]


def test_a_record_with_a_reason_is_set_aside(tmp_path: Path) -> None:
    """It is told with the reason in both languages, and counted."""
    made = shape(
        tmp_path,
        f"""SELECT _file, _record, {KEY}, "Name" AS name,
        CASE WHEN "Nr" = '2' THEN 'is Bert | ist Bert' END AS _aside FROM people""",
    )
    (found,) = made.findings
    assert (str(found.origin), found.message_en, found.message_de) == (
        "given/people.csv:3", "is Bert", "ist Bert",
    )  # fmt: skip
    assert (made.shaped["guest-things"].read, made.shaped["guest-things"].aside) == (3, 1)
    assert len(rows(made)) == 3


def test_a_record_that_vanishes_is_told(tmp_path: Path) -> None:
    """What no SELECT gives is lost: the finding names the records, and nothing is mapped."""
    made = shape(
        tmp_path, f"""SELECT _file, _record, {KEY}, "Name" AS name FROM people WHERE "Nr" = '2'"""
    )
    (found,) = made.faults
    assert sourcefolder.told([found]) == ["LostRecord given/people.csv:2"]
    assert "2 records of people (2, 4)" in found.message_en
    assert not made.tables


def test_the_records_of_a_lookup_need_not_come_out(tmp_path: Path) -> None:
    """A list of codes serves other records."""
    project = sourcefolder.make(
        tmp_path,
        {"people.csv": CSV, "codes.csv": "Nr,Text\n1,one\n2,two\n"},
        TOML + '[files.codes]\npath = "codes.csv"\nlookup = true\n',
        [sourcefolder.table("things", ["key", "name"])],
        {"things.sql": f'SELECT p._file, p._record, {KEY}, "Text" AS name FROM people p'
                       ' LEFT JOIN codes USING ("Nr")'},
    )  # fmt: skip
    made = sourcefolder.made(project)
    assert not made.faults
    assert rows(made)[3] == ["p-3", ""]


def test_rows_from_nowhere_are_told(tmp_path: Path) -> None:
    """An origin is that of a record."""
    made = shape(
        tmp_path,
        f"""SELECT _file, _record, {KEY}, "Name" AS name FROM people
        UNION ALL SELECT 'x.csv', 7, 'x', 'y'""",
    )
    assert sourcefolder.told(made.faults) == ["BadShaping sources/guest/source.toml"]


SELECT = f'SELECT _file, _record, {KEY}, "Name" AS name'


@pytest.mark.parametrize(
    ("sql", "place", "words"),
    [
        (f"{SELECT} FROM nobody", "things.sql:1", "nobody does not exist"),
        (f"{SELECT}\n,\n  wrong AS x FROM people", "things.sql:3:3", '"wrong" not found'),
        (f"{SELECT} FROM (people", "things.sql", "syntax error"),
        ("SELCT 1", "things.sql:1:1", "syntax error"),
        ("", "things.sql", "is not one SELECT"),
        (f"{SELECT} FROM people; {SELECT} FROM people", "things.sql", "is not one SELECT"),
        ("COPY people TO 'x.csv'", "things.sql", "is not one SELECT"),
        ("ATTACH 'x.db'", "things.sql", "is not one SELECT"),
        ("INSTALL httpfs", "things.sql", "is not one SELECT"),
        ("LOAD httpfs", "things.sql", "is not one SELECT"),
        ("PRAGMA version", "things.sql", "is not one SELECT"),
        ("SET threads = 9", "things.sql", "is not one SELECT"),
        ("DROP TABLE people", "things.sql", "is not one SELECT"),
        ("CREATE TABLE x AS SELECT 1", "things.sql", "is not one SELECT"),
        ("DELETE FROM people", "things.sql", "is not one SELECT"),
        ("CALL pragma_version()", "things.sql", "is not one SELECT"),
        ("EXPORT DATABASE 'x'", "things.sql", "is not one SELECT"),
        (f"{SELECT} FROM read_csv('people.csv')", "things.sql:1:", "reaches outside"),
        (f"{SELECT} FROM people, glob('/*')", "things.sql:1:", "reaches outside"),
        (f"{SELECT} FROM people, read_text('x')", "things.sql:1:", "reaches outside"),
        (f"{SELECT} FROM query('FROM people')", "things.sql:1:", "reaches outside"),
        (f"{SELECT} FROM query_table('people')", "things.sql:1:", "reaches outside"),
        (f"{SELECT} FROM people, duckdb_settings()", "things.sql:1:", "reaches outside"),
        (f"{SELECT} FROM people WHERE 1 IN (FROM read_blob('x'))", "things.sql:1:", "outside"),
        (f"{SELECT} FROM 'people.csv'", "things.sql", "people.csv"),
        (f"{SELECT} FROM people\nWHERE random() < 2", "things.sql:2:7", "another value each time"),
        (f"{SELECT} FROM people WHERE now() > '2000-01-01'", "things.sql:1:", "another value"),
        (f"{SELECT} FROM people WHERE current_date > '2000-01-01'", "things.sql:", "another value"),
        (f"{SELECT} FROM people WHERE uuid() <> ''", "things.sql:1:", "another value"),
        (f"SELECT _file, _record, {KEY} FROM people", "things.sql", "missing among the columns"),
        (f'SELECT _record, {KEY}, "Name" AS name FROM people', "things.sql", "missing"),
        (f"{SELECT}, 1 AS more FROM people", "things.sql", "no described column"),
        (f"SELECT _file, _record, {KEY}, {{'a': 1}} AS name FROM people", "things.sql", "STRUCT"),
        (f"SELECT _file, _record, {KEY}, ['a'] AS name FROM people", "things.sql", "separator"),
        (f"{SELECT.replace('_record', 'CAST(_file AS BIGINT) AS _record')} FROM people",
         "things.sql", "Could not convert"),
    ],
)  # fmt: skip
def test_sql_that_is_refused_or_fails_is_one_finding(
    tmp_path: Path, sql: str, place: str, words: str
) -> None:
    """It names the file of the SQL, line and column where they are known, and the reason."""
    made = shape(tmp_path, sql)
    (found,) = made.faults
    assert str(found.origin).startswith(f"sources/guest/{place}"), found
    assert words in found.message_en
    assert found.message_de != found.message_en
    assert not made.tables


def test_a_misspelt_column_is_told_once_with_its_mend(tmp_path: Path) -> None:
    """Not also as missing."""
    made = shape(tmp_path, f'SELECT _file, _record, {KEY}, "Name" AS nama FROM people')
    (found,) = made.faults
    assert (found.value, found.mend) == ("nama", "name")


def test_sql_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer interrupts it."""
    monkeypatch.setattr(shaping, "_SECONDS", 1)
    made = shape(
        tmp_path,
        f"{SELECT} FROM people WHERE (SELECT count(*) FROM range(1000000000) a, range(1000000) b"
        ' WHERE a.range * b.range % 7 = length("Name")) > 0',
    )
    assert "runs longer than 1 seconds" in made.faults[0].message_en


def test_what_is_unchanged_is_not_shaped_again(tmp_path: Path) -> None:
    """The rows are kept beside the store until a file, the SQL or the description changes."""
    made = shape(tmp_path, f"{SELECT} FROM people")
    kept = Path(made.tables[0].path)
    before = kept.stat().st_mtime_ns
    assert sourcefolder.made(tmp_path).staged == made.staged
    assert kept.stat().st_mtime_ns == before
    sourcefolder.write(tmp_path / "given", "people.csv", CSV + "4;Dora\n")
    assert sourcefolder.made(tmp_path).staged["people"].read == 4


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    """Nothing depends on where the project lies or on when it was built."""
    texts = []
    for name in ("one", "two"):
        made = shape(tmp_path / name, f"{SELECT} FROM people")
        texts.append(Path(made.tables[0].path).read_bytes())
    assert texts[0] == texts[1]


def test_a_table_without_sql_takes_its_columns_from_the_file(tmp_path: Path) -> None:
    """Columns are found by title, in any order."""
    project = sourcefolder.make(
        tmp_path,
        {"things.csv": "Der Name;Nummer\nAnna;1\n"},
        '[files.things]\npath = "things.csv"\ndelimiter = ";"\n',
        [sourcefolder.table("things", [{"name": "key", "titles": "Nummer"},
                                       {"name": "name", "titles": {"de": "Der Name"}}])],
    )  # fmt: skip
    assert rows(sourcefolder.made(project)) == [["key", "name"], ["1", "Anna"]]


def test_columns_that_nobody_describes_or_that_are_missing_are_told(tmp_path: Path) -> None:
    """At the header of the publisher's file, with the mend."""
    project = sourcefolder.make(
        tmp_path, {"things.csv": "key,nam,more\na,b,c\n"},
        tables=[sourcefolder.table("things", ["key", "name"])],
    )  # fmt: skip
    found = sourcefolder.made(project).faults
    assert sourcefolder.told(found) == ["UnknownColumn given/things.csv:1"] * 2
    assert [f.mend for f in found] == ["name", None]
