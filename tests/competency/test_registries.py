"""ROR, the Crossref Funder Registry and EuroSciVoc, from samples of real lines (CC0, CC BY)."""

from __future__ import annotations

from pathlib import Path

import pytest

import registries
from clustergraph import pipeline
from clustergraph.findings import Severity
from clustergraph.rdf import Triple
from registries import of, told

pytestmark = pytest.mark.slow
NAMES = ("ror", "crossref-funder-registry", "euroscivoc")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Built:
    """The curated project with the three samples."""
    folder = tmp_path_factory.mktemp("registries")
    return registries.build(folder, {name: registries.SAMPLES / name for name in NAMES})


@pytest.fixture(scope="module")
def graph(built: pipeline.Built) -> frozenset[Triple]:
    """All that the build says."""
    return built.default | built.provenance


def test_registries_break_no_shape(built: pipeline.Built) -> None:
    """A build with the samples can be published: nothing of them is a violation."""
    assert [str(f) for f in built.report.findings if f.severity is Severity.VIOLATION] == []


def test_every_record_is_accounted_for(built: pipeline.Built) -> None:
    """What was read is what was mapped and what was set aside, table by table."""
    assert registries.counts(built) == {
        "records records": (20, 20, 0),
        "rows ror-organisations": (20, 20, 0),
        "rows ror-names": (13, 13, 0),
        "rows ror-foundations": (14, 14, 0),
        "rows ror-identifiers": (66, 63, 3),
        "rows ror-relations": (70, 3, 67),
        "rows ror-places": (20, 20, 0),
        "rows ror-regions": (10, 10, 0),
        "rows ror-documents": (1, 1, 0),
        "triples crossref-funder-registry-funders": (308, 318, 0),
        "triples euroscivoc-concepts": (699, 250, 0),
    }


def test_an_organisation_of_ror_is_one_as_the_curated_are(graph: frozenset[Triple]) -> None:
    """TU Dresden has its kinds, its names by language, its place and its identifiers."""
    tud = "organisation/ror-042aqky30"
    assert of(graph, tud, "skos:prefLabel") == {
        '"Technische Universität Dresden"@de',
        '"TUD Dresden University of Technology"@en',
    }
    assert of(graph, tud, "skos:altLabel") >= {'"TU Dresden"@de'}
    assert of(graph, tud, "cg:abbreviation") == {'"TUD"'}
    assert of(graph, tud, "cg:locatedIn") >= {"place/geonames-2935022", "place/iso-de-sn"}
    assert of(graph, "place/iso-de-sn", "skos:prefLabel") == {'"Saxony"@en'}
    assert of(graph, tud, "cg:registryStatus") == {"registry-status/active"}
    assert of(graph, "identifier/ror-042aqky30", "cg:identifierOf") == {tud}
    assert of(graph, "foundation/ror-042aqky30--founded", "cg:date") == {
        '"1828"^^<http://id.loc.gov/datatypes/edtf/EDTF>'
    }


def test_a_country_code_leads_to_the_country(graph: frozenset[Triple]) -> None:
    """A place of ROR lies in Germany, and so does a funder of which only the country is known."""
    assert "place/de" in of(graph, "organisation/ror-042aqky30", "cg:locatedIn")
    assert of(graph, "organisation/funder-doi-501100001659", "cg:locatedIn") == {"place/de"}
    assert of(graph, "place/de", "cg:within") == set()


def test_a_withdrawn_record_stays_and_is_superseded(graph: frozenset[Triple]) -> None:
    """Its status says that it was withdrawn, and its successor takes its place."""
    gone = "organisation/ror-00yzkzh74"
    assert of(graph, gone, "cg:registryStatus") == {"registry-status/withdrawn"}
    assert of(graph, "organisation/ror-001377z89", "cg:supersedes") == {gone}


def test_an_inactive_organisation_is_superseded(graph: frozenset[Triple]) -> None:
    """Of two successors, the one that the file has is stated."""
    gone = "organisation/ror-02nmt1x06"
    assert of(graph, gone, "cg:registryStatus") == {"registry-status/inactive"}
    assert of(graph, "organisation/ror-059mq0909", "cg:supersedes") == {gone}


def test_relations_that_lead_nowhere_are_set_aside(built: pipeline.Built) -> None:
    """Each with its file, its record and the reason: missing, to itself, against each other."""
    aside = told(built.sourced)
    where = "ror-records-sample.jsonl"
    tail = "; the row was set aside"
    assert (
        f"{where}:1: relationships: predecessor https://ror.org/03gd1bh37"
        f" (Thailand Research Fund) is not in the file{tail}" in aside
    )
    assert sum("predecessor leads to the record itself" in one for one in aside) == 1
    assert sum("are each part of the other" in one for one in aside) == 4
    assert sum("is not in the file" in one for one in aside) == 62


def test_identifiers_are_brought_to_one_form_or_set_aside(
    built: pipeline.Built, graph: frozenset[Triple]
) -> None:
    """An ISNI with odd spaces and a GRID id as an address are read; "10" is no funder's number."""
    assert of(graph, "identifier/isni-0000000493399953", "skos:notation") == {'"0000000493399953"'}
    assert of(graph, "identifier/grid-6546-1", "skos:notation") == {'"grid.6546.1"'}
    reasons = [one.partition(": ")[2] for one in told(built.sourced) if "is no " in one]
    assert sorted(one.partition(";")[0] for one in reasons) == [
        'external_ids: "10" is no fundref',
        'external_ids: "10" is no fundref',
        'external_ids: "100011307" is no grid',
    ]


def test_of_several_identifiers_the_preferred_one_is_the_main_one(
    graph: frozenset[Triple],
) -> None:
    """TU Dresden has three funder DOIs and two entities of Wikidata, and one GRID id."""
    assert of(graph, "organisation/ror-042aqky30", "cg:mainIdentifier") == {
        "identifier/funder-doi-501100002957", "identifier/wikidata-q158158",
    }  # fmt: skip


def test_names_keep_their_languages_and_lose_stray_spaces(graph: frozenset[Triple]) -> None:
    """A name shown in another language is the label too; "RMCA " is an acronym without a space."""
    museum = "organisation/ror-001805t51"
    assert of(graph, museum, "cg:abbreviation") == {'"RMCA"'}
    assert of(graph, museum, "skos:altLabel") >= {
        '"Koninklijk Museum voor Centraal -Afrika"@nl',
        '"Musée royal de l\'Afrique central"@fr',
    }
    theatre = "organisation/ror-00cr0q231"
    assert of(graph, theatre, "skos:prefLabel") == {'"Museu Nacional do Teatro e da Dança"@en'}
    assert '"Museu Nacional do Teatro e da Dança"@pt' in of(graph, theatre, "skos:altLabel")


def test_a_year_before_1000_is_a_year(graph: frozenset[Triple]) -> None:
    """Al-Azhar was founded in 970: EDTF wants four digits."""
    foundation = "foundation/ror-05fnp1145--founded"
    assert of(graph, foundation, "cg:dateLatest") == {
        '"0970-12-31"^^<http://www.w3.org/2001/XMLSchema#date>'
    }


def test_child_and_child_in_capitals_are_one_relation(tmp_path: Path) -> None:
    """Relation types are read without regard to case."""
    text = (registries.SAMPLES / "ror" / "ror-records-sample.jsonl").read_text(encoding="utf-8")
    spoiled = text.replace('"type": "successor"', '"type": "Successor"')
    assert spoiled != text
    plain = registries.made(tmp_path / "a", "ror", {"ror-records-a.jsonl": text})
    other = registries.made(tmp_path / "b", "ror", {"ror-records-a.jsonl": spoiled})
    assert registries.triples(plain) == registries.triples(other)


def test_a_funder_is_an_organisation_with_its_doi(graph: frozenset[Triple]) -> None:
    """The German Research Foundation, with the labels of SKOS-XL as plain ones."""
    dfg = "organisation/funder-doi-501100001659"
    assert of(graph, dfg, "skos:prefLabel") == {'"Deutsche Forschungsgemeinschaft"@en'}
    assert of(graph, dfg, "skos:altLabel") == {
        '"German Research Foundation"@en', '"DFG"',
    }  # fmt: skip
    assert of(graph, dfg, "cg:abbreviation") == {'"DFG"'}
    assert of(graph, dfg, "cg:countryCode") == {'"DE"'}
    assert of(graph, "identifier/funder-doi-501100001659", "skos:notation") == {
        '"10.13039/501100001659"'
    }


def test_glued_names_of_properties_are_read(graph: frozenset[Triple]) -> None:
    """``terms`` + ``status`` without a sign between says that a funder is deprecated."""
    gone = "organisation/funder-doi-100007615"
    assert of(graph, gone, "cg:registryStatus") == {"registry-status/withdrawn"}
    assert gone in of(graph, "organisation/funder-doi-501100000923", "cg:supersedes")


def test_what_only_one_side_says_is_read(graph: frozenset[Triple]) -> None:
    """Narrower without broader, replaces without isReplacedBy, and the other way round."""
    funder = "organisation/funder-doi-"
    assert funder + "501100000735" in of(graph, funder + "501100010798", "cg:partOf")
    assert funder + "501100002709" in of(graph, funder + "100004322", "cg:supersedes")
    assert funder + "100002266" in of(graph, funder + "100005499", "cg:supersedes")
    assert of(graph, funder + "100009909", "cg:supersedes") == set()  # renamed as itself


def test_a_label_node_with_two_texts_is_told_as_it_is(graph: frozenset[Triple]) -> None:
    """The file gave the number of a label twice: both names stand in it, with a slash."""
    assert of(graph, "organisation/funder-doi-100002264", "skos:prefLabel") == {
        '"Dow Chemical Company / Oklahoma Humanities Council"@en'
    }


def test_fields_of_science_are_concepts_with_labels(graph: frozenset[Triple]) -> None:
    """Under a key of ours, matched with the publisher's IRI, below their broader field."""
    field = "field/euroscivoc-1239"
    assert of(graph, field, "skos:prefLabel") >= {
        '"aerospace engineering"@en', '"Luft- und Raumfahrttechnik"@de',
    }  # fmt: skip
    assert len(of(graph, field, "skos:prefLabel")) == 6
    assert of(graph, field, "skos:broader") == {"field/euroscivoc-461"}
    curated = of(graph, "field/aerospace-technology", "skos:closeMatch")
    assert of(graph, field, "skos:exactMatch") == curated


def test_spaces_around_labels_are_gone(graph: frozenset[Triple]) -> None:
    """EuroSciVoc has "Operator-Algebra " with a space."""
    labels = [o for s, p, o in graph if p.endswith("#prefLabel>") and "/field/euroscivoc-" in s]
    assert '"Operator-Algebra"@de' in labels
    assert not [one for one in labels if one.startswith('" ') or ' "@' in one]
