"""CORDIS from a sample, and a made-up list of beneficiaries: from file to published triples."""

from __future__ import annotations

import pytest

import lists
import realsources
from clustergraph import names, pipeline
from clustergraph.rdf import Triple, iri, literal

pytestmark = pytest.mark.slow

XSD = names.PREFIXES["xsd"]
CORDIS = realsources.SAMPLES / "cordis"
LIST = (
    "Name|Projekt|Beginn|Ende|Land|Betrag\n"
    'Beispielwerke GmbH|Neue Halle|1.3.2015|31.12.2016|D|"1.250.000,50"\n'
    "Stadt Musterbad|Radweg|1.4.2015|31.3.2015|DE|2.000,00\n"
    "Erika Beispiel|Laden|1.4.2015|31.5.2015|DE|2.000,00\n"
    "Technische UniversitätMusterbad|Labor|1.5.2015|30.4.2018|DE|300.000,00\n"
    "Universität Musterbad|Hörsaal|1.5.2015|30.4.2018|DE|400.000,00\n"
)


def said(built: pipeline.Built) -> set[Triple]:
    """Return what the tables of a build say."""
    return {triple for table in built.tables.values() for triple in table}


def amount(text: str) -> str:
    """Return an amount as it stands in the graph."""
    return literal(text, XSD + "decimal")


@pytest.fixture(scope="module")
def cordis(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Built:
    """The project with the sample of CORDIS."""
    return realsources.build(tmp_path_factory.mktemp("cordis"), {"cordis": CORDIS})


@pytest.fixture(scope="module")
def ruritania(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Built:
    """The project with a list of a state that does not exist."""
    root = tmp_path_factory.mktemp("data")
    fields = {
        "Name": "beneficiary_name", "Projekt": "project_name", "Beginn": "starting_date",
        "Ende": "completion_date", "Land": "beneficiary_country", "Betrag": "total_amount_eligible",
    }  # fmt: skip
    lists.publish(root, LIST.encode(), fields, language="de")
    return realsources.build(tmp_path_factory.mktemp("project"), {"structural-funds": root})


def test_cordis_is_said_in_the_ontology_of_the_curated_tables(cordis: pipeline.Built) -> None:
    """Project, participation with its role, organisation with its PIC, money with its kind."""
    assert cordis.report.is_clean, str(cordis.report)
    triples = said(cordis)
    cg, thing = names.TERMS, names.mint
    part = iri(thing("participation", "cordis-651036--938119011--coordinator"))
    project = iri(thing("project", "cordis-651036"))
    alterix = iri(thing("organisation", "pic-938119011"))
    pic = iri(thing("identifier", "pic-938119011"))
    share = iri(thing("funding", "cordis-651036--938119011--coordinator--eu-share"))
    assert {
        (part, iri(cg + "participant"), alterix),
        (part, iri(cg + "participationIn"), project),
        (part, iri(cg + "role"), iri(thing("participation-role", "coordinator"))),
        (pic, iri(cg + "identifierOf"), alterix),
        (pic, iri(cg + "identifierScheme"), iri(thing("identifier-scheme", "pic"))),
        (share, iri(cg + "amount"), amount("50000")),
        (share, iri(cg + "fundingKind"), iri(thing("funding-kind", "eu-share"))),
        (project, iri(cg + "underProgramme"), iri(thing("programme", "horizon-2020"))),
        (alterix, iri(cg + "countryCode"), literal("GB")),
    } <= triples
    assert (alterix, iri(cg + "coordinates"), project) in cordis.inferred


def test_both_decimal_signs_of_one_row_of_cordis_are_read(cordis: pipeline.Built) -> None:
    """393465.63 and 562093,75."""
    key = "cordis-700071--997512402--participant--"
    found = {
        s.rpartition("--")[2][:-1]: o
        for s, p, o in said(cordis)
        if key in s and p == iri(names.TERMS + "amount")
    }
    assert found == {
        "eu-share": amount("393465.63"), "net-eu-share": amount("393465.63"),
        "cost": amount("562093.75"),
    }  # fmt: skip


def test_faults_of_cordis_are_told_at_their_place_and_set_aside(cordis: pipeline.Built) -> None:
    """MISSING is no VAT number; a quotation mark opens and never closes; a row stands twice."""
    told = [str(found) for found in cordis.report.findings]
    for words in (
        'orgs_v1.csv:', 'vatNumber: "MISSING" is no VAT number', "stacked_dump.csv:",
        "opens a quotation mark", "the same part in the same project stands at h2020-2022/",
    ):  # fmt: skip
        assert any(words in text for text in told), words


def test_a_made_up_list_becomes_projects_beneficiaries_and_money(
    ruritania: pipeline.Built,
) -> None:
    """Driven by its description alone; every shape is kept."""
    assert ruritania.report.is_clean, str(ruritania.report)
    triples = said(ruritania)
    amounts = {o for _, p, o in triples if p == iri(names.TERMS + "amount")}
    assert {amount("1250000.5"), amount("300000"), amount("400000")} <= amounts
    labels = {o for _, p, o in triples if p == iri(names.PREFIXES["skos"] + "hiddenLabel")}
    assert '"Technische Universität Musterbad"@de' in labels
    assert any(o == '"Technische UniversitätMusterbad"@de' for _, _, o in triples)


def test_nobody_private_is_published_or_told(ruritania: pipeline.Built) -> None:
    """Neither as a thing, nor as a word, nor in a finding."""
    assert not any("Erika" in term for triple in said(ruritania) for term in triple)
    told = [str(found) for found in ruritania.report.findings]
    assert not any("Erika" in text for text in told)
    assert any("perhaps a private person" in text for text in told)
    assert any("ends on 2015-03-31 before it starts on 2015-04-01" in text for text in told)
