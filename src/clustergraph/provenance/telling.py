"""Explanations in words, German or English: what a person reads.

A fact that was told already is referred to and not told again. Sources are numbered as they come.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from .. import names, store, vocab
from ..rdf import Term, Triple, iri, is_literal, parts_of
from ..rules import TYPE, Comparison, Lack, Pattern, Proof, Rule, is_variable
from .cells import Cell
from .explaining import Absence, Explanation, Status

LANGUAGES: Final = ("de", "en")
_MOST_RULES: Final = 5  # told of an absent triple; the JSON has all
_MOST_WAYS: Final = 4  # of one rule, those that lack least
_STEP: Final = "    "
_WORDS: Final = {
    "en": {
        "inferred": "[inferred]",
        "because": "because",
        "told": "[told above]",
        "unless": "and there is no",
        "and": "with",
        "sources": "Sources",
        "reader": "(inferred by the reader)",
        "something": "something",
        "some": "some {}",
        "nameless": "a class without a name",
        "absent": "[not in the graph]",
        "holds": "It is in the graph; clustergraph why tells the reason.",
        "trivial": "It is true of everything and never written down.",
        "no rule": "No rule gives it: it would have to be stated in {}",
        "a table": "a table.",
        "stated": "or stated in",
        "met": "holds   ",
        "missing": "missing ",
        "in the way": "forbids ",
        "failed": "is false",
        "or": "or",
        "more": "… and {} more rules; --format json lists all",
    },
    "de": {
        "inferred": "[erschlossen]",
        "because": "weil",
        "told": "[siehe oben]",
        "unless": "und es gibt nicht",
        "and": "mit",
        "sources": "Quellen",
        "reader": "(vom Leser erschlossen)",
        "something": "etwas",
        "some": "etwas ({})",
        "nameless": "eine Klasse ohne Namen",
        "absent": "[nicht im Graphen]",
        "holds": "Es steht im Graphen; warum, sagt clustergraph why.",
        "trivial": "Es gilt für alles und wird nie aufgeschrieben.",
        "no rule": "Keine Regel ergibt es: Es müsste ausgesagt sein in {}",
        "a table": "einer Tabelle.",
        "stated": "oder ausgesagt in",
        "met": "gilt     ",
        "missing": "es fehlt ",
        "in the way": "verbietet",
        "failed": "ist falsch",
        "or": "oder",
        "more": "… und {} weitere Regeln; --format json nennt alle",
    },
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Puts explanations into words, in one language, and numbers the sources that it names."""

    graph: Store
    language: str
    cited: dict[str, int] = field(default_factory=dict)
    _told: set[Triple] = field(default_factory=set)

    def reasons(self, explanations: Sequence[Explanation]) -> str:
        """Tell why facts about one subject hold, then the sources."""
        lines = [self.name(explanations[0].triple[0])]
        for one in explanations:
            lines += self._fact(one)
        return "\n".join([*lines, *self._sources()]) + "\n"

    def absence(self, absence: Absence) -> str:
        """Tell why a triple is not in the graph."""
        said = self.sentence(absence.triple)
        if absence.status is not Status.ABSENT:
            return f"{said}\n{_STEP}{self._word(absence.status)}\n"
        lines = [f"{said}  {self._word('absent')}", *self._lacks(absence)]
        places = _places(absence.columns.get(absence.triple, ()))
        if not absence.lacks:
            lines.append(_STEP + self.word("no rule", places or self._word("a table")))
        elif places:
            lines.append(f"{_STEP}{self._word('stated')} {places}")
        return "\n".join(lines) + "\n"

    def name(self, term: Term) -> str:
        """Return a term as a person reads it."""
        if is_literal(term):
            parts = parts_of(term)
            return f'"{parts.lexical}"' + (f"@{parts.language}" if parts.language else "")
        if term.startswith("_:"):
            return self._word("nameless")
        label = store.label_of(self.graph, term[1:-1], self.language)
        short = names.shorten(term[1:-1])
        return f"{label.value} ({short})" if label else short

    def sentence(self, triple: Triple) -> str:
        """Return a triple as a person reads it."""
        return "  ".join(map(self.name, triple))

    # --- why ------------------------------------------------------------------------------------

    def _fact(self, one: Explanation) -> Iterator[str]:
        """Yield the lines on one fact of the subject."""
        mark = f"  {self._word('inferred')}" if one.proof else ""
        yield f"  {self.name(one.triple[1])}  {self.name(one.triple[2])}{mark}"
        self._told.add(one.triple)
        yield from (f"  {_STEP}{line}" for line in self._support(one))

    def _support(self, one: Explanation) -> Iterator[str]:
        """Yield every cell that states a fact, or its rule and premises."""
        yield from map(self.cell, one.cells)
        if one.proof is None:
            return
        yield f"{one.proof.rule}: {self._rule(one.proof)}"
        for premise in one.premises:
            yield from self._premise(premise)
        for group in one.absent:
            open_ = _Variables(self, group.patterns)
            parts = ["  ".join(map(open_.name, pattern)) for pattern in group.patterns]
            parts += map(open_.comparison, group.comparisons)
            yield f"{self._word('unless')} " + f" {self._word('and')} ".join(parts)

    def _premise(self, one: Explanation) -> Iterator[str]:
        """Yield what one premise is, and why it holds; once."""
        line = f"{self._word('because')} {self.sentence(one.triple)}"
        if one.triple in self._told:
            yield f"{line}  {self._word('told')}"
            return
        self._told.add(one.triple)
        yield f"{line}  {self._word('inferred')}" if one.proof else line
        yield from (_STEP + below for below in self._support(one))

    def cell(self, cell: Cell) -> str:
        """Return a cell on one line: place, text, numbers of the sources, quoted words."""
        place = ":".join(str(x) for x in (cell.file, cell.line, cell.column) if x is not None)
        parts = [place + (f" ({cell.column_name})" if cell.column_name else "")]
        if cell.text:
            parts.append(f'"{cell.text}"')
        numbers = [self.cited.setdefault(s, len(self.cited) + 1) for s in cell.words.sources]
        parts += [f"[{number}]" for number in numbers]
        parts += [
            f"„{quote}“" if language == "de" else f"“{quote}”"
            for language, quote in cell.words.quotes
        ]
        if cell.words.basis == "inferred":
            parts.append(self._word("reader"))
        return " ".join(parts)

    def _sources(self) -> Iterator[str]:
        """Yield the list of the sources that were named, with publisher, date and address."""
        if self.cited:
            yield self._word("sources")
        for source, number in self.cited.items():
            details = [
                quad.object.value
                for name in (vocab.PUBLISHER_NAME, vocab.DATE, vocab.SCHEMA_URL)
                for quad in self.graph.quads_for_pattern(
                    NamedNode(source), NamedNode(name), None, None
                )
                if isinstance(quad.object, Literal | NamedNode)
            ]
            yield f"  [{number}] " + ", ".join([self.name(iri(source)), *dict.fromkeys(details)])

    # --- why not --------------------------------------------------------------------------------

    def _lacks(self, absence: Absence) -> Iterator[str]:
        """Yield what the nearest rules lack; the nearest ways of one rule stand together."""
        ways: dict[str, list[Lack]] = defaultdict(list)
        for lack in absence.lacks:
            ways[lack.rule.name].append(lack)
        rules = list(ways.values())
        for lacks in rules[:_MOST_RULES]:
            yield f"{_STEP}{lacks[0].rule.name}: {self._rule(lacks[0].rule)}"
            nearest = [lack for lack in lacks if lack.lacking == lacks[0].lacking]
            for number, lack in enumerate(nearest[:_MOST_WAYS]):
                if number:
                    yield f"{_STEP * 2}{self._word('or')}"
                yield from (_STEP * 2 + line for line in self._lack(lack, absence))
        if len(rules) > _MOST_RULES:
            yield _STEP + self.word("more", str(len(rules) - _MOST_RULES))

    def _lack(self, lack: Lack, absence: Absence) -> Iterator[str]:
        open_ = _Variables(self, lack.rule.premises)
        for key, patterns in (
            ("met", lack.met),
            ("missing", lack.missing),
            ("in the way", lack.in_the_way),
        ):
            for pattern in patterns:
                yield f"{self._word(key)} {'  '.join(map(open_.name, pattern))}"
                if key == "missing" and pattern in absence.columns:
                    yield f"{' ' * len(self._word(key))} {_places(absence.columns[pattern])}"
        for one in lack.failed:
            yield f"{self._word('failed')} {open_.comparison(one)}"

    def _word(self, key: str) -> str:
        return _WORDS[self.language][key]

    def word(self, key: str, name: str) -> str:
        """Return words with a name in them."""
        return _WORDS[self.language][key].format(name)

    def _rule(self, said: Proof | Rule) -> str:
        return said.sentence_de if self.language == "de" else said.sentence_en


class _Variables:
    """Words for what any value would do for: by the class that it must be of, or as it is called.

    A variable of one letter has no name that a person could read.
    """

    def __init__(self, teller: Teller, patterns: Sequence[Pattern]) -> None:
        self._teller = teller
        classes = {s: o for s, p, o in patterns if is_variable(s) and p == TYPE and o[0] == "<"}
        self._classes = {
            one: class_
            for one, class_ in classes.items()
            if list(classes.values()).count(class_) == 1
        }

    def name(self, term: Term) -> str:
        """Return a term or a variable as a person reads it."""
        if not is_variable(term):
            return self._teller.name(term)
        if class_ := self._classes.get(term):
            label = store.label_of(self._teller.graph, class_[1:-1], self._teller.language)
            if label:
                return self._teller.word("some", label.value)
        called = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term[1:]).lower()
        if len(called) > 1:
            return self._teller.word("some", called)
        return f"{self._teller.word('something', '')} ({called})"

    def comparison(self, one: Comparison) -> str:
        """Return a comparison as a person reads it."""
        sign = {"!=": "≠", "<=": "≤", ">=": "≥"}.get(one.operator, one.operator)
        return f"{self.name(one.left)} {sign} {' / '.join(map(self.name, one.right))}"


def _places(columns: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{file} ({column})" for file, column in columns)
