"""How alike two records are, from 0 to 1, and what speaks for it and against it.

The names give the base: the share of what they say that both say, where a word weighs the more the
fewer names bear it (weighted Dice). Words may differ by a letter or two, a short form may stand for
words, and a town may stand in the name of one and the address of the other. What is known besides
the names then raises or lowers it, by the table of ``REASONS``; each step is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz.fuzz import ratio

from .folding import Folded, initials


@dataclass(frozen=True, slots=True)
class Reason:
    """A step of the score, in words.

    ``effect`` is the share of what is missing to 1 that it adds, or, below zero, the share of the
    score that it takes away; 0 for what is already in the likeness of the names.
    """

    code: str
    english: str
    german: str
    effect: float = 0.0


_REASONS: Final = (
    Reason("equal", "names are equal when folded", "Namen sind gefaltet gleich"),
    Reason("glued", "names are equal but for gaps and a few letters",
           "Namen sind bis auf Lücken und wenige Buchstaben gleich"),
    Reason("words", "names share words", "Namen haben Wörter gemeinsam"),
    Reason("letters", "a word differs by a few letters", "ein Wort weicht um wenige Buchstaben ab"),
    Reason("short-name", "names are the same short form", "Namen sind die gleiche Kurzform"),
    Reason("initials", "a short form stands for words of the other",
           "eine Kurzform steht für Wörter des anderen"),
    Reason("town-in-name", "the name of one holds the town of the other",
           "der Name des einen enthält den Ort des anderen"),
    Reason("acronym", "same short form", "gleiche Kurzform", 0.25),
    Reason("town", "same town", "gleicher Ort", 0.3),
    Reason("form", "same legal form", "gleiche Rechtsform", 0.1),
    Reason("country", "same country", "gleiches Land"),
    Reason("no-country", "country of one unknown", "Land des einen unbekannt", -0.03),
    Reason("other-town", "different towns", "verschiedene Orte", -0.1),
    Reason("other-region", "different regions", "verschiedene Regionen", -0.07),
    Reason("other-form", "different legal forms", "verschiedene Rechtsformen", -0.12),
    Reason("other-number", "different numbers in the names", "verschiedene Zahlen in den Namen",
           -0.25),
    Reason("other-sort", "different sorts of organisation", "verschiedene Arten von Organisation",
           -0.3),
    Reason("further-sort", "one name says more of what sort it is",
           "ein Name sagt mehr darüber, welcher Art es ist", -0.15),
    Reason("common", "the name is common and the town is not known to be the same",
           "der Name ist häufig, und gleicher Ort ist nicht bekannt", -0.15),
    Reason("kept-apart", "the source gives them different identifiers",
           "die Quelle gibt ihnen verschiedene Kennungen", -0.15),
    Reason("other-identifier", "different identifiers of one scheme",
           "verschiedene Kennungen eines Systems", -0.2),
)  # fmt: skip

REASONS: Final[dict[str, Reason]] = {reason.code: reason for reason in _REASONS}

_LEAST_RATIO: Final = 86  # of two words of at least five letters: one letter in seven differs
_LEAST_GLUED: Final = 95
_ONLY_INITIALS: Final = 0.65  # many things share two or three letters
_SHORT_NAME: Final = 4  # letters
# Which exclude each other; a college may call itself a university, and a centre an institute.
_KINDS: Final = {
    "university": "higher", "college": "higher", "institute": "institute", "centre": "institute",
    "ministry": "state", "agency": "state", "federal": "state", "city": "city",
    "hospital": "hospital", "foundation": "foundation", "academy": "academy", "school": "school",
    "chamber": "chamber", "bank": "bank", "association": "association", "society": "association",
    "fund": "fund", "council": "council",
}  # fmt: skip
_TELLING: Final = frozenset(
    (
        "hospital", "foundation", "school", "college", "academy", "innovation", "development",
        "service", "group", "institute", "centre", "fund", "bank", "association", "city",
        "ministry", "council", "chamber", "agency", "company", "technical", "medical", "science",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A name made ready to be compared: what it was, and what its words weigh together."""

    record: int
    folded: Folded
    words: frozenset[str]
    weight: float
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, and the codes of the steps that made it so."""

    value: float
    steps: tuple[str, ...]
    shared: float
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


class Weights:
    """What a word weighs: 1 where one name bears it, and less the more do."""

    def __init__(self, counts: Mapping[str, int], names: int) -> None:
        self._counts = counts
        self._names = max(names, 2)
        self._scale = math.log(1 + self._names)
        self._known: dict[str, float] = {}

    def __getitem__(self, word: str) -> float:
        found = self._known.get(word)
        if found is None:
            share = self._names / self._counts.get(word, 1)
            found = self._known[word] = math.log(1 + share) / self._scale
        return found

    def sum(self, words: Iterable[str]) -> float:
        """Add what words weigh."""
        return sum(map(self.__getitem__, words))


def entry(record: int, folded: Folded, weights: Weights) -> Entry:
    """Make a folded name ready to be compared."""
    words = frozenset(folded.words)
    numbers = frozenset(word for word in words if any(map(str.isdigit, word)))
    return Entry(record, folded, words, weights.sum(words), numbers)


def compare(
    one: Entry, other: Entry, towns: tuple[str, str], weights: Weights, is_short: bool = False
) -> Likeness:
    """Return how alike two names are; ``towns`` are those of the records, empty where unknown.

    Of two or three letters many things are the short form, so where ``is_short`` says that one of
    the names is one, they count for less.
    """
    shared_words = one.words & other.words
    shared = weights.sum(shared_words)
    if len(shared_words) == len(one.words) == len(other.words):
        if is_short or (len(one.folded.glued) <= _SHORT_NAME and len(one.words) == 1):
            return Likeness(_ONLY_INITIALS, ("short-name",), shared)
        return Likeness(1.0, ("equal",), shared)
    if one.folded.glued == other.folded.glued:
        return Likeness(1.0, ("glued",), max(one.weight, other.weight))
    left = [word for word in one.folded.words if word not in shared_words]
    right = [word for word in other.folded.words if word not in shared_words]
    steps = ["words"] if shared_words else []
    total = one.weight + other.weight
    common = 2 * shared
    for paired, step in ((_by_letters, "letters"), (_by_initials, "initials")):
        gained = paired(left, right, weights)
        if gained:
            common += gained
            shared += gained / 2
            steps.append(step)
    for rest, town in ((left, towns[1]), (right, towns[0])):
        if town and len(rest) <= 3 and (found := [word for word in rest if word in town.split()]):
            rest[:] = [word for word in rest if word not in found]
            total -= weights.sum(found)
            steps.append("town-in-name")
    value = min(common / total, 1.0) if total > 0 else 0.0
    if is_short or steps[:1] == ["initials"]:
        value *= _ONLY_INITIALS
    if value < 0.97 and not one.numbers ^ other.numbers and len(one.folded.glued) > 9:
        close = ratio(one.folded.glued, other.folded.glued, score_cutoff=_LEAST_GLUED) / 100
        if close > value:
            return Likeness(close, ("glued",), max(shared, 1.0))
    return Likeness(value, tuple(steps), shared, tuple(left), tuple(right))


def _by_letters(left: list[str], right: list[str], weights: Weights) -> float:
    """Pair words that differ by a few letters, and take them out; return what they weigh."""
    gained = 0.0
    for word in list(left):
        if len(word) < 5 or not word.isalpha():
            continue
        best, match = 0.0, ""
        for candidate in right:
            if len(candidate) >= 5 and candidate.isalpha():
                close = ratio(word, candidate, score_cutoff=_LEAST_RATIO)
                if close > best:
                    best, match = close, candidate
        if match:
            gained += (weights[word] + weights[match]) * best / 100
            left.remove(word)
            right.remove(match)
    return gained


def _by_initials(left: list[str], right: list[str], weights: Weights) -> float:
    """Pair a short form with the words whose first letters it is, and take both out."""
    gained = 0.0
    for short, words in ((left, right), (right, left)):
        for word in list(short):
            size = len(word)
            if not 2 <= size <= 6 or len(words) < size or not word.isalpha():
                continue
            for at in range(len(words) - size + 1):
                run = words[at : at + size]
                if initials(run) == word:
                    gained += (weights[word] + weights.sum(run)) * 0.95
                    short.remove(word)
                    words[at : at + size] = []
                    break
    return gained


def against(likeness: Likeness, one: Entry, other: Entry) -> list[str]:
    """Return the codes of what in two names speaks against it that they name one thing."""
    steps: list[str] = []
    if one.numbers ^ other.numbers and "glued" not in likeness.steps:
        steps.append("other-number")
    if likeness.value < 1:
        left = {_KINDS.get(word) for word in likeness.left} - {None}
        right = {_KINDS.get(word) for word in likeness.right} - {None}
        if left and right and not left & right:
            steps.append("other-sort")
        elif _TELLING & {*likeness.left} or _TELLING & {*likeness.right}:
            steps.append("further-sort")
    return steps


def total(value: float, steps: Iterable[str]) -> float:
    """Apply the steps to the likeness of the names.

    >>> round(total(0.8, ["town", "other-form"]), 4)
    0.7568
    """
    for step in steps:
        effect = REASONS[step].effect
        value += (1 - value) * effect if effect > 0 else value * effect
    return value
