"""Which records may be one thing: the few pairs worth scoring, and those that score enough.

Comparing each of 170,000 records with each other would be 14 thousand million pairs. Only names
that share something rare are compared: all their letters, a rare word, two less rare words, or a
short form. What so many names share that it tells nothing is passed over, and counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from .folding import Folded, fold, fold_place, initials, senses
from .identifiers import SCHEMES, Flaw, normal
from .records import Record
from .scoring import REASONS, Entry, Likeness, Reason, Weights, against, compare, entry, total

_Blocks = dict[tuple[object, str], list[int]]  # by what they share, and the country

LEAST: Final = 0.8
_MOST_NAMES: Final = 16  # of one record; ROR knows up to forty
_MOST_ALIKE: Final = 60  # records with the very same name
_MOST_SHARING: Final = 40  # records with the same rare word
_RAREST: Final = 4
_TELLS_ENOUGH: Final = 0.75  # weight of the shared words: a word that one name in 10,000 bears
_COUNTRIES: Final = {
    "UK": "GB", "EL": "GR", "D": "DE", "A": "AT", "F": "FR", "I": "IT", "E": "ES", "B": "BE",
    "S": "SE", "FIN": "FI", "CH-FL": "LI",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one thing: score from 0 to 1, the names that agree best, and why."""

    one: Record
    other: Record
    score: float
    names: tuple[str, str]
    reasons: tuple[Reason, ...]
    base: float


@dataclass
class Found:
    """The candidates, best first, and what was left out because too many names share it."""

    candidates: list[Candidate] = field(default_factory=list)
    compared: int = 0
    passed_over: dict[str, int] = field(default_factory=dict)


def country_code(text: str | None) -> str | None:
    """Return the code of a country by ISO 3166-1, for what lists write in its place.

    >>> country_code("EL"), country_code("d"), country_code(None)
    ('GR', 'DE', None)
    """
    if not text:
        return None
    code = text.strip().upper()
    return _COUNTRIES.get(code, code)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a record besides its names, in comparable form."""

    country: str | None
    town: str
    region: str
    acronyms: frozenset[str]
    identifiers: Mapping[str, frozenset[str]]


class Comparison:
    """Records made ready to be compared with each other."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        folded = _parted(
            [
                (number, fold(name.text), name.is_acronym)
                for number, record in enumerate(records)
                for name in record.names[:_MOST_NAMES]
            ]
        )
        counts = Counter(word for _, name, _ in folded for word in {*name.words})
        self.weights = Weights(counts, len(folded))
        self.counts = counts
        self.entries: list[Entry] = []
        self.texts: list[int] = []
        self.is_short: list[bool] = []
        at = 0
        last = -1
        for number, name, is_short in folded:
            at = at + 1 if number == last else 0
            last = number
            self.entries.append(entry(number, name, self.weights))
            self.texts.append(at)
            self.is_short.append(is_short and len(name.words) == 1)
        self.known = self._known()

    def _known(self) -> list[_Known]:
        short: dict[int, set[str]] = defaultdict(set)
        for one, is_short in zip(self.entries, self.is_short, strict=True):
            short[one.record] |= one.folded.short
            if is_short:
                short[one.record].add(one.folded.glued)
        return [
            _Known(
                country_code(record.country),
                fold_place(record.place) if record.place else "",
                (record.region or "").upper(),
                frozenset(short[number]),
                _identifiers(record),
            )
            for number, record in enumerate(self.records)
        ]

    # --- which pairs -----------------------------------------------------------------------------

    def pairs(self, passed_over: dict[str, int]) -> Iterator[tuple[int, int]]:
        """Yield pairs of names worth comparing, each once; count what is too common."""
        seen: set[int] = set()
        size = len(self.entries)
        for kind, most, grouped in (
            ("letters", _MOST_ALIKE, self._by_letters),
            ("word", _MOST_SHARING, self._by_word),
            ("words", _MOST_SHARING, self._by_words),
            ("short form", _MOST_SHARING, self._by_short_form),
        ):
            for block in grouped().values():  # one at a time: each takes 100 MB
                if len(block) < 2:
                    continue
                if len(block) > most:
                    passed_over[kind] = passed_over.get(kind, 0) + 1
                    continue
                for one, other in combinations(block, 2):
                    number = one * size + other
                    if number not in seen and self._may_be(one, other):
                        seen.add(number)
                        yield one, other

    def _may_be(self, one: int, other: int) -> bool:
        first, second = self.entries[one].record, self.entries[other].record
        if first == second:
            return False
        here, there = self.known[first].country, self.known[second].country
        return here == there or here is None or there is None

    def _by_letters(self) -> _Blocks:
        """Group names by all their letters, and by their words whatever the order."""
        blocks: _Blocks = defaultdict(list)
        for number, one in enumerate(self.entries):
            country = self.known[one.record].country or ""
            blocks[one.folded.glued, country].append(number)
            if len(one.words) > 1:
                blocks[one.words, country].append(number)
        return self._with_strangers(blocks)

    def _with_strangers(self, blocks: _Blocks) -> _Blocks:
        """Add names of unknown country to the groups of each country."""
        unknown = {key[0]: block for key, block in blocks.items() if key[1] == ""}
        for key, block in blocks.items():
            if key[1] and key[0] in unknown:
                blocks[key] = sorted({*block, *unknown[key[0]]})
        return blocks

    def _by_word(self) -> _Blocks:
        """Group names by each word that few names bear."""
        blocks: _Blocks = defaultdict(list)
        for number, one in enumerate(self.entries):
            for word in one.words:
                if 1 < self.counts[word] <= _MOST_SHARING:
                    blocks[word, ""].append(number)
        return blocks

    def _by_words(self) -> _Blocks:
        """Group names by two of their rarest words and the country."""
        blocks: _Blocks = defaultdict(list)
        for number, one in enumerate(self.entries):
            frequent = [word for word in one.words if self.counts[word] > _MOST_SHARING]
            rarest = sorted(frequent, key=lambda word: (self.counts[word], word))[:_RAREST]
            country = self.known[one.record].country or ""
            for pair in combinations(sorted(rarest), 2):
                blocks[pair, country].append(number)
        return self._with_strangers(blocks)

    def _by_short_form(self) -> _Blocks:
        """Group names by a short form: given, in brackets, or the first letters of the words."""
        blocks: _Blocks = defaultdict(list)
        given = {short for known in self.known for short in known.acronyms if len(short) > 2}
        for number, one in enumerate(self.entries):
            forms = {*one.folded.short, initials(one.folded.words)}
            if self.is_short[number]:
                forms.add(one.folded.glued)
            country = self.known[one.record].country or ""
            for form in forms & given:
                blocks[form, country].append(number)
        return blocks

    # --- how alike -------------------------------------------------------------------------------

    def score(self, one: int, other: int, likeness: Likeness) -> tuple[float, tuple[str, ...]]:
        """Return the score of two names' records, and the codes of the steps that gave it."""
        first, second = self.entries[one], self.entries[other]
        here, there = self.known[first.record], self.known[second.record]
        steps = against(likeness, first, second)
        steps += _places(here, there)
        if first.folded.form and second.folded.form:
            steps.append("form" if first.folded.form == second.folded.form else "other-form")
        if here.acronyms & there.acronyms:
            steps.append("acronym")
        if likeness.shared < _TELLS_ENOUGH and "town" not in steps:
            steps.append("common")
        steps += self._apart(first.record, second.record)
        return total(likeness.value, steps), (*likeness.steps, *steps)

    def _apart(self, first: int, second: int) -> list[str]:
        here, there = self.known[first].identifiers, self.known[second].identifiers
        shared = here.keys() & there.keys()
        if not any(here[scheme].isdisjoint(there[scheme]) for scheme in shared):
            return []
        is_same_set = self.records[first].set == self.records[second].set
        return ["kept-apart" if is_same_set else "other-identifier"]

    def likeness(self, one: int, other: int) -> Likeness:
        """Return how alike two names are."""
        first, second = self.entries[one], self.entries[other]
        towns = (self.known[first.record].town, self.known[second.record].town)
        is_short = self.is_short[one] or self.is_short[other]
        return compare(first, second, towns, self.weights, is_short)

    def text(self, number: int) -> str:
        """Return a name as it is written."""
        return self.records[self.entries[number].record].names[self.texts[number]].text


def _places(here: _Known, there: _Known) -> list[str]:
    steps = []
    if here.country and there.country:
        steps.append("country")
    else:
        steps.append("no-country")
    if here.town and there.town:
        is_same = here.town == there.town or {*here.town.split()} & {*there.town.split()}
        steps.append("town" if is_same else "other-town")
    elif here.region and there.region and here.country == there.country:
        size = min(len(here.region), len(there.region))
        if size > 2 and here.region[:size] != there.region[:size]:
            steps.append("other-region")
    return steps


def _identifiers(record: Record) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in record.identifiers:
        if one.scheme in SCHEMES and not isinstance(value := normal(one.scheme, one.value), Flaw):
            found[one.scheme].add(value)
    return {scheme: frozenset(values) for scheme, values in found.items()}


def _parted(folded: list[tuple[int, Folded, bool]]) -> list[tuple[int, Folded, bool]]:
    """Part glued words: one that hardly any name bears into two that many bear."""
    counts = Counter(word for _, name, _ in folded for word in {*name.words})
    parts: dict[str, tuple[str, str] | None] = {}

    def part(word: str) -> tuple[str, ...]:
        if len(word) < 10 or counts[word] > 2 or not word.isalpha():
            return (word,)
        if word not in parts:
            parts[word] = _halves(word, counts)
        return parts[word] or (word,)

    result = []
    for number, name, is_short in folded:
        words = tuple(half for word in name.words for half in part(word))
        changed = Folded(words, name.form, name.glued, name.short) if words != name.words else name
        result.append((number, changed, is_short))
    return result


def _halves(word: str, counts: Mapping[str, int]) -> tuple[str, str] | None:
    best: tuple[int, tuple[str, str]] | None = None
    for at in range(4, len(word) - 3):
        halves = [senses(word[:at]), senses(word[at:])]
        if any(len(half) != 1 for half in halves):
            continue
        left, right = halves[0][0], halves[1][0]
        fewest = min(counts.get(left, 0), counts.get(right, 0))
        if fewest >= 25 and (best is None or fewest > best[0]):
            best = (fewest, (left, right))
    return best[1] if best else None


def find(
    records: Iterable[Record],
    least: float = LEAST,
    is_settled: Callable[[str, str], bool] = lambda _one, _other: False,
) -> Found:
    """Return the pairs of records that score at least ``least``, best first.

    ``is_settled`` tells of two IRIs whether it is known already that they are or are not one thing.
    """
    ready = Comparison(list(records))
    found = Found()
    best: dict[tuple[int, int], tuple[float, tuple[str, ...], int, int, float]] = {}
    for one, other in ready.pairs(found.passed_over):
        found.compared += 1
        likeness = ready.likeness(one, other)
        if likeness.value < least * 0.7:
            continue
        score, steps = ready.score(one, other, likeness)
        first, second = ready.entries[one].record, ready.entries[other].record
        key = (first, second)
        if score >= least and (key not in best or score > best[key][0]):
            best[key] = (score, steps, one, other, likeness.value)
    for (first, second), (score, steps, one, other, base) in best.items():
        left, right = ready.records[first], ready.records[second]
        if left.iri != right.iri and not is_settled(left.iri, right.iri):
            found.candidates.append(
                Candidate(left, right, round(score, 3), (ready.text(one), ready.text(other)),
                          tuple(REASONS[step] for step in dict.fromkeys(steps)), round(base, 3))
            )  # fmt: skip
    found.candidates.sort(key=lambda c: (-c.score, c.one.iri, c.other.iri))
    return found
