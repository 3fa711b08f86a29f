"""What source.toml may say, and how everything wrong with it is told at once, at its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sourcefolder
from clustergraph import sources
from clustergraph.errors import ProjectError
from clustergraph.findings import Finding
from clustergraph.sources import OnError, positions

TABLE = [sourcefolder.table("things", ["key"])]
FILES = '[files.things]\npath = "things.csv"\n'


def refused(project: Path) -> list[Finding]:
    """Return the findings for which the sources of a project are refused."""
    with pytest.raises(ProjectError) as error:
        sources.read_sources(project)
    return list(error.value.findings)


def test_a_source_is_read_as_it_is_described(tmp_path: Path) -> None:
    """Every key of source.toml arrives, tables bear the source's name, and so do their graphs."""
    project = sourcefolder.make(
        tmp_path,
        {"things.csv": "key\na\n"},
        'licence = "https://example.org/l"\nhomepage = "https://example.org/"\n'
        'publisher = { name = "P", url = "https://example.org/p" }\n'
        'get = { de = "laden", en = "load" }\nlicence_note = { de = "n", en = "n" }\n'
        '[files.things]\npath = "*.csv"\ndelimiter = ";"\nencoding = "cp1252"\nskipRows = 2\n'
        '[rdf.concepts]\npath = "c.ttl.gz"\nlabels = "skos-xl"\n',
        TABLE,
        on_error="report",
    )
    (source,) = sources.read_sources(project)
    assert (source.name, source.place, source.on_error) == ("guest", "given", OnError.REPORT)
    assert source.title == {"de": "Gast", "en": "Guest"}
    assert source.publisher["name"] == "P"
    (staged,) = source.files
    assert (staged.path, staged.format, staged.line) == ("*.csv", "csv", 8)
    assert (staged.dialect.delimiter, staged.dialect.encoding, staged.dialect.skip_rows) == (
        ";", "cp1252", 2,
    )  # fmt: skip
    (table,) = source.tables
    assert table.name == "guest-things"
    assert table.graph.endswith("/graph/guest-things")
    assert source.graph_iri(source.graphs[0]).endswith("/graph/guest-concepts")


@pytest.mark.parametrize(
    ("toml", "line", "value", "mend"),
    [
        (f'licens = "x"\n{FILES}', 3, "licens", "licence"),
        (f'licence = "CC0"\n{FILES}', 3, "CC0", None),
        (f"licence = 1\n{FILES}", 3, "licence", None),
        (f'homepage = "example.org"\n{FILES}', 3, "example.org", None),
        (f'publisher = "P"\n{FILES}', 3, "publisher", None),
        (f'publisher = {{ nam = "P" }}\n{FILES}', 3, "nam", "name"),
        (f'publisher = {{ url = "p" }}\n{FILES}', 3, "p", None),
        (f'get = {{ de = "nur" }}\n{FILES}', 3, "get", None),
        (f'get = {{ de = "a", en = "b", fr = "c" }}\n{FILES}', 3, "fr", None),
        (f'get = {{ de = 1, en = "b" }}\n{FILES}', 3, "get.de", None),
        ("files = 3\n", 3, "files", None),
        ("[files]\nthings = 3\n", 4, "files.things", None),
        (f'{FILES}pfad = "x"\n', 5, "pfad", None),
        (f'{FILES}encoding = "utf-99"\n', 5, "utf-99", None),
        (f'{FILES}encoding = "base64"\n', 5, "base64", None),
        (f'{FILES}delimiter = ";;"\n', 5, ";;", None),
        (f'{FILES}quoteChar = "ab"\n', 5, "ab", None),
        (f"{FILES}skipRows = -1\n", 5, "-1", None),
        (f"{FILES}skipRows = true\n", 5, "files.things.skipRows", None),
        (f'{FILES}skipRows = "2"\n', 5, "files.things.skipRows", None),
        (f'{FILES}sheet = "A"\n', 5, "files.things.sheet", None),
        (f'{FILES}records = "$.a"\n', 5, "files.things.records", None),
        (f'{FILES}format = "cvs"\n', 5, "cvs", "csv"),
        ('[files.things]\npath = "things.doc"\n', 4, "things.doc", None),
        ('[files.things]\nformat = "csv"\n', 3, "files.things", None),
        ('[files.things]\npath = "/etc/things.csv"\n', 4, "/etc/things.csv", None),
        ('[files.things]\npath = "../things.csv"\n', 4, "../things.csv", None),
        ('[files.things]\npath = ""\n', 4, "", None),
        (f'{FILES}[files.Bad-Name]\npath = "b.csv"\n', 5, "Bad-Name", None),
        (f'{FILES}[rdf.c]\npath = "c.owx"\n', 6, "c.owx", None),
        (f'{FILES}[rdf.c]\npath = "c.ttl"\nlabels = "xl"\n', 7, "xl", "skos-xl"),
        (f'{FILES}[rdf.c]\npath = "c.ttl"\nconstruct = "no.rq"\n', 7, "no.rq", None),
        (f'{FILES}[rdf.things]\npath = "c.ttl"\n', 5, "things", None),
        (f"{FILES}[rdf.c]\npath = 3\n", 6, "rdf.c.path", None),
    ],
)
def test_a_wrong_key_is_told_at_its_line(
    tmp_path: Path, toml: str, line: int, value: str, mend: str | None
) -> None:
    """One finding, in source.toml, at the line and with the mend where one is near."""
    project = sourcefolder.make(tmp_path, {"things.csv": "key\na\n"}, toml, TABLE)
    own = [f for f in refused(project) if f.origin.path.name == "source.toml"]
    assert [(f.origin.line, f.value, f.mend) for f in own] == [(line, value, mend)]
    assert own[0].rule.endswith("BadSource")
    assert own[0].message_de != own[0].message_en


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Faults of the keys, of the description of the tables and of a second source come together."""
    project = sourcefolder.make(
        tmp_path, {}, f'licence = "CC0"\nstyle = 1\n{FILES}trim = 3\n',
        [{"url": "things.csv", "tableSchema": {"columns": [{"nam": "key"}]}}],
    )  # fmt: skip
    sourcefolder.write(project, "sources/other/source.toml", "title = 3\n")
    found = refused(project)
    assert len(found) >= 5
    assert {f.origin.path.parent.name for f in found} == {"guest", "other"}
    assert {f.origin.path.name for f in found} == {"source.toml", "csv-metadata.json"}


@pytest.mark.parametrize(
    ("text", "place"),
    [("title = \n", (1, 9)), ("a = 1\nb = [1,\n", (2, None)), ('x = "a\n', (1, 7))],
)
def test_what_is_no_toml_is_told_where_it_breaks(
    tmp_path: Path, text: str, place: tuple[int | None, int | None]
) -> None:
    """A syntax error has line and column, as far as the parser knows them."""
    project = sourcefolder.make(tmp_path, {}, tables=TABLE)
    sourcefolder.write(project, "sources/guest/source.toml", text)
    found = refused(project)[0]
    assert (found.origin.line, found.origin.column) == place
    assert "no TOML" in found.message_en


def test_what_is_not_utf8_is_told(tmp_path: Path) -> None:
    """source.toml in another encoding is one finding."""
    project = sourcefolder.make(tmp_path, {}, tables=TABLE)
    sourcefolder.write(project, "sources/guest/source.toml", 'title = "Größe"'.encode("cp1252"))
    assert "not UTF-8" in refused(project)[0].message_en


@pytest.mark.parametrize(
    ("toml", "value", "mend"),
    [
        ('[sources]\ngust = "given"\n', "gust", "guest"),
        ("[sources]\nguest = 3\n", "sources.guest", None),
        ("sources = 3\n", "sources", None),
        ('[sources]\nguest = ""\n', "sources.guest", None),
    ],
)
def test_a_wrong_place_is_told_in_the_settings(
    tmp_path: Path, toml: str, value: str, mend: str | None
) -> None:
    """clustergraph.toml names only sources that there are, and folders as text."""
    project = sourcefolder.make(tmp_path, {}, tables=TABLE)
    sourcefolder.write(project, "clustergraph.toml", toml)
    (found,) = refused(project)
    assert str(found.origin.path) == "clustergraph.toml"
    assert (found.value, found.mend) == (value, mend)


def test_a_table_without_rows_and_sql_without_a_table_are_told(tmp_path: Path) -> None:
    """What is described has rows, and what gives rows is described."""
    project = sourcefolder.make(
        tmp_path, {}, '[files.other]\npath = "o.csv"\n', TABLE, {"thing.sql": "SELECT 1"}
    )
    found = refused(project)
    assert [f.origin.path.name for f in found] == ["csv-metadata.json", "thing.sql"]
    assert found[1].mend == "things"


def test_a_source_without_a_place_is_read_and_not_located(tmp_path: Path) -> None:
    """Without clustergraph.toml a source is known, and nothing is asked of its files."""
    project = sourcefolder.make(tmp_path, {}, tables=TABLE)
    (project / "clustergraph.toml").unlink()
    (source,) = sources.read_sources(project)
    assert source.place is None
    built = sourcefolder.build(project)
    assert built.report.is_clean
    assert [one.name for one in built.sourced.absent] == ["guest"]


def test_positions_survive_long_texts_and_quoted_keys() -> None:
    """Lines in a text of several lines are no keys, and dotted and quoted keys are found."""
    text = 'a = """\nb = 1\n"""\nc."d e".f = 2\n[x."y z"]\ng = { h = 1, i = "=" }\n'
    found = positions.places(text)
    assert ("b",) not in found
    assert found["c", "d e", "f"] == (4, 1)
    assert found["x", "y z", "g", "i"] == (6, 14)


def test_two_sources_do_not_fill_one_graph(tmp_path: Path) -> None:
    """Names are joined by a hyphen, so a-b with c is a with b-c."""
    project = sourcefolder.make(tmp_path, {}, FILES, TABLE)
    toml = f'{sourcefolder.TITLE}[files.x]\npath = "x.csv"\n'
    for name, table in (("a", "b-c"), ("a-b", "c")):
        sourcefolder.write(project, f"sources/{name}/source.toml", toml)
        text = json.dumps({"tables": [sourcefolder.table(table, ["key"])]})
        sourcefolder.write(project, f"sources/{name}/csv-metadata.json", text)
        sourcefolder.write(project, f"sources/{name}/{table}.sql", "SELECT 1")
    (found,) = refused(project)
    assert (str(found.origin.path), found.value) == ("sources/a-b/source.toml", "a-b-c")
