"""Every way in which the patterns of a rule match some facts.

The next pattern is chosen anew for each binding, the one with the fewest matches first, and its
matches are counted only as far as needed: a hub (all participations of the role "partner") is never
gone through while another pattern has three.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Protocol

from ..rdf import Triple
from .rule import Absent, Binding, Comparison, Pattern, Rule, bind, fill, has_variables

_GLANCES: Final = (4, 64, 4096)


class Matches(Protocol):
    """Triples that can be asked for; what is said of rows counts among them."""

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits, in any order."""


class Facts(Matches, Protocol):
    """Triples that can be asked for, and of which it is known who states them."""

    def is_asserted(self, triple: Triple) -> bool:
        """Tell whether a table or an ontology file states a triple."""


def solve(rule: Rule, facts: Matches, binding: Binding) -> Iterator[Binding]:
    """Yield each binding of the rule's variables under which it applies, ``binding`` among it."""
    for found in match_all(rule.body, facts, binding, rule.comparisons):
        if not any(is_there(group, facts, found) for group in rule.absent):
            yield found


def is_there(group: Absent, facts: Matches, binding: Binding) -> bool:
    """Tell whether what should be absent is there."""
    return any(True for _ in match_all(group.patterns, facts, binding, group.comparisons))


def match_all(
    patterns: Sequence[Pattern],
    facts: Matches,
    binding: Binding,
    comparisons: Sequence[Comparison] = (),
) -> Iterator[Binding]:
    """Yield each binding under which all patterns match and all comparisons hold."""
    if not patterns:
        if all(one.holds(binding) for one in comparisons):
            yield binding
        return
    pattern, found = _fewest(patterns, facts, binding)
    rest = [one for one in patterns if one is not pattern]
    for triple in found:
        extended = bind(pattern, triple, binding)
        if extended is not None:
            yield from match_all(rest, facts, extended, comparisons)


def _fewest(
    patterns: Sequence[Pattern], facts: Matches, binding: Binding
) -> tuple[Pattern, Iterable[Triple]]:
    """Return the pattern that matches least, and what it matches."""
    filled = [(pattern, fill(pattern, binding)) for pattern in patterns]
    for pattern, wanted in filled:
        if not has_variables(wanted):
            return pattern, facts.match(wanted)
    open_ = [pair for pair in filled if not is_hidden(pair[1])] or filled
    if len(open_) > 1:
        for most in _GLANCES:
            for pattern, wanted in open_:
                found = list(islice(facts.match(wanted), most + 1))
                if len(found) <= most:
                    return pattern, sorted(found)
    pattern, wanted = open_[0]
    return pattern, sorted(facts.match(wanted))


def is_hidden(pattern: Pattern) -> bool:
    """Tell whether a pattern is about what is concluded and never written down.

    Something about a class without a name (a restriction), or about a literal: that it is of its
    datatype. A store does not list it: it is asked for last, when all variables are bound, and must
    be proven.
    """
    subject, _, object_ = pattern
    return subject[0] in '_"' or object_[0] == "_"
