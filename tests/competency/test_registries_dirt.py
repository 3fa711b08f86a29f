"""What is wrong in lists of regions, activities and calls, on lines written after the real ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import registries
from registries import of, told, triples

HEAD = '"Order","Level","Code","Parent","NUTS-Code","Description","Remark"'
REGIONS = (
    '"1","1","1",,"XX","NUTS LEVEL 1",',
    '"2","2","2","1","EL","ΕΛΛΑΔΑ (ELLADA)",',
    '"3","3","3","2","EL4","ΝΗΣΙΑ ΑΙΓΑΙΟΥ, ΚΡΗΤΗ (NISIA AIGAIOU, KRITI)",',
    '"4","2","4","1","UK","UNITED KINGDOM",',
    '"5","2","5","1","DE","DEUTSCHLAND",',
    '"6","3","6","5","DED","SACHSEN",',
    '"7","1","7",,,"NUTS LEVEL 2",',
    '"8","2","8","7","DE","DEUTSCHLAND",',
    '"9","3","9","8","DED2","Dresden",',
)
KOHESIO = (
    "COUNTRY CODE;NUTS LEVEL;NUTS CODE;NUTS LABEL;;;;;;\n"
    "DE;2;DED2;Dresden;http://www.wikidata.org/entity/Q1;Point(13.75 51.05);;;;\n"
    "FR;2;FRY1;Guadeloupe;http://www.wikidata.org/entity/Q2;POINT(16.0 62.0);;;;\n"
)


@pytest.fixture
def nuts(tmp_path: Path) -> registries.Sourced:
    """Regions whose lines end with a lone carriage return."""
    text = "\r".join((HEAD, *REGIONS, ""))
    return registries.made(
        tmp_path, "nuts", {"a/geocodes.nuts.csv": text, "b/kohesio-regions.csv": KOHESIO}
    )


def test_lone_carriage_returns_end_lines(nuts: registries.Sourced) -> None:
    """Each line is a record, and findings count it as a line."""
    registries.all_are_accounted(nuts)
    assert nuts.made[0].staged["geocodes"].read == 9
    assert nuts.rows["nuts-places"] == (10, 7, 3)


def test_headings_and_repeated_countries_are_set_aside(nuts: registries.Sourced) -> None:
    """With the line and the reason."""
    assert sorted(one.partition(";")[0] for one in told(nuts)) == [
        "geocodes.nuts.csv:2: a heading and no region: NUTS LEVEL 1",
        "geocodes.nuts.csv:8: a heading and no region: NUTS LEVEL 2",
        "geocodes.nuts.csv:9: DE is in the list already",
        "kohesio-regions.csv:3: no point: POINT(16.0 62.0)",
    ]


def test_el_and_uk_are_greece_and_great_britain(nuts: registries.Sourced) -> None:
    """NUTS keeps its code, and the country has that of ISO."""
    graph = triples(nuts)
    assert of(graph, "place/nuts-el4", "cg:nutsCode") == {'"EL4"'}
    assert of(graph, "place/nuts-el4", "cg:countryCode") == {'"GR"'}
    assert of(graph, "place/nuts-uk", "cg:countryCode") == {'"GB"'}


def test_names_are_told_in_latin_letters_and_their_own(nuts: registries.Sourced) -> None:
    """German regions have German labels; Greek ones their Latin and their Greek name."""
    graph = triples(nuts)
    assert of(graph, "place/nuts-ded2", "skos:prefLabel") == {'"Dresden"@de'}
    assert of(graph, "place/nuts-ded2", "cg:within") == {"place/nuts-ded"}
    assert of(graph, "place/nuts-el", "skos:prefLabel") == {'"ELLADA"@en'}
    assert of(graph, "place/nuts-el", "skos:altLabel") == {'"ΕΛΛΑΔΑ"@el'}


def test_a_region_that_only_the_newer_list_has_is_taken_from_it(nuts: registries.Sourced) -> None:
    """Guadeloupe has a label and no point: its point is written with its numbers the wrong way."""
    graph = triples(nuts)
    assert of(graph, "place/nuts-fry1", "skos:prefLabel") == {'"Guadeloupe"@en'}
    assert of(graph, "place/nuts-fry1", "schema:latitude") == set()
    assert of(graph, "place/nuts-ded2", "schema:latitude") == {
        '"51.05"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    }


def test_a_header_longer_than_its_rows_is_left_out(tmp_path: Path) -> None:
    """NACE names eight columns and has six."""
    text = (
        '"code";"parentCode";"level";"name";"shortName";"notes";"validFrom";"validTo"\n'
        '"A";"";"1";"Agriculture, forestry and fishing";"";""\n'
        '"01";"A";"2";"Crop and  animal production";"";""\n'
        '"01";"A";"2";"Crop and animal production";"";""\n'
    )
    nace = registries.made(tmp_path, "nace", {"nacecodes.csv": text})
    registries.all_are_accounted(nace)
    graph = triples(nace)
    assert nace.rows["nace-activities"] == (3, 2, 1)
    assert of(graph, "field/nace-01", "skos:broader") == {"field/nace-a"}
    assert of(graph, "field/nace-01", "skos:prefLabel") == {'"Crop and animal production"@en'}
    assert of(graph, "field/nace-a", "skos:topConceptOf") == {"scheme/nace"}


def call(**other: object) -> dict[str, object]:
    """Return a call as the portal has one."""
    given: dict[str, object] = {
        "reference": "1TOPICSen", "topicId": "HORIZON-1.2", "title": "A title",
        "programme": "Horizon Europe", "programmeId": "43108390", "callIdentifier": "HORIZON",
        "deadline": "2026-07-16", "budgetMin": 3000000, "budgetMax": 4000000,
        "keywords": "HORIZON-1.2, Research, Rail", "portalUrl": "https://ec.europa.eu/1",
    }  # fmt: skip
    return {**given, **other}


CALLS = (
    call(),
    call(reference="2TOPICSen", topicId="B", title="Chips &amp; bits&nbsp;\u00a0"),
    call(reference="3PROSPECTSen", topicId="C", title="Promotion\nde la culture", budgetMin=None),
    call(reference="4TOPICSen", topicId="D", title="Europeâ€™s cafÃ©s"),
    call(reference="5TOPICSen", topicId="E", title="Ã\u008eles"),
    call(reference="6TOPICSen", topicId="F", title="A title", deadline="soon"),
)


@pytest.fixture
def calls(tmp_path: Path) -> registries.Sourced:
    """Six calls, in a file that begins with a byte order mark."""
    text = "\ufeff" + json.dumps(CALLS, ensure_ascii=False)
    return registries.made(tmp_path, "eu-calls", {"calls-a.json": text})


def test_a_call_is_announced(calls: registries.Sourced) -> None:
    """The announcement is about the topic, which is part of its call and under its programme."""
    registries.all_are_accounted(calls)
    graph = triples(calls)
    announcement, topic = "announcement/eu-call-1topicsen", "call/topic-horizon-1--2"
    assert of(graph, announcement, "cg:about") == {topic}
    assert of(graph, announcement, "schema:keywords") == {'"Research"', '"Rail"'}
    assert of(graph, topic, "cg:partOf") == {"call/call-horizon"}
    assert of(graph, topic, "cg:underProgramme") == {"programme/eu-43108390"}
    assert of(graph, topic, "cg:deadline") == {
        '"2026-07-16"^^<http://www.w3.org/2001/XMLSchema#date>'
    }
    funding = f"funding/{topic.removeprefix('call/')}--expected-grant--at-most"
    assert of(graph, funding, "cg:amount") == {
        '"4000000"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    }


def test_entities_garbled_letters_and_odd_spaces_are_mended(calls: registries.Sourced) -> None:
    """What cannot be mended for sure is set aside."""
    graph = triples(calls)
    head = "announcement/eu-call-"
    assert of(graph, head + "2topicsen", "schema:headline") == {'"Chips & bits"@en'}
    assert of(graph, head + "3prospectsen", "schema:headline") == {'"Promotion de la culture"'}
    assert of(graph, head + "4topicsen", "schema:headline") == {'"Europe’s cafés"@en'}
    assert of(graph, head + "5topicsen", "schema:headline") == set()
    assert any("letters are garbled" in one for one in told(calls))


def test_a_deadline_that_is_no_day_sets_the_call_aside(calls: registries.Sourced) -> None:
    """And with it what is said of that call; the other calls stay."""
    assert 'calls-a.json:6: deadline: "soon" is no day; the row was set aside' in told(calls)
    assert calls.rows["eu-calls-calls"] == (7, 6, 1)
