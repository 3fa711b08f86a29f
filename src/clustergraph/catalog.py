"""What is in the graph: VoID and DCAT with exact counts, made anew with every build.

Follows VoID (W3C Note 2011, sections 4.6 and 4.7) and DCAT 3. Addresses of a host do not belong
here: the server adds them to what it answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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
    graphs: Mapping[str, Collection[Triple]],
    version: str,
    parts: Sequence[Part] = (),
) -> list[Triple]:
    """Return the catalogue as sorted triples.

    ``default`` is the merged set that a query sees, ``graphs`` maps graph IRIs to their triples.
    With ``parts`` of other publishers the whole has no one licence: each graph then has its own.
    """
    counts = _Counts()
    counts.take(default)
    dataset = iri(names.DATASET)
    triples: list[Triple] = [
        (dataset, iri(vocab.RDF_TYPE), iri(_DCAT + "Dataset")),
        (dataset, iri(vocab.RDF_TYPE), iri(_VOID + "Dataset")),
        *(() if parts else ((dataset, iri(_DCT + "license"), iri(LICENCE)),)),
        (dataset, iri(_DCAT + "version"), literal(version)),
        (dataset, iri(_VOID + "uriSpace"), literal(names.THINGS)),
        (dataset, iri(_VOID + "vocabulary"), iri(names.ONTOLOGY)),
        *((dataset, iri(_DCT + "title"), literal(text, language=tag)) for tag, text in _TITLES),
        *_counts(dataset, counts),
        *_partitions(counts),
    ]
    for graph, content in sorted(graphs.items()):
        part = iri(graph)
        triples += [
            (dataset, iri(_VOID + "subset"), part),
            (part, iri(vocab.RDF_TYPE), iri(_VOID + "Dataset")),
            (part, iri(_VOID + "triples"), _number(len(content))),
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


class _Counts:
    """What is counted of the merged set, in one pass."""

    def __init__(self) -> None:
        self.triples = 0
        self.subjects: set[Term] = set()
        self.objects: set[Term] = set()
        self.properties: Counter[Term] = Counter()
        self.classes: Counter[Term] = Counter()

    def take(self, triples: Iterable[Triple]) -> None:
        """Count triples, each of which comes once."""
        type_ = iri(vocab.RDF_TYPE)
        for subject, predicate, object_ in triples:
            self.subjects.add(subject)
            self.objects.add(object_)
            self.properties[predicate] += 1
            if predicate == type_:
                self.classes[object_] += 1
        self.triples = self.properties.total()


def _counts(dataset: Term, counts: _Counts) -> list[Triple]:
    """Count as VoID 4.6 says: entities are the things whose IRIs are ours."""
    things = "<" + names.THINGS
    entities = sum(s.startswith(things) for s in counts.subjects)
    return [
        (dataset, iri(_VOID + "triples"), _number(counts.triples)),
        (dataset, iri(_VOID + "entities"), _number(entities)),
        (dataset, iri(_VOID + "classes"), _number(len(counts.classes))),
        (dataset, iri(_VOID + "properties"), _number(len(counts.properties))),
        (dataset, iri(_VOID + "distinctSubjects"), _number(len(counts.subjects))),
        (dataset, iri(_VOID + "distinctObjects"), _number(len(counts.objects))),
    ]


def _partitions(counts: _Counts) -> list[Triple]:
    dataset = iri(names.DATASET)
    made: list[Triple] = []
    for name, counter, count in (
        ("class", counts.classes, "entities"),
        ("property", counts.properties, "triples"),
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
