"""A change carried through what was concluded and published, without concluding all anew.

``engine`` holds everything in memory and starts from what is given. Here the facts lie in a store,
with all that followed from them; the rules are those of the book beside it. What is concluded and
never written down (``trivia``) is not there, so rules that might rest on such a conclusion are
refused: then all is inferred anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from ..names import PREFIXES
from ..rdf import Term, Triple, is_literal
from ..rules import TYPE, Book, Layered, Matches, Pattern, Rule, bind, solve
from .aside import EVIDENCE, as_evidence
from .axioms import SCHEMA_RULES, is_axiom
from .changing import Change
from .engine import over_evidence
from .levels import levels_of
from .relations import EVERY_CLASS, EVERYTHING, Key, key_of
from .rules_of_owl import SAME, THING
from .trivia import is_trivial

_SCHEMA: Final = frozenset(rule.name for rule in SCHEMA_RULES)
_TOP: Final = frozenset(((TYPE, THING), (TYPE, f"<{PREFIXES['rdfs']}Resource>")))
_VAGUE: Final = frozenset((EVERYTHING, EVERY_CLASS))


@dataclass(frozen=True, slots=True)
class Given:
    """What a change adds to and removes from what is given, about the world and about rows."""

    added: Collection[Triple]
    removed: Collection[Triple]
    rows_added: Collection[Triple] = ()
    rows_removed: Collection[Triple] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """What follows now and did not, and what followed and does no more; nothing that is given."""

    added: frozenset[Triple]
    removed: frozenset[Triple]


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds before a change.

    ``world`` are the triples that are given or follow, ``rows`` those about rows. ``follows`` tells
    whether a triple is published as inferred, ``is_given`` whether one is given after the change.
    """

    world: Matches
    rows: Matches
    follows: Callable[[Triple], bool]
    is_given: Callable[[Triple], bool]


def carry(book: Book, standing: Standing, given: Given) -> Carried | None:
    """Return what a change of the given adds to and removes from what follows.

    Returns None where all must be inferred anew: an axiom changes, two names mean one thing, a rule
    rests on what is never written down, or something contradicts itself then.
    """
    facts = _Marked(standing.world, standing.rows)
    if book.datatypes or any(True for _ in facts.match(("?x", SAME, "?y"))):
        return None
    if any(is_axiom(t) or t[1] == SAME for t in chain(given.added, given.removed)):
        return None
    rules = _Rules(book, facts, given.rows_added)
    if rules.rest_on_hidden:
        return None
    added = [*given.added, *rules.marked(given.rows_added)]
    removed = [*given.removed, *rules.marked(given.rows_removed)]
    index = _Index(facts)

    def is_given(triple: Triple) -> bool:  # of rows, only what changes is asked for
        return not _is_of_rows(triple) and standing.is_given(triple)

    change = Change(index, rules.concluding, levels_of(rules.concluding), is_given)
    change.run(added, removed)
    touched = {*change.added, *change.removed, *added, *removed}
    if index.met_hidden or any(map(is_axiom, touched)):
        return None
    if rules.contradict(change.added, index):
        return None
    come, gone = set[Triple](), set[Triple]()
    for triple in touched:
        if _is_of_rows(triple) or is_trivial(triple):
            continue
        followed = standing.follows(triple)
        follows = triple in index and not standing.is_given(triple)
        if follows and not followed:
            come.add(triple)
        elif followed and not follows:
            gone.add(triple)
    return Carried(frozenset(come), frozenset(gone))


class _Rules:
    """The rules of a book that look at data."""

    def __init__(self, book: Book, facts: _Marked, rows: Iterable[Triple]) -> None:
        over_data = [
            rule
            for rule in book.rules
            if rule.name not in _SCHEMA and not any(p[1] == SAME for p in rule.premises)
        ]
        house = [rule for rule in over_data if rule.is_of_house and rule.conclusion]
        self._asked = {key_of(p) for rule in house for p in rule.body} - _VAGUE
        come = set(map(key_of, rows))
        of_rows = {
            key[1] if key[0] == TYPE else key[0]
            for key in self._asked
            if key in come or any(True for _ in facts.match(("?s", *_open(as_evidence(key)))))
        }
        self.concluding = [rule for rule in over_data if rule.conclusion and not rule.is_of_house]
        self.concluding += [one for rule in house for one in over_evidence(rule, of_rows)]
        self._against = [rule for rule in over_data if rule.conclusion is None and rule.body]

    @property
    def rest_on_hidden(self) -> bool:
        """True when a premise may be met by what is concluded and never written down."""
        looked_at = [
            pattern
            for rule in (*self.concluding, *self._against)
            for pattern in (*rule.body, *(p for group in rule.absent for p in group.patterns))
        ]
        return any(
            key_of(p) in _TOP | _VAGUE or any(term.startswith("_:") for term in p)
            for p in looked_at
        )

    def marked(self, rows: Iterable[Triple]) -> Iterator[Triple]:
        """Yield what is said of rows as the rules see it; nothing where no rule asks for it."""
        for subject, predicate, object_ in rows:
            key = key_of((subject, predicate, object_))
            if key in self._asked:
                name, of_class = as_evidence(key)
                yield (subject, name, of_class if name == TYPE else object_)

    def contradict(self, added: Iterable[Triple], index: _Index) -> bool:
        """Tell whether something new cannot hold together with the rest."""
        by_key: dict[Key, list[tuple[Rule, Pattern]]] = {}
        for rule in self._against:
            for premise in rule.body:
                by_key.setdefault(key_of(premise), []).append((rule, premise))
        for triple in added:
            for rule, premise in by_key.get(key_of(triple), ()):
                binding = bind(premise, triple, {})
                if binding is not None and any(True for _ in solve(rule, index, binding)):
                    return True
        return False


class _Index(Layered):
    """The facts while a change goes through them; notes when a literal is a subject.

    Such a conclusion is never written down, and what rested on it could not be taken back.
    """

    def __init__(self, facts: Matches) -> None:
        super().__init__(facts)
        self.met_hidden = False

    def __contains__(self, triple: Triple) -> bool:
        if is_literal(triple[0]) or triple[0].startswith("_:") or triple[2].startswith("_:"):
            self.met_hidden = True
        return super().__contains__(triple)


class _Marked:
    """Facts about the world, and those about rows under marked relations; ``rules.Matches``."""

    def __init__(self, world: Matches, rows: Matches) -> None:
        self._world = world
        self._rows = rows

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits."""
        if not _is_of_rows(pattern):
            return self._world.match(pattern)
        subject, predicate, object_ = pattern
        if predicate == TYPE:
            found = self._rows.match((subject, TYPE, object_.removeprefix(EVIDENCE)))
            return ((one, TYPE, object_) for one, _, _ in found)
        found = self._rows.match((subject, predicate.removeprefix(EVIDENCE), object_))
        return ((one, predicate, other) for one, _, other in found)


def _is_of_rows(pattern: Pattern) -> bool:
    _, predicate, object_ = pattern
    return predicate[0] == EVIDENCE or (predicate == TYPE and object_[0] == EVIDENCE)


def _open(key: Key) -> tuple[Term, Term]:
    return key if key[0] == TYPE else (key[0], "?o")
