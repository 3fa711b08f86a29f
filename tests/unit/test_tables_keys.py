"""What rows refer to must be there; the nearest thing is the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

import tinyproject
from clustergraph import names


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("memberships.csv", "biosaxony,silicon-saxony,", "biosaxony,silicon-saxon,",
         ['DanglingKey data/memberships.csv:2:3 "silicon-saxon" -> silicon-saxony']),
        ("memberships.csv", "organisation/biosaxony,", "organisation/biosaxon,",
         [('DanglingReference data/memberships.csv:2:2 "organisation/biosaxon" -> '
           "organisation/biosaxony")]),
        ("participations.csv", "project/c3-saxony", "organisation/c3-saxony",
         [('DanglingReference data/participations.csv:2:3 "organisation/c3-saxony" -> '
           "project/c3-saxony")]),
        ("participations.csv", "coordinator,,,,,,,,press", "koordinator,,,,,,,,press",
         ['DanglingReference data/participations.csv:2:4 "koordinator" -> coordinator']),
        ("participations.csv", "press-2014 wiki", "press-2014 wikki",
         ['DanglingReference data/participations.csv:3:12 "wikki" -> wiki']),
        ("organisations.csv", "ClusterOrganisation Ass", "ClusterOrganization Ass",
         ['UnknownTerm data/organisations.csv:2:2 "ClusterOrganization" -> ClusterOrganisation']),
        ("organisations.csv", "University", "Zoo",
         ['UnknownTerm data/organisations.csv:4:2 "Zoo" -> ']),
        ("projects.csv", "c3-saxony,C3", "c3,C3", [
         'DanglingReference data/participations.csv:2:3 "project/c3-saxony" -> ',
         'DanglingReference data/participations.csv:3:3 "project/c3-saxony" -> ']),
    ],
)  # fmt: skip
def test_what_nothing_introduces_is_told_at_its_cell(
    tmp_path: Path, name: str, old: str, new: str, expected: list[str]
) -> None:
    """One wrong key gives one finding, with the item of the list that is wrong."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(project, name, old, new)
    assert tinyproject.brief(tinyproject.findings(project)) == expected


def test_a_row_that_is_set_aside_does_not_blame_those_who_refer_to_it(tmp_path: Path) -> None:
    """Without this, one bad cell of an organisation gave a finding for each of its memberships."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(project, "organisations.csv", "biosaxony,press-2014", "biosaxony,Press 2014!")
    assert tinyproject.brief(tinyproject.findings(project)) == [
        'UnreadableCell data/organisations.csv:2:5 "2014!" -> 2014',
        'UnreadableCell data/organisations.csv:2:5 "Press" -> press',
    ]


def test_an_undefined_property_is_told_once_in_the_description(tmp_path: Path) -> None:
    """It is wrong in every row, and mended in one place."""
    project = tinyproject.copy(tmp_path)
    tinyproject.spoil(project, "csv-metadata.json", '../ontology#start"', '../ontology#begins"')
    found = tinyproject.findings(project)
    assert [str(f.origin.path) for f in found] == ["data/csv-metadata.json"]
    assert (found[0].value, found[0].column_name) == ("cg:begins", "start")
    assert found[0].focus == names.TERMS + "begins"


def test_without_an_ontology_every_code_dangles() -> None:
    """The check does fail: with nothing known, each code and term is told."""
    rules = {f.rule for f in tinyproject.findings(tinyproject.TINY, frozenset())}
    assert rules == {names.RULES + "DanglingReference", names.RULES + "UnknownTerm"}
