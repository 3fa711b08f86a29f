"""A small published generation, made by hand, for tests of querying and serving."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clustergraph import catalog, names, provenance, store, tables, vocab
from clustergraph.rdf import Triple, iri, literal
from clustergraph.rules import Book, Rule

RDF = names.PREFIXES["rdf"]
RDFS = names.PREFIXES["rdfs"]
SKOS = names.PREFIXES["skos"]
OWL = names.PREFIXES["owl"]

ALPHA = names.mint("organisation", "alpha")
BETA = names.mint("organisation", "beta")
PROJECT = names.mint("project", "p")
COORDINATES = names.TERMS + "coordinates"
ROW = names.row("organisations", "alpha")
FILLERS = 300

ORGANISATIONS: list[Triple] = sorted(
    [
        (iri(ALPHA), iri(RDF + "type"), iri(names.TERMS + "Organisation")),
        (iri(ALPHA), iri(SKOS + "prefLabel"), literal("Alpha e. V.", language="de")),
        (iri(ALPHA), iri(SKOS + "prefLabel"), literal("Alpha Association", language="en")),
        (iri(BETA), iri(SKOS + "prefLabel"), literal("Beta <b>GmbH</b>", language="de")),
        (iri(ALPHA), iri(COORDINATES), iri(PROJECT)),
        *(
            (iri(names.mint("note", str(n))), iri(RDFS + "comment"), literal(f"note {n}"))
            for n in range(FILLERS)
        ),
    ]
)
# The first triple stands in two tables.
PROJECTS: list[Triple] = [
    (iri(ALPHA), iri(COORDINATES), iri(PROJECT)),
    (iri(PROJECT), iri(SKOS + "prefLabel"), literal("P", language="de")),
]
INFERRED: list[Triple] = [(iri(PROJECT), iri(names.TERMS + "coordinatedBy"), iri(ALPHA))]
ONTOLOGY: list[Triple] = sorted(
    [
        (iri(names.TERMS + "Organisation"), iri(RDF + "type"), iri(OWL + "Class")),
        (
            iri(names.TERMS + "Organisation"),
            iri(RDFS + "label"),
            literal("Organisation", language="de"),
        ),
        (
            iri(names.TERMS + "Organisation"),
            iri(RDFS + "label"),
            literal("organisation", language="en"),
        ),
        (iri(COORDINATES), iri(RDF + "type"), iri(OWL + "ObjectProperty")),
        (iri(COORDINATES), iri(RDFS + "label"), literal("koordiniert", language="de")),
        (iri(COORDINATES), iri(RDFS + "label"), literal("coordinates", language="en")),
    ]
)
BOOK = Book(
    (
        Rule(
            "prp-inv1",
            (("?x", iri(COORDINATES), "?y"),),
            ("?y", iri(names.TERMS + "coordinatedBy"), "?x"),
            "What one coordinates is coordinated by one.",
            "Was jemand koordiniert, wird von ihm koordiniert.",
        ),
    )
)
QUESTION = """#+ id: CQ01
#+ question_de: Wer koordiniert ein Projekt?
#+ question_en: Who coordinates a project?
#+ param: project kind=project label_de="Projekt" label_en="project"
#+ param: language type=lang label_de="Sprache" label_en="language"
PREFIX cg: <https://w3id.org/clustergraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?coordinator ?label WHERE {
  VALUES (?project ?language) { (<https://w3id.org/clustergraph/id/project/p> "de") }
  ?coordinator cg:coordinates ?project ; skos:prefLabel ?label FILTER(LANG(?label) = ?language)
}
ORDER BY ?coordinator
"""


def write_project(folder: Path) -> Path:
    """Write the tables that say what stands in ORGANISATIONS."""
    about = {"aboutUrl": "../id/row/organisations--{key}"}
    key = {"name": "key", "required": True, "suppressOutput": True}
    label = {"propertyUrl": SKOS + "prefLabel"}
    organisations: list[dict[str, object]] = [
        key,
        {"name": "kind", "propertyUrl": RDF + "type", "valueUrl": "../ontology#{kind}"},
        {"name": "label_de", "lang": "de", **label},
        {"name": "label_en", "lang": "en", **label},
        {"name": "coordinates", "propertyUrl": COORDINATES, "valueUrl": "../id/{+coordinates}"},
        {
            "name": "sources",
            "propertyUrl": vocab.PROV_HAD_PRIMARY_SOURCE,
            "valueUrl": "../id/{+sources}",
            **about,
        },
        {"name": "quote_de", "lang": "de", "propertyUrl": vocab.QUOTE, **about},
    ]
    notes = [key, {"name": "text", "propertyUrl": RDFS + "comment"}]
    description = {
        "@context": ["http://www.w3.org/ns/csvw", {"@base": names.BASE + "data/"}],
        "tables": [
            {"url": url, "tableSchema": {"primaryKey": "key", "aboutUrl": id_, "columns": columns}}
            for url, id_, columns in (
                ("organisations.csv", "../id/organisation/{key}", organisations),
                ("notes.csv", "../id/note/{key}", notes),
            )
        ],
    }
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    (data / "csv-metadata.json").write_text(json.dumps(description), "utf-8")
    (data / "organisations.csv").write_text(
        "key,kind,label_de,label_en,coordinates,sources,quote_de\n"
        "alpha,Organisation,Alpha e. V.,Alpha Association,project/p,organisation/beta,seit heute\n"
        "beta,,Beta <b>GmbH</b>,,,,\n",
        "utf-8",
    )
    lines = "".join(f"{n},note {n}\n" for n in range(FILLERS))
    (data / "notes.csv").write_text("key,text\n" + lines, "utf-8")
    return folder


def publish(root: Path, extra: int = 0) -> store.Generation:
    """Publish the small graph under ``root``; ``extra`` adds as many notes, for a second state."""
    more = [
        (iri(names.mint("extra", str(n))), iri(RDFS + "comment"), literal("more"))
        for n in range(extra)
    ]
    graphs = {
        names.graph("organisations"): ORGANISATIONS + more,
        names.graph("projects"): PROJECTS,
        names.INFERRED_GRAPH: INFERRED,
        names.ONTOLOGY_GRAPH: ONTOLOGY,
    }
    default = sorted({triple for triples in graphs.values() for triple in triples})
    graphs[names.CATALOGUE_GRAPH] = catalog.describe(catalog.Counts.of(default, graphs), "test")
    project = write_project(root / "project")
    mapped = [tables.map_table(project, table) for table in tables.describe(project).tables]

    def fill(folder: Path) -> dict[str, Any]:
        provenance.write_places(folder / "evidence", project, [one.kept for one in mapped], {})
        BOOK.write(folder / "rules.json")
        store.dataset.write(folder / "dataset", graphs)
        merged = [name for name in graphs if name != names.CATALOGUE_GRAPH]
        store.write(folder / "store", folder / "dataset", merged)
        return {
            "counts": {"default": len(default)},
            "entities": {"organisation": 2, "project": 1},
        }

    return store.publish(root, fill)


def write_questions(folder: Path) -> Path:
    """Write one named question into ``folder`` and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "coordinator-of.rq").write_text(QUESTION, encoding="utf-8")
    return folder
