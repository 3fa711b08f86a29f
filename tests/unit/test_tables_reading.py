"""Files that are not what they should be: each fault is told with its line, column and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

import tinyproject
from clustergraph import tables
from clustergraph.tables.reading import read_sheet


def check(project: Path) -> list[str]:
    """Return everything that is found in a project, in brief."""
    found = tinyproject.brief(tinyproject.findings(project))
    for one in tinyproject.read(project):
        assert one.rows_read == one.rows_mapped + one.rows_set_aside
        assert one.rows_mapped == len(one.rows)
    return found


def test_the_tiny_project_is_clean() -> None:
    """Every other test here spoils it in one place."""
    assert check(tinyproject.TINY) == []


def test_lines_are_physical_lines() -> None:
    """A newline inside quotation marks is a line of the file."""
    described = tables.describe(tinyproject.TINY)
    sheet = read_sheet(tinyproject.TINY, described["memberships"])
    records = list(sheet.records)
    assert [record.line for record in records] == [2, 3, 5]
    assert records[1].cells[-2] == "bekräftigt seit heute\ndie wechselseitige Mitgliedschaft"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("memberships.csv", "bekräftigt seit", '"bekräftigt seit', [
            ('OpenQuote data/memberships.csv:2:16 '
            '""bekräftigt seit heute die wechselseitige Mitgliedschaft," -> ')]),
        ("organisations.csv", "Technische Universität Dresden", '"TU "Dresden" e. V."', [
            'OpenQuote data/organisations.csv:4:3 ""TU "Dresden" e. V."" -> ']),
        ("organisations.csv", "biosaxony e. V.", 'biosaxony e. V.,x', [
            'RaggedRow data/organisations.csv:2 "" -> ']),
        ("organisations.csv", "biosaxony,Cl", "\nbiosaxony,Cl", [
            'RaggedRow data/organisations.csv:2 "" -> ']),
        ("organisations.csv", "key,kinds", "\ufeffkey,kinds", [
            'ByteOrderMark data/organisations.csv:1 "" -> ']),
        ("organisations.csv", "Universität".encode(), "Universität".encode("latin-1"), [
            ('NotUtf8 data/organisations.csv:4:3 "Technische Universit\\xe4t Dresden"'
            " -> Technische Universität Dresden")]),
        ("organisations.csv", "Technische ", "Tech\0nische ", [
            ('NulCharacter data/organisations.csv:4:3 "Tech\\x00nische Universität Dresden"'
            " -> Technische Universität Dresden")]),
        ("organisations.csv", "key,kinds,label_de", "key,kind,label_de", [
            'UnknownColumn data/organisations.csv:1:2 "kind" -> kinds']),  # misspelt, told once
        ("organisations.csv", "label_de,label_en", "label_en,label_de", [
            'MisplacedColumn data/organisations.csv:1:3 "label_en" -> label_de']),
        ("organisations.csv", "quote_de,quote_en", "quote_de,quote_de", [
            'UnknownColumn data/organisations.csv:1:8 "quote_de" -> quote_en']),
        ("projects.csv", "C3-Saxony,C3", " C3-Saxony,C3", [
            'SpaceAtEdge data/projects.csv:2:2 " C3-Saxony" -> C3-Saxony']),
        ("organisations.csv", "ClusterOrganisation Assoc", "ClusterOrganisation  Assoc", [
            ('SpaceAtEdge data/organisations.csv:2:2 "ClusterOrganisation  Association"'
            " -> ClusterOrganisation Association")]),
        ("organisations.csv", "press-2014 wiki", "wiki wiki", [
            'RepeatedItem data/organisations.csv:3:5 "wiki wiki" -> wiki']),
        ("organisations.csv", "Universität", "Universita\u0308t", [
            ('DecomposedText data/organisations.csv:4:3 "Technische Universita\u0308t Dresden"'
            " -> Technische Universität Dresden")]),
        ("organisations.csv", "Universität", "UniversitÃ¤t", [
            ('GarbledText data/organisations.csv:4:3 "Technische UniversitÃ¤t Dresden"'
            " -> Technische Universität Dresden")]),
    ],
)  # fmt: skip
def test_a_spoilt_file_is_told_by_its_place(
    tmp_path: Path, name: str, old: str | bytes, new: str | bytes, expected: list[str]
) -> None:
    """One fault gives its own findings and no others: nobody else is blamed for it."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(project, name, old, new)
    assert check(project) == expected


def test_a_missing_file_is_told_once(tmp_path: Path) -> None:
    """The file is named; what refers to its rows is not blamed: nobody knows what they are."""
    project = tinyproject.copy(tmp_path)
    (project / "data" / "projects.csv").unlink()
    assert check(project) == [
        'FileMissing data/projects.csv "" -> ',
    ]


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    """The mend is the header itself."""
    project = tinyproject.copy(tmp_path)
    (project / "data" / "projects.csv").write_text("", "utf-8")
    assert (
        'MissingHeader data/projects.csv:1 "" -> key,label_de,label_en,full_title_en,full_title_de,'
        "sources,basis,quote_de,quote_en" in check(project)
    )


def test_a_file_in_utf_16_is_told_whole(tmp_path: Path) -> None:
    """It is one finding, not one for each cell."""
    project = tinyproject.copy(tmp_path)
    path = project / "data" / "projects.csv"
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    assert 'NotUtf8 data/projects.csv "" -> ' in check(project)


def test_after_an_open_quote_the_rest_of_the_file_is_still_read(tmp_path: Path) -> None:
    """Two open quotes and a bad date below them are three findings."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(project, "organisations.csv", ",biosaxony e. V.", ',"biosaxony e. V.')
    tinyproject.spoil(project, "organisations.csv", ",Silicon Saxony e. V.", ',"Silicon Saxony')
    tinyproject.spoil(project, "organisations.csv", "University", "Uni versity?")
    found = check(project)
    assert [line.split('"')[0] for line in found if "organisations.csv" in line] == [
        "OpenQuote data/organisations.csv:2:3 ",
        "OpenQuote data/organisations.csv:3:3 ",
        "UnreadableCell data/organisations.csv:4:2 ",
    ]


def test_windows_line_ends_read_the_same(tmp_path: Path) -> None:
    """CRLF is the line end of RFC 4180; statements do not change with it."""
    project = tinyproject.copy(tmp_path)
    for path in (project / "data").glob("*.csv"):
        if path.stem != "memberships":  # its quotation holds a newline
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    here = [one.statements for one in tinyproject.read(project)]
    assert here == [one.statements for one in tinyproject.read(tinyproject.TINY)]


def test_a_dialect_is_followed(tmp_path: Path) -> None:
    """Semicolons, single quotes, comments, skipped rows, blank rows and another encoding."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(
        project, "csv-metadata.json", '"encoding": "utf-8", "header": true, "delimiter": ","',
        '"encoding": "latin-1", "delimiter": ";", "quoteChar": "\'", "commentPrefix": "#",'
        ' "skipRows": 1, "skipBlankRows": true, "trim": true',
    )  # fmt: skip
    for path in (project / "data").glob("*.csv"):
        path.unlink()
    header = "key;label_de;label_en;full_title_en;full_title_de;sources;basis;quote_de;quote_en"
    text = f"a title\n{header}\n# a comment\n\nc3;'C³; groß'; x ;;;press;;;\n"
    (project / "data" / "projects.csv").write_bytes(text.encode("latin-1"))
    one = tables.map_table(project, tables.describe(project)["projects"])
    assert [row.line for row in one.rows] == [5]
    assert one.rows[0].cells["label_de"] == "C³; groß"
    assert one.rows[0].cells["label_en"] == "x"


def test_under_a_wrong_header_no_row_is_mapped(tmp_path: Path) -> None:
    """The cells are still checked, but a column may have lost its meaning."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(project, "organisations.csv", "quote_de,quote_en", "quote_de,extra")
    one = tables.map_table(project, tables.describe(project)["organisations"])
    assert (one.rows_read, one.rows_mapped, one.statements) == (3, 0, [])
    assert [row.key for row in one.set_aside] == ["biosaxony", "silicon-saxony", "tu-dresden"]


def test_an_oversized_cell_is_told_at_its_column(tmp_path: Path) -> None:
    """Whether it has a quotation mark or not; what stands before it is read."""
    for number, text in enumerate(("x" * 131_073, '"' + "x" * 131_073 + '"')):
        project = tinyproject.copy(tmp_path / str(number))
        tinyproject.spoil(project, "organisations.csv", "Technische Universität Dresden", text)
        (finding,) = tinyproject.findings(project)
        assert finding.rule.endswith("OversizedCell")
        assert str(finding.origin) == "data/organisations.csv:4:3"
