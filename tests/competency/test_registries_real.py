"""Registries and lists, on the whole real files: everything accounted for, and what they say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import registries
from clustergraph import names, pipeline
from clustergraph.collecting import paused
from clustergraph.findings import Severity
from clustergraph.pipeline.sourcing import Sourced
from clustergraph.rdf import Triple, iri
from registries import of, told

pytestmark = pytest.mark.slow
PLACES = {
    "ror": "ror",
    "crossref-funder-registry": "crossref-funder-registry",
    "euroscivoc": "euroscivoc",
    "nuts": ".",
    "nace": "nace-nuts",
    "eu-calls": "calls",
}
SMALL = ("euroscivoc", "nuts", "nace", "eu-calls")
ASKED = (
    "countryCode",
    "identifierOf",
    "identifierScheme",
    "locatedIn",
    "registryStatus",
    "supersedes",
    "within",
)
TYPE = iri(names.PREFIXES["rdf"] + "type")


def places(shared: Path, *wanted: str) -> dict[str, Path]:
    """Return where the files of some sources lie; skips when one is missing."""
    found = {name: shared / "data" / PLACES[name] for name in wanted}
    if not all(place.is_dir() for place in found.values()):
        pytest.skip("reads ../shared/data, where a set is missing")
    return found


def cg(name: str) -> str:
    """Return a term of ours as it stands in a triple."""
    return iri(names.TERMS + name)


def count(graph: set[Triple] | frozenset[Triple], predicate: str) -> int:
    """Count the triples of a property."""
    return sum(p == predicate for _, p, _ in graph)


@pytest.fixture(scope="module")
def ror(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Sourced:
    """The whole of ROR, read and mapped."""
    return registries.read(tmp_path_factory.mktemp("ror"), places(shared, "ror"))


@pytest.fixture(scope="module")
def ror_graph(ror: Sourced) -> set[Triple]:
    """What it says by the properties that are asked for here."""
    asked = {cg(name) for name in ASKED} | {iri(names.PREFIXES["skos"] + "notation")}
    with paused():
        return {
            statement.triple
            for one in ror.mapped
            for statement in one.statements
            if statement.triple[1] in asked
        }


def test_every_record_of_ror_is_accounted_for(ror: Sourced) -> None:
    """35,990 records, and each row of each table mapped or set aside."""
    registries.all_are_accounted(ror)
    assert ror.made[0].staged["records"].read == 35_990
    assert ror.rows == {
        "ror-organisations": (35_990, 35_990, 0),
        "ror-names": (32_107, 32_107, 0),
        "ror-foundations": (24_524, 24_524, 0),
        "ror-identifiers": (95_558, 95_552, 6),
        "ror-relations": (41_243, 31_901, 9_342),
        "ror-places": (8_260, 8_260, 0),
        "ror-regions": (1_467, 1_467, 0),
        "ror-documents": (1, 1, 0),
    }


def test_each_relation_of_ror_that_is_left_out_has_its_reason(ror: Sourced) -> None:
    """9,335 lead out of the file, three to themselves, four against each other."""
    reasons = Counter(
        "missing" if "is not in the file" in one
        else "itself" if "leads to the record itself" in one
        else "mutual" if "are each part of the other" in one
        else "identifier" if ": external_ids: " in one and '" is no ' in one
        else one
        for one in told(ror)
    )  # fmt: skip
    assert reasons == {"missing": 9_335, "itself": 3, "mutual": 4, "identifier": 6}


def test_organisations_of_ror_have_their_standing(ror_graph: set[Triple]) -> None:
    """Withdrawn and inactive records are told as such."""
    standing = Counter(o for _, p, o in ror_graph if p == cg("registryStatus"))
    status = names.THINGS + "registry-status/"
    assert standing == {
        iri(status + "active"): 35_075,
        iri(status + "inactive"): 725,
        iri(status + "withdrawn"): 190,
    }
    assert count(ror_graph, cg("supersedes")) == 545


def test_german_organisations_of_ror_are_found_by_their_place(ror_graph: set[Triple]) -> None:
    """1,325 have a place in Germany, 81 of them in Saxony (71 of these name the region)."""
    german = {s for s, p, o in ror_graph if p == cg("countryCode") and o == '"DE"'}
    assert len({s for s, p, o in ror_graph if p == cg("locatedIn") and o in german}) == 1_325
    saxon = {s for s, p, o in ror_graph if p == cg("within") and o.endswith("/iso-de-sn>")}
    assert len({s for s, p, o in ror_graph if p == cg("locatedIn") and o in saxon}) == 81


def test_identifiers_of_ror_are_in_normal_form(ror_graph: set[Triple]) -> None:
    """No ISNI has a space, and each scheme has as many as the file has of it."""
    schemes = {s: o.rpartition("/")[2][:-1] for s, p, o in ror_graph if p == cg("identifierScheme")}
    of_things = Counter(schemes[s] for s, p, _ in ror_graph if p == cg("identifierOf"))
    assert of_things == {
        "ror": 35_990, "isni": 17_150, "wikidata": 16_835, "grid": 14_626, "funder-doi": 10_951,
    }  # fmt: skip
    notation = iri(names.PREFIXES["skos"] + "notation")
    isni = {o for s, p, o in ror_graph if p == notation and schemes.get(s) == "isni"}
    assert all(len(one.strip('"')) == 16 for one in isni)


@pytest.fixture(scope="module")
def funders(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> set[Triple]:
    """The whole registry of Crossref, mapped."""
    found = places(shared, "crossref-funder-registry")
    read = registries.read(tmp_path_factory.mktemp("funders"), found)
    registries.all_are_accounted(read)
    assert read.made[0].graph_read["crossref-funder-registry-funders"] == 289_484
    return registries.triples(read)


def test_every_funder_is_an_organisation_with_one_label(funders: set[Triple]) -> None:
    """18,067 funders, each named, identified and described by a row."""
    organisations = {s for s, p, o in funders if p == TYPE and o == cg("Funder")}
    assert len(organisations) == 18_067
    label = iri(names.PREFIXES["skos"] + "prefLabel")
    assert Counter(s for s, p, _ in funders if p == label) == dict.fromkeys(organisations, 1)
    assert count(funders, cg("identifierOf")) == 18_067
    assert count(funders, iri(names.PREFIXES["csvw"] + "describes")) == 2 * 18_067 + 1


def test_relations_of_funders_are_read_in_both_directions(funders: set[Triple]) -> None:
    """Ten of 2,868 parts are told by the whole alone; what replaced what is asymmetric."""
    assert count(funders, cg("partOf")) == 2_868
    replaced = {(s, o) for s, p, o in funders if p == cg("supersedes")}
    assert len(replaced) == 715
    assert not {(s, o) for s, o in replaced if (o, s) in replaced}
    status = iri(names.THINGS + "registry-status/withdrawn")
    assert sum(o == status for _, _, o in funders) == 71


def test_funders_have_countries_but_those_of_the_european_union(funders: set[Triple]) -> None:
    """131 funders stand under the European Union, which has no code of ISO 3166."""
    assert count(funders, cg("countryCode")) == 18_067 - 131


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> pipeline.Built:
    """The curated project with the smaller sets."""
    return registries.build(tmp_path_factory.mktemp("small"), places(shared, *SMALL))


def test_the_smaller_sets_break_no_shape(built: pipeline.Built) -> None:
    """A build with them can be published."""
    assert [str(f) for f in built.report.findings if f.severity is Severity.VIOLATION] == []


def test_every_record_of_the_smaller_sets_is_accounted_for(built: pipeline.Built) -> None:
    """Regions: three headings, 56 repeated countries, one point that is none."""
    counts = registries.counts(built)
    assert {
        name: counts[name]
        for name in (
            "records geocodes", "rows nuts-places", "rows nuts-points", "rows nuts-identifiers",
            "rows nace-activities", "rows eu-calls-announcements", "rows eu-calls-calls",
            "rows eu-calls-fundings", "rows eu-calls-programmes",
        )
    } == {
        "records geocodes": (1_887, 1_887, 0),
        "rows nuts-places": (1_919, 1_860, 59),
        "rows nuts-points": (83, 82, 1),
        "rows nuts-identifiers": (83, 83, 0),
        "rows nace-activities": (1_783, 1_783, 0),
        "rows eu-calls-announcements": (429, 429, 0),
        "rows eu-calls-calls": (541, 541, 0),
        "rows eu-calls-fundings": (678, 678, 0),
        "rows eu-calls-programmes": (19, 19, 0),
    }  # fmt: skip


def test_regions_lie_in_their_countries(built: pipeline.Built) -> None:
    """Dresden (DED2) lies in Saxony and in Germany; Greece is EL there and GR by ISO."""
    graph = built.default
    assert of(graph, "place/nuts-ded2", "cg:within") >= {"place/nuts-ded", "place/nuts-de"}
    assert of(graph, "place/nuts-el", "cg:countryCode") == {'"GR"'}
    assert of(graph, "place/nuts-uk", "cg:countryCode") == {'"GB"'}
    assert of(graph, "place/nuts-el43", "skos:prefLabel") == {'"Kriti"@en'}
    assert of(graph, "place/nuts-el43", "skos:altLabel") == {'"Κρήτη"@el'}


def test_places_with_one_nuts_code_match(built: pipeline.Built) -> None:
    """Germany of NUTS and Germany of the curated places are the same; neither lies in the other."""
    assert of(built.default, "place/nuts-de", "skos:exactMatch") == {"place/de"}
    assert of(built.default, "place/nuts-de", "cg:within") == set()


def test_all_fields_of_science_have_six_labels(built: pipeline.Built) -> None:
    """1,016 concepts in six languages, none with a space around."""
    label = iri(names.PREFIXES["skos"] + "prefLabel")
    labels = [(s, o) for s, p, o in built.default if p == label and "/field/euroscivoc-" in s]
    assert len(labels) == 6 * 1_016
    assert set(Counter(s for s, _ in labels).values()) == {6}


def test_activities_lie_below_their_sections(built: pipeline.Built) -> None:
    """22 sections are on top, and 01.11 lies below 01.1."""
    top = iri(names.PREFIXES["skos"] + "topConceptOf")
    nace = iri(names.THINGS + "scheme/nace")
    assert sum(p == top and o == nace for _, p, o in built.default) == 22
    assert of(built.default, "field/nace-01-11", "skos:broader") >= {"field/nace-01-1"}


def test_calls_are_announced_with_their_titles(built: pipeline.Built) -> None:
    """A title that the portal breaks over two lines is one line; none ends with a space."""
    graph = built.default
    headline = iri(names.PREFIXES["schema"] + "headline")
    heads = {o for s, p, o in graph if p == headline and "/eu-call-" in s}
    wanted = (
        "Papua New Guinea (PNG) – Civic Participation and Women’s Political and Decision-making"
    )
    assert sum(wanted in one for one in heads) == 1
    assert '"Stimulation of Chip Design"@en' in heads
    assert len({s for s, p, _ in graph if p == headline and "/eu-call-" in s}) == 429
