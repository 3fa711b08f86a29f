"""Every fault in a table is told with file, line, column and mend, and nothing is published."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

import pocket
import tinyproject
from clustergraph import names, pipeline, store
from clustergraph.cli import main
from clustergraph.errors import BrokenGraph
from clustergraph.findings import Finding

ROOT = Path(__file__).parents[2]
PARTS = ("data", "ontology", "rules", "shapes")


@dataclass(frozen=True)
class Fault:
    """A change to one row of one table, and the finding that it must give.

    ``row`` is the key of the row; ``column`` names the cell that is told, None for the row as a
    whole; ``cells`` are the new contents; ``rule`` is the rule or shape, ``mend`` what to write.
    """

    table: str
    row: str
    cells: dict[str, str]
    column: str | None
    rule: str
    mend: str | None = None


FAULTS = (
    Fault("announcements", "cross", {"date": "15.07.2014"}, "date", "UnreadableCell", "2014-07-15"),
    Fault("calls", "cip-emerging-industries-2013", {"label_en": ""}, None,
          "LabelledThingHasAGermanOrEnglishLabel"),
    Fault("claims", "clustrat-coordinator-wfs", {"status": "rejectd"}, "status",
          "DanglingReference", "rejected"),
    Fault("events", "bionection-2018", {"place": "dreseden"}, "place", "DanglingKey", "dresden"),
    Fault("fundings", "agent-3d--zwanzig20--ceiling", {"currency": ""}, "currency",
          "AmountHasACurrency", "eur"),
    Fault("fundings", "fast--zwanzig20--ceiling", {"amount": "45.000.000,00"}, "amount",
          "UnreadableCell", "45000000.00"),
    Fault("homepages", "wfs", {"url": "https://example.org/with space"}, "url", "UnreadableCell",
          "https://example.org/with%20space"),
    Fault("identifiers", "agil--pic", {"value": ""}, "value", "MissingCell"),
    Fault("memberships", "biosaxony--silicon-saxony--2014-07-14",
          {"organisation": "silicon-saxoni"}, "organisation", "DanglingKey", "silicon-saxony"),
    Fault("observations", "vemas--member-count--300", {"value": "dreihundert"}, "value",
          "UnreadableCell"),
    Fault("organisations", "agil", {"kinds": "Compny"}, "kinds", "UnknownTerm", "Company"),
    Fault("periods", "central-europe-2007-2013--2007--2013",
          {"start": "2017", "start_earliest": "2017-01-01", "start_latest": "2017-12-31"},
          "start_earliest", "StartsBeforeItEnds", "2013-01-01"),
    Fault("persons", "sandra-lange", {"name": ""}, "name", "MissingCell"),
    Fault("places", "leipzig", {"nuts": "DE-D51"}, "nuts", "NutsCodeIsWellFormed", "DED51"),
    Fault("quotations", "thomas-richter--clustrat--1", {"speaker": ""}, "speaker",
          "QuotationHasASpeaker"),
    Fault("sources", "bs-cross", {"language": "de_DE"}, "language", "UnreadableCell",
          "de-DE"),
    Fault("tenures", "martin-dulig--minister--smwa", {"person": "martin-duligg"}, "person",
          "DanglingKey", "martin-dulig"),
    Fault("topics", "biosaxony--biotechnology", {"field": "biotechnologie"}, "field",
          "DanglingKey", "biotechnology"),
)  # fmt: skip

# Faults that are more than another cell: table, key of the row told, rule.
RAGGED = ("awards", "biosaxony--ecei-silver--2019", "RaggedRow")
REPEATED = ("posts", "smwa--minister", "DuplicateKey")
TWICE = ("participations", "agil--c3-saxony--partner-again", "ParticipationIsWrittenOnce")
OVERLAPPING = (
    "memberships",
    "tu-dresden--silicon-saxony--again",
    "MembershipDoesNotOverlapAnother",
)


class Sheet:
    """One table of a copy: rows as lists, read and written as it stands."""

    def __init__(self, project: Path, table: str) -> None:
        self._path = project / "data" / f"{table}.csv"
        with self._path.open(encoding="utf-8", newline="") as file:
            self.header, *self.rows = list(csv.reader(file))

    def row(self, key: str) -> list[str]:
        """Return the last row of a key."""
        return [row for row in self.rows if row[0] == key][-1]

    def write(self) -> None:
        """Write the table back."""
        with self._path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([self.header, *self.rows])

    def line(self, key: str) -> int:
        """Return the physical line on which the last row of a key starts."""
        line, found = 1, 0
        for row in [self.header, *self.rows]:
            found = line if row[0] == key else found
            line += 1 + sum(cell.count("\n") for cell in row)
        return found


def put(project: Path, fault: Fault) -> None:
    """Write a fault into its table."""
    sheet = Sheet(project, fault.table)
    row = sheet.row(fault.row)
    before = list(row)
    for name, text in fault.cells.items():
        row[sheet.header.index(name)] = text
    assert row != before, f"{fault} changes nothing"
    sheet.write()


def change(project: Path, table: str, edit: Callable[[Sheet], None]) -> None:
    """Edit a table as a whole."""
    sheet = Sheet(project, table)
    edit(sheet)
    sheet.write()


def again(key: str, new: str) -> Callable[[Sheet], None]:
    """Return an edit that appends a copy of a row under another key."""

    def edit(sheet: Sheet) -> None:
        sheet.rows.append([new, *sheet.row(key)[1:]])

    return edit


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with every fault at once."""
    project = tmp_path_factory.mktemp("spoiled")
    for part in PARTS:
        shutil.copytree(ROOT / part, project / part)
    for fault in FAULTS:
        put(project, fault)
    change(project, RAGGED[0], lambda sheet: sheet.row(RAGGED[1]).append("one too many"))
    change(project, REPEATED[0], again(REPEATED[1], REPEATED[1]))
    change(project, TWICE[0], again("agil--c3-saxony--partner", TWICE[1]))
    change(project, OVERLAPPING[0], again("tu-dresden--silicon-saxony", OVERLAPPING[1]))
    return project


@pytest.fixture(scope="module")
def broken(spoiled: Path) -> pipeline.Built:
    """What one build of the spoiled copy finds."""
    return pipeline.build(spoiled)


def told(built: pipeline.Built, table: str, rule: str) -> list[Finding]:
    """Return the violations of a rule or shape in a table."""
    return [
        finding
        for finding in built.report.violations
        if finding.origin.path.stem == table
        and finding.rule in (names.RULES + rule, names.SHAPES + rule)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.table}-{fault.rule}")
def test_a_fault_is_told_at_its_cell(fault: Fault, spoiled: Path, broken: pipeline.Built) -> None:
    """File, line, column, value and mend, in both languages, among all the other faults."""
    sheet = Sheet(spoiled, fault.table)
    number = sheet.header.index(fault.column) + 1 if fault.column else None
    place = (f"data/{fault.table}.csv", sheet.line(fault.row), number)
    found = [f for f in told(broken, fault.table, fault.rule) if f.origin.order[:2] == place[:2]]
    assert found, f"{fault} is not told; told: {told(broken, fault.table, fault.rule)}"
    finding = found[0]
    assert (str(finding.origin.path), finding.origin.line) == place[:2]
    if fault.column:
        assert finding.origin.column == number
        assert finding.column_name == fault.column
        if fault.cells.get(fault.column):
            assert finding.value == fault.cells[fault.column]
    assert finding.mend == fault.mend
    assert finding.message_en
    assert finding.message_de
    assert finding.message_en != finding.message_de


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "key", "rule"), [RAGGED, REPEATED, TWICE, OVERLAPPING], ids=lambda text: text
)
def test_a_faulty_row_is_told(
    table: str, key: str, rule: str, spoiled: Path, broken: pipeline.Built
) -> None:
    """A row too long, a key twice, and the same thing said under two keys."""
    lines = {
        place.line
        for finding in told(broken, table, rule)
        for place in (finding.origin, *finding.related)
    }
    assert Sheet(spoiled, table).line(key) in lines


@pytest.mark.slow
def test_faults_are_told_from_many_tables_at_once(broken: pipeline.Built) -> None:
    """One build tells of them all, not only of the first; in reading order."""
    tables = {finding.origin.path.stem for finding in broken.report.violations}
    assert len(tables) >= 12
    assert {fault.table for fault in FAULTS} <= tables
    orders = [finding.order for finding in broken.report.findings]
    assert orders == sorted(orders)


@pytest.mark.slow
def test_a_broken_build_publishes_nothing(broken: pipeline.Built, tmp_path: Path) -> None:
    """Not even a folder."""
    with pytest.raises(BrokenGraph):
        pipeline.publish(broken, tmp_path / "var")
    assert not (tmp_path / "var").exists()


def test_the_last_good_generation_keeps_serving(tmp_path: Path) -> None:
    """A good build is published; a broken one exits with 1, says why and changes nothing."""
    project = pocket.make(tmp_path / "project")
    good = CliRunner().invoke(main, ["build", str(project)])
    assert good.exit_code == 0, good.output
    before = store.current(project / "var")
    tinyproject.spoil(project, "memberships.csv", ",2014-07-14,", ",14.07.2014,")
    tinyproject.spoil(project, "participations.csv", ",coordinator,", ",,")
    bad = CliRunner().invoke(main, ["build", str(project)])
    assert bad.exit_code == 1
    assert 'data/memberships.csv:2:5 (start): "14.07.2014"' in bad.output
    assert "write 2014-07-14" in bad.output
    assert "data/participations.csv:2:4 (role)" in bad.output
    assert "nothing was published" in bad.output
    assert store.current(project / "var") == before
    assert [one.name for one in store.generations(project / "var")] == [before.name]
    assert store.open_store(before.store_path).query("ASK { ?s ?p ?o }")


def test_a_mended_build_is_served(tmp_path: Path) -> None:
    """After the mend the next build takes over."""
    project = pocket.make(tmp_path / "project")
    runner = CliRunner()
    assert runner.invoke(main, ["build", str(project)]).exit_code == 0
    before = store.current(project / "var")
    tinyproject.spoil(project, "organisations.csv", "Technische Universität", "TU")
    assert runner.invoke(main, ["check", str(project)]).exit_code == 0
    assert store.current(project / "var") == before, "check publishes nothing"
    assert runner.invoke(main, ["build", str(project)]).exit_code == 0
    assert store.current(project / "var").name != before.name
