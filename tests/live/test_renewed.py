"""``clustergraph build`` after a change: only what changed is done again, and it is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clustergraph import pipeline, provenance, store, vocab
from clustergraph.cli import main
from clustergraph.names import mint
from clustergraph.rdf import iri, literal

pytestmark = pytest.mark.slow

FOLDERS = ("data", "ontology", "rules", "shapes", "sources")
Run = Callable[..., Result]


@pytest.fixture
def copy(project: Path, generation: store.Generation, tmp_path: Path) -> Path:
    """Return a copy of the curated project with what is published of it."""
    for name in FOLDERS:
        shutil.copytree(project / name, tmp_path / name)
    shutil.copytree(generation.path.parent, tmp_path / "var", symlinks=True)
    return tmp_path


@pytest.fixture
def run(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the copy."""
    monkeypatch.chdir(copy)

    def command(*words: str) -> Result:
        result = CliRunner().invoke(main, words)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return command


def change(copy: Path, name: str, old: str, new: str) -> None:
    """Replace the first ``old`` in a file."""
    path = copy / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def files(folder: Path) -> dict[str, int]:
    """Return the files of a folder with the numbers under which they lie on disk."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_changed_cell_is_published_and_leads_to_its_line(copy: Path, run: Run) -> None:
    """The label is another one, what it was is gone, and nothing else was written again."""
    before = store.current(copy / "var")
    change(copy, "data/organisations.csv", "Silicon Saxony e.V.", "Silicon Saxony e. V. (neu)")
    result = run("build")
    assert result.exit_code == 0, result.output
    assert "organisations: " in result.output
    assert "triples added 1, removed 1" in result.output
    after = store.current(copy / "var")
    silicon, label = iri(mint("organisation", "silicon-saxony")), iri(vocab.SKOS_PREF_LABEL)
    with provenance.open_evidence(after) as evidence:
        assert not evidence.holds((silicon, label, literal("Silicon Saxony e.V.", language="de")))
        new = (silicon, label, literal("Silicon Saxony e. V. (neu)", language="de"))
        (cell,) = evidence.cells(new)
    assert (cell.table, cell.column_name) == ("organisations", "label_de")
    old, fresh = files(before.evidence_path), files(after.evidence_path)
    assert {name for name in fresh if fresh[name] != old.get(name)} == {
        "data/csv-metadata.json", "organisations.rows", "organisations.index", "tables.json",
    }  # fmt: skip
    tables = {n for n in store.current(copy / "var").manifest["files"] if n.startswith("store/")}
    assert any(before.manifest["files"].get(name) == after.manifest["files"][name] for name in
               tables if name.endswith(".sst"))  # fmt: skip


def test_the_next_build_has_nothing_to_do(copy: Path, run: Run) -> None:
    """It says so, until it is asked for everything."""
    change(copy, "data/organisations.csv", "Silicon Saxony e.V.", "Silicon Saxony")
    assert "organisations: " in run("build").output
    name = store.current(copy / "var").name
    assert run("build").output.startswith("up to date: ")
    assert store.current(copy / "var").name == name
    anew = run("build", "--full")
    assert "validated by the" in anew.output
    assert store.current(copy / "var").manifest["dataset_sha256"].startswith(name[7:])


def test_a_wrong_cell_is_told_and_nothing_is_published(copy: Path, run: Run) -> None:
    """As by a build of everything: file, line, column, and the last state goes on."""
    name = store.current(copy / "var").name
    change(copy, "data/memberships.csv", "organisation/", "organisation/no-such-")
    result = run("build")
    assert result.exit_code == 1
    assert "data/memberships.csv:2:" in result.output
    assert "is introduced by nothing" in result.output
    assert store.current(copy / "var").name == name
    assert not (copy / "var" / "new").exists()


def test_a_thing_that_others_name_cannot_vanish(copy: Path, run: Run) -> None:
    """The rows that name it did not change, and are told."""
    path = copy / "data" / "organisations.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(one for one in lines if not one.startswith("silicon-saxony,")), "utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert "data/memberships.csv:" in result.output


def test_a_warning_more_is_counted(copy: Path, run: Run) -> None:
    """What a shape finds anew is among the warnings, which a build of everything counts alike."""
    before = store.current(copy / "var").manifest["counts"]["warnings"]
    folder = copy / "shapes" / "should"
    taken = min(folder.glob("*.ttl"))
    text = taken.read_text("utf-8")
    taken.unlink()
    assert "published" in run("build").output
    fewer = store.current(copy / "var").manifest["counts"]["warnings"]
    assert fewer < before
    taken.write_text(text, "utf-8")
    run("build")
    assert store.current(copy / "var").manifest["counts"]["warnings"] == before


def test_a_table_that_goes_takes_what_followed_from_it(copy: Path, run: Run) -> None:
    """Its graph is gone, and so is what was inferred from it."""
    path = copy / "data" / "csv-metadata.json"
    description = json.loads(path.read_text("utf-8"))
    description["tables"] = [t for t in description["tables"] if t["url"] != "relations.csv"]
    path.write_text(json.dumps(description), "utf-8")
    (copy / "data" / "relations.csv").unlink()
    before = store.current(copy / "var").manifest["counts"]
    result = run("build")
    assert result.exit_code == 0, result.output
    assert "relations: triples added 0" in result.output
    after = store.current(copy / "var").manifest["counts"]
    assert after["tables"] == before["tables"] - 1
    assert after["inferred"] < before["inferred"]
    assert "relations" not in store.current(copy / "var").manifest["rows"]
    name = store.current(copy / "var").name
    run("build", "--full")
    assert store.current(copy / "var").name[7:] == name[7:]


def test_a_damaged_state_is_built_anew(copy: Path, run: Run) -> None:
    """Nothing is carried over from what cannot be read."""
    (store.current(copy / "var").evidence_path / "organisations.index").write_bytes(b"")
    change(copy, "data/organisations.csv", "Silicon Saxony e.V.", "Silicon Saxony")
    result = run("build")
    assert result.exit_code == 0, result.output
    assert "validated by the" in result.output


def test_a_state_of_before_is_built_anew(copy: Path) -> None:
    """A manifest that does not say what it was built from has no change to carry."""
    path = store.current(copy / "var").path / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["inputs"]
    path.write_text(json.dumps(manifest), "utf-8")
    change(copy, "data/organisations.csv", "Silicon Saxony e.V.", "Silicon Saxony")
    assert pipeline.renew(copy, copy / "var") is None
