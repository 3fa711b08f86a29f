"""What publishers really give, with its dirt: each kind is read by description, on real lines."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import sourcefolder
from clustergraph import sources
from clustergraph.errors import ProjectError
from clustergraph.sources import Made

FUNDS = "eu-structural-funds"
GERMANY = f"{FUNDS}/DE.germany"
SELECT = "SELECT _file, _record, concat(_file, _record) AS key, {} AS name FROM things"


def made(folder: Path, shared: Path, place: str, keys: str, name: str) -> Made:
    """Stage the files of one folder, and shape one column of them."""
    table = sourcefolder.table("things", ["key", "name"])
    sql = SELECT.format(name)
    project = sourcefolder.make(
        folder, {}, f"[files.things]\n{keys}\n", [table], {"things.sql": sql}, "report"
    )
    where = (shared / "data" / place).resolve().as_posix()
    sourcefolder.write(project, "clustergraph.toml", f'[sources]\nguest = "{where}"\n')
    found = sourcefolder.made(project)
    assert not found.faults, list(map(str, found.faults))
    return found


def names(made: Made) -> list[str]:
    """Return the last cell of each row."""
    text = Path(made.tables[0].path).read_text(encoding="utf-8")
    return [line.rpartition(",")[2] for line in text.splitlines()[1:]]


def test_a_lone_carriage_return_ends_a_line(tmp_path: Path, shared: Path) -> None:
    """The NUTS regions: 1,887 of them, which a reader of line feeds takes for one line."""
    place = f"{FUNDS}/geography"
    keys = 'path = "geocodes.nuts.csv"'
    found = made(tmp_path, shared, place, keys, 'left("NUTS-Code", 2)')
    assert found.staged["things"].read == 1887
    assert Counter(names(found)).keys() >= {"DE", "EL", "UK"}


def test_line_ends_inside_of_cells(tmp_path: Path, shared: Path) -> None:
    """ESF in Brandenburg: cells of several lines, amounts with a decimal comma."""
    place = f"{GERMANY}/DE4.brandenburg/ESF 2007-2013"
    found = made(tmp_path, shared, place, 'path = "Brandenburg-ESF-2007-2013.csv"', "NULL")
    assert (found.staged["things"].read, found.staged["things"].aside) == (12397, 0)


def test_quotation_marks_that_are_not_doubled(tmp_path: Path, shared: Path) -> None:
    """CORDIS: four records cannot be taken apart; each is told at its line, the others are read."""
    place = "cordis/h2020-organisations-2017"
    found = made(tmp_path, shared, place, 'path = "stacked_dump.csv"', "NULL")
    assert (found.staged["things"].read, found.staged["things"].aside) == (16592, 4)
    assert [one.origin.line for one in found.findings] == [281, 2914, 4743, 8402]


def test_json_lines_and_a_workbook(tmp_path: Path, shared: Path) -> None:
    """ROR keeps its nesting; the topics of Horizon Europe come out of XLSX as out of CSV."""
    keys = 'path = "ror-records-*.jsonl"'
    found = made(tmp_path / "1", shared, "ror", keys, "admin.created.date")
    assert found.staged["things"].read == 35_990
    assert names(found)[0] == "2023-03-16"
    place = "cordis/horizon-europe"
    sheet = made(tmp_path / "2", shared, place, 'path = "topics.xlsx"', '"topic"')
    assert sheet.staged["things"].read == 15_341


@pytest.mark.parametrize(
    ("place", "name", "keys", "triples"),
    [
        ("euroscivoc", "EuroSciVoc.ttl", 'labels = "skos-xl"', 67_964),
        ("crossref-funder-registry", "registry-2018-07.rdf", "", 289_484),
        ("eurio", "EURIO.ttl", "", 1_382),
    ],
)
def test_real_rdf(
    tmp_path: Path, shared: Path, place: str, name: str, keys: str, triples: int
) -> None:
    """Turtle and RDF/XML as published; the labels of EuroSciVoc become plain ones."""
    toml = f'[rdf.c]\npath = "{name}"\n{keys}\n'
    project = sourcefolder.make(tmp_path, {}, toml)
    where = (shared / "data" / place).resolve().as_posix()
    sourcefolder.write(project, "clustergraph.toml", f'[sources]\nguest = "{where}"\n')
    assert len(sourcefolder.made(project).graphs["guest-c"]) == triples


@pytest.mark.slow
def test_every_file_can_be_drafted(shared: Path) -> None:
    """Every table of every publisher gives a draft or one clear finding, never a fault of ours."""
    drafted, refused = 0, []
    for file in sorted((shared / "data" / FUNDS).rglob("*")):
        if file.suffix in (".csv", ".xlsx") and file.stat().st_size < 3_000_000:
            try:
                sources.draft(file, "draft")
            except ProjectError as error:
                refused.append((file.name, str(error)))
            else:
                drafted += 1
    assert not refused
    assert drafted > 60
