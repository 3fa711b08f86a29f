"""What is called alike is listed with a score that says why; nothing follows from it."""

from __future__ import annotations

import pytest
from recorded import record

from clustergraph.linking import Record
from clustergraph.linking.candidates import Candidate, find
from clustergraph.linking.scoring import REASONS, total

# A word is rare or common among others: these make the usual words usual.
CROWD = [
    record(f"crowd{n}-{kind}", f"{word} {town}", source="crowd", country="DE", line=n)
    for kind, word in enumerate(("Universität", "Institut für", "Stadtwerke", "Handwerkskammer"))
    for n, town in enumerate(
        (
            "Aachen",
            "Bonn",
            "Celle",
            "Erfurt",
            "Fulda",
            "Gera",
            "Halle",
            "Ilmenau",
            "Jena",
            "Kassel",
            "Lahr",
            "Mainz",
            "Neuss",
            "Oldenburg",
            "Plauen",
            "Rostock",
            "Siegen",
            "Trier",
            "Ulm",
            "Vechta",
            "Worms",
            "Xanten",
            "Zwickau",
        )
    )
]


def score(one: Record, other: Record) -> Candidate | None:
    """Return how two records are listed among the crowd, or None where they are not."""
    for found in find([*CROWD, one, other], 0.5).candidates:
        if {found.one.iri, found.other.iri} == {one.iri, other.iri}:
            return found
    return None


def codes(found: Candidate | None) -> set[str]:
    """Return the codes of the reasons."""
    return {reason.code for reason in found.reasons} if found else set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Silicon Saxony e.V.", "SILICON SAXONY EV"),
        ("Technische Universität Dresden", "Technische UniversitätDresden"),
        (
            "GeSiM Gesellschaft für Silizium-Mikrosysteme mbH",
            "GESIM GESELLSCHAFT FUR SILIZIUM-MIKROSYSTEME MBH",
        ),
        ("Senckenberg Gesellschaft für Naturforschung", "Senckenberg Ges. f. Naturforschung"),
        (
            "Fraunhofer-Gesellschaft zur Förderung der angewandten Forschung e.V.",
            "Fraunhofer-Gesellschaftzur Förderung der ange-wandten Forschung e.V.",
        ),
        ("Österreichisches Rotes Kreuz", "OESTERREICHISCHES ROTES KREUZ"),
        ("Alfred Wegener Institut", "Alfred Wegner Institut"),
    ],
)
def test_spellings_of_one_organisation_are_listed(one: str, other: str) -> None:
    """Legal forms, umlauts, glued words and a misread letter do not hide it."""
    found = score(record("a", one, country="DE"), record("b", other, source="two", country="DE"))
    assert found is not None
    assert found.score >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Universität Zittau", "Universität Görlitz"),
        ("Universität Zittau", "Stadtwerke Zittau"),
        ("Universität Zittau", "Universitätsklinikum Zittau"),
        ("Kindertagesstätte Waldwichtel 1", "Kindertagesstätte Waldwichtel 2"),
        ("Fraunhofer Institut für Keramik", "Fraunhofer Institut für Holz"),
    ],
)
def test_what_is_not_the_same_is_not_listed(one: str, other: str) -> None:
    """Another town, another sort, another number."""
    found = score(record("a", one, country="DE"), record("b", other, source="two", country="DE"))
    assert found is None or found.score < 0.8


def test_things_of_two_countries_are_never_compared() -> None:
    """A namesake abroad is no candidate."""
    one = record("a", "Rossendorf Forschung", country="DE")
    assert score(one, record("b", "Rossendorf Forschung", source="two", country="AT")) is None
    assert score(one, record("b", "Rossendorf Forschung", source="two", country="D")) is not None


def test_the_score_is_what_its_reasons_say() -> None:
    """The likeness of the names and the effects of the reasons give the score."""
    one = record("a", "Rossendorf Forschung GmbH", country="DE", place="Dresden")
    other = record("b", "Rossendorf Forschung AG", source="two", country="DE", place="DRESDEN")
    found = score(one, other)
    assert found is not None
    assert {"equal", "country", "town", "other-form"} <= codes(found)
    assert found.score == pytest.approx(
        total(found.base, [r.code for r in found.reasons]), abs=1e-3
    )
    assert all(reason.english and reason.german for reason in REASONS.values())


def test_the_town_and_the_short_form_speak_for_it() -> None:
    """Both raise the score, and the reasons say so."""
    plain = score(record("a", "Zentrum Energie Zittau", country="DE"),
                  record("b", "Zentrum Energie", source="two", country="DE"))  # fmt: skip
    known = score(
        record("a", "Zentrum Energie Zittau", country="DE", place="Zittau", acronym="ZEZ"),
        record("b", "Zentrum Energie", source="two", country="DE", place="Zittau", acronym="ZEZ"),
    )
    assert known is not None
    assert {"town", "acronym"} <= codes(known)
    assert plain is None or known.score > plain.score


def test_a_short_form_alone_is_not_enough() -> None:
    """Three letters are the short form of many."""
    one = record("a", "Harald Tischler Werke", country="DE", acronym="HTW")
    other = record("b", "Hochschule für Technik und Wirtschaft", source="two", country="DE",
                   acronym="HTW")  # fmt: skip
    found = score(one, other)
    assert found is None or found.score < 0.8


def test_different_identifiers_lower_the_score() -> None:
    """A source that gives both an identifier keeps them apart; so does another, a little more."""
    ids = ("pic:999897729", "pic:999854564")
    plain = score(record("a", "Rossendorf Forschung"), record("b", "Rossendorf Forschung"))
    apart = score(record("a", "Rossendorf Forschung", ids[0]),
                  record("b", "Rossendorf Forschung", ids[1]))  # fmt: skip
    other = score(record("a", "Rossendorf Forschung", ids[0]),
                  record("b", "Rossendorf Forschung", ids[1], source="two"))  # fmt: skip
    assert plain and apart and other  # noqa: PT018
    assert plain.score > apart.score > other.score
    assert "kept-apart" in codes(apart)
    assert "other-identifier" in codes(other)


def test_what_is_settled_is_not_listed() -> None:
    """Linked and decided pairs are left out."""
    records = [record("a", "Rossendorf Forschung"), record("b", "Rossendorf Forschung")]
    assert len(find(records, 0.5).candidates) == 1
    assert find(records, 0.5, lambda _one, _other: True).candidates == []


def test_the_order_of_records_does_not_matter() -> None:
    """The same pairs with the same scores."""
    records = [*CROWD, record("a", "Silicon Saxony"), record("b", "Silicon Saxony e.V.")]
    forward, backward = (find(given, 0.6).candidates for given in (records, records[::-1]))
    assert {(frozenset((c.one.iri, c.other.iri)), c.score) for c in forward} == {
        (frozenset((c.one.iri, c.other.iri)), c.score) for c in backward
    }


def test_a_name_that_too_many_bear_is_passed_over_and_counted() -> None:
    """A thousand namesakes are not compared with each other, and the report says so."""
    found = find([record(f"n{n}", "Stadtverwaltung", source=f"s{n}") for n in range(100)], 0.8)
    assert found.candidates == []
    assert sum(found.passed_over.values()) >= 1
