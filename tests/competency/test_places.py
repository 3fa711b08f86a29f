"""A broken shape leads to the cell to mend, to every other cell that has part in it, and no other.

One build of one copy holds all the faults; each stands in rows of its own.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from clustergraph import names, pipeline
from clustergraph.findings import Finding
from competency.test_faults import PARTS, ROOT, Sheet, again, change

Cell = tuple[str, str, str | None]


@dataclass(frozen=True)
class Case:
    """Cells changed in a row, and what must be told.

    ``like`` is a row of which a copy is added first. ``column`` and ``mend`` are those of the
    finding, ``also`` the other cells (table, row, column) that it must name, and no others.
    """

    shape: str
    table: str
    row: str
    cells: dict[str, str]
    column: str | None
    mend: str | None = None
    also: tuple[Cell, ...] = ()
    like: str | None = None


def here(table: str, row: str, *columns: str) -> tuple[Cell, ...]:
    """Name several cells of one row."""
    return tuple((table, row, column) for column in columns)


AGIL = "agil--c3-saxony--partner"
SILICON = "bcs-nl--silicon-europe-alliance"
EEN = "agil--een-sachsen--coordinator"
FOUNDED = "biosaxony--founded"
PERIOD = "c3-carbon-concrete-composite--2014--2020"
CASES = (
    # a missing value: its empty cell, and the others that could hold it
    Case("AmountHasACurrency", "fundings", "agent-3d--zwanzig20--ceiling", {"currency": ""},
         "currency", "eur"),
    Case("AmountSaysHowExactItIs", "fundings", "fast--zwanzig20--ceiling", {"qualifier": ""},
         "qualifier"),
    Case("QuotationHasASpeaker", "quotations", "thomas-richter--clustrat--1", {"speaker": ""},
         "speaker"),
    Case("LabelledThingHasAGermanOrEnglishLabel", "calls", "cip-emerging-industries-2013",
         {"label_de": "", "label_en": ""}, "label_de", None,
         here("calls", "cip-emerging-industries-2013", "label_en")),
    Case("PeriodSaysWhen", "periods", "c3-saxony--2014--2015",
         dict.fromkeys(("start", "start_earliest", "start_latest", "end", "end_earliest",
                        "end_latest"), ""), "start", None,
         here("periods", "c3-saxony--2014--2015", "end", "months")),
    # a missing or wrong time, computed from the other columns
    Case("BoundOfTheDateComesWithIt", "foundations", "amz--founded", {"date": ""}, "date", "1999"),
    Case("DateHasABound", "foundations", FOUNDED, {"date_earliest": "", "date_latest": ""},
         "date_earliest", "2009-12-18", here("foundations", FOUNDED, "date_latest")),
    Case("BoundOfTheStartComesWithIt", "participations", EEN, {"start": ""}, "start", "../2008"),
    Case("DateAgreesWithItsBounds", "awards", "biopark-r--ecei-silver--2011",
         {"date_latest": "2012-12-31"}, "date_latest", "2011-12-31",
         here("awards", "biopark-r--ecei-silver--2011", "date")),
    # two times in the wrong order: both, to be swapped
    Case("EarliestDateIsNotAfterLatestDate", "awards", "bioregio-stern--ecei-silver--2015",
         {"date_earliest": "2015-12-31", "date_latest": "2015-01-01"}, "date_earliest",
         "2015-01-01", here("awards", "bioregio-stern--ecei-silver--2015", "date_latest")),
    Case("StartsBeforeItEnds", "periods", PERIOD,
         {"start": "2020", "start_earliest": "2020-01-01", "start_latest": "2020-12-31",
          "end": "2014", "end_earliest": "2014-01-01", "end_latest": "2014-12-31"},
         "start_earliest", "2014-01-01", here("periods", PERIOD, "end_latest")),
    # a wrong value: its cell
    Case("AmountIsPositive", "fundings", "fast--zwanzig20--ceiling", {"amount": "-5"}, "amount"),
    Case("ShareIsAPercentage", "fundings", "3dsensation--zwanzig20--unspecified",
         {"share_percent": "101"}, "share_percent"),
    Case("ObservationHasOneValue", "observations", "acod-congress-2010--participant-count--250",
         {"value": "-250"}, "value"),
    Case("NutsCodeIsWellFormed", "places", "leipzig", {"nuts": "DE-D51"}, "nuts", "DED51"),
    Case("CountryCodeIsTwoCapitals", "places", "at", {"country_code": "at"}, "country_code", "AT"),
    Case("AddressIsAWebAddress", "homepages", "amz", {"url": "ftp://www.amz-sachsen.de"}, "url"),
    Case("LabelHasNoSpaceAround", "organisations", "aepi", {"label_en": " "}, "label_en", ""),
    # a value of the wrong kind: its cell, and the row of the other table
    Case("FunderIsAnOrganisation", "fundings", "acod--grw--unspecified",
         {"funder": "programme/zwanzig20"}, "funder", None, (("programmes", "zwanzig20", None),)),
    Case("MembershipHasOneMember", "memberships", "aepi--silicon-europe-alliance",
         {"member": "person/sandra-lange"}, "member", None, (("persons", "sandra-lange", None),)),
    # two cells that do not go together
    Case("AnnouncementHasADateOrSaysItIsUnknown", "announcements", "amz20",
         {"date_unknown": "true"}, "date_unknown", "", here("announcements", "amz20", "date")),
    Case("NobodyIsAMemberOfItself", "memberships", SILICON,
         {"member": "organisation/silicon-europe-alliance"}, "member", None,
         here("memberships", SILICON, "organisation")),
    Case("SpeakerHoldsTheCapacity", "quotations", "thomas-richter--clustrat--2",
         {"speaker": "martin-dulig"}, "speaker", None,
         (*here("quotations", "thomas-richter--clustrat--2", "capacity"),
          ("tenures", "thomas-richter--head--wfs", "person"))),
    # two rows that do not go together: both, cell by cell
    Case("MembershipDoesNotOverlapAnother", "memberships", "tu-dresden--silicon-saxony--again", {},
         "member", None,
         (*here("memberships", "tu-dresden--silicon-saxony--again", "organisation"),
          *here("memberships", "tu-dresden--silicon-saxony", "member", "organisation")),
         like="tu-dresden--silicon-saxony"),
    Case("ParticipationIsWrittenOnce", "participations", f"{AGIL}-again", {}, "participant", None,
         (*here("participations", f"{AGIL}-again", "project", "role"),
          *here("participations", AGIL, "participant", "project", "role")), like=AGIL),
    Case("IdentifierNamesOneThing", "identifiers", "bizup--pic", {"value": "999917905"}, "value",
         None, (*here("identifiers", "bizup--pic", "subject", "scheme"),
                *here("identifiers", "agil--pic", "subject", "scheme", "value"))),
    Case("TranslationIsInAnotherLanguage", "announcements", "bio25", {"translation_of": "amz20"},
         "language", None, (*here("announcements", "bio25", "translation_of"),
                            *here("announcements", "amz20", "language"))),
    Case("AlternativeNameIsNotTheLabel", "names", "acod--automotive-cluster-ostdeutschland-e-v",
         {"alt_de": "Automotive Cluster Ostdeutschland"}, "alt_de", None,
         (("names", "acod--acod", "abbreviation"), ("organisations", "acod", "label_de"))),
    # a thing as a whole: its row
    Case("PersonHasAPublicRole", "persons", "jana-muster", {"name": "Jana Muster"}, None,
         like="sandra-lange"),
    # an inferred triple: the cells of its premises
    Case("ProjectHasOneCoordinator", "participations", "agil--clustrat--coordinator",
         {"project": "project/clustrat", "role": "coordinator"}, "role", like=AGIL),
)  # fmt: skip


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with every case at once."""
    project = tmp_path_factory.mktemp("places")
    for part in PARTS:
        shutil.copytree(ROOT / part, project / part)
    for case in CASES:
        if case.like:
            change(project, case.table, again(case.like, case.row))
        sheet = Sheet(project, case.table)
        for name, text in case.cells.items():
            sheet.row(case.row)[sheet.header.index(name)] = text
        sheet.write()
    return project


@pytest.fixture(scope="module")
def told(spoiled: Path) -> tuple[Finding, ...]:
    """All that one build finds in it."""
    return pipeline.build(spoiled).report.findings


def place(project: Path, cell: Cell) -> str:
    """Write a cell as a finding does."""
    table, row, column = cell
    sheet = Sheet(project, table)
    number = f":{sheet.header.index(column) + 1}" if column else ""
    return f"data/{table}.csv:{sheet.line(row)}{number}"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.shape)
def test_a_broken_shape_leads_to_its_cells(
    case: Case, spoiled: Path, told: tuple[Finding, ...]
) -> None:
    """The finding stands at the cell, with mend, source and row, and names the others."""
    where = place(spoiled, (case.table, case.row, case.column))
    ours = [f for f in told if f.rule == names.SHAPES + case.shape]
    found = [f for f in ours if str(f.origin) == where]
    assert len(found) == 1, [str(f) for f in ours]
    (finding,) = found
    assert finding.column_name == case.column
    assert finding.mend == case.mend
    assert finding.row == names.row(case.table, case.row)
    assert finding.source, "the row names a source, so the finding does"
    also = {str(origin) for origin in finding.related}
    if case.also:
        assert also == {place(spoiled, cell) for cell in case.also}
    assert finding.result is not None
    assert finding.result.component


@pytest.mark.slow
def test_two_swapped_times_are_mended_in_all_their_columns(told: tuple[Finding, ...]) -> None:
    """The mend names each of the six cells."""
    (finding,) = (f for f in told if f.rule == names.SHAPES + "StartsBeforeItEnds")
    assert [text for _, text in finding.further] == [
        "2014", "2020", "2020-01-01", "2014-12-31", "2020-12-31",
    ]  # fmt: skip


@pytest.mark.slow
def test_an_inferred_triple_names_its_premises(spoiled: Path, told: tuple[Finding, ...]) -> None:
    """Another coordinates the project because of a row, and the finding names that row's cells."""
    where = place(spoiled, ("participations", "agil--clustrat--coordinator", "role"))
    (finding,) = (f for f in told if str(f.origin) == where)
    other = Sheet(spoiled, "participations")
    lines = {
        other.line(row[0]) for row in other.rows if row[2:4] == ["project/clustrat", "coordinator"]
    }
    assert lines - {finding.origin.line} <= {origin.line for origin in finding.related}


@pytest.mark.slow
def test_nothing_else_is_told(built: pipeline.Built, told: tuple[Finding, ...]) -> None:
    """No violation beside those of the cases; what was told before is told still."""
    shapes = {names.SHAPES + case.shape for case in CASES}
    assert {f.rule for f in told if f.severity == "violation"} <= shapes
    before = {(f.rule, f.focus) for f in built.report.findings}
    assert before <= {(f.rule, f.focus) for f in told}
