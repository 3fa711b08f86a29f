"""What shares an identifier is linked; an identifier that does not name one thing links nothing."""

from __future__ import annotations

import random
from collections.abc import Iterable

import graphed
import pytest
from recorded import decision, record, thing

from clustergraph.linking import Links, Record, link, may_link, triples_of
from clustergraph.linking.decisions import Decisions
from clustergraph.rdf import Triple
from clustergraph.rules import Pattern, bind


def same(links: Links) -> list[tuple[str, str]]:
    """Return the pairs that are the same, by their keys."""
    return [(one.one.rpartition("/")[2], one.other.rpartition("/")[2]) for one in links.same]


def rules(links: Links) -> list[str]:
    """Return the rules that findings name."""
    return [one.rule.rpartition("#")[2] for one in links.findings]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pic:999897729", "pic:PIC 999897729"),
        ("ror:042aqky30", "ror:https://ror.org/042aqky30"),
        ("grid:grid.4488.0", "grid:https://www.grid.ac/institutes/grid.4488.0"),
        ("isni:0000 0001 2111 7257", "isni:0000000121117257"),
        ("wikidata:Q158158", "wikidata:http://www.wikidata.org/entity/Q158158"),
        ("funder-doi:501100001659", "funder-doi:https://doi.org/10.13039/501100001659"),
        ("vat:DE136695976", "vat:DE 136 695 976"),
    ],
)
def test_a_shared_identifier_links(one: str, other: str) -> None:
    """Each scheme links, whatever the spelling; the earlier set stands for both."""
    links = link([
        record("a", "Technische Universität Dresden", one),
        record("b", "TU DRESDEN", other, source="two"),
    ])  # fmt: skip
    assert same(links) == [("b", "a")]
    assert links.findings == []


def test_a_name_alone_never_links() -> None:
    """The very same name, town and country are no identifier."""
    a = record("a", "Alpha GmbH", country="DE", place="Dresden", acronym="AG")
    b = record("b", "Alpha GmbH", source="two", country="DE", place="Dresden", acronym="AG")
    links = link([a, b])
    assert (links.same, links.close, links.findings) == ([], [], [])


def test_one_vat_number_of_twenty_offices_of_a_ministry_links_nothing() -> None:
    """Twenty things of one source share it: told once with the places, nothing linked."""
    offices = [record(f"office{n}", f"Ministry, office {n}", "vat:DE136695976", line=n + 2)
               for n in range(20)]  # fmt: skip
    other = record("ministry", "Ministry", "vat:DE136695976", source="two", line=9)
    links = link([*offices, other])
    assert links.same == []
    [finding] = links.findings
    assert rules(links) == ["SharedIdentifier"]
    assert str(finding.origin) == "one.csv:2"
    assert len(finding.related) == 19
    assert "20 things" in finding.message_en
    assert "20 Sachen" in finding.message_de


def test_a_pic_listed_with_two_names_links_nothing() -> None:
    """Names that have no word in common are told at both places."""
    links = link([
        record("a", "Oberthur Technologies SA", "pic:996570532", line=3),
        record("b", "Water Platform Company BV", "pic:996570532", source="two", line=7),
    ])  # fmt: skip
    assert links.same == []
    [finding] = links.findings
    assert (finding.rule.rpartition("#")[2], str(finding.origin)) == ("UnlikeThings", "two.csv:7")
    assert [str(place) for place in finding.related] == ["one.csv:3"]
    assert "no word in common" in finding.message_en
    assert "kein gemeinsames Wort" in finding.message_de


def test_one_address_with_two_names_is_told() -> None:
    """Two sources that make one IRI of the identifier are held against each other as well."""
    links = link([
        record("pic-996570532", "Oberthur Technologies SA", "pic:996570532"),
        record("pic-996570532", "Water Platform Company BV", "pic:996570532", source="two"),
    ])  # fmt: skip
    assert rules(links) == ["UnlikeThings"]


def test_different_countries_are_told() -> None:
    """The same identifier in two countries names no one thing."""
    links = link([
        record("a", "Aarhus School of Architecture", "isni:0000000121117257", country="DK"),
        record("b", "School of Architecture", "isni:0000000121117257", source="two", country="LI"),
    ])  # fmt: skip
    assert links.same == []
    assert rules(links) == ["UnlikeThings"]
    assert "DK" in links.findings[0].message_en


def test_spellings_of_a_country_are_one() -> None:
    """``UK`` is ``GB``, ``EL`` is ``GR`` and ``D`` is ``DE``."""
    links = link([
        record("a", "University of Leeds", "pic:999975620", country="UK"),
        record("b", "University of Leeds", "pic:999975620", source="two", country="GB"),
    ])  # fmt: skip
    assert same(links) == [("b", "a")]


@pytest.mark.parametrize("text", ["vat:MISSING", "vat:NOTAPPLICABLE", "pic:000000000"])
def test_a_placeholder_links_nothing_and_is_told_at_each_place(text: str) -> None:
    """Who has no number is not the same as all the others who have none."""
    links = link([record("a", "Alpha", text), record("b", "Alpha", text, source="two", line=4)])
    assert links.same == []
    assert rules(links) == ["UnreadableIdentifier"] * 2
    assert str(links.findings[1].origin) == "two.csv:4"


def test_a_wrong_check_digit_links_nothing() -> None:
    """A misread identifier might be that of another."""
    links = link([record("a", "Alpha", "ror:042aqky31"),
                  record("b", "Alpha", "ror:042aqky31", source="two")])  # fmt: skip
    assert links.same == []
    assert rules(links) == ["UnreadableIdentifier"] * 2


def test_a_chain_that_joins_what_a_source_keeps_apart_is_undone() -> None:
    """A third source gives one thing the identifiers of two: none of the links is made."""
    links = link([
        record("a1", "University of Alpha", "pic:999897729", line=1),
        record("a2", "University of Alpha Hospital", "vat:DE136695976", line=2),
        record("x", "University of Alpha", "pic:999897729", "vat:DE136695976", source="two"),
    ])  # fmt: skip
    assert links.same == []
    [finding] = links.findings
    assert finding.rule.endswith("JoinedApart")
    assert {str(finding.origin), *map(str, finding.related)} == {
        "one.csv:1",
        "one.csv:2",
        "two.csv:1",
    }


def test_further_identifiers_are_close_and_not_the_same() -> None:
    """A registry gives a university the numbers of its faculties: only the main one is its own."""
    links = link([
        record("uni", "University of Alpha", "funder-doi:501100001659",
               further=("funder-doi:501100001660",)),
        record("f1", "University of Alpha", "funder-doi:501100001659", source="two"),
        record("f2", "Law Faculty, University of Alpha", "funder-doi:501100001660", source="two"),
    ])  # fmt: skip
    assert same(links) == [("f1", "uni")]
    assert [(one.one, one.other) for one in links.close] == [(thing("uni"), thing("f2"))]
    assert links.findings == []


def test_three_sources_point_to_one() -> None:
    """Each points to the thing of the earliest set, by a chain where they share nothing with it."""
    links = link([
        record("a", "Alpha Institute", "pic:999897729"),
        record("b", "Alpha Institute", "pic:999897729", "ror:042aqky30", source="two"),
        record("c", "Alpha Institute", "ror:042aqky30", source="three"),
    ])  # fmt: skip
    assert same(links) == [("b", "a"), ("c", "a")]
    assert [len(one.evidence) for one in links.same] == [1, 2]


def test_a_decision_links_and_parts() -> None:
    """Same joins what shares nothing; different parts what shares an identifier, and says so."""
    a = record("a", "Alpha", "pic:999897729")
    b = record("b", "Alpha", "pic:999897729", source="two", line=5)
    c = record("c", "Gamma", source="two")
    links = link([a, b, c], [decision("a", "c", "same", 2), decision("a", "b", "different", 3)])
    assert same(links) == [("c", "a")]
    [finding] = links.findings
    assert finding.rule.endswith("DecisionAgainstIdentifier")
    assert str(finding.origin) == "data/decisions.csv:3"
    assert {str(place) for place in finding.related} == {"one.csv:1", "two.csv:5"}


def test_a_decision_settles_a_conflict() -> None:
    """What a source lists twice is one by decision, and its identifier links again."""
    a1 = record("a1", "Alpha", "pic:999897729", line=1)
    a2 = record("a2", "Alpha Ltd", "pic:999897729", line=2)
    b = record("b", "Alpha", "pic:999897729", source="two")
    assert rules(link([a1, a2, b])) == ["SharedIdentifier"]
    links = link([a1, a2, b], [decision("a1", "a2", "same")])
    assert same(links) == [("a2", "a1"), ("b", "a1")]
    assert links.findings == []


def test_a_decision_outranks_unlike_names() -> None:
    """A renamed company is one by decision."""
    a = record("a", "Restore NV", "pic:927493825")
    b = record("b", "Centrica Business Solutions", "pic:927493825", source="two")
    assert link([a, b]).same == []
    assert same(link([a, b], [decision("a", "b", "same")])) == [("b", "a")]


def test_contradictory_decisions_are_told_and_none_counts() -> None:
    """A = B, B = C and A ≠ C: told at the row, with the others; nothing follows from them."""
    given = [decision("a", "b", "same", 2), decision("b", "c", "same", 3),
             decision("a", "c", "different", 4), decision("x", "y", "same", 5)]  # fmt: skip
    links = link([record(key, key) for key in "abcxy"], given)
    assert same(links) == [("y", "x")]
    [finding] = links.findings
    assert finding.rule.endswith("ContradictoryDecisions")
    assert str(finding.origin) == "data/decisions.csv:4"
    assert [str(place) for place in finding.related] == [
        "data/decisions.csv:2",
        "data/decisions.csv:3",
    ]


def test_a_thing_is_not_different_from_itself() -> None:
    """Such a row is told."""
    found = Decisions.of([decision("a", "a", "different", 7)])
    assert [str(one.origin) for one in found.findings] == ["data/decisions.csv:7"]


def test_decided_different_holds_through_a_chain() -> None:
    """Identifiers that would join the two by way of a third are undone."""
    links = link([
        record("a", "Alpha", "pic:999897729"),
        record("b", "Alpha", "pic:999897729", "ror:042aqky30", source="two"),
        record("c", "Alpha", "ror:042aqky30", source="three"),
    ], [decision("a", "c", "different")])  # fmt: skip
    assert links.same == []
    assert rules(links) == ["JoinedApart"]


def _random(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # a test, not a secret


def many(luck: random.Random) -> list[Record]:
    """Return records that share identifiers at random."""
    pics = [f"pic:99989{n}729" for n in range(9)]
    rors = ["ror:042aqky30", "ror:03taz7m60", "ror:02qq0mx12"]
    return [
        record(f"r{n}", f"Alpha {luck.choice('xyz')}", *luck.sample(pics, 2), luck.choice(rors),
               source=f"s{n % 4}", line=n)
        for n in range(30)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_no_link_joins_two_things_of_a_source_and_order_does_not_matter(seed: int) -> None:
    """Whatever is shared: of each source at most one thing is the same as another's."""
    luck = _random(seed)
    records = sorted(many(luck), key=lambda one: one.set)
    links = link(records)
    sets = {one.iri: one.set for one in records}
    groups: dict[str, list[str]] = {}
    for one in links.same:
        groups.setdefault(one.other, [one.other]).append(one.one)
    for group in groups.values():
        assert len({sets[iri] for iri in group}) == len(group)
    shuffled = [*records]
    luck.shuffle(shuffled)
    shuffled.sort(key=lambda one: one.set)
    assert triples_of(link(shuffled)) == triples_of(links)


def test_links_are_triples_with_their_evidence() -> None:
    """owl:sameAs, and a node that leads to both identifiers."""
    triples = triples_of(link([
        record("a", "Alpha", "pic:999897729"), record("b", "Alpha", "pic:999897729", source="two"),
    ]))  # fmt: skip
    base = "https://w3id.org/clustergraph/"
    node = f"<{base}id/link/organisation-b--organisation-a>"
    assert (
        f"<{thing('b')}>",
        "<http://www.w3.org/2002/07/owl#sameAs>",
        f"<{thing('a')}>",
    ) in triples
    assert {o for s, p, o in triples if (s, p) == (node, f"<{base}ontology#restsOn>")} == {
        f"<{base}id/identifier/a-pic>", f"<{base}id/identifier/b-pic>",
    }  # fmt: skip
    assert {o for s, p, o in triples if (s, p) == (node, f"<{base}ontology#linked>")} == {
        f"<{thing('a')}>", f"<{thing('b')}>",
    }  # fmt: skip


def test_only_what_names_or_places_a_named_thing_may_change_links() -> None:
    """With one source, what things are called links nothing; identifiers and decisions may."""
    named = graphed.identifier("x", "a", "ror", "https://ror.org/00pd74e08")
    said = graphed.organisation("a", "Alpha") | named | graphed.organisation("b", "Beta")

    def is_there(pattern: Pattern) -> bool:
        return any(bind(pattern, triple, {}) is not None for triple in said)

    def changing(triples: Iterable[Triple], has_sources: bool) -> set[Triple]:
        return {one for one in triples if may_link(one, is_there, has_sources)}

    assert changing(named, False) == {t for t in named if "type>" not in t[1]}
    assert {s for s, _, _ in changing(graphed.organisation("a", "Other"), True)} == {
        graphed.thing("a")
    }
    assert not changing(graphed.organisation("b", "Other"), True)
    assert len(changing(graphed.organisation("a", "Other"), False)) == 1  # that it is one
    assert changing(graphed.decided("d", "a", "b", "same"), False)
