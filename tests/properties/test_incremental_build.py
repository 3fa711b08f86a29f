"""Any sequence of builds that redo only what changed gives what a full build gives.

A history is a chain of random edits to a small project: cells, rows, whole tables, shapes, rules
and the description. After each edit a build that remembers the ones before runs; at the end, and
here and there on the way, a build that knows nothing must say the same, byte for byte.

    python tests/properties/test_incremental_build.py 50 20     50 histories of 20 edits
"""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

import tinyproject
from clustergraph import pipeline
from clustergraph.errors import ProjectError
from clustergraph.pipeline.memory import Memory

PROJECT = Path(__file__).parents[2]
COPIED = ("rules", "shapes")
TEXTS = ("", "x", "2014-07-14", "2015", "true", "silicon-saxony", "organisation/biosaxony", "-")
Edit = Callable[[Path, random.Random], str]


def project_in(folder: Path) -> Path:
    """Return the tiny project with the ontology and copies of rules and shapes."""
    tinyproject.copy(folder)
    (folder / "ontology").symlink_to(PROJECT / "ontology", target_is_directory=True)
    for name in COPIED:
        shutil.copytree(PROJECT / name, folder / name)
    return folder


def sheet(path: Path) -> list[list[str]]:
    """Read a table as it stands."""
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))


def write(path: Path, rows: list[list[str]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def some_table(project: Path, chance: random.Random) -> Path:
    """Draw a table that is there."""
    return chance.choice(sorted((project / "data").glob("*.csv")))


def cell(project: Path, chance: random.Random) -> str:
    """Write another text into a cell, often one of the same column."""
    path = some_table(project, chance)
    rows = sheet(path)
    if len(rows) < 2:
        return "nothing"
    row, column = chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))
    known = [one[column] for one in rows[1:]]
    rows[row][column] = chance.choice([*known, *known, *TEXTS])
    write(path, rows)
    return f"{path.name}:{row + 1}:{column + 1}"


def row(project: Path, chance: random.Random) -> str:
    """Remove, repeat, move or add a row."""
    path = some_table(project, chance)
    rows = sheet(path)
    what = chance.choice(("remove", "repeat", "move", "add"))
    if len(rows) < 2:
        return "nothing"
    at = chance.randrange(1, len(rows))
    if what == "remove":
        del rows[at]
    elif what == "repeat":
        rows.append(rows[at])
    elif what == "move":
        rows.append(rows.pop(at))
    else:
        rows.append([f"{rows[at][0]}-{chance.randrange(99)}", *rows[at][1:]])
    write(path, rows)
    return f"{what} {path.name}:{at + 1}"


def table(project: Path, chance: random.Random) -> str:
    """Remove a table with its description, or bring one back as it was."""
    path = project / "data" / "csv-metadata.json"
    description = json.loads(path.read_text("utf-8"))
    whole = json.loads((tinyproject.TINY / "data" / "csv-metadata.json").read_text("utf-8"))
    there = {one["url"] for one in description["tables"]}
    gone = [one for one in whole["tables"] if one["url"] not in there]
    if gone and chance.random() < 0.6:
        back = chance.choice(gone)
        description["tables"].append(back)
        shutil.copy(tinyproject.TINY / "data" / back["url"], project / "data" / back["url"])
        said = f"back {back['url']}"
    else:
        left = chance.choice(description["tables"])
        description["tables"].remove(left)
        (project / "data" / left["url"]).unlink(missing_ok=True)
        said = f"gone {left['url']}"
    path.write_text(json.dumps(description), "utf-8")
    return said


def described(project: Path, chance: random.Random) -> str:
    """Let a column be silent or speak again, or give its words another language."""
    path = project / "data" / "csv-metadata.json"
    description = json.loads(path.read_text("utf-8"))
    column = chance.choice(chance.choice(description["tables"])["tableSchema"]["columns"])
    if chance.random() < 0.5 and "lang" in column:
        column["lang"] = chance.choice(("de", "en", "fi"))
    elif "aboutUrl" in column or column["name"] != "key":
        column["suppressOutput"] = not column.get("suppressOutput", False)
    path.write_text(json.dumps(description), "utf-8")
    return f"description of {column['name']}"


def file_of(*folders: str) -> Edit:
    """Return what takes a file of these folders away, or brings it back."""

    def edit(project: Path, chance: random.Random) -> str:
        folder = project.joinpath(*folders)
        path = chance.choice(sorted(p for p in folder.iterdir() if p.is_file()))
        away = path.suffix == ".away"
        path.rename(path.with_suffix("") if away else path.with_name(path.name + ".away"))
        return f"{'back' if away else 'away'} {path.name}"

    return edit


EDITS: tuple[tuple[Edit, int], ...] = (
    (cell, 12), (row, 6), (table, 1), (described, 1), (file_of("rules"), 2),
    (file_of("shapes", "must"), 1), (file_of("shapes", "should"), 1),
)  # fmt: skip


def said(project: Path, memory: Memory | None = None) -> tuple[str, str]:
    """Return what a build finds, and what it would publish."""
    try:
        built = pipeline.build(project, memory=memory, engine="fast")
    except ProjectError as error:
        return str(error), ""
    return "\n".join(map(str, built.report.findings)), built.nquads()


def follow(seed: int, length: int) -> int:
    """Follow one history and return how many edits were made; the seed tells which."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    memory = Memory()
    with tempfile.TemporaryDirectory() as folder:
        project = project_in(Path(folder))
        said(project, memory)
        history = []
        for number in range(length):
            edit = chance.choices([one for one, _ in EDITS], [often for _, often in EDITS])[0]
            history.append(edit(project, chance))
            found = said(project, memory)
            if number == length - 1 or chance.random() < 0.1:
                assert found == said(project), f"seed {seed}: {history}"
    return length


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_builds_that_remember_say_what_full_ones_say(seed: int) -> None:
    """Findings and bytes alike, after each of three histories."""
    assert follow(seed, 12) == 12


@pytest.mark.slow
def test_what_a_table_said_goes_with_it(tmp_path: Path) -> None:
    """Its graph, and all that followed from it, are gone at the next build."""
    project, memory = project_in(tmp_path), Memory()
    before = pipeline.build(project, memory=memory, engine="fast")
    path = project / "data" / "csv-metadata.json"
    description = json.loads(path.read_text("utf-8"))
    description["tables"] = [t for t in description["tables"] if t["url"] != "memberships.csv"]
    path.write_text(json.dumps(description), "utf-8")
    (project / "data" / "memberships.csv").unlink()
    after = pipeline.build(project, memory=memory, engine="fast")
    gone = before.tables["memberships"]
    assert gone
    assert "memberships" not in after.tables
    assert not gone & after.default
    assert len(after.inferred) < len(before.inferred)
    assert after.nquads() == pipeline.build(project, engine="fast").nquads()


if __name__ == "__main__":
    histories, edits = map(int, sys.argv[1:])
    for one in range(histories):
        follow(1000 + one, edits)
        sys.stdout.write(f"{(one + 1) * edits} edits\n")
