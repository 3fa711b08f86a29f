"""Records and decisions, gathered from the triples of a graph by predicate.

Where a triple was written is asked only of those few that a finding or a report names: until then
an origin is a mark, the number of the triple among those that were noted (``Gathered.triples``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from .. import names, vocab
from ..graphs import graph_of
from ..origin import Origin
from ..rdf import Term, Triple, iri, is_literal, parts_of
from ..rules import Pattern
from .decisions import Decision, Verdict
from .identifiers import SCHEMES
from .records import Identifier, Name, Record

MARK: Final = PurePosixPath("triple")
_NAMES: Final = {
    iri(one): kind
    for kind, several in enumerate(
        (
            (vocab.SKOS_PREF_LABEL,),
            (
                vocab.SKOS_ALT_LABEL,
                vocab.SKOS_HIDDEN_LABEL,
                vocab.FOAF_NAME,
                vocab.SKOSXL_LITERAL_FORM,
            ),
            (vocab.ABBREVIATION,),
        )
    )
    for one in several
}
_ACRONYM: Final = 2
_ORGANISATION: Final = iri(vocab.ORGANISATION)
_DIFFERENT: Final = iri(names.mint("verdict", Verdict.DIFFERENT.value))


@dataclass(frozen=True)
class Gathered:
    """What is compared, what was decided, and the triples that the marks stand for."""

    records: list[Record]
    decisions: list[Decision]
    triples: list[Triple]

    def triple(self, mark: Origin) -> Triple | None:
        """Return the triple that a mark stands for, or None for a place in a file."""
        is_mark = mark.path == MARK and mark.line is not None
        return self.triples[mark.line - 1] if is_mark and mark.line is not None else None


@dataclass
class _Notes:
    """What the triples say, by what will be asked of it."""

    triples: list[Triple] = field(default_factory=list)
    typed: dict[tuple[Term, str], Origin] = field(default_factory=dict)
    named: dict[tuple[Term, str], list[tuple[int, Term]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    held: list[tuple[Term, Term, str, Origin]] = field(default_factory=list)
    values: dict[Term, dict[Term, list[Term]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    decided: dict[Term, Origin] = field(default_factory=dict)

    def mark(self, triple: Triple) -> Origin:
        """Note a triple and return the mark that stands for it."""
        self.triples.append(triple)
        return Origin(MARK, len(self.triples))

    def all(self, predicate: str, subject: Term) -> list[Term]:
        """Return the values that a thing has of a property that is followed."""
        return self.values[iri(predicate)].get(subject, [])


_FOLLOWED: Final = frozenset(
    map(
        iri,
        (
            vocab.IDENTIFIER_SCHEME, vocab.SKOS_NOTATION, vocab.MAIN_IDENTIFIER, vocab.COUNTRY_CODE,
            vocab.LOCATED_IN, vocab.PLACE, vocab.WITHIN, vocab.NUTS_CODE, vocab.DECIDES_ON,
            vocab.VERDICT,
        ),
    )
)  # fmt: skip


_TYPE: Final = iri(vocab.RDF_TYPE)
_CLASSES: Final = frozenset((_ORGANISATION, iri(vocab.DECISION)))
_ASKED: Final = (
    _FOLLOWED
    | _NAMES.keys()
    | set(map(iri, (vocab.RDF_TYPE, vocab.IDENTIFIER_OF, vocab.SITE_OF, vocab.NAME_OF,
                    vocab.DISTINCT_FROM, vocab.OWL_DIFFERENT_FROM)))
)  # fmt: skip


_DECIDING: Final = frozenset(
    map(
        iri,
        (
            vocab.IDENTIFIER_OF, vocab.IDENTIFIER_SCHEME, vocab.MAIN_IDENTIFIER, vocab.DECIDES_ON,
            vocab.VERDICT, vocab.DISTINCT_FROM, vocab.OWL_DIFFERENT_FROM,
        ),
    )
)  # fmt: skip


def may_link(triple: Triple, is_there: Callable[[Pattern], bool], has_sources: bool) -> bool:
    """Tell whether links, or findings about them, may become others as a triple comes or goes.

    ``is_there`` tells whether anything fits a pattern, before or after. What a thing is called and
    where it is only matters where an identifier or a decision names it, and with several sources.
    """
    subject, predicate, value = triple
    if predicate not in _ASKED or (predicate == _TYPE and value not in _CLASSES):
        return False
    if predicate in _DECIDING or value == iri(vocab.DECISION):
        return True
    if predicate == iri(vocab.SKOS_NOTATION):
        return is_there((subject, iri(vocab.IDENTIFIER_OF), "?x"))
    named: list[Pattern] = [
        ("?x", iri(p), subject) for p in (vocab.IDENTIFIER_OF, vocab.DECIDES_ON)
    ]
    if predicate != _TYPE and not has_sources:
        return False
    if has_sources:
        around = (vocab.LOCATED_IN, vocab.PLACE, vocab.WITHIN)
        named += [("?x", iri(p), subject) for p in around]
        named += [(subject, iri(p), "?x") for p in (vocab.NAME_OF, vocab.SITE_OF)]
    return any(map(is_there, named))


def gather(content: Mapping[str, Iterable[Triple]], set_of: Callable[[str], str]) -> Gathered:
    """Gather records and decisions from triples by table; ``set_of`` names a table's source.

    A thing that several sources speak of under one address is a record of each.
    """
    notes = _Notes()
    for table in content:
        _note(notes, set_of(table), content[table])
    records = _records(notes)
    return Gathered(records, _decisions(notes), notes.triples)


def _note(notes: _Notes, set_name: str, triples: Iterable[Triple]) -> None:
    """Note what a table says of names, places and identity; most of it is about other things."""
    graph = graph_of(triples)
    asked = [
        (subject, predicate, object_)
        for predicate in _ASKED
        for subject, object_ in graph.pairs(predicate)
        if predicate != _TYPE or object_ in _CLASSES
    ]
    rdf_type, identifier_of = iri(vocab.RDF_TYPE), iri(vocab.IDENTIFIER_OF)
    site_of, name_of = iri(vocab.SITE_OF), iri(vocab.NAME_OF)
    apart = (iri(vocab.DISTINCT_FROM), iri(vocab.OWL_DIFFERENT_FROM))
    for triple in sorted(asked):
        subject, predicate, value = triple
        if predicate in _NAMES:
            if is_literal(value):
                notes.named[subject, set_name].append((_NAMES[predicate], value))
        elif predicate in _FOLLOWED:
            notes.values[predicate][subject].append(value)
        elif predicate == rdf_type:
            if value == _ORGANISATION and (subject, set_name) not in notes.typed:
                notes.typed[subject, set_name] = notes.mark(triple)
            elif value == iri(vocab.DECISION):
                notes.decided[subject] = notes.mark(triple)
        elif predicate == identifier_of:
            notes.held.append((subject, value, set_name, notes.mark(triple)))
        elif predicate in (site_of, name_of):
            notes.values[predicate][value].append(subject)
        elif predicate in apart:
            notes.values[iri(vocab.DISTINCT_FROM)][subject].append(value)
            notes.decided.setdefault(subject, notes.mark(triple))


# --- records ------------------------------------------------------------------------------------


def _records(notes: _Notes) -> list[Record]:
    held: dict[tuple[Term, str], list[Identifier]] = defaultdict(list)
    schemes = {iri(names.mint("identifier-scheme", code)): code for code in SCHEMES}
    owners = Counter(node for node, *_ in notes.held)
    for node, thing, set_name, mark in notes.held:
        for scheme in notes.all(vocab.IDENTIFIER_SCHEME, node)[:1]:
            for value in notes.all(vocab.SKOS_NOTATION, node)[:1]:
                if scheme in schemes and is_literal(value):
                    text = parts_of(value).lexical
                    if owners[node] == 1:  # the cell of the value, and not that of the owner
                        mark = notes.mark((node, iri(vocab.SKOS_NOTATION), value))
                    held[thing, set_name].append(
                        Identifier(schemes[scheme], text, mark, node[1:-1])
                    )
    places = _Places(notes)
    records = []
    for (thing, set_name), origin in notes.typed.items():
        countries, towns, regions = places.of(thing)
        records.append(
            Record(
                thing[1:-1],
                set_name,
                _names(notes, thing, set_name),
                origin,
                countries[0] if len(countries) == 1 else None,
                towns[0] if len(towns) == 1 else None,
                regions[0] if len(regions) == 1 else None,
                tuple(_with_ranks(notes, thing, held[thing, set_name])),
            )
        )
    return records


def _names(notes: _Notes, thing: Term, set_name: str) -> tuple[Name, ...]:
    found = list(notes.named[thing, set_name])
    for dated in notes.all(vocab.NAME_OF, thing):
        found += notes.named[dated, set_name]
    parts = {(kind, parts_of(text)) for kind, text in found}
    return tuple(
        Name(text.lexical, text.language, kind == _ACRONYM)
        for kind, text in sorted(
            parts, key=lambda one: (one[0], one[1].language or "", one[1].lexical)
        )
    )


def _with_ranks(notes: _Notes, thing: Term, held: list[Identifier]) -> Iterable[Identifier]:
    """Tell of several identifiers of one scheme which is the main one.

    Where the source prefers none of several, none is: which of them names the thing is not known.
    """
    preferred = {node[1:-1] for node in notes.all(vocab.MAIN_IDENTIFIER, thing)}
    by_scheme: dict[str, set[str | None]] = defaultdict(set)
    for one in held:
        by_scheme[one.scheme].add(one.node)
    for one in held:
        is_main = len(by_scheme[one.scheme]) == 1 or one.node in preferred
        yield Identifier(one.scheme, one.value, one.origin, one.node, is_main)


class _Places:
    """Where things are: what the graph says of their sites, and of the places around those."""

    def __init__(self, notes: _Notes) -> None:
        self._notes = notes
        self._labels: dict[Term, str] = {}
        wanted = {
            place
            for predicate in (vocab.LOCATED_IN, vocab.PLACE)
            for places in notes.values[iri(predicate)].values()
            for place in places
        }
        for (thing, _), found in notes.named.items():
            plain = sorted(text for kind, text in found if kind == 0) if thing in wanted else []
            if plain and thing not in self._labels:
                self._labels[thing] = parts_of(plain[0]).lexical

    def of(self, thing: Term) -> tuple[list[str], list[str], list[str]]:
        """Return the countries, towns and NUTS regions of a thing, each once."""
        notes = self._notes
        sites = notes.all(vocab.SITE_OF, thing)
        places = [*notes.all(vocab.LOCATED_IN, thing),
                  *(place for site in sites for place in notes.all(vocab.PLACE, site))]  # fmt: skip
        countries = [*self._texts(vocab.COUNTRY_CODE, thing)]
        for site in sites:
            countries += self._texts(vocab.COUNTRY_CODE, site)
        regions: list[str] = []
        for place in places:
            around = self._around(place)
            found = [code for one in around for code in self._texts(vocab.COUNTRY_CODE, one)]
            countries += found[:1]
            regions += [code for one in around for code in self._texts(vocab.NUTS_CODE, one)][:1]
        if not countries:  # a NUTS code begins with its country
            countries = [one[:2] for one in regions]
        towns = [self._labels[place] for place in places if place in self._labels]
        return _once(countries), _once(towns), [one for one in _once(regions) if len(one) > 2]

    def _around(self, place: Term) -> list[Term]:
        found = [place]
        for one in found:
            found += [wider for wider in self._notes.all(vocab.WITHIN, one) if wider not in found]
        return found

    def _texts(self, predicate: str, subject: Term) -> list[str]:
        values = self._notes.all(predicate, subject)
        return [parts_of(value).lexical for value in values if is_literal(value)]


def _once(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


# --- decisions ----------------------------------------------------------------------------------


def _decisions(notes: _Notes) -> list[Decision]:
    found = []
    for node, mark in notes.decided.items():
        things = sorted(notes.all(vocab.DECIDES_ON, node))
        verdicts = notes.all(vocab.VERDICT, node)
        if len(things) == 2 and verdicts:
            verdict = Verdict.DIFFERENT if _DIFFERENT in verdicts else Verdict.SAME
            found.append(Decision(things[0][1:-1], things[1][1:-1], verdict, mark, node[1:-1]))
        found += [
            Decision(node[1:-1], other[1:-1], Verdict.DIFFERENT, mark)
            for other in notes.values[iri(vocab.DISTINCT_FROM)].get(node, ())
        ]
    return found
