"""Forward to everything that follows, semi-naively, over relations in memory.

Each rule goes once through all there is; after that only what is new is joined with the rest.
Relations that no rule looks at are never indexed (``aside``). When a conclusion is itself an axiom,
the rules are filled in anew and the work goes on; a rule that asks for what is absent waits for its
level (``levels``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from ..graphs import graph_of, lay
from ..rdf import Term, Triple, is_literal
from ..rules import TYPE, Book, Pattern, Rule, fill
from .aside import EVIDENCE, Aside, as_evidence, is_of_rows
from .axioms import SCHEMA_RULES, datatypes_asked, is_axiom, rules_over_data
from .changing import Change
from .givens import Difference, Givens
from .joins import Run, compiled, variables_of
from .levels import levels_of
from .relations import ANY, EVERY_CLASS, EVERYTHING, Class, Index, Key, Property, key_of
from .results import Contradiction
from .rules_of_owl import SAME, list_rules
from .trivia import NOTHING_FOLLOWS, is_trivial, lines_of_class, lines_of_property

Clashes = dict[frozenset[Triple], Contradiction]


@dataclass(eq=False)
class _Active:
    """A rule at work: what runs when one of its premises has new triples."""

    rule: Rule
    runs: dict[int | None, Run] = field(default_factory=dict)


class Engine:
    """What follows from some triples, by the axioms among them and the rules of the house.

    ``run`` concludes it. Raises Circle (``levels``) when a rule asks for the absence of what
    follows from itself.
    """

    def __init__(
        self,
        given: Iterable[Triple],
        house: Sequence[Rule],
        evidence: Iterable[Triple] = (),
    ) -> None:
        self.index = Index()
        self.house = tuple(house)
        self._asked = {key_of(p) for rule in self.house for p in rule.body}
        self._asked -= {EVERYTHING, EVERY_CLASS}
        self._aside = Aside(graph_of(given), graph_of(evidence), self._asked)
        self.axioms = self._aside.axioms
        for triple in sorted(self.axioms):
            self.index.add(triple)
        self._listed = list(list_rules(sorted(self.axioms)))
        self._active: list[_Active] = []
        self._triggers: dict[Key, list[tuple[_Active, int]]] = defaultdict(list)
        self._busy: dict[Key, None] = {}
        self._inferred: set[Triple] | None = None
        self.rules: list[Rule] = []
        self.levels: list[int] = []

    def _load(self, key: Key) -> None:
        """Index a relation that somebody looks at."""
        self._aside.load(key, self.index)

    # --- the order of work -----------------------------------------------------------------------

    def run(self) -> None:
        """Conclude everything that follows, and keep it."""
        self._close_schema()
        known: set[Triple] | None = None
        while known != (closed := set(self._axioms_there())):
            known = closed
            self._fill_in()
            self._type_literals()
            for level in range(max(self.levels, default=0) + 1):
                here = [r for r, at in zip(self.rules, self.levels, strict=True) if at == level]
                self._activate([rule for rule in here if not rule.is_of_house])
                self._activate([rule for rule in here if rule.is_of_house])

    def _close_schema(self) -> None:
        self._of_schema = [*SCHEMA_RULES, *(rule for rule in self._listed if not rule.body)]
        self._activate(self._of_schema)

    def _fill_in(self) -> None:
        """Write the rules over data anew, with the axioms as they are now."""
        of_data = rules_over_data(self.index, self.axioms, self._listed)
        self.book = Book(
            (*self._of_schema, *of_data, *self.house), datatypes=datatypes_asked(of_data)
        )
        owl = [rule for rule in of_data if rule.conclusion]
        of_rows = self._aside.of_rows
        house = [one for rule in self.house for one in over_evidence(rule, of_rows)]
        self.rules = [*owl, *house]
        self.levels = levels_of(self.rules)
        against = [rule for rule in (*self._listed, *of_data) if rule.conclusion is None]
        self._against = list(dict.fromkeys(against))

    def _axioms_there(self) -> Iterator[Triple]:
        for key in self._keys():
            if is_axiom((ANY, *key)):
                yield from self.index.match((ANY, *key))

    def _keys(self) -> list[Key]:
        properties = [(name, ANY) for name in self.index.properties]
        return [*properties, *((TYPE, name) for name in self.index.classes)]

    def _activate(self, rules: Iterable[Rule]) -> None:
        """Let rules speak, those with one premise first: the others ask for what they add."""
        known = {active.rule for active in self._active}
        fresh = [_Active(rule) for rule in rules if rule not in known]
        for active in sorted(fresh, key=lambda one: len(one.rule.body) > 1):
            if not self._is_about_anything(active):
                for pattern in self._patterns(active.rule):
                    self._load(key_of(pattern))
        for few in (True, False):
            for active in fresh:
                if (len(active.rule.body) < 2) is few:
                    self._active.append(active)
                    for number, premise in enumerate(active.rule.body):
                        self._triggers[key_of(premise)].append((active, number))
                    if not self._is_idle(active.rule):
                        self._apply(active)
                    if not few:
                        self._settle()
            self._settle()

    def _patterns(self, rule: Rule) -> Iterator[Pattern]:
        yield from rule.body
        yield from (pattern for group in rule.absent for pattern in group.patterns)
        if rule.conclusion is not None and key_of(rule.conclusion) != EVERYTHING:
            yield rule.conclusion

    def _is_about_anything(self, active: _Active) -> bool:
        return any(key_of(premise) == EVERYTHING for premise in active.rule.body)

    def _is_idle(self, rule: Rule) -> bool:
        """Tell whether a premise has nothing to match; else what any premise needs is loaded."""
        keys = [key_of(premise) for premise in rule.body]
        if any(key != EVERYTHING and not self.index.size(key) for key in keys):
            return True
        for key in keys:
            self._load(key)
        return False

    def _apply(
        self, active: _Active, trigger: int | None = None, new: list[Any] | None = None
    ) -> None:
        """Apply a rule to everything, or to what is new for one of its premises."""
        run = active.runs.get(trigger)
        if run is None:
            run = compiled(active.rule, self.index, trigger)
            if trigger is not None:
                active.runs[trigger] = run
        found: list[Any] = []
        run(new, found)
        self._take(active, found)

    def _settle(self) -> None:
        """Apply the rules to what is new until nothing is."""
        while self._busy:
            key = next(iter(self._busy))
            del self._busy[key]
            table = self._table(key)
            delta = table.fresh[table.taken :]
            table.taken = len(table.fresh)
            if not delta:
                continue
            for wanted in (key, *([EVERY_CLASS] if key[0] == TYPE else []), EVERYTHING):
                for active, number in self._triggers.get(wanted, ()):
                    if self._is_idle(active.rule) or (wanted != key and is_of_rows(key)):
                        continue
                    new = delta if wanted == key else [self._triple(key, one) for one in delta]
                    self._apply(active, number, new)

    def _table(self, key: Key) -> Property | Class:
        if key[0] == TYPE:
            return self.index.class_(key[1])
        return self.index.property(key[0])

    @staticmethod
    def _triple(key: Key, one: Any) -> Triple:
        return (one, *key) if key[0] == TYPE else (one[0], key[0], one[1])

    def _take(self, active: _Active, found: list[Any]) -> None:
        """Add what a rule concluded."""
        head = active.rule.conclusion
        if head is None or not found:
            return
        key, is_checked = key_of(head), active.rule.is_of_house
        if key in (EVERYTHING, EVERY_CLASS):
            for triple in found:
                self._take_any(active, triple)
            return
        table = self._table(key)
        if isinstance(table, Class):
            members, fresh = table.members, table.fresh
            for one in found:
                if one not in members and not (is_checked and is_literal(one)):
                    members[one] = None
                    fresh.append(one)
        else:
            if key[0] in NOTHING_FOLLOWS:
                found = [pair for pair in found if pair[0] != pair[1]]
            if is_checked:
                found = [pair for pair in found if not is_literal(pair[0])]
            table.conclude(found)
        self._busy[key] = None

    def _take_any(self, active: _Active, triple: Triple) -> None:
        """Add a conclusion whose property the rule has as a variable."""
        subject, predicate, object_ = triple
        if predicate[0] != "<" or (predicate == TYPE and object_.startswith(EVIDENCE)):
            return
        one = replace(
            active.rule, conclusion=(ANY, predicate, object_ if predicate == TYPE else ANY)
        )
        self._load(key_of(one.conclusion or triple))
        item = subject if predicate == TYPE else (subject, object_)
        self._take(_Active(one), [item])

    def _type_literals(self) -> None:
        """Say of each literal which of the datatypes that are asked for hold it (dt-type2)."""
        if not self.book.datatypes:
            return
        self._load(EVERYTHING)
        rule = Rule("dt-type2", (), ("?x", TYPE, ANY), "", "")
        for key in self._keys():
            for _, _, object_ in list(self.index.match((ANY, *key))) if key[0] != TYPE else ():
                for name in self.book.datatypes if is_literal(object_) else ():
                    if self.book.of_literal((object_, TYPE, name)):
                        head = (ANY, TYPE, name)
                        self._take(_Active(replace(rule, conclusion=head)), [object_])

    # --- what changes ----------------------------------------------------------------------------

    def change(self, given: Difference, evidence: Difference, after: Givens) -> bool:
        """Carry a change of what is given through, and of what is said of rows.

        ``after`` are the triples and the evidence that are given then. Returns False, and is of no
        further use, where all must be done anew: an axiom came or went, or two names mean one
        thing, or a literal's datatype is asked for.
        """
        added, removed = (
            {*world, *(m for t in rows if (m := self._marked(t)) is not None)}
            for world, rows in ((given.come, evidence.come), (given.gone, evidence.gone))
        )
        if self._must_start_anew((*added, *removed), evidence.come):
            return False
        before = self.inferred_so_far()
        for triple in (*added, *removed):
            self._load(key_of(triple))

        def is_given(triple: Triple) -> bool:
            if triple in after.world:
                return True
            return is_of_rows(key_of(triple)) and _unmarked(triple) in after.evidence

        change = Change(self.index, self.rules, self.levels, is_given)
        change.run(added, removed)
        if any(map(is_axiom, change.added)) or any(map(is_axiom, change.removed)):
            return False
        before.difference_update(change.removed, added)
        before.update(t for t in (*change.added, *removed) if t in self.index and not is_given(t))
        return True

    def _must_start_anew(self, changed: Collection[Triple], rows: Iterable[Triple]) -> bool:
        return (
            bool(self.book.datatypes)
            or any(is_axiom(t) or t[1] == SAME for t in changed)
            or bool(self.index.size((SAME, ANY)))
            or any(
                (t[2] if t[1] == TYPE else t[1]) not in self._aside.of_rows
                for t in rows
                if key_of(t) in self._asked
            )
        )

    def _marked(self, triple: Triple) -> Triple | None:
        """Return what is said of a row as the index holds it; None where no rule asks for it."""
        key = key_of(triple)
        return _within(triple, as_evidence(key)) if key in self._asked else None

    def inferred_so_far(self) -> set[Triple]:
        """Return the set of what follows, trivial or not, which is kept from then on."""
        if self._inferred is None:
            self._inferred = {
                self._triple(key, one) for key in self._keys() for one in self._table(key).fresh
            }
        return self._inferred

    # --- what came out ---------------------------------------------------------------------------

    def inferred(self) -> Set[Triple]:
        """Return what follows and is not given, without the trivial (``trivia.is_trivial``)."""
        if self._inferred is not None:
            return frozenset(triple for triple in self._inferred if not is_trivial(triple))
        return lay(self._lines())

    def _lines(self) -> Iterator[bytes]:
        for key in self._keys():
            yield from self._lines_of(key)

    def _lines_of(self, key: Key) -> Iterator[bytes]:
        """Yield what was concluded of one relation."""
        table = self._table(key)
        if isinstance(table, Class):
            return lines_of_class(key[1], table.fresh)
        return lines_of_property(key[0], table.fresh)

    def contradictions(self) -> list[Contradiction]:
        """Return what cannot hold together, each clash once."""
        clashes: dict[frozenset[Triple], Contradiction] = {}
        for rule in self._against:
            self._find_clashes(rule, clashes)
        return in_order(clashes)

    def _find_clashes(self, rule: Rule, clashes: Clashes) -> None:
        """Add what a rule says cannot hold together; a clash is met once from each side."""
        for pattern in rule.body:
            self._load(key_of(pattern))
        if self._is_idle(rule):
            return
        names = variables_of(rule)
        found: list[Any] = []
        compiled(rule, self.index)(None, found)
        for values in found:
            binding = dict(zip(names, values, strict=True))
            premises = tuple(fill(premise, binding) for premise in rule.premises)
            clash = Contradiction(rule.name, rule.sentence_en, rule.sentence_de, premises)
            clashes.setdefault(frozenset(premises), clash)


def in_order(clashes: Clashes) -> list[Contradiction]:
    """Return clashes in an order that does not hang on how they were found."""
    return sorted(clashes.values(), key=lambda one: (one.rule, one.triples))


def _unmarked(triple: Triple) -> Triple:
    subject, predicate, object_ = triple
    if predicate == TYPE:
        return (subject, predicate, object_.removeprefix(EVIDENCE))
    return (subject, predicate.removeprefix(EVIDENCE), object_)


def _within(pattern: Pattern, key: Key) -> Pattern:
    """Return a pattern with the property or class of a relation."""
    return (pattern[0], *key) if key[0] == TYPE else (pattern[0], key[0], pattern[2])


def over_evidence(rule: Rule, of_rows: Collection[Term]) -> list[Rule]:
    """Return a rule of the house once for each way in which its premises may be met by evidence."""
    choices = []
    for premise in rule.premises:
        name = premise[2] if premise[1] == TYPE else premise[1]
        marked = _within(premise, as_evidence(key_of(premise)))
        choices.append([premise, marked] if name in of_rows else [premise])
    return [replace(rule, premises=tuple(premises)) for premises in product(*choices)]
