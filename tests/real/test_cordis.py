"""CORDIS on its real files: every record accounted for, and known facts in their places."""

from __future__ import annotations

from collections import Counter

import pytest

from realsources import Real

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("staged", "records", "broken"),
    [
        ("organisations", 16592, 4), ("participations", 4936, 0), ("project_topics", 35383, 0),
        ("he_legal_basis", 20512, 0), ("he_topics", 15341, 2), ("he_fields", 38789, 0),
        ("he_links", 21440, 0), ("he_deliverables", 20815, 0), ("fp7_programmes", 6233, 0),
        ("h2020_programmes", 1223, 0), ("h2020_topics", 1579, 0), ("countries", 1500, 0),
        ("funding_schemes", 187, 0), ("subjects", 420, 0),
    ],
)  # fmt: skip
def test_every_file_is_read_to_its_end(
    cordis: Real, staged: str, records: int, broken: int
) -> None:
    """As many records as the file has; those with an open quotation mark are told."""
    assert cordis.made.faults == ()
    tally = cordis.made.staged[staged]
    assert (tally.read, tally.aside) == (records, broken)


@pytest.mark.parametrize(
    ("table", "mapped", "aside"),
    [
        ("organisations", 17752, 1), ("sites", 17752, 0), ("vat-numbers", 2627, 19),
        ("projects", 50722, 0), ("participations", 4933, 3), ("fundings", 13496, 0),
        ("programmes", 6579, 18), ("calls", 8059, 3), ("countries", 1482, 18),
        ("funding-schemes", 176, 11), ("subjects", 420, 0), ("fields", 961, 0),
        ("project-fields", 38783, 6), ("project-programmes", 20506, 6), ("links", 21015, 425),
        ("outputs", 20815, 0), ("documents", 14, 0),
    ],
)  # fmt: skip
def test_every_record_is_mapped_or_set_aside(
    cordis: Real, table: str, mapped: int, aside: int
) -> None:
    """Rows read = rows mapped + rows set aside."""
    assert cordis.tally(table) == (mapped, aside)


def test_a_participant_of_a_project_has_role_and_money(cordis: Real) -> None:
    """Line 2 of orgs_v1.csv."""
    key = "cordis-651036--938119011--coordinator"
    assert next(r for r in cordis.rows("participations") if r["key"] == key)["role"] == (
        "coordinator"
    )
    money = {r["kind"]: r["amount"] for r in cordis.rows("fundings") if r["key"].startswith(key)}
    assert money == {"eu-share": "50000.00", "net-eu-share": "50000.00", "cost": "71429.00"}


def test_a_point_and_a_comma_in_one_row_are_both_decimal_signs(cordis: Real) -> None:
    """393465.63 and 562093,75: the column says which."""
    key = "cordis-700071--997512402--participant"
    money = {r["kind"]: r["amount"] for r in cordis.rows("fundings") if r["key"].startswith(key)}
    assert money == {"eu-share": "393465.63", "net-eu-share": "393465.63", "cost": "562093.75"}


def test_el_and_uk_become_gr_and_gb(cordis: Real) -> None:
    """By the reference data of CORDIS itself."""
    countries = Counter(row["country_code"] for row in cordis.rows("organisations"))
    assert (countries["GR"], countries["GB"]) == (446, 1692)
    assert countries["EL"] == countries["UK"] == 0
    places = {row["place"]: row["nuts"] for row in cordis.rows("countries")}
    assert (places["gr"], places["gb"]) == ("EL", "UK")


def test_rows_with_an_open_quotation_mark_are_told_at_their_line(cordis: Real) -> None:
    """Four organisations and two projects, and what refers to those projects."""
    lines = [text.partition(" ")[0] for text in cordis.told("OpenQuote")]
    assert lines == [
        "stacked_dump.csv:281", "stacked_dump.csv:2914", "stacked_dump.csv:4743",
        "stacked_dump.csv:8402", "topics.csv:1022", "topics.csv:9526",
    ]  # fmt: skip
    assert len(cordis.told("stands in no other file")) == 12


def test_a_project_twice_in_one_role_names_the_first_row(cordis: Real) -> None:
    """Three third parties are written a second time."""
    told = cordis.told("the same part in the same project stands at")
    assert len(told) == 3
    assert all("h2020-2022/orgs_v1.csv:" in text for text in told)


def test_what_is_no_vat_number_is_set_aside(cordis: Real) -> None:
    """MISSING and NOTAPPLICABLE would make one of many organisations."""
    told = cordis.told("is no VAT number")
    assert len(told) == 19
    assert {text.split('"')[1] for text in told} == {"MISSING", "NOTAPPLICABLE"}
    assert not any(row["value"] == "MISSING" for row in cordis.rows("vat-numbers"))


def test_large_sums_of_2017_are_approximate(cordis: Real) -> None:
    """7.66444e+06 has six digits."""
    rows = {row["key"]: row for row in cordis.rows("observations")}
    row = rows["pic-999854661--horizon-2020-contribution"]
    assert (row["value"], row["qualifier"]) == ("7664440.00", "approximate")
    assert rows["pic-999854661--horizon-2020-project-count"]["value"] == "25.00"


def test_a_topic_has_the_cleanest_of_its_titles_and_its_programme(cordis: Real) -> None:
    """The reference data writes Sk?odowska; the topics of the projects do not."""
    rows = [row for row in cordis.rows("calls") if row["call"] == "topic-msca-if-2015-ef"]
    assert [row["label_en"] for row in rows if row["label_en"]] == [
        "Marie Skłodowska-Curie Individual Fellowships (IF-EF)"
    ]
    assert {row["programme"] for row in rows} == {"", "cordis-h2020-eu--1--3--2"}


def test_codes_that_differ_in_a_point_stay_two(cordis: Real) -> None:
    """ENV.1 and ENV-1."""
    keys = {row["code"]: row["programme"] for row in cordis.rows("programmes")}
    assert keys["ENV.1"] != keys["ENV-1"]
    assert not cordis.told("&amp;")


def test_a_project_of_horizon_europe_has_field_part_and_call(cordis: Real) -> None:
    """The fields come from a workbook, the others from CSV with semicolons."""
    fields = {r["field"] for r in cordis.rows("project-fields") if "101116741" in r["project"]}
    parts = {
        r["programme"] for r in cordis.rows("project-programmes") if "101116741" in r["project"]
    }
    project = next(r for r in cordis.rows("projects") if r["key"] == "cordis-101116741")
    assert (fields, parts, project["call"]) == (
        {"euroscivoc-543"}, {"cordis-horizon--1--1"}, "topic-erc-2023-stg",
    )  # fmt: skip
