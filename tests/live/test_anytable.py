"""``convert`` and ``validate`` as a person types them, over files and real HTTP on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

import tinyweb
from clustergraph.cli import main
from clustergraph.pipeline.fetching import Limits, WebReader
from tinyweb import Page, Web

CONTEXT = "http://www.w3.org/ns/csvw"
TABLE = b"id,name\n1,Alpha\n2,Beta\n"


class Run(Protocol):
    """Runs a command in an empty folder."""

    def __call__(self, *words: str) -> Result:
        """Return what the command did."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> Result:
        result = CliRunner().invoke(main, words)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        return result

    return command


@pytest.fixture
def web() -> Iterator[Web]:
    """A web on loopback with one table."""
    with tinyweb.running({"/data/t.csv": Page(TABLE, {"Content-Type": "text/csv"})}) as made:
        yield made


def meta(about: str, url: str = "t.csv", **more: object) -> bytes:
    """Return a description that gives the rows addresses, by which it is known again."""
    schema = {"aboutUrl": f"https://example.org/{about}/{{id}}",
              "columns": [{"titles": "id"}, {"titles": "name"}]}  # fmt: skip
    return json.dumps({"@context": CONTEXT, "url": url, "tableSchema": schema, **more}).encode()


def subjects(result: Result) -> set[str]:
    """Return the subjects of the triples that a command wrote, without their last part."""
    triples = ox.parse(result.stdout.encode(), format=ox.RdfFormat.TURTLE)
    return {str(one.subject).rpartition("/")[0].rpartition("/")[2] for one in triples}


# Discovery over HTTP


LINK = {"Content-Type": "text/csv", "Link": '<../meta/linked.json>; rel="describedby"'}
TYPED = {"Content-Type": "text/csv",
         "Link": '<http://x/y>; rel="next", <linked.json>; rel="describedby license"; '
                 'type="application/csvm+json"'}  # fmt: skip
HTML = {"Content-Type": "text/csv",
        "Link": '<linked.json>; rel="describedby"; type="text/html"'}  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "pages", "expected"),
    [
        (LINK, {"/meta/linked.json": meta("linked", "../data/t.csv")}, "linked"),
        (LINK, {"/meta/linked.json": meta("linked", "../data/t.csv"),
                "/data/t.csv-metadata.json": meta("file")}, "linked"),
        (LINK, {"/data/t.csv-metadata.json": meta("file")}, "file"),
        (LINK, {"/meta/linked.json": meta("linked", "../data/other.csv"),
                "/data/csv-metadata.json": meta("folder")}, "folder"),
        (TYPED, {"/data/linked.json": meta("linked")}, "linked"),
        (HTML, {"/data/linked.json": meta("linked"),
                "/data/csv-metadata.json": meta("folder")}, "folder"),
        ({}, {"/data/t.csv-metadata.json": meta("file"),
              "/data/csv-metadata.json": meta("folder")}, "file"),
        ({}, {"/data/csv-metadata.json": meta("folder")}, "folder"),
        ({}, {"/.well-known/csvm": b"{+url}.json\nabout.json\n",
              "/data/about.json": meta("site"),
              "/data/csv-metadata.json": meta("folder")}, "site"),
        ({}, {"/.well-known/csvm": b"/registry?of={url}\n",
              "/data/csv-metadata.json": meta("folder")}, "data"),
    ],
)  # fmt: skip
def test_a_description_is_found_over_http(
    run: Run, web: Web, headers: dict[str, str], pages: dict[str, bytes], expected: str
) -> None:
    """Link header, the site's paths, default paths: in this order, and it must name the table."""
    web.pages["/data/t.csv"].headers.update(headers)
    web.pages.update({path: Page(body) for path, body in pages.items()})
    result = run("convert", "--minimal", "--fetch", f"{web.address}/data/t.csv")
    assert result.exit_code == 0, result.output
    found = subjects(result)
    assert found == ({expected} if expected != "data" else found)
    if expected == "data":  # nothing was found: the header describes the table
        assert f"{web.address}/data/t.csv#" in result.stdout


def test_a_description_of_another_table_is_told(run: Run, web: Web) -> None:
    """It is left out with a warning that names both."""
    web.pages["/data/csv-metadata.json"] = Page(meta("folder", "other.csv"))
    result = run("convert", "--fetch", f"{web.address}/data/t.csv")
    assert result.exit_code == 0
    assert "UnlinkedDescription" in result.stderr
    assert f"{web.address}/data/csv-metadata.json" in result.stderr


def test_what_the_user_names_comes_first(run: Run, web: Web) -> None:
    """With --metadata, nothing is looked for."""
    web.pages["/data/csv-metadata.json"] = Page(meta("folder"))
    web.pages["/mine.json"] = Page(meta("mine", "data/t.csv"))
    result = run("convert", "--minimal", "--fetch", "--metadata", f"{web.address}/mine.json",
                 f"{web.address}/data/t.csv")  # fmt: skip
    assert subjects(result) == {"mine"}
    assert web.asked == ["/mine.json", "/data/t.csv"]


def test_a_description_on_the_web_leads_to_its_tables_and_schema(run: Run, web: Web) -> None:
    """Relative addresses are those of the description, and each is asked for once."""
    schema = {"@context": CONTEXT, "columns": [{"titles": "id"}, {"titles": "name"}],
              "primaryKey": "id"}  # fmt: skip
    web.pages["/data/schema"] = Page(json.dumps(schema).encode())
    group = {"@context": CONTEXT, "tables": [{"url": "t.csv", "tableSchema": "schema"}] * 2}
    kind = {"Content-Type": "application/csvm+json"}
    web.pages["/data/all"] = Page(json.dumps(group).encode(), kind)
    result = run("validate", "--fetch", f"{web.address}/data/all")
    assert "primaryKey names no described column" in result.output
    assert web.asked == ["/data/all", "/data/schema", "/data/t.csv"]


def test_a_redirection_moves_the_base(run: Run, web: Web) -> None:
    """Links count from where the table was found in the end."""
    web.pages["/old.csv"] = Page(status=302, headers={"Location": "/data/t.csv"})
    web.pages["/data/t.csv"].headers["Link"] = '<m.json>; rel="describedby"'
    web.pages["/data/m.json"] = Page(meta("linked", "/old.csv"))
    result = run("convert", "--minimal", "--fetch", f"{web.address}/old.csv")
    assert subjects(result) == {"linked"}


# What the web must not do


def test_without_fetch_the_web_is_not_asked(run: Run, web: Web, tmp_path: Path) -> None:
    """Neither for what is named nor for what a description refers to."""
    result = run("convert", f"{web.address}/data/t.csv")
    assert result.exit_code == 2
    assert "--fetch" in result.output
    (tmp_path / "m.json").write_bytes(meta("x", f"{web.address}/data/t.csv"))
    result = run("validate", "m.json")
    assert result.exit_code == 1
    assert "UnreachableFile" in result.output
    assert web.asked == []


def test_a_context_on_the_web_is_not_asked_for(run: Run, web: Web) -> None:
    """Not even with --fetch."""
    given = json.loads(meta("x")) | {"@context": f"{web.address}/context.jsonld"}
    web.pages["/data/csv-metadata.json"] = Page(json.dumps(given).encode())
    result = run("validate", "--fetch", f"{web.address}/data/t.csv")
    assert result.exit_code == 1
    assert "RemoteContext" in result.output
    assert "/context.jsonld" not in web.asked


def test_a_redirection_does_not_lead_to_a_local_file(run: Run, web: Web, tmp_path: Path) -> None:
    """The reader of the web knows no other scheme."""
    (tmp_path / "secret.csv").write_text("a\nsecret\n")
    address = (tmp_path / "secret.csv").as_uri()
    web.pages["/r.csv"] = Page(status=302, headers={"Location": address})
    result = run("convert", "--fetch", f"{web.address}/r.csv")
    assert result.exit_code == 2
    assert "secret\n" not in result.output


def test_a_description_on_the_web_does_not_read_a_local_file(
    run: Run, web: Web, tmp_path: Path
) -> None:
    """A table of its own machine is not for the writer of a description elsewhere."""
    (tmp_path / "secret.csv").write_text("a\nsecret\n")
    group = {"@context": CONTEXT, "tables": [{"url": (tmp_path / "secret.csv").as_uri()}]}
    web.pages["/m.json"] = Page(json.dumps(group).encode())
    result = run("convert", "--fetch", f"{web.address}/m.json")
    assert result.exit_code == 1
    assert "UnreachableFile" in result.output
    assert '"secret"' not in result.output


@pytest.mark.parametrize(
    ("page", "limits", "kind", "words"),
    [
        (Page(status=404), Limits(), FileNotFoundError, "404"),
        (Page(status=410), Limits(), FileNotFoundError, "410"),
        (Page(status=403), Limits(), PermissionError, "403"),
        (Page(status=500), Limits(), OSError, "500"),
        (Page(b"x" * 2_000_000), Limits(megabytes=1), OSError, "more than 1 MB"),
        (Page(b"x" * 20, drip=0.05), Limits(seconds=0.2), TimeoutError, "longer than"),
        (Page(b"x" * 2, drip=2), Limits(silence=0.2), OSError, "timed out"),
        (Page(status=302, headers={"Location": "/t.csv"}), Limits(), OSError, "302"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(
    web: Web, page: Page, limits: Limits, kind: type[OSError], words: str
) -> None:
    """Absent, forbidden, broken, too large, too slow, silent, in a circle."""
    web.pages["/t.csv"] = page
    with WebReader(limits) as reader, pytest.raises(kind, match=words):
        reader(f"{web.address}/t.csv")


def test_nobody_there_is_one_clear_error(run: Run, web: Web) -> None:
    """Exit code 2: the command could not run."""
    result = run("convert", "--fetch", "http://127.0.0.1:1/t.csv")
    assert result.exit_code == 2
    assert "does not answer" in result.output
    assert web.asked == []


def test_what_was_fetched_is_gone_afterwards(web: Web) -> None:
    """The temporary folder lives as long as the reader."""
    with WebReader() as reader:
        resource = reader(f"{web.address}/data/t.csv")
        with resource.open() as stream:
            assert stream.read() == TABLE
    with pytest.raises(FileNotFoundError):
        resource.open()


# The commands over files


def test_a_plain_table_becomes_turtle(run: Run, tmp_path: Path) -> None:
    """No description is needed; the header names the columns."""
    (tmp_path / "t.csv").write_bytes(TABLE)
    result = run("convert", "t.csv")
    assert result.exit_code == 0
    assert result.stderr == ""
    triples = set(ox.parse(result.stdout.encode(), format=ox.RdfFormat.TURTLE))
    predicate = ox.NamedNode((tmp_path / "t.csv").as_uri() + "#name")
    names = {one.object for one in triples if one.predicate == predicate}
    assert names == {ox.Literal("Alpha"), ox.Literal("Beta")}
    lines = run("convert", "--format", "ntriples", "t.csv").stdout
    assert len(list(ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES))) == len(triples)


def test_the_paths_of_the_machine_stay_out_of_the_triples(run: Run, tmp_path: Path) -> None:
    """With --base, the folder of the file has another address."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.csv").write_bytes(TABLE)
    for form in ("turtle", "ntriples"):
        result = run("convert", "--format", form, "--base", "https://example.org/d", "in/t.csv")
        assert "https://example.org/d/t.csv" in result.stdout
        assert "file:" not in result.stdout
    assert run("convert", "--base", "d", "in/t.csv").exit_code == 2


def test_findings_come_in_both_languages_and_every_form(run: Run, tmp_path: Path) -> None:
    """File, line, column and name of the column; exit code 1."""
    (tmp_path / "t.csv").write_bytes(b"id,name\n1,Alpha\nzwei,Beta\n")
    schema = {"columns": [{"titles": "id", "datatype": "integer"}, {"titles": "name"}]}
    given = {"@context": CONTEXT, "url": "t.csv", "tableSchema": schema}
    (tmp_path / "csv-metadata.json").write_text(json.dumps(given))
    english, german = run("validate", "t.csv"), run("validate", "--lang", "de", "t.csv")
    assert english.exit_code == german.exit_code == 1
    assert 'violation: t.csv:3:1 (id): "zwei" is no integer (UnreadableCell)' in english.output
    assert 'Verstoß: t.csv:3:1 (id): "zwei" ist nicht lesbar als integer' in german.output
    record = json.loads(run("validate", "--format", "json", "t.csv").output)["findings"][0]
    assert (record["file"], record["line"], record["column"]) == ("t.csv", 3, 1)
    for form in ("csv", "sarif", "github", "rdf"):
        assert "UnreadableCell" in run("validate", "--format", form, "t.csv").output
    assert run("convert", "t.csv").exit_code == 0  # a converter goes on, and warns


def test_a_valid_table_says_nothing(run: Run, tmp_path: Path) -> None:
    """Exit code 0; warnings do not change it."""
    (tmp_path / "t.csv").write_bytes(TABLE)
    result = run("validate", "t.csv")
    assert (result.exit_code, result.output) == (0, "")
    (tmp_path / "t.csv-metadata.json").write_bytes(meta("x", colour="red"))
    result = run("validate", "t.csv")
    assert result.exit_code == 0
    assert "warning: t.csv-metadata.json:1:" in result.output


@pytest.mark.parametrize("words", [["nowhere.csv"], ["."], ["--metadata", "no.json", "t.csv"]])
@pytest.mark.parametrize("command", ["convert", "validate"])
def test_what_is_not_there_could_not_run(
    run: Run, tmp_path: Path, command: str, words: list[str]
) -> None:
    """Exit code 2, and the file is named."""
    (tmp_path / "t.csv").write_bytes(TABLE)
    result = run(command, *words)
    assert result.exit_code == 2
    assert "file:" in result.output


def test_an_error_of_the_description_is_exit_code_one(run: Run, tmp_path: Path) -> None:
    """Nothing is converted by a description that is wrong."""
    (tmp_path / "m.json").write_text('{"@context": "' + CONTEXT + '",\n "tables": []}')
    result = run("convert", "m.json")
    assert result.exit_code == 1
    assert "m.json:2:12: describes no table" in result.stderr
    assert result.stdout == ""
