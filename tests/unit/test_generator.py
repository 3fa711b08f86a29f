"""The synthetic project: the same for the same seed, clean, and equal to what its tables say."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from clustergraph import names, pipeline, provenance, tables
from clustergraph.rdf import nquads
from generate import MARK, Counts, NotSyntheticError, generate

WISH = 3_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counts]:
    """A small synthetic project, with its triples beside it."""
    folder = tmp_path_factory.mktemp("synthetic")
    world, rows = folder / "world.nt", folder / "evidence.nt"
    return folder, generate(folder / "project", WISH, 1, world, rows)


def written(folder: Path) -> dict[str, bytes]:
    """Read what the generator wrote, but not what it links to."""
    paths = [folder / MARK, *(folder / "data").iterdir()]
    return {path.name: path.read_bytes() for path in paths}


def rows(project: Path, table: str) -> list[dict[str, str]]:
    """Read a table as it stands in its file."""
    with (project / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_gives_the_same_bytes(made: tuple[Path, Counts], tmp_path: Path) -> None:
    """A second run writes the same files, whether triples are wished for or not."""
    assert generate(tmp_path / "again", WISH, 1) == made[1]
    assert written(tmp_path / "again") == written(made[0] / "project")


def test_another_seed_gives_another_project(made: tuple[Path, Counts], tmp_path: Path) -> None:
    """The seed decides what is in the tables."""
    generate(tmp_path / "other", WISH, 2)
    other, first = written(tmp_path / "other"), written(made[0] / "project")
    assert other["csv-metadata.json"] == first["csv-metadata.json"]
    assert other["participations.csv"] != first["participations.csv"]


@pytest.mark.parametrize("wish", [WISH, 10_000, 30_000])
def test_there_are_as_many_triples_as_wished_for(wish: int, tmp_path: Path) -> None:
    """The number of triples about the world is within 3 % of the wish."""
    counts = generate(tmp_path / "project", wish, 5, tmp_path / "world.nt")
    lines = (tmp_path / "world.nt").read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == len(lines) == counts.world
    assert abs(counts.world - wish) <= 0.03 * wish


def test_the_triples_are_those_that_the_mapper_gives(made: tuple[Path, Counts]) -> None:
    """The N-Triples written straight are the statements of tables.map_table, nothing else."""
    folder, counts = made
    world, evidence = set(), set()
    for table in tables.describe(folder / "project").tables:
        mapped = tables.map_table(folder / "project", table)
        assert mapped.findings == []
        assert mapped.rows_mapped == counts.rows[table.name] > 0
        for statement in mapped.statements:
            about = evidence if provenance.is_about_a_row(statement.triple) else world
            about.add(nquads([statement.triple]))
    for name, expected in (("world.nt", world), ("evidence.nt", evidence)):
        text = (folder / name).read_text(encoding="utf-8")
        assert set(text.splitlines(keepends=True)) == expected


@pytest.mark.slow
def test_a_synthetic_project_breaks_nothing(made: tuple[Path, Counts]) -> None:
    """Ontology, rules and shapes of the project apply, and there is not even a warning."""
    built = pipeline.build(made[0] / "project")
    assert [str(finding) for finding in built.report.findings] == []
    assert len(built.asserted) == made[1].world
    houses = {"coordinates", "participatesIn", "funds", "locatedIn"}
    assert {f"<{names.TERMS}{name}>" for name in houses} <= {p for _, p, _ in built.inferred}


@pytest.mark.slow
def test_the_shapes_find_what_is_wrong_in_a_synthetic_project(tmp_path: Path) -> None:
    """A second coordinator is a violation: being clean means something."""
    generate(tmp_path / "project", WISH)
    path = tmp_path / "project" / "data" / "participations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",partner,", ",coordinator,", 1), encoding="utf-8")
    built = pipeline.build(tmp_path / "project")
    assert {f.rule for f in built.report.violations} == {names.SHAPES + "ProjectHasOneCoordinator"}


def test_every_project_has_one_coordinator(made: tuple[Path, Counts]) -> None:
    """One participation of each project has the role."""
    project = made[0] / "project"
    coordinated = Counter(
        row["project"] for row in rows(project, "participations") if row["role"] == "coordinator"
    )
    everyone = {f"project/{row['key']}" for row in rows(project, "projects")}
    assert coordinated == Counter(everyone)


def test_few_organisations_are_in_many_projects(tmp_path: Path) -> None:
    """Half of the organisations are in one project, and a tenth holds most participations."""
    generate(tmp_path / "project", 60_000)
    counted = Counter(row["participant"] for row in rows(tmp_path / "project", "participations"))
    often = sorted(counted.values(), reverse=True)
    assert often.count(1) > 0.4 * len(often)
    assert sum(often[: len(often) // 10]) > 0.5 * sum(often)


def test_tables_are_sorted_by_key(made: tuple[Path, Counts]) -> None:
    """As curated tables are, and each key once; relations come as things are written."""
    for table in made[1].rows.keys() - {"relations"}:
        keys = [row["key"] for row in rows(made[0] / "project", table)]
        assert keys == sorted(set(keys)), table


def test_everything_says_that_it_is_synthetic(made: tuple[Path, Counts]) -> None:
    """The note, the descriptions and the source, in both languages; and every key shows it."""
    project = made[0] / "project"
    note = (project / MARK).read_text(encoding="utf-8")
    assert "must never be published" in note
    assert "nie veröffentlicht" in note
    for table in tables.describe(project).tables:
        assert "synthetic" in (table.description or "")
        assert all("syn" in row["key"] for row in rows(project, table.name))
    text = (project / "data" / "csv-metadata.json").read_text(encoding="utf-8")
    assert text.count('"de": "synthetisch: ') == 1 + len(made[1].rows)
    (source,) = rows(project, "sources")
    assert re.search(r"[Ss]ynthetic", source["title"])
    assert "synthetisch" in source["title"]


def test_the_generator_writes_into_no_other_project(tmp_path: Path) -> None:
    """A folder that holds something else is left alone; a synthetic one is written anew."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "projects.csv").write_text("key\n", encoding="utf-8")
    with pytest.raises(NotSyntheticError):
        generate(tmp_path, WISH)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    generate(tmp_path / "new", WISH)
    assert generate(tmp_path / "new", WISH).world


def test_the_generator_needs_nothing_but_the_wish() -> None:
    """Its numbers come from random.random alone, whose sequence Python promises to keep."""
    source = (Path(sys.modules["generate"].__file__ or "").parent / "synthetic.py").read_text()
    assert set(re.findall(r"random\.(\w+)\(", source)) <= {"random", "Random"}
