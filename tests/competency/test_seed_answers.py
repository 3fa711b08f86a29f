"""What ../shared/seed/questions.md gives as the answer, written by hand and not by a query.

The curated facts say more than the announcement alone; each test holds what the announcement's own
answer is, and what the further facts add.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from pyoxigraph import Store

from clustergraph import names, provenance, store
from clustergraph.rdf import iri
from questions import column, rows

pytestmark = pytest.mark.slow

C3_PARTNERS = {
    "organisation/silicon-saxony",
    "organisation/biosaxony",
    "organisation/tu-dresden",
    "organisation/agil",
}
SMWA = "organisation/smwa"
ANNOUNCEMENT = "announcement/cluster-strategien-fuer-sachsen-2014-07-14"


def test_cq01_smwa_coordinates_c3_saxony(graph: Store) -> None:
    """One coordinator: the ministry."""
    assert column(graph, "coordinator-of", "coordinator") == [SMWA]


def test_cq01_steinbeis_coordinates_clustrat(graph: Store) -> None:
    """The preferred claim, stated by two rows, is one answer; the rejected one is none."""
    assert column(graph, "coordinator-of@project=clustrat", "coordinator") == [
        "organisation/steinbeis-europa-zentrum"
    ]


def test_cq02_five_take_part_in_c3_saxony(graph: Store) -> None:
    """A coordinator and four partners, the university through one of its units."""
    found = {row["participant"]: row for row in rows(graph, "participants-of@language=en")}
    assert found.keys() == C3_PARTNERS | {SMWA}
    assert found[SMWA]["roleLabel"] == "coordinator"
    assert {found[key]["roleLabel"] for key in C3_PARTNERS} == {"partner"}
    assert "Knowledge Architecture" in found["organisation/tu-dresden"]["unitLabel"]


def test_cq04_the_european_union_funds_clustrat(graph: Store) -> None:
    """The announcement names the EU only; further facts add programme and a second funder."""
    found = {row["funder"]: row["programme"] for row in rows(graph, "funders-of")}
    assert found == {
        "organisation/european-union": "programme/central-europe-2007-2013",
        "organisation/bw-mfw": "",
    }


def test_cq04_an_unknown_programme_is_said(graph: Store) -> None:
    """Who pays without a known programme does so under "unknown"."""
    found = {row["funder"]: row["programmeLabel"] for row in rows(graph, "funders-of")}
    assert found["organisation/bw-mfw"] == "unknown"
    assert [row["funderLabel"] for row in rows(graph, "funders-of@project=matun")] == ["unknown"]


@pytest.mark.parametrize(
    ("abbreviation", "thing", "german"),
    [
        ("WFS", "organisation/wfs", "Wirtschaftsförderung Sachsen GmbH"),
        ("wfs", "organisation/wfs", "Wirtschaftsförderung Sachsen GmbH"),
        ("SMWA", SMWA, "Sächsisches Staatsministerium für Wirtschaft, Arbeit und Verkehr"),
    ],
)
def test_cq05_an_abbreviation_is_one_thing(
    graph: Store, abbreviation: str, thing: str, german: str
) -> None:
    """WFS and SMWA resolve to one IRI each, named in both languages."""
    (row,) = rows(graph, f"what-stands-for@abbreviation={abbreviation}")
    assert (row["thing"], row["german"]) == (thing, german)
    assert row["english"]


def test_cq06_the_workshop(graph: Store) -> None:
    """2014-07-14 in Dresden, with three who presented."""
    found = rows(graph, "event-time-and-place")
    assert {(row["date"], row["where"]) for row in found} == {("2014-07-14", "Dresden")}
    assert [row["presenter"] for row in found] == [
        "organisation/biosaxony",
        "organisation/silicon-saxony",
        "organisation/wfs",
    ]


def test_cq08_the_post_of_thomas_richter(graph: Store) -> None:
    """He certainly was head of a unit of WFS on the day, and possibly on another."""
    (row,) = rows(graph, "post-of-person")
    assert row["organisation"] == "organisation/wfs"
    assert row["unitLabel"] == "Absatzförderung / Kooperationen"
    assert "Abteilungsleiter" in row["postLabel"]
    assert row["certainty"] == "certainly"
    assert column(graph, "post-of-person@day=2014-07-15", "certainty") == ["possibly"]


def test_cq09_clustrat_piloted_four_fields(graph: Store) -> None:
    """Pilot fields are not the themes of the strategy."""
    assert column(graph, "pilot-fields-of", "fieldLabel") == [
        "Aktiv im Alter",
        "Fortgeschrittene Technologien",
        "Leichtbau",
        "Mechatronik & IKT",
    ]


def test_cq10_legal_forms(graph: Store) -> None:
    """Two associations and AGIL GmbH in C3-Saxony, WFS GmbH in CluStrat; unknown is said."""
    found = {r["organisation"]: r["legalForm"] for r in rows(graph, "legal-forms-of-participants")}
    assert {key for key, form in found.items() if "Verein" in form} == {
        "organisation/silicon-saxony",
        "organisation/biosaxony",
    }
    assert "GmbH" in found["organisation/agil"]
    others = rows(graph, "legal-forms-of-participants@project=clustrat")
    forms = {row["organisation"]: row["legalForm"] for row in others}
    assert "GmbH" in forms["organisation/wfs"]
    assert forms["organisation/karlovy"] == "unknown"


def test_cq11_the_spellings_of_c3_saxony(graph: Store) -> None:
    """The announcement writes it in two ways."""
    assert {"C3-Saxony", "C 3-Saxony"} <= set(column(graph, "spellings-of", "spelling"))


def test_cq13_reciprocal_members(graph: Store) -> None:
    """One pair, each in the other since the day of the announcement."""
    (row,) = rows(graph, "mutual-memberships")
    assert {row["first"], row["second"]} == {
        "organisation/silicon-saxony",
        "organisation/biosaxony",
    }
    assert row["firstInSecondSince"] == row["secondInFirstSince"] == "2014-07-14"


def test_cq14_members_of_biosaxony_by_day(graph: Store) -> None:
    """None known the day before, Silicon Saxony on the day and after."""
    before = rows(graph, "members-on-day@day=2014-07-13")
    assert before == [{"member": "", "memberLabel": "", "certainty": "unknown"}]
    for day in ("2014-07-14", "2014-07-15"):
        (row,) = rows(graph, f"members-on-day@day={day}")
        assert (row["member"], row["certainty"]) == ("organisation/silicon-saxony", "certainly")


def test_cq15_members_of_silicon_saxony_over_time(graph: Store) -> None:
    """20 founders and about 35 first members, later about 350 and more than 375."""
    found = [
        (row["when"], row["value"], row["how"]) for row in rows(graph, "member-count-over-time")
    ]
    assert found[:2] == [("2000-12-19", "20", "genau"), ("2000-12-19", "35", "ungefähr")]
    assert ("2019~", "350", "ungefähr") in found
    assert ("page undated", "375", "mindestens") in found
    dated = [when[:4] for when, _, _ in found if when[:1].isdigit()]
    assert dated == sorted(dated)


def test_cq16_projects_running_on_the_day(graph: Store) -> None:
    """Both projects certainly, since the curated periods are precise enough."""
    found = {row["project"]: row["certainty"] for row in rows(graph, "projects-running-on")}
    assert found["project/clustrat"] == found["project/c3-saxony"] == "certainly"
    assert found["project/c3-carbon-concrete-composite"] == "possibly"
    assert found["project/trails"] == "unknown"


@pytest.mark.parametrize(
    ("day", "certainty"),
    [
        ("2014-01-31", None),
        ("2014-02-15", "possibly"),
        ("2014-03-01", "certainly"),
        ("2016-01-15", "possibly"),
        ("2016-02-01", None),
    ],
)
def test_cq16_a_month_is_not_a_day(graph: Store, day: str, certainty: str | None) -> None:
    """C3-Saxony ran from February 2014 to January 2016: both months give "possibly"."""
    found = {r["project"]: r["certainty"] for r in rows(graph, f"projects-running-on@day={day}")}
    assert found.get("project/c3-saxony") == certainty


def test_cq18_announcements_of_july_2014(graph: Store) -> None:
    """The announcement is among them, and they are in the order of their dates."""
    found = rows(graph, "announcements-between")
    assert ANNOUNCEMENT in [row["announcement"] for row in found]
    dates = [row["date"] for row in found]
    assert dates == sorted(dates)
    assert all(date.startswith("2014-07") for date in dates)


def test_cq20_what_succeeded_what(graph: Store) -> None:
    """BTS and IZBE became Rail.S; the ministry was renamed and stayed one thing."""
    found = {(row["original"], row["resulting"]) for row in rows(graph, "organisational-changes")}
    assert ("organisation/bts", "organisation/rails-ev") in found
    assert ("organisation/izbe", "organisation/rails-ev") in found
    assert (SMWA, SMWA) in found


def test_cq21_ten_pairs_in_c3_saxony(graph: Store) -> None:
    """Five participants make ten pairs, each once."""
    found = [(row["first"], row["second"]) for row in rows(graph, "co-participation")]
    assert sorted(found) == list(combinations(sorted(C3_PARTNERS | {SMWA}), 2))
    assert set(column(graph, "co-participation", "projects")) == {"1"}


def test_cq23_the_chain_from_wfs_to_agil(graph: Store) -> None:
    """WFS – CluStrat – follow-up – C3-Saxony – AGIL, with the two participations."""
    (row,) = rows(graph, "chain-between")
    assert row == {
        "steps": "3",
        "via1": "project/clustrat",
        "link": "cg:follows",
        "via2": "project/c3-saxony",
        "fact1": "participation/wfs--clustrat--partner",
        "fact2": "participation/agil--c3-saxony--partner",
    }


def test_cq25_silicon_saxony_is_in_several(graph: Store) -> None:
    """Silicon Saxony is a member of biosaxony and of one more."""
    found = {(row["member"], row["cluster"]) for row in rows(graph, "members-of-several")}
    assert ("organisation/silicon-saxony", "organisation/biosaxony") in found
    assert ("organisation/silicon-saxony", "organisation/silicon-europe-alliance") in found


def test_cq26_unnamed_partners_are_unknown_and_not_none(graph: Store) -> None:
    """CluStrat has named foreign partners, and others that no source names."""
    found = [row for row in rows(graph, "foreign-partners") if row["project"] == "project/clustrat"]
    assert [row["partnerName"] for row in found].count("unknown") == 1
    assert {row["country"] for row in found} == {
        "AT", "CZ", "HU", "IT", "PL", "SI", "SK", "unknown",
    }  # fmt: skip


def test_cq28_c3_saxony_is_at_an_interface(graph: Store) -> None:
    """ICT and biotechnology, and no pair twice."""
    (row,) = rows(graph, "field-interfaces@language=en")
    assert row["project"] == "project/c3-saxony"
    assert {row["firstLabel"], row["secondLabel"]} == {"biotechnology", "ICT"}


def test_cq29_one_cell_of_the_matrix(graph: Store) -> None:
    """One project, five organisations, and the co-funding counted once."""
    (row,) = rows(graph, "field-matrix")
    assert (row["projects"], row["organisations"], row["knownAmount"]) == ("1", "5", "700000")


def test_cq33_a_narrower_field_counts(graph: Store) -> None:
    """Microelectronics is ICT; mechatronics & ICT only is related to it."""
    found = rows(graph, "active-in-field")
    assert ("organisation/silicon-saxony", "field/microelectronics") in {
        (row["organisation"], row["field"]) for row in found
    }
    assert "field/mechatronics-and-ict" not in {row["field"] for row in found}


def test_cq34_known_money_and_unknown_amounts(graph: Store) -> None:
    """CluStrat's ceiling and C3-Saxony's co-funding are of different kinds and years."""
    found = rows(graph, "known-funding@language=en")
    eu = {r["programmeName"]: r for r in found if r["funderName"] == "European Union"}
    central = eu["CENTRAL EUROPE 2007-2013"]
    assert (central["year"], central["knownAmount"]) == ("2011", "2946000")
    assert all(r["knownAmount"] == "unknown" for r in found if r["projectsWithAmount"] == "0")
    counted = sum(int(r["projectsWithoutAmount"]) for r in found)
    assert counted > 0


def test_cq36_no_part_is_more_than_the_whole(graph: Store) -> None:
    """Every known share fits, and what is unknown is not said to fit."""
    assert set(column(graph, "budget-shares", "fits")) == {"yes", "unknown"}


def test_cq38_money_for_cross_field_projects(graph: Store) -> None:
    """About 700 000 EUR for C3-Saxony, which began in 2014."""
    (row,) = rows(graph, "cross-field-funding")
    assert (row["year"], row["knownAmount"], row["projects"]) == ("2014", "700000", "1")


def test_cq40_the_chain_of_clustrats_money(graph: Store) -> None:
    """Programme, fund and funder; the call is unknown and said to be."""
    found = {(row["step"], row["from"]) for row in rows(graph, "funding-chain")}
    assert {
        ("1 call", "unknown"),
        ("2 programme", "programme/central-europe-2007-2013"),
        ("3 fund", "fund/erdf"),
        ("4 funder", "organisation/european-union"),
    } <= found


def test_cq40_the_chain_of_c3_saxonys_money(graph: Store) -> None:
    """The call stands on the project itself, the rest on its funding."""
    found = [(row["step"], row["from"]) for row in rows(graph, "funding-chain@project=c3-saxony")]
    assert found == [
        ("1 call", "call/cip-emerging-industries-2013"),
        ("2 programme", "programme/cip"),
        ("3 fund", "unknown"),
        ("4 funder", "organisation/european-union"),
    ]


def test_cq42_two_quotations_about_clustrat(graph: Store) -> None:
    """Both by Thomas Richter, head of a unit of WFS, in the announcement."""
    found = rows(graph, "quotes-about")
    assert len(found) == 2
    assert len({row["words"] for row in found}) == 2
    assert {(row["person"], row["organisationLabel"], row["announcement"]) for row in found} == {
        ("person/thomas-richter", "Wirtschaftsförderung Sachsen GmbH", ANNOUNCEMENT)
    }


def test_cq44_the_announcement_is_on_the_timeline(graph: Store) -> None:
    """With the workshop of the same day after it."""
    things = column(graph, "timeline-of", "thing")
    assert things.index(ANNOUNCEMENT) < things.index("event/workshop-cluster-strategien-2014-07-14")


def test_cq45_nothing_mentioned_is_without_profile(graph: Store) -> None:
    """None missing."""
    assert rows(graph, "mentioned-without-profile") == []


def test_cq46_the_announcement_has_a_translation(graph: Store) -> None:
    """The English version of Silicon Saxony is a translation of it."""
    found = {row["original"]: row for row in rows(graph, "translated-announcements")}
    assert found[ANNOUNCEMENT]["translation"] == "announcement/sisax0714"
    assert found[ANNOUNCEMENT]["translationLanguage"] == "en"


def test_cq48_any_statement_has_row_source_and_words(graph: Store) -> None:
    """The membership of the day rests on two sources and on words of the announcement."""
    found = rows(graph, "evidence-for")
    assert {row["source"] for row in found} == {"source/seed", "source/bs-cross"}
    assert {row["row"] for row in found} == {
        "row/memberships--silicon-saxony--biosaxony--2014-07-14"
    }
    assert all("wechselseitige Mitgliedschaft" in row["words"] for row in found)


def test_cq50_who_leads_clustrat_is_disputed(graph: Store) -> None:
    """Steinbeis is preferred over WFS, with the reason and who says which."""
    found = [
        (row["subject"], row["statusLabel"], row["saidBy"], bool(row["reason"]))
        for row in rows(graph, "disputed-facts@language=en")
        if row["conflict"] == "conflict/clustrat-coordinator"
        and row["predicate"] == "cg:coordinates"
    ]
    assert ("organisation/wfs", "rejected", "biosaxony e.V.", True) in found
    assert {
        (subject, status) for subject, status, _, _ in found if subject != "organisation/wfs"
    } == {("organisation/steinbeis-europa-zentrum", "preferred")}


def test_cq51_what_a_project_lacks(graph: Store) -> None:
    """The further facts fill what the announcement leaves open on its two projects."""
    found = rows(graph, "incomplete-projects")
    assert not {"project/clustrat", "project/c3-saxony"} & {row["project"] for row in found}
    assert {row["missing"] for row in found} == {
        "start", "end", "funder", "coordinator", "field", "amount",
    }  # fmt: skip


def test_cq53_an_inferred_statement_has_rule_and_premises(
    graph: Store, generation: store.Generation
) -> None:
    """org:memberOf follows from the membership, whose cells are its evidence."""
    member_of = names.PREFIXES["org"] + "memberOf"
    found = {(row["property"], row["value"]) for row in rows(graph, "inferred-about")}
    assert (member_of, "organisation/biosaxony") in found
    silicon, bio = (names.mint("organisation", key) for key in ("silicon-saxony", "biosaxony"))
    with provenance.open_evidence(generation) as evidence:
        proof = evidence.proof((iri(silicon), iri(member_of), iri(bio)))
        assert proof is not None
        assert proof.rule == "a-membership-without-an-end-makes-a-member"
        assert all(evidence.cells(premise) for premise in proof.premises)
        assert len(proof.premises) == 3


def test_cq57_persons_in_public_roles_only(graph: Store) -> None:
    """The two of the announcement are there; every person has a role that a source states."""
    found = rows(graph, "persons-and-roles@language=en")
    roles = {row["person"]: row["in"] for row in found}
    assert roles["person/thomas-richter"] == "unit/absatzfoerderung-kooperationen"
    assert roles["person/sandra-lange"] == ANNOUNCEMENT
    assert "unknown" not in {row["role"] for row in found}
