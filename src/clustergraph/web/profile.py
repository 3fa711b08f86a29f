"""All that a page says of a thing: facts, joined nodes in lines, conflicts, what points to it.

What is stated comes before what follows from it, and what only repeats ours in another vocabulary
comes last. Every statement keeps its support.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .. import names, vocab
from ..rdf import Term, Triple
from .conflicts import Conflict, conflicts_of
from .facts import Fact, Group, Line, Teller, Value
from .patterns import NEWEST_FIRST, PATTERNS, SECTIONS
from .phrases import BACKWARDS, SECTION_TITLES, pick

_TYPE: Final = f"<{vocab.RDF_TYPE}>"
_FIRST: Final = (
    vocab.SKOS_PREF_LABEL, vocab.SCHEMA_HEADLINE, vocab.FOAF_NAME, vocab.DCT_TITLE,
    vocab.SKOSXL_LITERAL_FORM, vocab.SKOS_ALT_LABEL, vocab.ABBREVIATION, vocab.SKOS_HIDDEN_LABEL,
    vocab.SKOS_DEFINITION, vocab.RDF_TYPE,
)  # fmt: skip
_LAST: Final = (vocab.SCHEMA_MENTIONS,)
# Exact but not telling: shown folded.
_BOUNDS: Final = frozenset(
    f"<{p}>"
    for p in (
        vocab.DATE_EARLIEST, vocab.DATE_LATEST, vocab.START_EARLIEST, vocab.START_LATEST,
        vocab.END_EARLIEST, vocab.END_LATEST, vocab.TITLE_VERBATIM, vocab.SKOS_TOP_CONCEPT_OF,
    )
)  # fmt: skip
_OPEN: Final = frozenset(
    f"<{p}>" for p in (vocab.HAS_UNKNOWN, vocab.UNKNOWN_NOTE, vocab.DATE_UNKNOWN,
                       vocab.LINK_TARGET_UNKNOWN)
)  # fmt: skip
_ABOUT_CLAIMS: Final = ("claim", "conflict")
_OF_CONCEPTS: Final = f"<{names.PREFIXES['skos']}"


@dataclass(frozen=True, slots=True)
class Section:
    """The nodes of one sort that join the thing with others."""

    name: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a page says of a thing."""

    iri: str
    name: str
    label: str
    label_language: str
    kind: str
    description: tuple[str, str] | None
    types: tuple[Value, ...]
    facts: tuple[Group, ...]
    bounds: tuple[Group, ...]
    left_open: tuple[Group, ...]
    sections: tuple[Section, ...]
    conflicts: tuple[Conflict, ...]
    follows: tuple[Group, ...]
    elsewhere: tuple[Group, ...]
    incoming: tuple[Group, ...]


@dataclass(slots=True)
class _Sorted:
    """The triples about a thing, each in the part of the page where it is told."""

    facts: list[Triple] = field(default_factory=list)
    bounds: list[Triple] = field(default_factory=list)
    left_open: list[Triple] = field(default_factory=list)
    follows: list[Triple] = field(default_factory=list)
    elsewhere: list[Triple] = field(default_factory=list)


def profile_of(teller: Teller, iri: str) -> Profile:
    """Gather everything about a thing."""
    own = [t for t in teller.lookup.about(iri) if t[0] == f"<{iri}>"]
    nodes, incoming = _incoming(teller, iri)
    told = _sort(teller, own, {node for members in nodes.values() for node in members})
    label, language = teller.labels.of(iri)
    kind = teller.labels.of_kind((names.kind_and_key(iri) or ("", iri))[0])
    types = [t for t in own if t[1] == _TYPE and t[2].startswith(f"<{names.TERMS}")]
    types.sort(key=lambda t: not teller.witness.is_stated(t))
    return Profile(
        iri=iri,
        name=iri.removeprefix(names.THINGS),
        label=label,
        label_language=language,
        kind=kind,
        description=teller.labels.description(iri),
        types=tuple(v for v in (teller.value(t[2]) for t in types) if v.text != kind),
        facts=groups(teller, told.facts),
        bounds=groups(teller, told.bounds),
        left_open=groups(teller, told.left_open),
        sections=_sections(teller, iri, nodes),
        conflicts=conflicts_of(teller, iri),
        follows=groups(teller, told.follows),
        elsewhere=groups(teller, told.elsewhere),
        incoming=groups(teller, incoming, at=0),
    )


def _sort(teller: Teller, own: Iterable[Triple], joined: set[str]) -> _Sorted:
    """Put each triple where it is told; a node that has a line is not told again."""
    told = _Sorted()
    for triple in own:
        rule = None if teller.witness.is_stated(triple) else teller.witness.rule_of(triple)
        if triple[1] in _OPEN:
            told.left_open.append(triple)
        elif triple[1] in _BOUNDS:
            told.bounds.append(triple)
        elif rule is None:
            told.facts.append(triple)
        elif _is_technical(rule) and not _is_ours(triple):
            told.elsewhere.append(triple)
        elif triple[2][1:-1] not in joined:
            told.follows.append(triple)
    return told


def _is_technical(rule: str) -> bool:
    """Tell a rule of OWL RL from one of the house, whose name is a sentence."""
    return rule.partition("-")[0] in ("cax", "prp", "scm", "cls", "eq")


def _is_ours(triple: Triple) -> bool:
    """Tell whether a triple speaks in our words: its property, or its class, is cg:."""
    term = triple[2] if triple[1] == _TYPE else triple[1]
    return term.startswith((f"<{names.TERMS}", _OF_CONCEPTS))


def _incoming(teller: Teller, iri: str) -> tuple[dict[str, dict[str, list[Triple]]], list[Triple]]:
    """Part what points to a thing into nodes, by section, and other triples."""
    nodes: dict[str, dict[str, list[Triple]]] = {}
    others: list[Triple] = []
    for triple in teller.lookup.mentions(iri):
        kind, _ = names.kind_and_key(triple[0][1:-1]) or ("", "")
        pattern = PATTERNS.get(kind)
        section = pattern.ends.get(triple[1][1:-1]) if pattern else None
        if section is not None:
            nodes.setdefault(section, {}).setdefault(triple[0][1:-1], []).append(triple)
        elif kind == "post" and triple[1] == f"<{vocab.ORG_POST_IN}>":
            nodes.setdefault("posts", {})[triple[0][1:-1]] = [triple]
        elif kind and kind not in _ABOUT_CLAIMS and triple[1] not in _BOUNDS:
            others.append(triple)
    joined = {
        term
        for members in nodes.values()
        for node in members
        for terms in teller.labels.properties(node).values()
        for term in terms
    }
    return nodes, [t for t in others if _is_news(teller, t, joined)]


def _is_news(teller: Teller, triple: Triple, joined: set[Term]) -> bool:
    """Tell whether a triple that points here is stated, or follows and stands in no line."""
    if teller.witness.is_stated(triple):
        return True
    rule = teller.witness.rule_of(triple)
    return rule is None or (not _is_technical(rule) and triple[0] not in joined)


def _sections(
    teller: Teller, iri: str, nodes: dict[str, dict[str, list[Triple]]]
) -> tuple[Section, ...]:
    found = []
    for name in SECTIONS:
        lines: list[Line] = []
        for node, because in nodes.get(name, {}).items():
            if name == "posts":
                lines += _post(teller, node, because)
            else:
                line = teller.line(node, iri, because)
                lines += [line] if line else []
        if lines:
            lines.sort(key=lambda line: (line.main[0].text.casefold(), line.order, line.text))
            if name in NEWEST_FIRST:
                lines.sort(key=lambda line: line.order, reverse=True)
            title = pick(SECTION_TITLES[name], teller.language)
            found.append(Section(name.replace("_", "-"), title, tuple(lines)))
    return tuple(found)


def _post(teller: Teller, post: str, because: list[Triple]) -> list[Line]:
    """Return a line for each time that somebody held a post, or one for the post alone."""
    held = [
        teller.line(subject[1:-1])
        for subject, predicate, _ in teller.lookup.mentions(post)
        if predicate == f"<{vocab.POST}>"
    ]
    return [line for line in held if line] or [
        Line((teller.value(f"<{post}>"),), (), None, teller.witness.support_of(because), "")
    ]


def groups(teller: Teller, triples: Iterable[Triple], at: int = 2) -> tuple[Group, ...]:
    """Put triples together by property; ``at`` is the position of what is shown of each."""
    by_property: dict[Term, list[Triple]] = {}
    for triple in triples:
        by_property.setdefault(triple[1], []).append(triple)
    found: list[tuple[str, Group]] = []
    for predicate, members in by_property.items():
        facts: list[Fact] = [teller.fact(triple, at) for triple in members]
        facts.sort(key=lambda fact: (fact.value.text.casefold(), fact.value.language))
        named = teller.value(predicate) if at == 2 else _backwards(teller, predicate)
        found.append((predicate[1:-1], Group(named, tuple(facts))))
    found.sort(key=lambda item: (_rank(item[0]), item[1].property.text.casefold()))
    return tuple(group for _, group in found)


def _backwards(teller: Teller, predicate: Term) -> Value:
    """Name a property as it reads from its object."""
    value = teller.value(predicate)
    words = BACKWARDS.get(names.shorten(predicate[1:-1]))
    if words is not None:
        text = pick(words, teller.language)
    else:
        text = f"„{value.text}“ von" if teller.language == "de" else f"“{value.text}” of"
    return Value(text, teller.language, value.href, value.is_ours)


def _rank(predicate: str) -> int:
    """Sort names first and long lists last."""
    if predicate in _FIRST:
        return _FIRST.index(predicate)
    return 99 if predicate in _LAST else 50
