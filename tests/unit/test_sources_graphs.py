"""RDF files of a source: every format, named nodes, plain labels, CONSTRUCT."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import sourcefolder
from clustergraph import names, pipeline, provenance
from clustergraph.rdf import Triple, iri, literal
from clustergraph.sources import Made

SKOS, XL = names.PREFIXES["skos"], names.PREFIXES["skosxl"]
A, B, P = "https://example.org/a", "https://example.org/b", "https://example.org/p"
TURTLE = f'<{A}> <{P}> <{B}> , 1.50 , "x"@DE ; <{P}> [ <{P}> <{A}> ] .\n'
XML = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="{names.PREFIXES["rdf"]}" xmlns:e="https://example.org/">
<rdf:Description rdf:about="{A}"><e:p rdf:resource="{B}"/>
<e:p rdf:datatype="{names.PREFIXES["xsd"]}decimal">1.50</e:p><e:p xml:lang="DE">x</e:p>
<e:p><rdf:Description><e:p rdf:resource="{A}"/></rdf:Description></e:p></rdf:Description></rdf:RDF>
"""
JSONLD = f"""{{"@id": "{A}", "{P}": [{{"@id": "{B}"}}, {{"@value": "x", "@language": "DE"}},
 {{"@value": "1.50", "@type": "{names.PREFIXES["xsd"]}decimal"}}, {{"{P}": {{"@id": "{A}"}}}}]}}"""
NT = f"""<{A}> <{P}> <{B}> .
<{A}> <{P}> "1.50"^^<{names.PREFIXES["xsd"]}decimal> .
<{A}> <{P}> "x"@DE .
<{A}> <{P}> _:n .
_:n <{P}> <{A}> .
"""
NQ = NT.replace(" .\n", " <https://example.org/g> .\n")
TRIG = f"<https://example.org/g> {{ {TURTLE} }}"
LABELLED = f"""@prefix xl: <{XL}> .
<{A}> xl:prefLabel <{A}/l1> ; xl:altLabel [ xl:literalForm "also"@en ] ; xl:hiddenLabel <{A}/l2> .
<{A}/l1> xl:literalForm "Eins"@de , "One"@en . <{A}/l2> xl:literalForm "hid" .
"""


def read(
    folder: Path, files: dict[str, str | bytes], keys: str, texts: dict[str, str] | None = None
) -> Made:
    """Read ``[rdf.concepts]``."""
    sourcefolder.make(folder, files, f"[rdf.concepts]\n{keys}\n", texts=texts)
    return sourcefolder.made(folder)


def triples(made: Made) -> frozenset[Triple]:
    """Return the triples of the graph."""
    assert not made.faults, list(map(str, made.faults))
    return made.graphs["guest-concepts"]


def packed(text: str) -> bytes:
    """Pack a text, always to the same bytes: they name a test."""
    return gzip.compress(text.encode(), mtime=0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.ttl", TURTLE), ("c.ttl", "\ufeff" + TURTLE), ("c.nt", NT), ("c.nq", NQ),
        ("c.trig", TRIG), ("c.rdf", XML), ("c.xml", XML), ("c.owl", XML), ("c.jsonld", JSONLD),
        ("c.rdf", XML.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")),
        ("c.rdf", XML.replace('"1.0"', '"1.0" encoding="latin-1"').encode("latin-1")),
        ("c.ttl.gz", packed(TURTLE)), ("c.nq.gz", packed(NQ)), ("c.rdf.gz", packed(XML)),
        ("c.jsonld.gz", packed(JSONLD)),
    ],
)  # fmt: skip
def test_every_format_gives_the_same_triples(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    """Literals as the store keeps them, graphs put together, the nameless node named."""
    found = triples(read(tmp_path, {name: content}, f'path = "{name}"'))
    a, p = iri(A), iri(P)
    known = {(a, p, iri(B)), (a, p, literal("1.5", names.PREFIXES["xsd"] + "decimal")),
             (a, p, literal("x", language="de"))}  # fmt: skip
    assert known < found
    ((_, _, node),) = {t for t in found - known if t[0] == a}
    assert node.startswith(f"<{names.BASE}.well-known/genid/guest-concepts-")
    assert found - known == {(a, p, node), (node, p, a)}


def test_nameless_nodes_have_the_same_names_everywhere(tmp_path: Path) -> None:
    """They rest on the content and the order, not on the machine or the run."""
    one = triples(read(tmp_path / "1", {"c.ttl": TURTLE}, 'path = "c.ttl"'))
    two = triples(read(tmp_path / "2", {"c.ttl": TURTLE}, 'path = "c.ttl"'))
    assert one == two


def test_labels_of_skos_xl_become_plain_ones(tmp_path: Path) -> None:
    """The three kinds; without the key they stay what they are."""
    keys = 'path = "c.ttl"\nlabels = "skos-xl"'
    made = read(tmp_path, {"c.ttl": LABELLED}, keys)
    plain = {t for t in triples(made) if t[1].startswith(f"<{SKOS}")}
    assert plain == {
        (iri(A), iri(SKOS + "prefLabel"), literal("Eins", language="de")),
        (iri(A), iri(SKOS + "prefLabel"), literal("One", language="en")),
        (iri(A), iri(SKOS + "altLabel"), literal("also", language="en")),
        (iri(A), iri(SKOS + "hiddenLabel"), literal("hid")),
    }
    assert made.graph_read["guest-concepts"] == 7
    without = triples(read(tmp_path / "2", {"c.ttl": LABELLED}, 'path = "c.ttl"'))
    assert without == triples(made) - plain


def test_a_construct_maps_the_file(tmp_path: Path) -> None:
    """It sees the file with plain labels, and the graph is just what it gives."""
    query = f"PREFIX skos: <{SKOS}> CONSTRUCT {{ ?s <{P}> ?l }} WHERE {{ ?s skos:prefLabel ?l }}"
    keys = 'path = "c.ttl"\nlabels = "skos-xl"\nconstruct = "c.rq"'
    found = triples(read(tmp_path, {"c.ttl": LABELLED}, keys, {"c.rq": query}))
    assert found == {(iri(A), iri(P), literal("Eins", language="de")),
                     (iri(A), iri(P), literal("One", language="en"))}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "place", "words"),
    [
        ("CONSTRUCT { ?s ?p ?o }\nWHERE { ?s ?p }", "2:", "is no SPARQL"),
        ("SELECT * { ?s ?p ?o }", "", "is no CONSTRUCT"),
        ("ASK { ?s ?p ?o }", "", "is no CONSTRUCT"),
        (f"CONSTRUCT {{ ?s <{P}> [] }} WHERE {{ ?s ?p ?o }}", "", "without a name"),
        ("CONSTRUCT { ?s ?p ?b } WHERE { ?s ?p ?o\nBIND(BNODE() AS ?b) }", "2:6", "another value"),
        ("CONSTRUCT { ?s ?p ?b } WHERE { ?s ?p ?o BIND(NOW() AS ?b) }", "1:46", "another value"),
        ("CONSTRUCT { ?s ?p ?b } WHERE { ?s ?p ?o BIND(RAND() AS ?b) }", "1:46", "another value"),
        ("CONSTRUCT { ?s ?p ?b } WHERE { ?s ?p ?o BIND(UUID() AS ?b) }", "1:46", "another value"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "1:32",
         "asks another host"),
        ("LOAD <http://127.0.0.1:9/>", "1:1", "changes data"),
        ("CONSTRUCT { ?s ?p ?o } WHERE " + "{" * 80 + "}" * 80, "1:94", "nests too deep"),
    ],
)  # fmt: skip
def test_a_construct_that_is_refused_is_told(
    tmp_path: Path, query: str, place: str, words: str
) -> None:
    """At its line and column."""
    keys = 'path = "c.ttl"\nconstruct = "c.rq"'
    made = read(tmp_path, {"c.ttl": TURTLE}, keys, {"c.rq": query})
    (found,) = made.faults
    assert f"{found.origin}:".startswith(f"sources/guest/c.rq:{place}")
    assert words in found.message_en


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("c.ttl", f"<{A}> <{P}>\n  <x y> .", "c.ttl:2:3"),
        ("c.ttl", f"<{A}> <{P}> <{B}>", "c.ttl:1"),
        ("c.nt", f"<{A}> <{P}> <{B}>\n", "c.nt:2"),
        ("c.nq", "<a> <b> .", "c.nq:1"),
        ("c.trig", "{ <a:a> <a:b> }", "c.trig:1"),
        ("c.rdf", XML.replace("</rdf:RDF>", ""), "c.rdf:6:1"),
        ("c.rdf", XML.replace("e:p", "f:p", 1), "c.rdf"),
        ("c.rdf", XML.encode("utf-16")[:-3], "c.rdf"),
        ("c.rdf", XML.replace('"1.0"', '"1.0" encoding="klingon"'), "c.rdf"),
        ("c.rdf", XML.replace('"1.0"', '"1.0" encoding="rot13"'), "c.rdf"),
        ("c.rdf", XML.replace(">x<", ">ä<").encode("latin-1"), "c.rdf"),
        ("c.jsonld", '{"@id": \n"x"', "c.jsonld"),
        ("c.ttl", b"<a:a> <a:b> '\xff' .", "c.ttl:1"),
        ("c.ttl", "<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> .", "c.ttl"),
        ("c.ttl.gz", b"\x1f\x8b\x08 no gzip", "c.ttl.gz"),
    ],
)
def test_a_file_that_does_not_parse_is_told(
    tmp_path: Path, name: str, content: str | bytes, place: str
) -> None:
    """One finding with the line, and the column where it is known."""
    made = read(tmp_path, {name: content}, f'path = "{name}"')
    (found,) = made.faults
    assert str(found.origin).startswith(f"given/{place}")
    assert not made.graphs


def test_a_graph_of_a_source_is_reasoned_over_and_may_be_referred_to(tmp_path: Path) -> None:
    """What it types is introduced; its triples stand in its graph and lead to the file."""
    thing = iri(names.mint("thing", "x"))
    content = f"{thing} a <{P}> ; <{P}> <{B}> ."
    folder = sourcefolder.make(
        tmp_path, {"c.ttl": content, "things.csv": "key,other\na,x\n"},
        '[rdf.concepts]\npath = "c.ttl"\n[files.things]\npath = "things.csv"\n',
        [sourcefolder.table("things", ["key", {"name": "other", "propertyUrl": "#other",
                                               "valueUrl": "../../id/thing/{other}"}])],
    )  # fmt: skip
    built = sourcefolder.build(folder)
    assert built.report.is_clean, str(built.report)
    assert (thing, iri(P), iri(B)) in built.tables["guest-concepts"]
    with provenance.open_evidence(pipeline.publish(built, tmp_path / "published")) as evidence:
        (cell,) = evidence.cells((thing, iri(P), iri(B)))
    assert (cell.table, cell.file, cell.line) == ("graph", "given/c.ttl", None)
    assert [entry.kind for entry in built.counted()] == ["records", "rows", "triples"]
