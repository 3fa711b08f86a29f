"""Identifiers are compared in one form, and what is none is told."""

from __future__ import annotations

import pytest

from clustergraph.linking.identifiers import SCHEMES, Flaw, normal

SPELLINGS = {
    ("pic", "999897729"): ("999897729", " 999897729 ", "PIC 999897729", "pic:999897729"),
    ("ror", "042aqky30"): (
        "042aqky30", "https://ror.org/042aqky30", "http://www.ror.org/042AQKY30", "ror:042aqky30",
    ),
    ("grid", "grid.4488.0"): (
        "grid.4488.0", "https://www.grid.ac/institutes/grid.4488.0", "GRID.4488.0",
    ),
    ("isni", "0000000121117257"): (
        "0000000121117257", "0000 0001 2111 7257", "0000-0001-2111-7257",
        "https://isni.org/isni/0000000121117257", "http://www.isni.org/0000000121117257",
    ),
    ("isni", "000000029534656X"): ("0000 0002 9534 656x",),
    ("wikidata", "Q158158"): (
        "Q158158", "q158158", "http://www.wikidata.org/entity/Q158158",
        "https://www.wikidata.org/wiki/Q158158", "wd:Q158158",
    ),
    ("funder-doi", "10.13039/501100001659"): (
        "501100001659", "10.13039/501100001659", "doi:10.13039/501100001659",
        "https://doi.org/10.13039/501100001659", "http://dx.doi.org/10.13039/501100001659",
    ),
    ("vat", "DE136695976"): ("DE136695976", "de 136 695 976", "DE-136.695.976", "DE136695976 "),
    ("vat", "EL094259216"): ("GR094259216", "EL 094259216"),
    ("vat", "GB980780684"): ("GB 980 7806 84", "UK980780684"),
    ("vat", "CHE100155212"): ("CHE-100.155.212 MWST", "CHE100155212TVA", "CHE-100.155.212"),
    ("vat", "NO995525828"): ("NO995525828MVA", "NO 995 525 828 MVA", "NO995525828"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("scheme", "wanted", "spelling"),
    [(*key, spelling) for key, several in SPELLINGS.items() for spelling in several],
)
def test_spellings_of_one_identifier_are_one(scheme: str, wanted: str, spelling: str) -> None:
    """An address, a prefix, spaces, hyphens and capitals change nothing."""
    assert normal(scheme, spelling) == wanted
    assert normal(scheme, wanted) == wanted


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_example_of_a_scheme_is_one(scheme: str) -> None:
    """What a finding shows as an example is an identifier itself, in normal form."""
    assert normal(scheme, SCHEMES[scheme].example) == SCHEMES[scheme].example


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("ror", "042aqky31"), ("ror", "052aqky30"), ("ror", "024aqky30"),
        ("isni", "0000 0001 2111 7258"), ("isni", "0000 0001 2117 1257"),
        ("vat", "DE136695975"), ("vat", "ATU13585628"), ("vat", "FI20774741"),
        ("vat", "FR41303265045"), ("vat", "EL094259217"),
    ],
)  # fmt: skip
def test_a_wrong_check_digit_is_told(scheme: str, text: str) -> None:
    """One digit changed, or two exchanged, is no identifier."""
    found = normal(scheme, text)
    assert isinstance(found, Flaw)
    assert found.english == "has a wrong check digit"
    assert found.german == "hat eine falsche Prüfziffer"
    assert not found.is_placeholder


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("vat", "MISSING"), ("vat", "NOTAPPLICABLE"), ("vat", "n/a"), ("vat", "CH00000000"),
        ("vat", "-"), ("pic", ""), ("pic", "000000000"), ("pic", "999999999"),
        ("pic", "123456789"), ("isni", "0000 0000 0000 0000"), ("vat", "keine"), ("vat", "XXX"),
    ],
)  # fmt: skip
def test_a_placeholder_is_no_identifier(scheme: str, text: str) -> None:
    """What stands where there is none must not join all who have none."""
    found = normal(scheme, text)
    assert isinstance(found, Flaw)
    assert found.is_placeholder


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("pic", "99989772"), ("pic", "9998977290"), ("ror", "142aqky30"), ("ror", "042aqly30"),
        ("grid", "100011307"), ("wikidata", "Q0"), ("wikidata", "P31"), ("funder-doi", "10"),
        ("funder-doi", "10.1000/501100001659"), ("vat", "136695976"), ("isni", "000000012111725"),
        ("wikidata", "https://www.wikidata.org/wiki/Talk:Q1"), ("ror", "https://example.org/042aqky30"),
    ],
)  # fmt: skip
def test_what_has_another_form_is_told_with_an_example(scheme: str, text: str) -> None:
    """The finding shows what one looks like, in both languages."""
    found = normal(scheme, text)
    assert isinstance(found, Flaw)
    assert SCHEMES[scheme].example in found.english
    assert SCHEMES[scheme].example in found.german


def test_a_number_that_is_no_filler_is_kept() -> None:
    """Of a ROR id with many equal digits nothing is said: it is given by a registry."""
    assert normal("ror", "https://ror.org/012qjvc34") == "012qjvc34"
    assert normal("vat", "ZA4810112012") == "ZA4810112012"
