"""What is in the graph, for the start page: things by kind, questions by topic, the story."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from .. import names
from ..querying.named import NamedQuery
from ..rdf import literal
from .facts import Teller, Value
from .phrases import KIND_GROUPS, KINDS, TOPICS, pick

_MARKED: Final = re.compile(r"\[([a-z-]+/[a-z0-9-]+)\|([^\]]+)\]")
_LISTING: Final = """# {title}
SELECT DISTINCT ?thing WHERE {{
  ?thing a ?class .
  FILTER(STRSTARTS(STR(?thing), {start}))
}}
ORDER BY ?thing"""


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many things of a kind there are; ``listing`` is a query that lists them."""

    name: str
    count: int
    listing: str


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Kinds that belong together."""

    title: str
    kinds: tuple[KindCount, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Named questions on one subject."""

    name: str
    title: str
    questions: tuple[NamedQuery, ...]


def kinds_of(teller: Teller, counts: Mapping[str, int]) -> tuple[KindGroup, ...]:
    """Put the kinds in their groups; a kind that no word is known for is named by its class."""
    found: dict[str, list[KindCount]] = {group: [] for group in KIND_GROUPS}
    for kind in sorted(counts, key=lambda k: list(KINDS).index(k) if k in KINDS else len(KINDS)):
        group, *words = KINDS.get(kind, ("other",))
        name = pick((words[0], words[1]), teller.language) if words else teller.labels.of_kind(kind)
        listing = _LISTING.format(title=name, start=literal(f"{names.THINGS}{kind}/"))
        found[group].append(KindCount(name, counts[kind], listing))
    return tuple(
        KindGroup(pick(KIND_GROUPS[group], teller.language), tuple(kinds))
        for group, kinds in found.items()
        if kinds
    )


def topics_of(questions: Iterable[NamedQuery], language: str) -> tuple[Topic, ...]:
    """Put the questions in their topics, in the order of the topics."""
    found: dict[str, list[NamedQuery]] = {name: [] for name in TOPICS}
    for question in questions:
        found[question.topic if question.topic in TOPICS else ""].append(question)
    return tuple(
        Topic(name or "other", pick(TOPICS[name], language), tuple(members))
        for name, members in found.items()
        if members
    )


def story_of(
    text: str, knows: Callable[[str], bool], address: Callable[[str], str | None]
) -> tuple[Value, ...]:
    """Turn ``[kind/key|words]`` into links; no story where the graph knows none of its things."""
    pieces: list[Value] = []
    end = 0
    for match in _MARKED.finditer(text):
        iri = names.THINGS + match[1]
        pieces.append(Value(text[end : match.start()]))
        pieces.append(Value(match[2], "", address(iri) if knows(iri) else None, True))
        end = match.end()
    return (*pieces, Value(text[end:])) if any(piece.href for piece in pieces) else ()
