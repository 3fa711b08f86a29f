"""The lists of beneficiaries on their real files: read by their own descriptions.

No row of a list stands here: they have no licence. Lines are named by their place.
"""

from __future__ import annotations

from collections import Counter

import pytest

import lists
from realsources import Real

pytestmark = pytest.mark.slow
SAXONY = "esif-de-germany-ded-sachsen-{}-2014-2020"


def test_every_record_of_every_list_is_mapped_or_set_aside(funds: Real) -> None:
    """73 files by 64 descriptions; rows read = rows mapped + rows set aside."""
    assert funds.made.faults == ()
    assert funds.made.staged["lists"].read == 283376
    mapped, aside = funds.tally("operations")
    assert mapped + aside == 283376
    assert (mapped, aside) == (173083, 110293)
    assert funds.tally("documents") == (73, 0)
    assert funds.tally("organisations") == (92179, 0)
    assert funds.tally("fundings") == (215595, 0)


def test_why_records_are_set_aside_is_counted(funds: Real) -> None:
    """And the reasons make up the whole."""
    reasons = Counter(
        next((name for name in (
            "private person", "the same record", "list of Styria", "two readings", "below zero",
            "before it starts", "no beneficiary", "cannot be read", "control character",
            "an empty row",
        ) if name in found.message_en), found.message_en)
        for found in funds.made.findings
        if found.rule.endswith("SetAside")
    )  # fmt: skip
    assert reasons == {
        "private person": 99345, "the same record": 8106, "list of Styria": 2410,
        "two readings": 295, "below zero": 65, "before it starts": 55, "no beneficiary": 13,
        "cannot be read": 2, "control character": 1, "an empty row": 1,
    }  # fmt: skip


def test_two_number_styles_within_one_state(funds: Real) -> None:
    """Saxony writes 3,000.00 in one list (line 2) and 4876,3 in the other (line 5)."""
    money = {row["project"]: row["amount"] for row in funds.rows("fundings")}
    rows = funds.rows("operations")
    for name, count, place, amount in (("erdf", 1693, 0, "3000.00"), ("esf", 3443, 2, "4876.3")):
        keys = [r["key"] for r in rows if r["document"] == SAXONY.format(name)]
        assert len(keys) == count
        assert money[keys[place]] == amount


def test_real_lines_of_saxony_are_staged_as_they_stand() -> None:
    """Lines 2 and 1957 of one list, line 4 of the other."""
    if not lists.SHARED.is_dir():
        pytest.skip("the real files are not here: ../shared/data/eu-structural-funds")
    folder = "DE.germany/DED.sachsen/{} 2014-2020/source.description.yaml"
    rows, read = lists.read(lists.SHARED, folder.format("ERDF"), folder.format("ESF"))
    assert len(rows) == 2256 + 5748
    assert read.findings == []
    at = {(str(row["fund_acronym"]), row["_record"]): row for row in rows}
    assert at["ERDF", "2"]["total_amount_eligible"] == "3000.00"
    assert at["ESF", "4"]["total_amount_eligible"] == "1580.38"
    assert at["ERDF", "1957"]["beneficiary_name"] == "Technische UniversitätDresden"
    assert at["ERDF", "1957"]["_parted"] == "Technische Universität Dresden"
    assert {row["beneficiary_country"] for row in rows} == {"DE"}


def test_a_list_whose_numbers_lost_their_noughts_is_not_misread(funds: Real) -> None:
    """ERDF of Mecklenburg-Vorpommern: 5,819,053 and 29,275 beside 98,05."""
    told = funds.told("has two readings")
    assert {text.partition(":")[0] for text in told} == {
        "EFRE_MV_Liste_Vorhaben_310820165102528359859520306.csv"
    }
    assert any(":8 " in text and '"29,275"' in text for text in told)
    assert any('"98,05"' in text for text in told)
    kept = [
        row["amount"]
        for row in funds.rows("fundings")
        if row["document"].endswith("de8-mecklenburg-vorpommern-erdf-2014-2020")
    ]
    assert kept
    assert min(map(float, kept)) > 999 or all(float(a).is_integer() for a in kept)


def test_days_with_the_month_first_are_read_as_described(funds: Real) -> None:
    """Hesse writes 9/30/2016; every project ends after it starts."""
    rows = [r for r in funds.rows("operations") if "de7-hessen-esf-2014" in r["document"]]
    assert rows
    assert all(row["start"] <= row["end"] for row in rows)


def test_glued_names_are_kept_with_a_hint_beside(funds: Real) -> None:
    """Line 1957 of Saxony's ERDF list."""
    rows = [row for row in funds.rows("organisations") if row["parted_de"]]
    assert len(rows) > 500
    found = {row["label_de"]: row["parted_de"] for row in rows}
    assert found["Technische UniversitätDresden"] == "Technische Universität Dresden"


def test_d_and_de_and_names_of_countries_become_one_code(funds: Real) -> None:
    """Saxony writes D, Brandenburg DE, Austria AUSTRIA."""
    codes = Counter(row["country_code"] for row in funds.rows("operations"))
    assert set(codes) == {"", "AT", "DE"}
    saxon = {r["country_code"] for r in funds.rows("operations") if "ded-sachsen" in r["document"]}
    assert saxon == {"DE"}


def test_duplicates_name_the_first_record(funds: Real) -> None:
    """With its file and line."""
    told = funds.told("the same record stands at")
    lower = [text for text in told if text.startswith("ERDF-AT-Nieder")]
    assert lower
    assert all("the same record stands at AT.austria/AT12." in text for text in lower)


def test_twins_and_missing_files_are_told(funds: Real) -> None:
    """_old beside _new, and two lists of Saxony that are described but not there."""
    beside = funds.told("UndescribedList")
    assert len(beside) == 34
    assert any("projektilista-2007-2013_old.csv" in text for text in beside)
    missing = [f for f in funds.made.findings if f.rule.endswith("MissingList")]
    assert sorted(str(found.value) for found in missing) == [
        "ERDF Sachsen 2007-2013.json", "ESF Sachsen 2007-2013.csv",
    ]  # fmt: skip


def test_finnish_projects_keep_their_number_and_their_language(funds: Real) -> None:
    """JSON-like names in Finnish; the number is the label that needs no translation."""
    row = next(r for r in funds.rows("operations") if r["key"].endswith("2007-2013--s10324"))
    assert (row["label_en"], row["fund"], row["start"]) == ("S10324", "esf", "2008-04-01")
    assert row["label_fi"]
    assert row["label_de"] == ""


def test_the_fund_follows_the_programme_where_a_description_is_wrong(funds: Real) -> None:
    """2014DE05SFOP003 is a programme of the ESF; its description says ERDF."""
    programmes = {row["code"]: row["fund"] for row in funds.rows("programmes")}
    assert programmes["2014DE05SFOP003"] == "esf"
    assert programmes["2014DE16RFOP012"] == "erdf"


def test_no_published_beneficiary_looks_like_a_private_person(funds: Real) -> None:
    """By the same words that lists.toml has, over all that is published."""
    naming = lists.supplement().naming
    for row in funds.rows("organisations"):
        name = row["parted_de"] or row["parted_en"] or row["label_de"] or row["label_en"]
        assert not naming.may_be_a_person(name)


def test_no_published_title_names_somebody(funds: Real) -> None:
    """By a sign, by a given name with a capitalised word after it, or beside a firm."""
    naming = lists.supplement().naming
    for row in funds.rows("operations"):
        for name in ("label_de", "label_fi", "label_en"):
            assert not naming.names_a_person(row[name])
