"""What a page says of a thing: facts in words, grouped, each with who says so.

No template and no framework here: a program that draws other pages can use the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from .. import names, vocab
from ..provenance import Cell, Evidence
from ..querying.lookup import Lookup
from ..rdf import Term, Triple, is_literal, parts_of
from .labels import Labels

MOST_INCOMING: Final = 100  # of one property on one page; the page says how many there are
_TYPE: Final = f"<{vocab.RDF_TYPE}>"
_NAMES: Final = (
    vocab.SKOS_PREF_LABEL,
    vocab.SKOS_ALT_LABEL,
    vocab.ABBREVIATION,
    vocab.SKOS_DEFINITION,
)
_BULKY: Final = (names.PREFIXES["csvw"] + "describes", vocab.RDF_TYPE)

Address = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Value:
    """A thing or a literal as a page shows it; ``href`` is None for a literal."""

    text: str
    language: str
    href: str | None
    is_ours: bool
    datatype: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document that something was taken from."""

    text: str
    language: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that says so, with its documents and their words."""

    file: str
    line: int | None
    column: str | None
    text: str | None
    basis: str
    sources: tuple[Source, ...]
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Premise:
    """One premise of a proof, in words, with the cells that say it."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Why a fact holds: cells, or a rule with premises, or neither where nothing is known."""

    places: tuple[Place, ...]
    rule: str | None
    sentence: str | None
    premises: tuple[Premise, ...]

    @property
    def is_inferred(self) -> bool:
        """True when a rule gives the fact and no cell does."""
        return self.rule is not None and not self.places


@dataclass(frozen=True, slots=True)
class Fact:
    """One triple as a page shows it."""

    value: Value
    support: Support


@dataclass(frozen=True, slots=True)
class Group:
    """The facts of one property; ``total`` counts those that are not shown too."""

    property: Value
    facts: tuple[Fact, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a page says of a thing."""

    iri: str
    label: str
    label_language: str
    description: tuple[str, str] | None
    types: tuple[Value, ...]
    groups: tuple[Group, ...]
    elsewhere: tuple[Group, ...]
    incoming: tuple[Group, ...]


class Teller:
    """Turns triples of one generation into facts in one language.

    ``address`` gives the local address of an IRI of ours, or None.
    """

    def __init__(self, lookup: Lookup, evidence: Evidence, language: str, address: Address) -> None:
        self._lookup = lookup
        self._evidence = evidence
        self._address = address
        self.labels = Labels(lookup, language)

    def profile(self, iri: str) -> Profile:
        """Gather everything about a thing."""
        own = [t for t in self._lookup.about(iri) if t[0] == f"<{iri}>"]
        types = [t for t in own if t[1] == _TYPE and t[2].startswith(f"<{names.TERMS}")]
        rest = [t for t in own if t not in types]
        elsewhere = [t for t in rest if self._is_translation(t)]
        label, language = self.labels.of(iri)
        return Profile(
            iri=iri,
            label=label,
            label_language=language,
            description=self.labels.description(iri),
            types=tuple(self.value(t[2]) for t in types),
            groups=self._groups([t for t in rest if t not in elsewhere], at=2),
            elsewhere=self._groups(elsewhere, at=2),
            incoming=self._groups(
                [t for t in self._lookup.mentions(iri) if not self._is_translation(t)], at=0
            ),
        )

    def value(self, term: Term) -> Value:
        """Return a term as a page shows it."""
        if is_literal(term):
            parts = parts_of(term)
            datatype = "" if parts.language else names.shorten(parts.datatype)
            href = parts.lexical if datatype == "xsd:anyURI" else None
            return Value(parts.lexical, parts.language or "", _safe(href), False, datatype)
        iri = term[1:-1] if term.startswith("<") else term
        local = self._address(iri)
        text, language = self.labels.of(iri)
        return Value(text, language, local or _safe(iri), local is not None, "")

    def support(self, triple: Triple) -> Support:
        """Return why a triple holds."""
        proof = self._evidence.proof(triple)
        places = tuple(self._place(cell) for cell in self._evidence.cells(triple))
        if proof is None:
            return Support(places, None, None, ())
        german = self.labels.language == "de"
        return Support(
            places,
            proof.rule,
            proof.sentence_de if german else proof.sentence_en,
            tuple(
                Premise(
                    self.labels.of_row(premise),
                    tuple(self._place(cell) for cell in self._evidence.cells(premise)),
                )
                for premise in proof.premises
            ),
        )

    def _is_translation(self, triple: Triple) -> bool:
        """Tell whether a triple only repeats in another vocabulary what ours says already.

        Such a triple is inferred and has no word of ours: its property, or its class, is not cg:.
        """
        term = triple[2] if triple[1] == _TYPE else triple[1]
        ours = term.startswith(f"<{names.TERMS}")
        return not ours and not self._evidence.cells(triple) and self._is_inferred(triple)

    def _is_inferred(self, triple: Triple) -> bool:
        proof = self._evidence.proof(triple)
        # A rule of OWL RL has a short technical name; our own rules have sentences for names.
        return proof is not None and proof.rule.partition("-")[0] in ("cax", "prp", "scm", "cls")

    def _groups(self, triples: Iterable[Triple], at: int) -> tuple[Group, ...]:
        by_property: dict[Term, list[Triple]] = {}
        for triple in triples:
            by_property.setdefault(triple[1], []).append(triple)
        groups = []
        for predicate, members in by_property.items():
            shown = members if at == 2 else members[:MOST_INCOMING]
            facts = [Fact(self.value(t[at]), self.support(t)) for t in shown]
            facts.sort(key=lambda fact: (fact.value.text.casefold(), fact.value.language))
            groups.append(
                (predicate[1:-1], Group(self.value(predicate), tuple(facts), len(members)))
            )
        groups.sort(key=lambda item: (_rank(item[0]), item[1].property.text.casefold()))
        return tuple(group for _, group in groups)

    def _place(self, cell: Cell) -> Place:
        return Place(
            file=cell.file,
            line=cell.line,
            column=cell.column_name,
            text=cell.text,
            basis=cell.words.basis,
            sources=tuple(
                Source(*self.labels.of(iri), self._address(iri)) for iri in cell.words.sources
            ),
            quotes=cell.words.quotes,
        )


def _rank(predicate: str) -> int:
    """Sort names first and what belongs to the machinery last."""
    if predicate in _NAMES:
        return _NAMES.index(predicate)
    return 99 if predicate in _BULKY else 50


def _safe(iri: str | None) -> str | None:
    """Return an address that a page may link to; other schemes stay text."""
    return iri if iri and iri.startswith(("https://", "http://")) else None


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term of the ontology as its page shows it."""

    anchor: str
    iri: str
    label: str
    other_label: str
    definition: tuple[str, str] | None
    relations: tuple[tuple[Value, tuple[Value, ...]], ...]


_CLASS: Final = "<http://www.w3.org/2002/07/owl#Class>"
_SHOWN: Final = ("subClassOf", "subPropertyOf", "domain", "range")


def terms_of(lookup: Lookup, teller: Teller, other: Labels) -> dict[str, list[TermEntry]]:
    """Return the ontology's own terms: classes and properties, sorted by label."""
    graph = lookup.graph(names.ONTOLOGY_GRAPH)
    classes: dict[str, bool] = {}
    for subject, predicate, object_ in graph:
        if predicate == _TYPE and subject.startswith(f"<{names.TERMS}"):
            iri = subject[1:-1]
            classes[iri] = classes.get(iri, False) or object_ == _CLASS
    relations: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, object_ in graph:
        if predicate.removesuffix(">").rpartition("#")[2] in _SHOWN and object_.startswith("<"):
            relations.setdefault(subject[1:-1], {}).setdefault(predicate, []).append(object_)
    sections: dict[str, list[TermEntry]] = {"classes": [], "properties": []}
    for iri, is_class in classes.items():
        entry = TermEntry(
            anchor=iri.removeprefix(names.TERMS),
            iri=iri,
            label=teller.labels.text(iri),
            other_label=other.text(iri),
            definition=teller.labels.description(iri),
            relations=tuple(
                (teller.value(predicate), tuple(teller.value(term) for term in terms))
                for predicate, terms in sorted(relations.get(iri, {}).items())
            ),
        )
        sections["classes" if is_class else "properties"].append(entry)
    for entries in sections.values():
        entries.sort(key=lambda entry: entry.label.casefold())
    return sections
