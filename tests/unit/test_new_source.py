"""A source drafted from a file: what is guessed, how it is marked, and that the draft builds."""

from __future__ import annotations

import gzip
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sourcefolder
from clustergraph import pipeline, sources
from clustergraph.cli import main
from clustergraph.sources import guessing, sniffing
from clustergraph.sources.gathering import Found
from clustergraph.sources.guessing import guess

GERMAN = (
    "Liste der Vorhaben;;;;;;\n"
    "Nr.;Name des Begünstigten;Betrag in €;Beginn;Webseite;Ort;Anteil\n"
    "K-1;Verband der Köche und Bäcker;1.234,50;14.07.2014;https://example.org/1;Görlitz;1.200\n"
    "K-2;Anstalt für das Gute;12,00;01.08.2014;https://example.org/2;n/a;2.400\n"
    "K-3;Werk GmbH;1.000.000,25;;;Zittau;3.000\n"
).encode("cp1252")


def draft(project: Path, file: Path, *words: str) -> tuple[int, str]:
    """Run the command and return its exit code and what it says."""
    result = CliRunner().invoke(main, ["new-source", str(file), str(project), *words])
    return result.exit_code, result.output


def columns(project: Path, name: str) -> dict[str, dict[str, Any]]:
    """Return the drafted columns of the things by name."""
    text = (project / "sources" / name / "csv-metadata.json").read_text(encoding="utf-8")
    table = json.loads(text)["tables"][0]
    return {column["name"]: column for column in table["tableSchema"]["columns"]}


@pytest.fixture
def curated(tmp_path: Path, project: Path) -> Path:
    """The curated project in a folder where a source may be added."""
    for name in ("data", "ontology", "rules", "shapes"):
        (tmp_path / "project" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "project" / name).symlink_to(project / name, target_is_directory=True)
    return tmp_path / "project"


def test_a_german_list_is_guessed_and_builds_as_it_is(tmp_path: Path, curated: Path) -> None:
    """Encoding, delimiter, preamble, numbers, dates, gaps, key, name, language: all marked."""
    sourcefolder.write(tmp_path, "files/Begünstigte 2014.csv", GERMAN)
    code, text = draft(curated, tmp_path / "files" / "Begünstigte 2014.csv")
    assert code == 0, text
    name = "beguenstigte-2014"
    toml = tomllib.loads((curated / "sources" / name / "source.toml").read_text("utf-8"))
    assert toml["files"]["records"] == {
        "path": "Begünstigte 2014.csv", "format": "csv", "encoding": "cp1252", "delimiter": ";",
        "skipRows": 1,
    }  # fmt: skip
    found = columns(curated, name)
    assert found["betrag_in"]["datatype"] == {
        "base": "decimal", "format": {"decimalChar": ",", "groupChar": "."},
    }  # fmt: skip
    assert found["beginn"]["datatype"] == {"base": "date", "format": "dd.MM.yyyy"}
    assert found["webseite"]["datatype"] == "anyURI"
    assert found["ort"]["null"] == ["", "n/a"]
    assert found["name_des_beguenstigten"]["lang"] == "de"
    assert found["name_des_beguenstigten"]["propertyUrl"].endswith("prefLabel")
    assert found["subject_type"]["valueUrl"].endswith("#Organisation")
    assert "datatype" not in found["anteil"]
    assert "two readings" in found["anteil"]["cg:review"][0]
    assert all("cg:review" in found[c] for c in ("betrag_in", "beginn", "ort", "subject_type"))
    assert "review:" in text
    assert "key: made of Nr." in text
    built = pipeline.build(curated, engine="fast", cache=tmp_path / "cache")
    assert built.report.is_clean, str(built.report)
    assert built.rows[f"{name}-records"] == (3, 3, 0)
    label = next(o for s, p, o in built.tables[f"{name}-records"] if "k-1>" in s and "Köche" in o)
    assert label == '"Verband der Köche und Bäcker"@de'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{"data": {"rows": [{"id": "x1", "o": {"name": "The one"}, "l": ["p", "q"]}]}}'),
        ("a.jsonl", '{"id": "x1", "o": {"name": "The one"}, "l": ["p"], "deep": [{"a": 1}]}\n'),
        ("a.csv.gz", gzip.compress(b"id,name\nx1,The one\n", mtime=0)),
        ("a.tsv", "id\tname\nx1\tThe one\n"),
        ("a.csv", "\ufeffid|name\r\nx1|The one\r\n"),
        ("a.csv", "id,name\n7,The one\n".encode("utf-16")),
        ("a.csv", "1,The one\n2,The two\n"),
        ("a.csv", "name\nThe one\n"),
    ],
)  # fmt: skip
def test_a_draft_of_every_format_builds_as_it_is(
    tmp_path: Path, curated: Path, name: str, content: str | bytes
) -> None:
    """What nests is drawn out, lists get a separator, and nothing is lost."""
    sourcefolder.write(tmp_path, f"files/{name}", content)
    code, text = draft(curated, tmp_path / "files" / name, "--name", "draft")
    assert code == 0, text
    built = pipeline.build(curated, engine="fast", cache=tmp_path / "cache")
    assert built.report.is_clean, str(built.report)
    read, mapped, aside = built.rows["draft-records"]
    assert read == mapped >= 1
    assert aside == 0


@pytest.mark.parametrize(
    ("values", "datatype", "words"),
    [
        (["1", "20"], "integer", None),
        (["007", "12"], "string", None),
        (["1.5", "20"], "decimal", "decimal sign ."),
        (["1,5", "20"], {"base": "decimal", "format": {"decimalChar": ","}}, "decimal sign ,"),
        (["1,580.38", "3"], {"base": "decimal", "format": {"decimalChar": ".", "groupChar": ","}},
         "grouped by ,"),
        (["3,000.00", "1580,38"], "string", "several styles"),
        (["1.200", "3.400"], "string", "two readings"),
        (["1,200", "34"], "string", "two readings"),
        (["2014-07-14"], "date", "yyyy-MM-dd"),
        (["14.7.2014", "1.12.2014"], {"base": "date", "format": "d.M.yyyy"}, "d.M.yyyy"),
        (["31/12/2014", "01/02/2014"], {"base": "date", "format": "dd/MM/yyyy"}, "dd/MM/yyyy"),
        (["12/31/2014", "01/02/2014"], {"base": "date", "format": "MM/dd/yyyy"}, "MM/dd/yyyy"),
        (["01/02/2014"], "string", "two readings"),
        (["30.02.2014"], "string", None),
        (["https://example.org/a"], "anyURI", None),
        (["https://example.org/a b"], "string", None),
        (["n/a", "-"], "string", "no value"),
    ],
)  # fmt: skip
def test_a_datatype_is_only_guessed_when_it_reads_every_value(
    values: list[str], datatype: object, words: str | None
) -> None:
    """What has two readings stays text, and the doubt is written down."""
    found = guess(values, len(values), 0)
    assert found.datatype == datatype
    assert words is None or any(words in reason for reason in found.reasons), found.reasons


def test_a_grouped_number_is_not_taken_for_another() -> None:
    """The reader of numbers would take 1580,38 for 158038; the guess does not."""
    assert guess(["1580,38", "2,000.00"], 2, 0).datatype == "string"


def test_a_source_is_never_overwritten(tmp_path: Path) -> None:
    """Nor drafted under a name that is none, nor from what cannot be read."""
    sourcefolder.make(tmp_path, {"a.csv": "id\n1\n", "a.xlsx": "no workbook", "b.csv": "id\n"})
    given = tmp_path / "given"
    code, text = draft(tmp_path, given / "a.csv", "--name", "guest")
    assert code == 1
    assert "exists already" in text
    assert draft(tmp_path, given / "a.csv", "--name", "Bad Name")[0] == 1
    code, text = draft(tmp_path, given / "a.xlsx", "--name", "new")
    assert code == 1
    assert "is no workbook" in text
    assert draft(tmp_path, given / "b.csv", "--name", "new")[0] != 0
    assert draft(tmp_path, given / "none.csv")[0] == 2
    assert not (tmp_path / "sources" / "new").exists()


def test_the_settings_keep_what_they_say(tmp_path: Path) -> None:
    """The place is added to clustergraph.toml, with a table of sources or without."""
    sourcefolder.make(tmp_path, {"a.csv": "id\n1\n"})
    for before in ("", "port = 1\n", "port = 1\n[sources]\nguest = 'given'\n"):
        sourcefolder.write(tmp_path, "clustergraph.toml", before)
        name = f"new-{len(before)}"
        assert draft(tmp_path, tmp_path / "given" / "a.csv", "--name", name)[0] == 0
        settings = tomllib.loads((tmp_path / "clustergraph.toml").read_text("utf-8"))
        assert settings["sources"][name] == "given"
        assert settings.get("port") == (1 if "port" in before else None)
    assert settings["sources"]["guest"] == "given"


def test_names_of_columns_are_words_of_their_own() -> None:
    """Umlauts are folded, digits do not begin, and no name comes twice."""
    given = ["Größe", "GROESSE", "1. Jahr", "", "key"]
    assert guessing.names_for(given, {"key"}) == [
        "groesse",
        "groesse_2",
        "c_1_jahr",
        "column_4",
        "key_2",
    ]


def test_sniffing_survives_what_is_no_table(tmp_path: Path) -> None:
    """An empty file, one line, binary rubbish: a form comes out, reading it says the rest."""
    for number, content in enumerate((b"", b"x", b"\0\1\2\3" * 100, b'"open\n' * 50)):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(content)
        form = sniffing.sniff(Found(path, path.name, sources.Source("x", path).toml), tmp_path)
        assert form.format == "csv"
