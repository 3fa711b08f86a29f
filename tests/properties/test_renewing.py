"""Publishing only what changed gives what building everything gives, byte for byte.

A history is a chain of random edits to a project. After each edit one store is renewed, and built
anew only where renewing gives up; the other is always built anew. Both must hold the same dataset,
store, evidence, rules and counts.

    python tests/properties/test_renewing.py 50 20 [folder]    50 histories of 20 edits
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from test_incremental_build import EDITS, PROJECT, cell, project_in, row, sheet, write

import pocket
import sourcefolder
from clustergraph import pipeline, store
from clustergraph.errors import BrokenGraph, ProjectError

OWN = ("number", "built", "files")


def content(generation: store.Generation) -> dict[str, bytes]:
    """Return what a generation holds, but for the files of Oxigraph, which have a history."""
    return {
        path.relative_to(generation.path).as_posix(): path.read_bytes()
        for path in sorted(generation.path.rglob("*"))
        if path.is_file()
        and path.name != "manifest.json"
        and generation.store_path not in path.parents
    }


def quads(generation: store.Generation) -> set[str]:
    """Return every quad of the store of a generation, that of the default graph too."""
    return set(map(str, store.open_store(generation.store_path)))


def account(generation: store.Generation) -> dict[str, Any]:
    """Return what the manifest says that does not hang on when it was written."""
    manifest = {k: v for k, v in generation.manifest.items() if k not in OWN}
    manifest["rows"] = {name: list(counts) for name, counts in manifest["rows"].items()}
    return manifest


def built(project: Path, root: Path) -> str:
    """Build everything and publish it; return what stopped it."""
    try:
        pipeline.publish(pipeline.build(project, engine="fast"), root)
    except (BrokenGraph, ProjectError) as error:
        return type(error).__name__
    return ""


def step(project: Path, folder: Path) -> str:
    """Publish a change in both ways, compare, and return which way the change went."""
    renewed, anew = folder / "renewed", folder / "anew"
    went = pipeline.renew(project, renewed)
    if went is None:
        stopped = built(project, renewed)
        if stopped:
            assert built(project, anew) == stopped
            return stopped
    assert not built(project, anew), "what was renewed must not be published"
    ours, theirs = store.current(renewed), store.current(anew)
    assert content(ours) == content(theirs)
    assert quads(ours) == quads(theirs)
    assert account(ours) == account(theirs)
    return "renewed" if went else "anew"


def undo(project: Path, kept: Path) -> None:
    """Put the tables back as they were when they were last published."""
    shutil.rmtree(project / "data")
    shutil.copytree(kept, project / "data")


def follow(seed: int, length: int, project: Path, folder: Path, edits: Any) -> Counter[str]:
    """Follow one history and count how the changes went; the seed tells which."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    assert not built(project, folder / "renewed")
    assert not built(project, folder / "anew")
    kept = folder / "kept"
    shutil.copytree(project / "data", kept)
    history, went = [], Counter[str]()
    for _ in range(length):
        edit = chance.choices([one for one, _ in edits], [often for _, often in edits])[0]
        history.append(edit(project, chance))
        try:
            how = step(project, folder)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {history}") from error
        went[how] += 1
        if how in ("renewed", "anew"):
            shutil.rmtree(kept)
            shutil.copytree(project / "data", kept)
        elif chance.random() < 0.7:  # else the next edit comes on top of what is wrong
            undo(project, kept)
    return went


def word(project: Path, chance: random.Random) -> str:
    """Write other words into a cell that holds words: nothing else hangs on them."""
    tables = sorted((project / "data").glob("*.csv"))
    path = chance.choice(tables)
    rows = sheet(path)
    wanted = [n for n, name in enumerate(rows[0]) if name.startswith(("label", "note", "quote"))]
    if not wanted or len(rows) < 2:
        return "nothing"
    at, column = chance.randrange(1, len(rows)), chance.choice(wanted)
    rows[at][column] = (rows[at][column] or "X") + chance.choice((" A", " B"))
    write(path, rows)
    return f"{path.name}:{at + 1}:{column + 1}"


TINY_EDITS = (*EDITS, (word, 8))
ROW_EDITS = ((cell, 8), (row, 4), (word, 8))


def curated_in(folder: Path) -> Path:
    """Return a copy of the curated project."""
    for name in ("data", "ontology", "rules", "shapes"):
        shutil.copytree(PROJECT / name, folder / name)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_renewing_gives_what_building_gives(seed: int, tmp_path: Path) -> None:
    """After each of a dozen random edits of a tiny project, of every kind."""
    (tmp_path / "project").mkdir()
    went = follow(seed, 12, project_in(tmp_path / "project"), tmp_path, TINY_EDITS)
    assert went["renewed"] >= 2


@pytest.mark.slow
def test_renewing_the_curated_tables_gives_what_building_them_gives(tmp_path: Path) -> None:
    """After each of a few random edits of cells and rows."""
    (tmp_path / "project").mkdir()
    went = follow(7, 8, curated_in(tmp_path / "project"), tmp_path, ROW_EDITS)
    assert went["renewed"] >= 2


def with_a_source(folder: Path) -> Path:
    """Write a project with a source that lost a row: it names an organisation that is not there."""
    partner = {
        "name": "partner", "propertyUrl": "#partner",
        "valueUrl": "../../id/organisation/{partner}",
    }  # fmt: skip
    table = sourcefolder.table("things", [{"name": "key", "suppressOutput": True}, partner])
    rows = "key,partner\na,silicon-saxony\nb,later\nc,\n"
    return sourcefolder.make(folder, {"things.csv": rows}, tables=[table], on_error="report")


SHOULD = """@prefix : <https://w3id.org/clustergraph/shapes#> .
@prefix cg: <https://w3id.org/clustergraph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
:ParticipationHasAStart a sh:PropertyShape ; sh:targetSubjectsOf cg:participationIn ;
    sh:path cg:startEarliest ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "A participation has a start."@en , "Eine Beteiligung hat einen Beginn."@de .
"""


def rewrite(project: Path, name: str, row: int, column: str, text: str) -> None:
    """Write a text into a cell."""
    path = project / "data" / name
    rows = sheet(path)
    rows[row][rows[0].index(column)] = text
    write(path, rows)


def test_warnings_come_and_go_with_their_cells(tmp_path: Path) -> None:
    """What a shape finds of a row is counted anew, and only the rest is as before."""
    project = pocket.make(tmp_path / "project")
    (project / "shapes" / "should").mkdir()
    (project / "shapes" / "should" / "start.ttl").write_text(SHOULD, "utf-8")
    assert not built(project, tmp_path / "renewed")
    counts = []
    for text in ("", "2012-01-01", ""):
        rewrite(project, "participations.csv", 2, "start_earliest", text)
        assert step(project, tmp_path) == "renewed"
        counts.append(store.current(tmp_path / "renewed").manifest["counts"]["warnings"])
    assert counts[0] == counts[1] + 1 == counts[2]


@pytest.mark.parametrize(
    ("name", "row", "column", "text"),
    [
        ("participations.csv", 1, "participant", "organisation/nobody"),
        ("organisations.csv", 2, "key", "another"),  # which others name by its old key
        ("organisations.csv", 3, "key", "another"),  # and this one by no foreign key
        ("participations.csv", 1, "quote_en", "nobody"),  # no thing, only a key
        ("memberships.csv", 1, "role", "no-role"),
    ],
)
def test_what_would_dangle_is_never_renewed(
    tmp_path: Path, name: str, row: int, column: str, text: str
) -> None:
    """No shape looks here: the reference itself is asked for, from both ends."""
    project = pocket.make(tmp_path / "project")
    path = project / "data" / "csv-metadata.json"
    description = json.loads(path.read_text("utf-8"))
    schema = next(t for t in description["tables"] if t["url"] == "participations.csv")
    schema["tableSchema"].setdefault("foreignKeys", []).append(
        {
            "columnReference": "quote_en",
            "reference": {"resource": "projects.csv", "columnReference": "key"},
        }
    )
    path.write_text(json.dumps(description), "utf-8")
    assert not built(project, tmp_path / "renewed")
    rewrite(project, name, row, column, text)
    assert step(project, tmp_path) == "BrokenGraph"


def add_organisation(project: Path, key: str) -> None:
    """Add an organisation like the first one."""
    path = project / "data" / "organisations.csv"
    rows = sheet(path)
    write(path, [*rows, [key, *rows[1][1:]]])


def test_beside_a_source_curated_rows_are_renewed(tmp_path: Path) -> None:
    """Rows that were set aside stay so, as long as nothing that they name appears."""
    project = with_a_source(tmp_path / "project")
    assert not built(project, tmp_path / "renewed")
    assert store.current(tmp_path / "renewed").manifest["rows"]["guest-things"] == [3, 2, 1]
    add_organisation(project, "another")
    assert step(project, tmp_path) == "renewed"
    add_organisation(project, "later")
    assert step(project, tmp_path) == "anew"
    assert store.current(tmp_path / "renewed").manifest["rows"]["guest-things"] == [3, 3, 0]


def test_a_change_of_a_source_builds_all_anew(tmp_path: Path) -> None:
    """Its files are compared, too."""
    project = with_a_source(tmp_path / "project")
    assert not built(project, tmp_path / "renewed")
    (project / "given" / "things.csv").write_text("key,partner\na,\n", "utf-8")
    assert step(project, tmp_path) == "anew"


def test_what_carries_no_change_says_why(tmp_path: Path) -> None:
    """The last step tells it, so that nobody wonders why a build takes long."""
    project = with_a_source(tmp_path / "project")
    assert not built(project, tmp_path / "renewed")
    (project / "given" / "things.csv").write_text("key,partner\na,\n", "utf-8")
    said: list[str] = []
    assert pipeline.renew(project, tmp_path / "renewed", lambda step, *_: said.append(step)) is None
    assert said == ["building everything: more changed than tables, their description and shapes"]


if __name__ == "__main__":
    histories, length = map(int, sys.argv[1:3])
    ways = Counter[str]()
    for number in range(histories):
        with tempfile.TemporaryDirectory() as place:
            (Path(place) / "project").mkdir()
            is_tiny = len(sys.argv) < 4
            begin = (project_in if is_tiny else curated_in)(Path(place) / "project")
            chosen = TINY_EDITS if is_tiny else ROW_EDITS
            ways += follow(1000 + number, length, begin, Path(place), chosen)
        sys.stdout.write(f"{(number + 1) * length} edits: {dict(ways)}\n")
        sys.stdout.flush()
