"""The ontology as its page shows it: terms by subject, with labels in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from .. import names, vocab
from ..provenance import Evidence
from ..rdf import Term, Triple
from .facts import Teller, Value
from .labels import Labels

_RELATIONS: Final = tuple(
    f"<{p}>"
    for p in (vocab.RDFS_SUBCLASS_OF, vocab.RDFS_SUBPROPERTY_OF, vocab.RDFS_DOMAIN,
              vocab.RDFS_RANGE, vocab.OWL_INVERSE_OF)
)  # fmt: skip
_TYPE: Final = f"<{vocab.RDF_TYPE}>"
_CLASS: Final = f"<{vocab.OWL_CLASS}>"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term: labels in both languages, definition, relations, and terms of others it meets."""

    anchor: str
    is_class: bool
    label: str
    other_label: str
    definition: tuple[str, str] | None
    relations: tuple[tuple[Value, tuple[Value, ...]], ...]
    aligned: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """The terms of one file of the ontology, classes first."""

    name: str
    title: str
    entries: tuple[Entry, ...]


def modules_of(teller: Teller, other: Labels, evidence: Evidence) -> tuple[Module, ...]:
    """Return the ontology's own terms by module, sorted by title; ``other`` has other labels."""
    graph = teller.lookup.graph(names.ONTOLOGY_GRAPH)
    types: dict[Term, list[Triple]] = {}
    relations: dict[Term, dict[Term, list[Term]]] = {}
    for triple in graph:
        subject, predicate, object_ = triple
        if not subject.startswith(f"<{names.TERMS}"):
            continue
        if predicate == _TYPE:
            types.setdefault(subject, []).append(triple)
        elif predicate in _RELATIONS and object_.startswith("<"):
            relations.setdefault(subject, {}).setdefault(predicate, []).append(object_)
    modules: dict[str, list[Entry]] = {}
    for term, typed in types.items():
        entry = _entry(teller, other, term, typed, relations.get(term, {}))
        modules.setdefault(_module(evidence, typed), []).append(entry)
    found = [
        Module(
            name,
            _title(teller, name),
            tuple(sorted(entries, key=lambda e: (not e.is_class, e.label.casefold()))),
        )
        for name, entries in modules.items()
    ]
    return tuple(sorted(found, key=lambda module: module.title.casefold()))


def schemes_of(teller: Teller) -> tuple[Value, ...]:
    """Return the code lists, sorted by name."""
    found = teller.lookup.having(vocab.RDF_TYPE, f"<{vocab.SKOS_CONCEPT_SCHEME}>")
    return tuple(sorted((teller.value(s) for s, _, _ in found), key=lambda v: v.text.casefold()))


def version_of(teller: Teller) -> str:
    """Return the version of the ontology, or an empty text."""
    found = teller.lookup.objects(names.ONTOLOGY, vocab.OWL_VERSION_INFO)
    return teller.value(found[0]).text if found else ""


def _entry(
    teller: Teller,
    other: Labels,
    term: Term,
    typed: list[Triple],
    relations: dict[Term, list[Term]],
) -> Entry:
    iri = term[1:-1]
    ours = {p: [o for o in os if o.startswith(f"<{names.BASE}")] for p, os in relations.items()}
    theirs = [o for p, os in relations.items() for o in os if o not in ours[p]]
    return Entry(
        anchor=iri.removeprefix(names.TERMS),
        is_class=any(object_ == _CLASS for _, _, object_ in typed),
        label=teller.labels.text(iri),
        other_label=other.text(iri),
        definition=teller.labels.description(iri),
        relations=tuple(
            (teller.value(predicate), tuple(teller.value(o) for o in ours[predicate]))
            for predicate in _RELATIONS
            if ours.get(predicate)
        ),
        aligned=tuple(Value(names.shorten(o[1:-1]), "", o[1:-1]) for o in sorted(set(theirs))),
    )


def _module(evidence: Evidence, typed: list[Triple]) -> str:
    """Return the name of the file that a term stands in; empty where it is not known."""
    cells = [cell for triple in typed for cell in evidence.cells(triple)]
    return PurePosixPath(cells[0].file).stem if cells else ""


def _title(teller: Teller, module: str) -> str:
    iri = f"{names.ONTOLOGY}/core/{module}"
    found = teller.labels.best(teller.lookup.objects(iri, vocab.DCT_TITLE))
    return found[0] if found else module
