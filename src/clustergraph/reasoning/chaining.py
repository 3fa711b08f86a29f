"""Forward chaining that remembers how each triple came about.

owlrl gives the closure and no reasons. This machine applies the same rules triple by triple and
keeps the first derivation of each conclusion. A premise is always known before its conclusion, so
no proof runs in a circle; input is taken in sorted order, so the same input gives the same proofs
under every hash seed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from owlrl.XsdDatatypes import OWL_Datatype_Subsumptions, OWL_RL_Datatypes

from ..names import PREFIXES
from ..rdf import Term, Triple, is_literal, parts_of
from .results import Contradiction, Proof
from .rules_of_owl import DATATYPE_RULE, SAME, THING, TYPE, Pattern, Rule

_Binding = dict[Term, Term]
_Plan = tuple[Rule, Pattern, tuple[Pattern, ...]]
_NOTHING_FOLLOWS: Final = frozenset((SAME, f"<{PREFIXES['owl']}equivalentClass>",
                                     f"<{PREFIXES['owl']}equivalentProperty>"))  # fmt: skip
_TOP: Final = frozenset((THING, f"<{PREFIXES['rdfs']}Resource>"))


class Facts:
    """A set of triples with an index for every way that a pattern can be bound."""

    def __init__(self) -> None:
        self.all: set[Triple] = set()
        self._by_s: dict[Term, list[Triple]] = defaultdict(list)
        self._by_p: dict[Term, list[Triple]] = defaultdict(list)
        self._by_o: dict[Term, list[Triple]] = defaultdict(list)
        self._by_sp: dict[tuple[Term, Term], list[Triple]] = defaultdict(list)
        self._by_po: dict[tuple[Term, Term], list[Triple]] = defaultdict(list)

    def add(self, triple: Triple) -> bool:
        """Add a triple; False if it was known."""
        if triple in self.all:
            return False
        self.all.add(triple)
        subject, predicate, object_ = triple
        self._by_s[subject].append(triple)
        self._by_p[predicate].append(triple)
        self._by_o[object_].append(triple)
        self._by_sp[subject, predicate].append(triple)
        self._by_po[predicate, object_].append(triple)
        return True

    def may_match(self, patterns: Iterable[Pattern]) -> bool:
        """Tell, by constants alone, whether every pattern could match something."""
        for _, predicate, object_ in patterns:
            if predicate[0] == "?":
                continue
            if object_[0] == "?":
                if predicate not in self._by_p:
                    return False
            elif (predicate, object_) not in self._by_po:
                return False
        return True

    def matching(self, pattern: Pattern) -> Sequence[Triple]:
        """Return what may match a pattern, in the order in which it was added."""
        subject, predicate, object_ = pattern
        has_s, has_p, has_o = subject[0] != "?", predicate[0] != "?", object_[0] != "?"
        if has_s and has_p:
            if has_o:
                return (pattern,) if pattern in self.all else ()
            return self._by_sp.get((subject, predicate), ())
        if has_p:
            if has_o:
                return self._by_po.get((predicate, object_), ())
            return self._by_p.get(predicate, ())
        if has_s:
            return self._by_s.get(subject, ())
        return self._by_o.get(object_, ()) if has_o else tuple(self.all)


class Chain:
    """The rules at work on a growing set of facts.

    ``proofs`` holds the first derivation of every conclusion, ``contradictions`` what cannot hold
    together.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.facts = Facts()
        self.proofs: dict[Triple, Proof] = {}
        self.contradictions: dict[frozenset[Triple], Contradiction] = {}
        self._agenda: deque[Triple] = deque()
        self._plans: dict[tuple[Term | None, Term | None], list[_Plan]] = defaultdict(list)
        self._typed: set[Term] = set()
        for rule in rules:
            for number, trigger in enumerate(rule.premises):
                rest = _ordered(trigger, rule.premises[:number] + rule.premises[number + 1 :])
                key = (_constant(trigger[1]), _constant(trigger[2]))
                self._plans[key].append((rule, trigger, rest))

    def give(self, triples: Iterable[Triple]) -> None:
        """Take in triples that need no proof."""
        for triple in sorted(triples):
            if self.facts.add(triple):
                self._agenda.append(triple)

    def conclude(self, triple: Triple, proof: Proof) -> bool:
        """Take in a triple that follows; False if it was known."""
        if not self.facts.add(triple):
            return False
        self.proofs[triple] = proof
        self._agenda.append(triple)
        return True

    def run(self) -> None:
        """Apply the rules until nothing new follows."""
        while self._agenda:
            triple = self._agenda.popleft()
            _, predicate, object_ = triple
            if is_literal(object_):
                self._type_literal(triple)
            for key in ((predicate, object_), (predicate, None), (None, object_), (None, None)):
                for rule, trigger, rest in self._plans.get(key, ()):
                    # most rules wait for a kind of axiom that the ontology does not hold; the
                    # axiom itself fires the rule when it comes later
                    if rest and not self.facts.may_match(rest):
                        continue
                    binding = _bind(trigger, triple, {})
                    if binding is not None:
                        self._fire(rule, rest, binding)

    def _fire(self, rule: Rule, rest: tuple[Pattern, ...], binding: _Binding) -> None:
        for full in list(self._solutions(rest, binding)):
            premises = tuple(_fill(pattern, full) for pattern in rule.premises)
            if rule.conclusion is None:
                self._contradict(rule, premises)
                continue
            triple = _fill(rule.conclusion, full)
            if not _is_idle(triple) and triple not in self.facts.all:
                self.conclude(
                    triple, Proof(rule.name, rule.sentence_en, rule.sentence_de, premises)
                )

    def _contradict(self, rule: Rule, premises: tuple[Triple, ...]) -> None:
        found = Contradiction(rule.name, rule.sentence_en, rule.sentence_de, premises)
        # the same clash is met once from each side (x p y, y p x)
        self.contradictions.setdefault(frozenset(premises), found)

    def _solutions(self, patterns: tuple[Pattern, ...], binding: _Binding) -> Iterator[_Binding]:
        if not patterns:
            yield binding
            return
        for triple in self.facts.matching(_fill(patterns[0], binding)):
            extended = _bind(patterns[0], triple, binding)
            if extended is not None:
                yield from self._solutions(patterns[1:], extended)

    def _type_literal(self, triple: Triple) -> None:
        literal = triple[2]
        if literal in self._typed:
            return
        self._typed.add(literal)
        for datatype in _datatypes(literal):
            rule = DATATYPE_RULE
            proof = Proof(rule.name, rule.sentence_en, rule.sentence_de, (triple,))
            self.conclude((literal, TYPE, f"<{datatype}>"), proof)


def _datatypes(literal: Term) -> list[str]:
    parts = parts_of(literal)
    # a plain string has no datatype in rdflib's eyes, and nothing follows from one
    if parts.language or parts.datatype not in _DATATYPES or parts.datatype == _STRING:
        return []
    return [parts.datatype, *_ABOVE.get(parts.datatype, ())]


_STRING: Final = PREFIXES["xsd"] + "string"
_DATATYPES: Final = frozenset(map(str, OWL_RL_Datatypes))
_ABOVE: Final = {
    str(datatype): tuple(sorted(map(str, above)))
    for datatype, above in OWL_Datatype_Subsumptions.items()
}


def _is_idle(triple: Triple) -> bool:
    """Tell whether nothing but trivial triples follow from a triple, so that it may be left out."""
    subject, predicate, object_ = triple
    if predicate == TYPE:
        return object_ in _TOP
    return subject == object_ and predicate in _NOTHING_FOLLOWS


def _constant(term: Term) -> Term | None:
    return None if term[0] == "?" else term


def _bind(pattern: Pattern, triple: Triple, binding: _Binding) -> _Binding | None:
    extended = binding
    for wanted, found in zip(pattern, triple, strict=True):
        if wanted[0] != "?":
            if wanted != found:
                return None
        elif (bound := extended.get(wanted)) is None:
            if extended is binding:
                extended = dict(binding)
            extended[wanted] = found
        elif bound != found:
            return None
    return extended


def _fill(pattern: Pattern, binding: _Binding) -> Triple:
    subject, predicate, object_ = pattern
    return (
        binding.get(subject, subject),
        binding.get(predicate, predicate),
        binding.get(object_, object_),
    )


def _ordered(trigger: Pattern, rest: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    """Order premises so that each shares as much as possible with what is bound before it."""
    bound = {term for term in trigger if term[0] == "?"}
    waiting, ordered = list(rest), []
    while waiting:
        best = max(waiting, key=lambda pattern: sum(t[0] != "?" or t in bound for t in pattern))
        waiting.remove(best)
        ordered.append(best)
        bound.update(term for term in best if term[0] == "?")
    return tuple(ordered)
