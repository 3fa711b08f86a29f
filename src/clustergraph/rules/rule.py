"""A rule, and a proof: what a rule concludes from what.

A rule is a few triple patterns (variables are written ``?x``) and one conclusion. Without a
conclusion it finds a contradiction. ``absent`` holds what must not be there: groups of patterns of
which none may match. The rules of OWL 2 RL and those of the house have this one form.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from ..names import PREFIXES
from ..rdf import Term, Triple, is_literal
from ..values import compare

Pattern = tuple[Term, Term, Term]
Binding = dict[Term, Term]

TYPE: Final = f"<{PREFIXES['rdf']}type>"
_ORDERS: Final = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,), "!=": (-1, 1)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left operator right`` as SPARQL 1.1 (17.3, 17.4.1) has it.

    With several on the right: ``=`` holds if it holds of one (IN), ``!=`` if of all (NOT IN).
    """

    left: Term
    operator: str
    right: tuple[Term, ...]

    @property
    def variables(self) -> frozenset[Term]:
        """The variables that it compares."""
        return frozenset(term for term in (self.left, *self.right) if is_variable(term))

    def filled(self, binding: Binding) -> Comparison:
        """Return the comparison with variables replaced."""
        right = tuple(binding.get(one, one) for one in self.right)
        return Comparison(binding.get(self.left, self.left), self.operator, right)

    def holds(self, binding: Binding) -> bool:
        """Tell whether it is true; what cannot be compared is not."""
        left = binding.get(self.left, self.left)
        each = (compares(left, self.operator, binding.get(one, one)) for one in self.right)
        return all(each) if self.operator == "!=" else any(each)


def compares(left: Term, operator: str, right: Term) -> bool:
    """Tell whether a comparison of two terms is true.

    >>> compares("<a:x>", "!=", "<a:y>"), compares('"a"', "<", "<a:y>")
    (True, False)
    """
    if left == right:
        return "=" in operator and operator != "!="
    if operator in ("=", "!=") and not (is_literal(left) and is_literal(right)):
        return operator == "!="
    return compare(left, right) in _ORDERS[operator]


@dataclass(frozen=True, slots=True)
class Absent:
    """Patterns, with comparisons, that must not match together."""

    patterns: tuple[Pattern, ...]
    comparisons: tuple[Comparison, ...] = ()

    def filled(self, binding: Binding) -> Absent:
        """Return the group with variables replaced."""
        patterns = tuple(fill(pattern, binding) for pattern in self.patterns)
        return Absent(patterns, tuple(one.filled(binding) for one in self.comparisons))


@dataclass(frozen=True, slots=True)
class Rule:
    """Premises and a conclusion, with the sentence that a person reads in both languages.

    ``name`` is that of the W3C recommendation "OWL 2 Profiles" (``cax-sco``) or, for a rule of the
    house, that of its file. A premise without variables is an axiom of the schema.
    """

    name: str
    premises: tuple[Pattern, ...]
    conclusion: Pattern | None
    sentence_en: str
    sentence_de: str
    absent: tuple[Absent, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    is_of_house: bool = False

    @property
    def body(self) -> tuple[Pattern, ...]:
        """The premises that are to be looked up: those with variables."""
        return tuple(premise for premise in self.premises if has_variables(premise))

    def filled(self, binding: Binding) -> Rule:
        """Return the rule with variables replaced in all its parts."""
        return replace(
            self,
            premises=tuple(fill(premise, binding) for premise in self.premises),
            conclusion=fill(self.conclusion, binding) if self.conclusion else None,
            absent=tuple(group.filled(binding) for group in self.absent),
            comparisons=tuple(one.filled(binding) for one in self.comparisons),
        )

    def proof(self, binding: Binding) -> Proof:
        """Return the proof of what the rule concludes under a binding of all its variables."""
        premises = dict.fromkeys(fill(premise, binding) for premise in self.premises)
        absent = tuple(group.filled(binding) for group in self.absent)
        return Proof(self.name, self.sentence_en, self.sentence_de, tuple(premises), absent)


@dataclass(frozen=True, slots=True)
class Proof:
    """The rule that gave a triple, in words, and the triples it started from.

    ``absent`` is what was not there and would have forbidden it.
    """

    rule: str
    sentence_en: str
    sentence_de: str
    premises: tuple[Triple, ...]
    absent: tuple[Absent, ...] = field(default=(), compare=False)


def is_variable(term: Term) -> bool:
    """Tell whether a term of a pattern is a variable."""
    return term[0] == "?"


def has_variables(pattern: Pattern) -> bool:
    """Tell whether a pattern is not yet a triple."""
    return any(map(is_variable, pattern))


def fill(pattern: Pattern, binding: Binding) -> Pattern:
    """Replace the variables that are bound.

    >>> fill(("?x", "<a:p>", "?y"), {"?x": "<a:x>"})
    ('<a:x>', '<a:p>', '?y')
    """
    subject, predicate, object_ = pattern
    return (
        binding.get(subject, subject),
        binding.get(predicate, predicate),
        binding.get(object_, object_),
    )


def bind(pattern: Pattern, triple: Triple, binding: Binding) -> Binding | None:
    """Return the binding with which a pattern is that triple, or None where it cannot be.

    >>> bind(("?x", "<a:p>", "?x"), ("<a:x>", "<a:p>", "<a:y>"), {}) is None
    True
    """
    extended = binding
    for wanted, found in zip(pattern, triple, strict=True):
        if not is_variable(wanted):
            if wanted != found:
                return None
        elif (bound := extended.get(wanted)) is None:
            extended = {**extended, wanted: found}
        elif bound != found:
            return None
    return extended
