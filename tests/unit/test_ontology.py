"""The ontology keeps its own rules, and the tables use only what it defines."""

import csv
import importlib.util
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from types import ModuleType
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest

from clustergraph.names import BASE, ONTOLOGY, PREFIXES, TERMS, THINGS

ROOT = Path(__file__).resolve().parents[2]
CORE = sorted((ROOT / "ontology" / "core").glob("*.ttl"))
SCHEMES = sorted((ROOT / "ontology" / "schemes").glob("*.ttl"))
ALIGNMENTS = sorted((ROOT / "ontology" / "alignments").glob("*.ttl"))
ALL = [ROOT / "ontology" / "clustergraph.ttl", *CORE, *SCHEMES, *ALIGNMENTS]
METADATA = json.loads((ROOT / "data" / "csv-metadata.json").read_text(encoding="utf-8"))

RDF_TYPE = PREFIXES["rdf"] + "type"
RDFS, OWL, SKOS = PREFIXES["rdfs"], PREFIXES["owl"], PREFIXES["skos"]
KINDS = {OWL + "Class", OWL + "ObjectProperty", OWL + "DatatypeProperty"}
# What the core may speak of beside our own terms: the languages it is written in, and the
# vocabularies that the data use directly.
CORE_NAMESPACES = {
    PREFIXES[name] for name in ("rdf", "rdfs", "owl", "skos", "dct", "org", "foaf", "schema")
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Triples = list[tuple[str, str, Term]]


def read(*paths: Path) -> Triples:
    """Read files into triples whose subject and predicate are plain text."""
    return [
        (quad.subject.value, quad.predicate.value, quad.object)
        for path in paths
        for quad in ox.parse(path=str(path), base_iri=BASE)
    ]


def by_subject(triples: Triples) -> dict[str, dict[str, list[Term]]]:
    """Group triples by subject and predicate."""
    grouped: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_ in triples:
        grouped[subject][predicate].append(object_)
    return grouped


def defined(triples: Triples) -> list[str]:
    """Return the local name of each term once for each time that it is given a kind."""
    return [
        subject.removeprefix(TERMS)
        for subject, predicate, object_ in triples
        if predicate == RDF_TYPE and object_.value in KINDS and subject.startswith(TERMS)
    ]


def languages(values: list[Term]) -> list[str]:
    """Return the languages of literals, sorted; "" is no language."""
    return sorted(value.language or "" for value in values if isinstance(value, ox.Literal))


CORE_TRIPLES = read(*CORE)
ABOUT = by_subject(CORE_TRIPLES)
DEFINED = set(defined(CORE_TRIPLES))


@pytest.mark.parametrize("term", sorted(DEFINED))
def test_a_term_has_one_label_and_one_definition_in_each_language(term: str) -> None:
    """A term is labelled, defined and said to be ours, in German and in English."""
    about = ABOUT[TERMS + term]
    assert languages(about[RDFS + "label"]) == ["de", "en"]
    assert languages(about[SKOS + "definition"]) == ["de", "en"]
    assert [value.value for value in about[RDFS + "isDefinedBy"]] == [ONTOLOGY]


def test_a_definition_is_a_phrase_and_no_sentence() -> None:
    """Genus and difference, no full stop, no two terms with the same words."""
    texts = Counter(
        value.value for about in ABOUT.values() for value in about.get(SKOS + "definition", [])
    )
    assert [text for text in texts if text.endswith(".") or text != text.strip()] == []
    assert [text for text, count in texts.items() if count > 1] == []


def test_a_term_is_defined_once_and_in_one_spelling() -> None:
    """No term is defined in two places, and classes alone begin with a capital."""
    counts = Counter(defined(CORE_TRIPLES))
    assert [term for term, count in counts.items() if count > 1] == []
    for term in DEFINED:
        is_class = OWL + "Class" in {value.value for value in ABOUT[TERMS + term][RDF_TYPE]}
        assert is_class == term[0].isupper(), term
    properties = Counter(term.lower() for term in DEFINED if term[0].islower())
    classes = Counter(term.lower() for term in DEFINED if term[0].isupper())
    assert max(properties.values()) == max(classes.values()) == 1


def test_a_term_that_is_used_is_defined() -> None:
    """The ontology itself speaks of no term of ours that it does not define."""
    used = {
        value.removeprefix(TERMS)
        for subject, predicate, object_ in read(*ALL)
        for value in (subject, predicate, object_.value)
        if value.startswith(TERMS) and value != TERMS
    }
    assert used - DEFINED == set()


def columns() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the columns of every table with the table's file name."""
    for table in METADATA["tables"]:
        for column in table["tableSchema"]["columns"]:
            yield table["url"], column


def test_a_term_that_a_table_uses_is_defined() -> None:
    """Every property and class that csv-metadata.json names is a term of the core."""
    used = {
        str(column[key]).removeprefix("../ontology#")
        for _, column in columns()
        for key in ("propertyUrl", "valueUrl")
        if str(column.get(key, "")).startswith("../ontology#") and "{" not in str(column[key])
    }
    assert used - DEFINED == set()


def cells(table: str, column: dict[str, object]) -> set[str]:
    """Return the values of a column of a table."""
    separator = column.get("separator")
    with (ROOT / "data" / table).open(encoding="utf-8", newline="") as lines:
        values = [row[str(column["name"])] for row in csv.DictReader(lines)]
    return {
        part for value in values for part in (value.split(str(separator)) if separator else [value])
    } - {""}


def test_a_term_that_a_cell_names_is_defined() -> None:
    """Kinds, and the predicates of claims, are terms of the core."""
    missing = {
        (table, column["name"], value)
        for table, column in columns()
        if re.fullmatch(r"\.\./ontology#\{\w+\}", str(column.get("valueUrl", "")))
        for value in cells(table, column) - DEFINED
    }
    assert missing == set()


def test_a_code_that_a_cell_names_is_a_concept() -> None:
    """Every code of a code list that is kept in ontology/schemes is one of its concepts."""
    concepts = {subject for subject, _, _ in read(*SCHEMES)}
    curated = {"approach", "field"}  # their concepts are rows of data/fields.csv
    schemes = {path.stem for path in SCHEMES} - curated
    missing = {
        (table, column["name"], value)
        for table, column in columns()
        if (match := re.fullmatch(r"\.\./id/([a-z-]+)/\{\w+\}", str(column.get("valueUrl", ""))))
        and match[1] in schemes
        for value in cells(table, column)
        if f"{THINGS}{match[1]}/{value}" not in concepts
    }
    assert missing == set()


def test_a_code_list_that_a_table_names_exists() -> None:
    """The description of a column says from which scheme its codes are."""
    text = json.dumps(METADATA)
    named = set(re.findall(r"code of id/scheme/([a-z-]+)", text)) - {"scheme"}
    assert named - {path.stem for path in SCHEMES} == set()


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_code_list_is_complete_in_both_languages(path: Path) -> None:
    """Scheme and concepts are labelled and defined; concepts have a notation and a scheme."""
    scheme = f"{THINGS}scheme/{path.stem}"
    grouped = by_subject(read(path))
    assert scheme in grouped
    for subject, about in grouped.items():
        assert languages(about[SKOS + "prefLabel"]) == ["de", "en"], subject
        assert languages(about[SKOS + "definition"]) == ["de", "en"], subject
        if subject != scheme:
            assert subject.startswith(f"{THINGS}{path.stem}/")
            assert [value.value for value in about[SKOS + "inScheme"]] == [scheme]
            assert [value.value for value in about[SKOS + "topConceptOf"]] == [scheme]
            assert len(about[SKOS + "notation"]) == 1
    for predicate in ("prefLabel", "notation"):
        values = Counter(str(v) for about in grouped.values() for v in about[SKOS + predicate])
        assert [value for value, count in values.items() if count > 1] == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_schema_org_is_written_with_https(path: Path) -> None:
    """The old namespace of schema.org occurs nowhere."""
    assert "http://schema.org/" not in path.read_text(encoding="utf-8")


def test_the_core_needs_no_alignment() -> None:
    """The core imports nothing and speaks of no vocabulary that only an alignment needs."""
    for subject, predicate, object_ in [*CORE_TRIPLES, *read(ALL[0])]:
        assert predicate != OWL + "imports"
        for value in (subject, predicate, object_):
            iri = value.value if isinstance(value, ox.NamedNode) else value
            if isinstance(iri, str) and re.match(r"https?:", iri) and not iri.startswith(BASE):
                namespace = re.sub(r"[^#/]*$", "", iri)
                header = predicate.startswith(PREFIXES["dct"]) or "vann" in predicate
                assert namespace in CORE_NAMESPACES or header, iri


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_an_alignment_points_outwards(path: Path) -> None:
    """Ours is a kind of theirs, never theirs a kind of ours; and no mapping of SKOS is used.

    A class that took part in skos:closeMatch would be a skos:Concept by the range of the property.
    """
    allowed = {RDFS + name for name in ("subClassOf", "subPropertyOf", "seeAlso")}
    triples = [t for t in read(path) if not t[0].startswith(ONTOLOGY + "/")]
    assert triples
    for subject, predicate, object_ in triples:
        assert subject.removeprefix(TERMS) in DEFINED
        assert predicate in allowed
        assert not object_.value.startswith(BASE)


def disjoint() -> set[str]:
    """Return the members of the list of kinds that exclude each other."""
    (start,) = (object_ for _, predicate, object_ in CORE_TRIPLES if predicate == OWL + "members")
    found, node = set(), start.value
    while node in ABOUT:
        found.add(ABOUT[node][PREFIXES["rdf"] + "first"][0].value)
        node = ABOUT[node][PREFIXES["rdf"] + "rest"][0].value
    return found


def ancestors(term: str) -> set[str]:
    """Return a class and all that it is a kind of."""
    found, todo = set(), [term]
    while todo:
        if (current := todo.pop()) not in found:
            found.add(current)
            todo += [value.value for value in ABOUT[current][RDFS + "subClassOf"]]
    return found


def test_no_class_is_of_two_kinds_that_exclude_each_other() -> None:
    """The list of disjoint kinds leaves every class possible, and names the great kinds."""
    kinds = disjoint()
    assert {TERMS + name for name in ("Person", "Organisation", "Project", "Source")} <= kinds
    classes = [TERMS + term for term in DEFINED if term[0].isupper()]
    broken = {
        (name, first, second)
        for name in classes
        for first, second in combinations(sorted(ancestors(name) & kinds), 2)
    }
    assert broken == set()


def test_what_names_a_property_chain_has_no_characteristic_that_forbids_it() -> None:
    """OWL 2 allows no irreflexive or asymmetric property that is transitive or ends a chain."""
    composed = {OWL + "TransitiveProperty"}
    simple = {OWL + "IrreflexiveProperty", OWL + "AsymmetricProperty"}
    for term in DEFINED:
        about = ABOUT[TERMS + term]
        kinds = {value.value for value in about[RDF_TYPE]}
        if kinds & composed or about[OWL + "propertyChainAxiom"]:
            assert not kinds & simple, term


def test_mixed_properties_conclude_no_type() -> None:
    """A property whose values are of several kinds has neither domain nor range."""
    for term in ("participant", "participationIn", "participatesIn", "coordinates", "fundingFor",
                 "fromFunder", "funds", "about", "partOf", "recipient", "field"):  # fmt: skip
        about = ABOUT[TERMS + term]
        assert not about[RDFS + "domain"], term
        assert not about[RDFS + "range"], term


def test_the_header_names_every_module() -> None:
    """What stands in ontology/core is part of the ontology, and nothing else is."""
    header = by_subject(read(ALL[0]))[ONTOLOGY]
    parts = {value.value for value in header[PREFIXES["dct"] + "hasPart"]}
    assert parts == {f"{ONTOLOGY}/core/{path.stem}" for path in CORE}
    assert [value.value for value in header[OWL + "versionIRI"]] == [f"{ONTOLOGY}/0.1.0"]


@pytest.fixture(name="writer")
def load_writer() -> ModuleType:
    """Load ontology/write_vocab.py, which is a script beside the ontology."""
    path = ROOT / "ontology" / "write_vocab.py"
    spec = importlib.util.spec_from_file_location("write_vocab", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_vocab_is_what_the_ontology_says(writer: ModuleType) -> None:
    """src/clustergraph/vocab.py is as ontology/write_vocab.py would write it."""
    assert writer.TARGET.read_text(encoding="utf-8") == writer.module()


def test_every_term_has_a_constant_of_its_own(writer: ModuleType) -> None:
    """No two terms share a constant."""
    assert len(writer.own()) == len(writer.terms()) == len(DEFINED)
    assert set(writer.own().values()) == {urljoin(TERMS, "#" + term) for term in DEFINED}
