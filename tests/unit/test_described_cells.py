"""One cell of a list: amounts, days, names of organisations and persons, glued words."""

from __future__ import annotations

from decimal import Decimal

import pytest

import lists
from clustergraph.tables.described import amounts, days, spelling

NAMING = lists.supplement().naming


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,000.00", "3000.00"), ("1580,38", "1580.38"), ("1.615.440,73", "1615440.73"),
        ("5,819,053", "5819053"), ("€ 1570.00", "1570.00"), ("12.000,00 €", "12000.00"),
        ("-120,50", "-120.50"), ("1 234 567,8", "1234567.8"), ("1'234.50", "1234.50"),
        ("1 200,00 EUR", "1200.00"), ("0,00", "0.00"), ("71429", "71429"), ("0.123", "0.123"),
        ("1.200,-", "1200"), ("− 5,50", "-5.50"),
    ],
)  # fmt: skip
def test_an_amount_with_one_reading_is_read_without_help(text: str, value: str) -> None:
    """Both signs, a repeated sign, and digits that cannot be a group of three say it all."""
    if text.startswith("1.200,-"):
        assert amounts.read_amount(text, ",") == Decimal(value)
    else:
        assert amounts.read_amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.200", "29,275", "3.000", "-1,234"])
def test_an_amount_with_two_readings_is_never_guessed(text: str) -> None:
    """A guess could be wrong by a factor of a thousand."""
    with pytest.raises(amounts.Ambiguous):
        amounts.read_amount(text)


def test_a_description_or_the_other_amounts_of_a_column_settle_the_sign() -> None:
    """What proves the decimal sign settles what the other sign means."""
    assert amounts.read_amount("1.200", ",") == 1200
    assert amounts.read_amount("1.200", ".") == Decimal("1.200")
    seen = amounts.decimal_signs(["1.200", "580.501,39", "", "n/a"])
    assert amounts.read_amount("1.200", seen=seen) == 1200


def test_a_third_decimal_is_no_money_where_the_sign_was_only_seen() -> None:
    """12.345 beside 0.50 is twelve thousand in another hand, or a slip."""
    with pytest.raises(amounts.Ambiguous):
        amounts.read_amount("12.345", seen=frozenset("."))


def test_a_column_with_both_signs_reads_only_what_no_grouping_can_be() -> None:
    """5,819,053 beside 98,05 was 98,050 before a tool dropped its nought."""
    seen = amounts.decimal_signs(["5,819,053", "98,05"])
    assert len(seen) == 2
    for text in ("29,275", "98,05", "2,2"):
        with pytest.raises(amounts.Ambiguous):
            amounts.read_amount(text, seen=seen)
    assert amounts.read_amount("1580,38", seen=seen) == Decimal("1580.38")
    assert amounts.read_amount("3,000.00", seen=seen) == 3000


@pytest.mark.parametrize("text", ["", "n/a", "12,34,56", "1.2.3", "1,23.456,7", "12 %", "1.23.456"])
def test_what_is_no_amount_is_told(text: str) -> None:
    """Never nought, never a part of it."""
    with pytest.raises(amounts.Unreadable):
        amounts.read_amount(text)


def test_an_amount_against_the_sign_that_a_description_names_is_told() -> None:
    """The description is right or wrong, but is not silently passed over."""
    with pytest.raises(amounts.Unreadable):
        amounts.read_amount("1,234.56", ",")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14.04.2015", "2015-04-14"), ("1.3.2015", "2015-03-01"), ("01.11.14", "2014-11-01"),
        ("01-Jan-14", "2014-01-01"), ("31-Dez-2013", "2013-12-31"), ("2011", "2011"),
        ("2016-06-30", "2016-06-30"), ("2015-07-01T00:00:00Z", "2015-07-01"),
        ("30-06-2016", "2016-06-30"), ("9/30/2016", "2016-09-30"), ("30/9/2016", "2016-09-30"),
        ("5/5/2016", "2016-05-05"),
    ],
)  # fmt: skip
def test_a_day_with_one_reading_is_read_without_help(text: str, day: str) -> None:
    """As precise as it stands there: a year stays a year."""
    assert days.read_day(text) == day


def test_a_day_with_two_readings_waits_for_the_description_or_the_column() -> None:
    """3/4/2016 is in March or in April."""
    with pytest.raises(amounts.Ambiguous):
        days.read_day("3/4/2016")
    assert days.read_day("3/4/2016", days.DAY_FIRST) == "2016-04-03"
    assert days.read_day("3/4/2016", days.order_of(["9/30/2016", "3/4/2016"])) == "2016-03-04"
    assert days.order_of(["9/30/2016", "30/9/2016"]) is None


@pytest.mark.parametrize("text", ["31.02.2015", "2015-13-01", "soon", "1.3.15.2", "13/13/2016"])
def test_what_is_no_day_is_told(text: str) -> None:
    """The calendar has no such day."""
    with pytest.raises(amounts.Unreadable):
        days.read_day(text)


@pytest.mark.parametrize(
    "name",
    [
        "Beispiel Max", "BEISPIEL, ERIKA", "Dr. Erika Beispiel", "Bäckerei Max Beispiel",
        "Fahrschule Erika Beispiel", "Beispiel e.K.", "Beispiel & Muster GbR", "Beispielbau e.U.",
        "Inh. Max Beispiel GmbH", "Beispiel GmbH, Erika Beispiel", "Beispiel GmbH und Max Muster",
        "Herrn Max Beispiel, Beispiel GmbH", "Praxis Dr. Beispiel", "Beispiel Hairdesign",
        "Eheleute Beispiel", "Tmi Matti Esimerkki", "Matti Esimerkki", "Musterhof",
        "Schwimmschule Beispiel, Catrin", "Bestattungsinstitut T. Beispiel",
        "Akademie Erika Beispiel",
        "H.-P. Beispiel Malerfachbetrieb", "Sprachschule Beispiel", "Friseur Beispiel Eisenstadt",
    ],
)  # fmt: skip
def test_who_is_perhaps_a_private_person_is_told(name: str) -> None:
    """No legal form, no word for a body, or a person beside it."""
    assert NAMING.may_be_a_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Beispielwerke GmbH", "Max Beispiel GmbH & Co. KG", "Beispiel Gesellschaft m.b.H.",
        "Sportverein Beispiel e. V.", "Stadt Beispiel, Amt 51", "Technische Universität Beispiel",
        "Volkshochschule Bad Beispiel", "Landkreis Muster", "Pfarre St. Anna",
        "Esimerkki Oy", "Esimerkin kaupunki", "VertriebsgesmbH Muster", "Muster-Hochschule",
        "Beispielverband Ost - Landesverband Sachsen e.V.",
    ],
)  # fmt: skip
def test_an_organisation_shows_itself_in_its_name(name: str) -> None:
    """By a legal form or a word for a body."""
    assert not NAMING.may_be_a_person(name)


@pytest.mark.parametrize(
    "title",
    ["Gründung Frau Beispiel", "Schulung (Teilnehmer: Max Beispiel)", "Training Ronny Beispiel",
     "Beispiel GmbH und Fa. Peter Muster", "Laden von Erika M. Beispiel",
     "Muster GmbH u. Muster Max", "Deich, max.muster@amt.example"],
)  # fmt: skip
def test_a_title_of_a_project_that_names_somebody_is_told(title: str) -> None:
    """By a sign, or by a given name with a capitalised word after it."""
    assert NAMING.names_a_person(title)


@pytest.mark.parametrize("title", ["Frau und Beruf", "Projekt ANNA", "EVA 2 Musterstadt", "Neubau"])
def test_a_title_that_only_has_a_name_in_it_is_kept(title: str) -> None:
    """Many projects are called by a given name."""
    assert not NAMING.names_a_person(title)


def test_glued_words_are_parted_only_where_both_stand_alone_elsewhere() -> None:
    """A hint beside the name: GmbH, InnoTec and a word nobody else uses stay whole."""
    words = spelling.words_of(["Technische Universität Chemnitz", "Stadt Dresden", "Inno Tec"])
    assert spelling.parted("Technische UniversitätDresden", words) == (
        "Technische Universität Dresden"
    )
    for name in ("UniversitätLeipzig", "InnoTec GmbH", "Stadt Dresden"):
        assert spelling.parted(name, words) is None
