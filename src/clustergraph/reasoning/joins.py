"""A rule written as a Python function of nested loops, once, and then run over all there is.

Going through the patterns of a rule one binding at a time costs 5 µs a conclusion; the loops that
stand here as text cost 0.5 µs. Each pattern becomes a look-up in the relation of its property or
class, by what is bound when its turn comes::

    for v0 in M0:                       # ?participation a cg:Participation
        x = F1.get(v0)                  # ?participation cg:participant ?participant
        if x is None: continue
        for v1 in (x if type(x) is dict else (x,)):
            …
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from ..rdf import Term
from ..rules import TYPE, Absent, Comparison, Pattern, Rule, is_variable
from .relations import EVERY_CLASS, EVERYTHING, Index, key_of

_FEW: Final = 16.0  # new triples, of which nobody knows how many come at once

Found = list[Any]
Run = Callable[[Iterable[Any] | None, Found], None]


def compiled(rule: Rule, index: Index, trigger: int | None = None) -> Run:
    """Return a function that appends to a list what the rule concludes and the index has not yet.

    With a ``trigger`` (a number in ``rule.body``) it takes new triples of that premise's relation:
    members of a class, pairs of a property, whole triples where the property is a variable. Without
    one it goes through everything. Conclusions are appended in the same three forms; of a rule
    without a conclusion the bindings are, in the order of ``variables_of(rule)``.
    """
    writer = _Writer(index, rule)
    text = writer.write(trigger)
    space: dict[str, Any] = dict(writer.names)
    exec(compile(text, f"<rule {rule.name}>", "exec"), space)  # noqa: S102  # written here, from a parsed rule
    run: Run = space["run"]
    return run


def variables_of(rule: Rule) -> list[Term]:
    """Return the variables of the premises in their order."""
    terms = (term for premise in rule.body for term in premise)
    return list(dict.fromkeys(filter(is_variable, terms)))


class _Writer:
    """Writes one function; ``names`` are the objects that its text refers to."""

    def __init__(self, index: Index, rule: Rule) -> None:
        self.names: dict[str, Any] = {"match": index.match}
        self._index = index
        self._rule = rule
        self._variables: dict[Term, str] = {}
        self._bound: set[Term] = set()
        self._lines: list[str] = []
        self._head: list[str] = []

    def write(self, trigger: int | None) -> str:
        """Return the text of the function ``run(delta, found)``."""
        left = list(self._rule.body)
        self._line(1, "for _ in (None,):")  # what is continued where a look-up fails
        depth = 2
        if trigger is not None:
            pattern = left.pop(trigger)
            depth = self._unpack(pattern, "delta", depth)
            order, _ = _ordered(left, set(self._bound), self._index, _FEW)
        else:
            order = _best(left, self._index)
        waiting: list[Comparison | Absent] = [*self._rule.comparisons, *self._rule.absent]
        depth = self._check(waiting, depth, final=not order)
        for number, pattern in enumerate(order):
            depth = self._pattern(pattern, depth)
            depth = self._check(waiting, depth, final=number == len(order) - 1)
        self._conclude(depth)
        head = ["def run(delta, found):", "    append = found.append", *self._head]
        return "\n".join([*head, *self._lines]) + "\n"

    def _line(self, depth: int, text: str) -> None:
        self._lines.append("    " * depth + text)

    def _name(self, prefix: str, value: Any) -> str:
        """Name an object in the function's space."""
        name = f"{prefix}{len(self.names)}"
        self.names[name] = value
        return name

    def _term(self, term: Term) -> str:
        """Write a bound variable or a constant."""
        if is_variable(term):
            return self._variables[term]
        return repr(term)

    def _is_bound(self, term: Term) -> bool:
        return not is_variable(term) or term in self._bound

    def _fresh(self, term: Term) -> str:
        name = self._variables.setdefault(term, f"v{len(self._variables)}")
        self._bound.add(term)
        return name

    def _target(self, term: Term, depth: int) -> tuple[str, list[str]]:
        """Name what a loop assigns for a term, and the test that it must pass if it is bound."""
        if self._is_bound(term):
            name = f"t{depth}_{len(self._lines)}_{len(self._variables)}"
            return name, [f"if {name} != {self._term(term)}: continue"]
        return self._fresh(term), []

    def _unpack(self, pattern: Pattern, items: str, depth: int) -> int:
        """Write the loop over new triples of a premise."""
        key = key_of(pattern)
        terms = [pattern[0]] if key[0] == TYPE and key != EVERY_CLASS else [pattern[0], pattern[2]]
        if key in (EVERYTHING, EVERY_CLASS):
            terms = list(pattern)
        targets: list[str] = []
        tests: list[str] = []
        for position, term in enumerate(terms):
            if self._is_bound(term):
                name = f"t{depth}_{position}"
                tests.append(f"if {name} != {self._term(term)}: continue")
            else:
                name = self._fresh(term)
            targets.append(name)
        self._line(depth, f"for {', '.join(targets)} in {items}:")
        for test in tests:
            self._line(depth + 1, test)
        return depth + 1

    def _pattern(self, pattern: Pattern, depth: int) -> int:
        """Write the look-up of a premise; returns the depth at which what follows stands."""
        key = key_of(pattern)
        if key in (EVERYTHING, EVERY_CLASS):
            shown = ", ".join(
                self._term(term) if self._is_bound(term) else repr("?") for term in pattern
            )
            return self._unpack(pattern, f"list(match(({shown})))", depth)
        subject, _, object_ = pattern
        if key[0] == TYPE:
            members = self._name("M", self._index.class_(key[1]).members)
            if self._is_bound(subject):
                self._line(depth, f"if {self._term(subject)} not in {members}: continue")
                return depth
            self._line(depth, f"for {self._fresh(subject)} in {members}:")
            return depth + 1
        return self._pairs(key[0], subject, object_, depth)

    def _pairs(self, predicate: Term, subject: Term, object_: Term, depth: int) -> int:
        relation = self._index.property(predicate)
        forward = self._name("F", relation.forward)
        box = f"x{depth}_{len(self._lines)}"
        if self._is_bound(subject) and self._is_bound(object_):
            one, other = self._term(subject), self._term(object_)
            self._line(depth, f"{box} = {forward}.get({one})")
            self._line(depth, f"if {_lacks(box, other)}: continue")
            return depth
        if self._is_bound(subject) or self._is_bound(object_):
            known, wanted, table = subject, object_, forward
            if not self._is_bound(subject):
                known, wanted = object_, subject
                turned = self._name("P", relation)
                table = f"B{turned}"
                self._head.append(f"    {table} = {turned}.backward()")
            self._line(depth, f"{box} = {table}.get({self._term(known)})")
            self._line(depth, f"if {box} is None: continue")
            self._line(depth, f"for {self._fresh(wanted)} in {_each(box)}:")
            return depth + 1
        one = self._fresh(subject)
        self._line(depth, f"for {one}, {box} in {forward}.items():")
        target, tests = self._target(object_, depth)
        self._line(depth + 1, f"for {target} in {_each(box)}:")
        for test in tests:
            self._line(depth + 2, test)
        return depth + 2

    def _check(self, waiting: list[Comparison | Absent], depth: int, *, final: bool) -> int:
        """Write the conditions whose variables are bound by now; all of them at the end."""
        for one in list(waiting):
            needed = one.variables if isinstance(one, Comparison) else self._outer(one)
            if final or needed <= self._bound:
                waiting.remove(one)
                if isinstance(one, Comparison):
                    self._compare(one, depth)
                else:
                    self._absent(one, sorted(needed), depth)
        return depth

    def _outer(self, group: Absent) -> set[Term]:
        inside = {term for pattern in group.patterns for term in pattern}
        for one in group.comparisons:
            inside |= one.variables
        terms = (term for premise in self._rule.body for term in premise)
        return {term for term in terms if is_variable(term) and term in inside}

    def _compare(self, one: Comparison, depth: int) -> None:
        simple = one.operator in ("=", "!=") and all(right[0] == "<" for right in one.right)
        if simple and one.left in self._bound:
            negation = "in" if one.operator == "!=" else "not in"
            allowed = self._name("S", frozenset(one.right))
            self._line(depth, f"if {self._term(one.left)} {negation} {allowed}: continue")
            return
        holds = self._name("H", one.holds)
        bound = ", ".join(
            f"{v!r}: {self._variables[v]}" for v in sorted(one.variables & self._bound)
        )
        self._line(depth, f"if not {holds}({{{bound}}}): continue")

    def _absent(self, group: Absent, outer: list[Term], depth: int) -> None:
        inner = _Writer(self._index, self._rule)
        inner._bound = set(outer)
        inner._variables = {term: f"o{number}" for number, term in enumerate(outer)}
        function = self._name("absent", inner.existence(group, list(inner._variables.values())))
        given = ", ".join(self._variables[term] for term in outer)
        self._line(depth, f"if {function}({given}): continue")

    def existence(self, group: Absent, parameters: Sequence[str]) -> Callable[..., bool]:
        """Return a function that tells whether a group is there, of its outer variables."""
        waiting: list[Comparison | Absent] = list(group.comparisons)
        order, _ = _ordered(list(group.patterns), set(self._bound), self._index, _FEW)
        self._line(1, "for _ in (None,):")
        depth = 2
        for number, pattern in enumerate(order):
            depth = self._pattern(pattern, depth)
            depth = self._check(waiting, depth, final=number == len(order) - 1)
        self._line(depth, "return True")
        self._line(1, "return False")
        head = [f"def is_there({', '.join(parameters)}):", *self._head]
        space: dict[str, Any] = dict(self.names)
        text = "\n".join([*head, *self._lines]) + "\n"
        exec(compile(text, "<absent>", "exec"), space)  # noqa: S102  # written here, from a parsed rule
        function: Callable[..., bool] = space["is_there"]
        return function

    def _conclude(self, depth: int) -> None:
        """Write what to append: the conclusion unless it is known, or the whole binding."""
        head = self._rule.conclusion
        if head is None:
            names = ", ".join(self._variables[term] for term in variables_of(self._rule))
            self._line(depth, f"append(({names},))")
            return
        key = key_of(head)
        subject, predicate, object_ = (self._term(term) for term in head)
        if key in (EVERYTHING, EVERY_CLASS):
            self._line(depth, f"append(({subject}, {predicate}, {object_}))")
            return
        if key[0] == TYPE:
            members = self._name("M", self._index.class_(key[1]).members)
            self._line(depth, f"if {subject} not in {members}: append({subject})")
            return
        forward = self._name("F", self._index.property(key[0]).forward)
        self._line(depth, f"y = {forward}.get({subject})")
        self._line(depth, f"if {_lacks('y', object_)}: append(({subject}, {object_}))")


def _each(box: str) -> str:
    return f"({box} if type({box}) is dict else ({box},))"


def _lacks(box: str, term: str) -> str:
    return f"{box} != {term} and (type({box}) is not dict or {term} not in {box})"


def _variables(pattern: Pattern) -> set[Term]:
    return {term for term in pattern if is_variable(term)}


def _cost(pattern: Pattern, bound: set[Term], index: Index) -> tuple[float, float]:
    """Guess what a look-up costs once (making the way back), and for each binding before it."""
    subject, predicate, object_ = pattern
    size = index.size(key_of(pattern))
    has_subject = not is_variable(subject) or subject in bound
    has_object = not is_variable(object_) or object_ in bound
    if key_of(pattern)[0] == TYPE or (has_subject and has_object):
        return 0, 0.5 if has_subject else size
    if has_subject:
        return 0, 1
    if not has_object:
        return 0, size
    relation = index.properties.get(predicate)
    return 0 if relation is None or relation.is_turned else 1.5 * size, 2


def _ordered(
    patterns: list[Pattern], bound: set[Term], index: Index, rows: float
) -> tuple[list[Pattern], float]:
    """Order look-ups for so many bindings, the cheapest next; and say what they cost together."""
    left, ordered, sum_ = list(patterns), list[Pattern](), 0.0

    def total(pattern: Pattern) -> float:
        once, each = _cost(pattern, bound, index)
        return once + rows * each

    while left:
        best = min(left, key=total)
        left.remove(best)
        ordered.append(best)
        sum_ += total(best)
        rows *= max(1, _cost(best, bound, index)[1])
        bound = bound | _variables(best)
    return ordered, sum_


def _best(patterns: list[Pattern], index: Index) -> list[Pattern]:
    """Order look-ups for a rule that goes through everything: try each premise as the first."""
    orders = []
    for first in patterns:
        rest = list(patterns)
        rest.remove(first)
        size = float(index.size(key_of(first)))
        ordered, cost = _ordered(rest, _variables(first), index, size)
        orders.append((size + cost, [first, *ordered]))
    return min(orders, key=lambda one: one[0])[1] if orders else []
