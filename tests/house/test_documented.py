"""Everything that a user can name is explained on a page, and the pages are fresh."""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pyoxigraph as ox
import pytest

from clustergraph import cli, errors, linking, names, pipeline, reasoning, reporting, validation
from clustergraph.settings import SETTINGS, Settings
from clustergraph.sources import describing
from clustergraph.tables.rules import READING_RULES
from clustergraph.web import create_app
from clustergraph.web.problems import KINDS

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
PROSE = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "data" / "LICENSE.md"]
PAGES = sorted([*PROSE, *(ROOT / "docs").rglob("*.md")])


@pytest.fixture
def writer() -> ModuleType:
    """The script that writes the reference, as a module."""
    path = ROOT / "docs" / "write_reference.py"
    spec = importlib.util.spec_from_file_location("write_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reference(name: str) -> str:
    """Return the text of a page of the reference."""
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def missing(page: str, wanted: Iterator[str]) -> list[str]:
    """Return what a page does not name in code type."""
    text = re.sub(r"^```.*?^```$", "", reference(page), flags=re.MULTILINE | re.DOTALL)
    named = {*re.findall(r"`([^`]+)`", text), *re.findall(r"^## (.+)$", text, re.MULTILINE)}
    return sorted({word for word in wanted if word not in named})


def sections_of(page: str) -> dict[str, str]:
    """Return the sections of a page by their headings."""
    parts = re.split(r"^## (.+)$", reference(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_setting_is_documented() -> None:
    """Each setting stands in the reference with its environment variable."""
    assert not missing("settings", (one.name for one in SETTINGS))
    assert not missing("settings", (f"CLUSTERGRAPH_{one.name.upper()}" for one in SETTINGS))


def test_every_command_is_documented() -> None:
    """Each command has a section, and says what it does."""
    assert not missing("commands", iter(cli.main.commands))
    assert all(command.help for command in cli.main.commands.values())


def test_every_option_is_documented() -> None:
    """Each option stands in the section of its command, and says what it does."""
    sections = sections_of("commands")
    for name, command in cli.main.commands.items():
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"`{option.opts[0]}" in sections[name], f"{name} {option.opts[0]}"
                assert option.help, f"{name} {option.opts[0]} says nothing"


def test_every_form_of_report_is_documented() -> None:
    """Each form stands in the reference, and so does each member of the one in JSON."""
    assert not missing("reports", iter(reporting.FORMATS))
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    assert not missing("reports", iter(schema["$defs"]["finding"]["properties"]))


def test_every_route_is_documented(tmp_path: Path) -> None:
    """Each route stands in the reference, with a sentence."""
    app = create_app(tmp_path, ROOT / "queries", Settings())
    assert not missing("routes", (rule.rule for rule in app.url_map.iter_rules()))
    for rule in app.url_map.iter_rules():
        is_ours = rule.endpoint != "static"
        assert not is_ours or inspect.getdoc(app.view_functions[rule.endpoint]), rule.rule


def test_every_term_is_documented() -> None:
    """Each class, property and code of the ontology stands in the reference."""
    terms, codes = set(), set()
    for path in (ROOT / "ontology").rglob("*.ttl"):
        for quad in ox.parse(path=str(path), base_iri=names.BASE):
            place = names.kind_and_key(str(quad.subject).strip("<>"))
            if str(quad.subject).startswith(f"<{names.TERMS}") and "alignments" not in path.parts:
                terms.add(names.shorten(str(quad.subject).strip("<>")))
            elif place and "schemes" in path.parts:
                codes.add(place[1])
    assert len(terms) > 100
    assert not missing("terms", iter(terms))
    assert not missing("codes", iter(codes))


def test_every_table_and_column_is_documented() -> None:
    """Each table has a section that names each of its columns."""
    text = (ROOT / "data" / "csv-metadata.json").read_text(encoding="utf-8")
    sections = sections_of("tables")
    for table in json.loads(text)["tables"]:
        section = sections[table["url"].removesuffix(".csv")]
        for column in table["tableSchema"]["columns"]:
            if not column.get("virtual"):
                assert f"`{column['name']}`" in section, f"{table['url']} {column['name']}"


def test_every_shape_is_documented() -> None:
    """Each shape stands in the reference with both messages."""
    shapes = validation.read_shapes(ROOT).all
    assert not missing("shapes", (shape.iri.rpartition("#")[2] for shape in shapes))
    page = reference("shapes").replace("\\|", "|")
    for shape in shapes:
        assert " ".join(shape.message_de.split()) in page
        assert " ".join(shape.message_en.split()) in page


def test_every_rule_is_documented() -> None:
    """Each reading rule, house rule and OWL 2 RL rule stands in the reference."""
    assert not missing("rules", iter(READING_RULES))
    assert not missing("rules", iter(linking.LINKING_RULES))
    assert not missing("rules", (rule.name for rule in linking.PROOFS))
    assert not missing("rules", (rule.name for rule in reasoning.read_rules(ROOT)))
    assert not missing("rules", (rule.name for rule in reasoning.RULES))


def test_every_question_is_documented() -> None:
    """Each named question has a section with its sentence in both languages."""
    page = reference("questions")
    for path in (ROOT / "queries").glob("*.rq"):
        assert f"\n## {path.stem}\n" in page
        text = path.read_text(encoding="utf-8")
        for sentence in re.findall(r"^#\+ question_..: (.+)$", text, re.MULTILINE):
            assert sentence.strip() in page


def test_every_error_is_documented() -> None:
    """Each error and each problem type stands in the reference; the tree at the top is whole."""
    classes = [
        name
        for name, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.ClustergraphError)
    ]
    assert not missing("errors", iter(classes))
    assert not missing("errors", iter(KINDS))
    assert all(name in (errors.__doc__ or "") for name in classes)


def test_the_reference_is_fresh(writer: ModuleType) -> None:
    """What stands in docs/reference is what the script would write now; if not: make docs."""
    for name, write in writer.PAGES.items():
        assert reference(name) == write(), f"docs/reference/{name}.md is stale: make docs"
    assert {path.stem for path in REFERENCE.glob("*.md")} == set(writer.PAGES)


def test_a_stale_page_is_noticed(
    writer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--check fails on a stale page and writes nothing; without it the page is mended."""
    monkeypatch.setattr(writer, "TARGET", tmp_path)
    monkeypatch.setattr(writer, "manifest", lambda: None)
    assert writer.main(["--check"]) == 1
    assert not list(tmp_path.iterdir())
    assert writer.main([]) == 0
    assert writer.main(["--check"]) == 0
    page = tmp_path / "settings.md"
    page.write_text(page.read_text("utf-8").replace("8000", "8001"), encoding="utf-8")
    assert writer.main(["--check"]) == 1


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Each relative link names a file that exists, and a heading of it."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        place = page.parent / path if path else page
        assert place.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(place), f"{page.name} links to {target}"


def test_every_page_is_in_the_index() -> None:
    """docs/README.md links to every page."""
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        path = page.relative_to(ROOT / "docs").as_posix()
        assert path == "README.md" or f"({path})" in index, path


@pytest.mark.slow
def test_the_counts_of_the_readme_are_those_of_a_fresh_build(
    writer: ModuleType, built: pipeline.Built
) -> None:
    """The marked parts of README.md are what a build gives; if not: make docs."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert writer.readme(text, writer.manifest_of(built)) == text


def test_every_key_of_a_source_is_documented() -> None:
    """Each key of source.toml, and each format, stands on the page about sources."""
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    page = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`([^`\n]+)`", page))
    keys = {*describing.TOP, *describing.FILE, *describing.GRAPH, *describing.FORMATS}
    assert not sorted(key for key in keys if not any(key in name for name in named))
