"""The pages on terms and code lists, read from the ontology."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from reference_parts import ROOT, page, table

from clustergraph import names

_KINDS: Final = {
    names.PREFIXES["owl"] + "Class": "class",
    names.PREFIXES["owl"] + "ObjectProperty": "relation",
    names.PREFIXES["owl"] + "DatatypeProperty": "value",
}
_LOGIC: Final = {
    "rdfs:subClassOf": "is a",
    "rdfs:subPropertyOf": "implies",
    "owl:inverseOf": "inverse of",
    "rdfs:domain": "makes its subject a",
    "rdfs:range": "makes its object a",
}

Graph = dict[str, dict[str, list[ox.Literal | ox.NamedNode]]]


def read(*folders: str) -> dict[Path, Graph]:
    """Read the Turtle files of folders below ontology/: file → subject → property → values."""
    found: dict[Path, Graph] = {}
    for folder in folders:
        for path in sorted((ROOT / "ontology").glob(folder)):
            graph: Graph = {}
            for quad in ox.parse(path=str(path), base_iri=names.BASE):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(
                    quad.object, ox.Literal | ox.NamedNode
                ):
                    values = graph.setdefault(quad.subject.value, {})
                    values.setdefault(names.shorten(quad.predicate.value), []).append(quad.object)
            found[path] = graph
    return found


def words(about: Mapping[str, list[ox.Literal | ox.NamedNode]], prop: str) -> str:
    """Return the English and the German text of a property."""
    found = {o.language: o.value for o in about.get(prop, ()) if isinstance(o, ox.Literal)}
    return "<br>".join(found[tag] for tag in ("en", "de") if tag in found)


def is_term(iri: str, about: Mapping[str, list[ox.Literal | ox.NamedNode]]) -> str | None:
    """Return the kind of a term of ours (class, relation, value), or None."""
    if not iri.startswith(names.TERMS):
        return None
    return next((_KINDS[o.value] for o in about.get("rdf:type", ()) if o.value in _KINDS), None)


def terms_page() -> str:
    """Every class and property, by module, with labels and definitions in both languages."""
    return page(
        "Terms",
        f"The ontology, `{names.ONTOLOGY}`, prefix `cg:` for `{names.TERMS}`. Terms of other"
        " vocabularies (`org:`, `skos:`, `schema:`, `foaf:`, `prov:`) are used as they are; how our"
        " terms map to others stands in [`ontology/alignments`](../../ontology/alignments).",
        *(_module(graph) for graph in read("core/*.ttl").values()),
    )


def _module(graph: Graph) -> str:
    title = next(
        words(about, "dct:title").partition("<br>")[0]
        for about in graph.values()
        if "dct:title" in about
    )
    rows = [
        (f"`{names.shorten(iri)}`", kind, words(about, "rdfs:label"), _definition(about))
        for iri, about in sorted(graph.items())
        if (kind := is_term(iri, about))
    ]
    return f"## {title}\n\n" + table(("Term", "Is a", "Label", "Definition"), rows)


def _definition(about: Mapping[str, list[ox.Literal | ox.NamedNode]]) -> str:
    logic = "; ".join(
        f"{verb} `{names.shorten(o.value)}`"
        for prop, verb in _LOGIC.items()
        for o in sorted(about.get(prop, ()), key=str)
        if isinstance(o, ox.NamedNode)
    )
    return words(about, "skos:definition") + (f"<br>({logic})" if logic else "")


def codes_page() -> str:
    """Every code list with its codes."""
    return page(
        "Code lists",
        "The codes that columns take. A code is the concept `id:<list>/<code>`; the list is"
        " `id:scheme/<list>`.",
        *(_scheme(path.stem, graph) for path, graph in read("schemes/*.ttl").items()),
    )


def _scheme(name: str, graph: Graph) -> str:
    about = graph.get(names.mint("scheme", name), {})
    concepts = [
        (iri, one)
        for iri, one in sorted(graph.items())
        if any(o.value == names.PREFIXES["skos"] + "Concept" for o in one.get("rdf:type", ()))
    ]
    codes = (
        (f"`{iri.rpartition('/')[2]}`", words(one, "skos:prefLabel"), words(one, "skos:definition"))
        for iri, one in concepts
    )
    listed = table(("Code", "Label", "Definition"), codes)
    curated = "Its concepts are rows of [`fields.csv`](tables.md#fields)."
    lead = words(about, "skos:prefLabel").replace("<br>", " / ")
    return f"## {name}\n\n{lead}\n\n{listed if concepts else curated}"
