"""What is in the graph: VoID and DCAT with exact counts, made anew with every build.

Follows VoID (W3C Note 2011, sections 4.6 and 4.7) and DCAT 3. Addresses of a host do not belong
here: the server adds them to what it answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from . import names, vocab
from .rdf import Term, Triple, iri, literal

_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"
_VOID: Final = names.PREFIXES["void"]
_DCAT: Final = names.PREFIXES["dcat"]
_DCT: Final = names.PREFIXES["dct"]
_FOAF: Final = names.PREFIXES["foaf"]
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_TITLES: Final = (
    ("en", "clustergraph: innovation clusters, projects, funders and announcements"),
    ("de", "clustergraph: Innovationscluster, Projekte, Förderer und Ankündigungen"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of a graph that rests on the data of another publisher (DCAT 3, 6.4).

    ``titles`` and ``notes`` map a language to words; ``notes`` are those on the licence.
    ``publisher`` is an IRI with a name, ``page`` the address of a page about the data.
    """

    graph: str
    titles: Mapping[str, str]
    publisher: tuple[str, str] | None = None
    licence: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    page: str | None = None


def describe(
    default: Iterable[Triple],
    graphs: Mapping[str, Iterable[Triple]],
    version: str,
    parts: Sequence[Part] = (),
) -> list[Triple]:
    """Return the catalogue as sorted triples.

    ``default`` is the merged set that a query sees, ``graphs`` maps graph IRIs to their triples.
    With ``parts`` of other publishers the whole has no one licence: each graph then has its own.
    """
    merged = list(default)
    dataset = iri(names.DATASET)
    triples: list[Triple] = [
        (dataset, iri(vocab.RDF_TYPE), iri(_DCAT + "Dataset")),
        (dataset, iri(vocab.RDF_TYPE), iri(_VOID + "Dataset")),
        *(() if parts else ((dataset, iri(_DCT + "license"), iri(LICENCE)),)),
        (dataset, iri(_DCAT + "version"), literal(version)),
        (dataset, iri(_VOID + "uriSpace"), literal(names.THINGS)),
        (dataset, iri(_VOID + "vocabulary"), iri(names.ONTOLOGY)),
        *((dataset, iri(_DCT + "title"), literal(text, language=tag)) for tag, text in _TITLES),
        *_counts(dataset, merged),
        *_partitions(merged),
    ]
    for graph, content in sorted(graphs.items()):
        part = iri(graph)
        triples += [
            (dataset, iri(_VOID + "subset"), part),
            (part, iri(vocab.RDF_TYPE), iri(_VOID + "Dataset")),
            (part, iri(_VOID + "triples"), _number(len(list(content)))),
        ]
    foreign = {part.graph for part in parts}
    if parts:
        mixed = {names.INFERRED_GRAPH, names.PROVENANCE_GRAPH, names.CATALOGUE_GRAPH}
        ours = [iri(graph) for graph in graphs if graph not in foreign | mixed]
        triples += [(graph, iri(_DCT + "license"), iri(LICENCE)) for graph in ours]
    for one in parts:
        triples += _of_part(one)
    return sorted(set(triples))


def _of_part(part: Part) -> list[Triple]:
    """Say who publishes the data that a graph rests on, and under which licence."""
    graph = iri(part.graph)
    made: list[Triple] = [(graph, iri(vocab.RDF_TYPE), iri(_DCAT + "Dataset"))]
    made += [
        (graph, iri(_DCT + "title"), literal(text, language=tag))
        for tag, text in part.titles.items()
    ]
    made += [
        (graph, iri(_DCT + "rights"), literal(text, language=tag))
        for tag, text in part.notes.items()
    ]
    if part.licence:
        made.append((graph, iri(_DCT + "license"), iri(part.licence)))
    if part.page:
        made.append((graph, iri(_DCAT + "landingPage"), iri(part.page)))
    if part.publisher:
        address, name = part.publisher
        made += [
            (graph, iri(_DCT + "publisher"), iri(address)),
            (iri(address), iri(vocab.RDF_TYPE), iri(_FOAF + "Agent")),
            (iri(address), iri(_FOAF + "name"), literal(name)),
        ]
    return made


def _number(count: int) -> Term:
    return literal(str(count), _INTEGER)


def _counts(dataset: Term, triples: list[Triple]) -> list[Triple]:
    """Count as VoID 4.6 says: entities are the things whose IRIs are ours."""
    things = "<" + names.THINGS
    subjects = {s for s, _, _ in triples}
    classes = {o for _, p, o in triples if p == iri(vocab.RDF_TYPE)}
    return [
        (dataset, iri(_VOID + "triples"), _number(len(triples))),
        (dataset, iri(_VOID + "entities"), _number(sum(s.startswith(things) for s in subjects))),
        (dataset, iri(_VOID + "classes"), _number(len(classes))),
        (dataset, iri(_VOID + "properties"), _number(len({p for _, p, _ in triples}))),
        (dataset, iri(_VOID + "distinctSubjects"), _number(len(subjects))),
        (dataset, iri(_VOID + "distinctObjects"), _number(len({o for _, _, o in triples}))),
    ]


def _partitions(triples: list[Triple]) -> list[Triple]:
    dataset = iri(names.DATASET)
    classes = Counter(o for _, p, o in triples if p == iri(vocab.RDF_TYPE))
    properties = Counter(p for _, p, _ in triples)
    made: list[Triple] = []
    for name, counter, count in (
        ("class", classes, "entities"),
        ("property", properties, "triples"),
    ):
        for term, number in sorted(counter.items()):
            if not term.startswith("<"):
                continue
            label = re.sub(r"[^A-Za-z0-9]+", "-", names.shorten(term[1:-1]))
            part = iri(f"{names.DATASET}#{name}-{label}")
            made += [
                (dataset, iri(f"{_VOID}{name}Partition"), part),
                (part, iri(_VOID + name), term),
                (part, iri(_VOID + count), _number(number)),
            ]
    return made
