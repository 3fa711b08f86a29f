"""What is in the graph: VoID and DCAT with exact counts, made anew with every build.

Follows VoID (W3C Note 2011, sections 4.6 and 4.7) and DCAT 3. Addresses of a host do not belong
here: the server adds them to what it answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, Self

from . import names, vocab
from .graphs import graph_of
from .rdf import Term, Triple, iri, literal, parts_of

_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"
_VOID: Final = names.PREFIXES["void"]
_DCAT: Final = names.PREFIXES["dcat"]
_DCT: Final = names.PREFIXES["dct"]
_FOAF: Final = names.PREFIXES["foaf"]
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_TYPE: Final = iri(vocab.RDF_TYPE)
_BITS: Final = 8  # a graph is counted in so many pieces, as a power of two
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


@dataclass
class Counts:
    """What is counted: the merged set that a query sees, and the triples of each named graph.

    ``entities`` are the subjects whose IRIs are ours (VoID 4.6), ``graphs`` counts by graph IRI.
    """

    subjects: int = 0
    objects: int = 0
    entities: int = 0
    properties: Counter[Term] = field(default_factory=Counter)
    classes: Counter[Term] = field(default_factory=Counter)
    graphs: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, default: Iterable[Triple], graphs: Mapping[str, Collection[Triple]]) -> Self:
        """Count the triples; a subject is in one piece of the merged set, an object in many."""
        objects: set[Term] = set()
        counts = cls(graphs={graph: len(content) for graph, content in graphs.items()})
        for lines in graph_of(default).pieces(_BITS):
            triples = [line.split(" ", 2) for line in lines]  # and no loop of Python's over them
            subjects = set(map(itemgetter(0), triples))
            objects.update(map(itemgetter(2), triples))
            counts.properties.update(map(itemgetter(1), triples))
            counts.classes.update(o for _, p, o in triples if p == _TYPE and o[0] == "<")
            counts.subjects += len(subjects)
            counts.entities += sum(map(is_entity, subjects))
        counts.objects = len(objects)
        return counts

    @property
    def triples(self) -> int:
        """How many triples the merged set has."""
        return self.properties.total()


def is_entity(subject: Term) -> bool:
    """Tell whether a subject is a thing of ours."""
    return subject.startswith("<" + names.THINGS)


def describe(counts: Counts, version: str, parts: Sequence[Part] = ()) -> list[Triple]:
    """Return the catalogue as sorted triples.

    With ``parts`` of other publishers the whole has no one licence: each graph then has its own.
    """
    dataset = iri(names.DATASET)
    triples: list[Triple] = [
        (dataset, _TYPE, iri(_DCAT + "Dataset")),
        (dataset, _TYPE, iri(_VOID + "Dataset")),
        *(() if parts else ((dataset, iri(_DCT + "license"), iri(LICENCE)),)),
        (dataset, iri(_DCAT + "version"), literal(version)),
        (dataset, iri(_VOID + "uriSpace"), literal(names.THINGS)),
        (dataset, iri(_VOID + "vocabulary"), iri(names.ONTOLOGY)),
        *((dataset, iri(_DCT + "title"), literal(text, language=tag)) for tag, text in _TITLES),
        *_counted(counts),
    ]
    foreign = {part.graph for part in parts}
    if parts:
        mixed = {names.INFERRED_GRAPH, names.PROVENANCE_GRAPH, names.CATALOGUE_GRAPH}
        ours = [iri(graph) for graph in counts.graphs if graph not in foreign | mixed]
        triples += [(graph, iri(_DCT + "license"), iri(LICENCE)) for graph in ours]
    for one in parts:
        triples += _of_part(one)
    return sorted(set(triples))


def counts_in(catalogue: Iterable[Triple]) -> Counts:
    """Read the counts back from a catalogue that ``describe`` made.

    Raises KeyError or ValueError when it is none.
    """
    about: dict[Term, dict[Term, list[Term]]] = {}
    for subject, predicate, object_ in catalogue:
        about.setdefault(subject, {}).setdefault(predicate, []).append(object_)
    whole = about[iri(names.DATASET)]

    def number(said: Mapping[Term, list[Term]], name: str) -> int:
        return int(parts_of(said[iri(_VOID + name)][0]).lexical)

    def partition(name: str, count: str) -> Counter[Term]:
        parts = (about[part] for part in whole.get(iri(f"{_VOID}{name}Partition"), ()))
        return Counter({part[iri(_VOID + name)][0]: number(part, count) for part in parts})

    counts = Counts(
        number(whole, "distinctSubjects"),
        number(whole, "distinctObjects"),
        number(whole, "entities"),
        partition("property", "triples"),
        partition("class", "entities"),
        {part[1:-1]: number(about[part], "triples") for part in whole[iri(_VOID + "subset")]},
    )
    if not set(_counted(counts)) <= {
        (s, p, o) for s in about for p in about[s] for o in about[s][p]
    }:
        raise ValueError("two terms share a partition")
    return counts


def recount(catalogue: Iterable[Triple], before: Counts, after: Counts) -> list[Triple]:
    """Return a catalogue with other counts; ``before`` are those it has. No graph comes or goes."""
    return sorted({*catalogue}.difference(_counted(before)).union(_counted(after)))


def _of_part(part: Part) -> list[Triple]:
    """Say who publishes the data that a graph rests on, and under which licence."""
    graph = iri(part.graph)
    made: list[Triple] = [(graph, _TYPE, iri(_DCAT + "Dataset"))]
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
            (iri(address), _TYPE, iri(_FOAF + "Agent")),
            (iri(address), iri(_FOAF + "name"), literal(name)),
        ]
    return made


def _number(count: int) -> Term:
    return literal(str(count), _INTEGER)


def _counted(counts: Counts) -> list[Triple]:
    """Say what was counted, as VoID 4.6 and 4.7 have it."""
    dataset = iri(names.DATASET)
    said = {
        "triples": counts.triples,
        "entities": counts.entities,
        "classes": len(counts.classes),
        "properties": len(counts.properties),
        "distinctSubjects": counts.subjects,
        "distinctObjects": counts.objects,
    }
    triples = [(dataset, iri(_VOID + name), _number(count)) for name, count in said.items()]
    for graph, count in counts.graphs.items():
        part = iri(graph)
        triples += [
            (dataset, iri(_VOID + "subset"), part),
            (part, _TYPE, iri(_VOID + "Dataset")),
            (part, iri(_VOID + "triples"), _number(count)),
        ]
    return triples + _partitions(counts)


def _partitions(counts: Counts) -> list[Triple]:
    dataset = iri(names.DATASET)
    made: list[Triple] = []
    for name, counter, count in (
        ("class", counts.classes, "entities"),
        ("property", counts.properties, "triples"),
    ):
        for term, number in sorted(counter.items()):
            label = re.sub(r"[^A-Za-z0-9]+", "-", names.shorten(term[1:-1]))
            part = iri(f"{names.DATASET}#{name}-{label}")
            made += [
                (dataset, iri(f"{_VOID}{name}Partition"), part),
                (part, iri(_VOID + name), term),
                (part, iri(_VOID + count), _number(number)),
            ]
    return made
