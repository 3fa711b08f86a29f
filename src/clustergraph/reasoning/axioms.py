"""Which triples are axioms, and the rules of OWL 2 RL with the axioms filled in.

A rule such as ``?p rdfs:domain ?c . ?x ?p ?y → ?x a ?c`` would have to be tried with every triple.
Over the closed schema it becomes one rule for each domain, with constants where the axiom has them,
and only for the terms in use: ``?x cg:heldPost ?y → ?x a cg:Person``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from owlrl.XsdDatatypes import OWL_Datatype_Subsumptions, OWL_RL_Datatypes

from ..names import PREFIXES
from ..rdf import Term, Triple
from ..rules import TYPE, Comparison, Pattern, Rule, has_variables, is_variable, match_all
from .relations import Index, Key, key_of
from .rules_of_owl import LIST_AXIOMS, RULES, SAME, THING

_OWL: Final = f"<{PREFIXES['owl']}"
_RDFS: Final = f"<{PREFIXES['rdfs']}"
_RDF: Final = f"<{PREFIXES['rdf']}"
_OF_DATA: Final = frozenset((SAME, f"{_OWL}differentFrom>"))
_CLASSES_OF_DATA: Final = frozenset((THING, f"{_OWL}Nothing>"))
_TOP: Final = frozenset((THING, f"{_RDFS}Resource>"))
_STRING: Final = PREFIXES["xsd"] + "string"

DATATYPES: Final = frozenset(f"<{name}>" for name in OWL_RL_Datatypes)


def is_axiom(pattern: Pattern) -> bool:
    """Tell whether a triple, or a premise of a rule, says something about classes or properties.

    >>> is_axiom(("?c", "<http://www.w3.org/2000/01/rdf-schema#subClassOf>", "?d"))
    True
    >>> is_axiom(("?x", "?p", "?y"))
    False
    """
    _, predicate, object_ = pattern
    if predicate == TYPE:
        return object_ in _METACLASSES
    return predicate in _PREDICATES


def _of_rules() -> Iterator[Pattern]:
    for rule in RULES:
        yield from (p for p in rule.premises if not is_variable(p[1]))


_PREDICATES: Final = frozenset(
    predicate
    for _, predicate, _ in _of_rules()
    if predicate != TYPE and predicate.startswith((_OWL, _RDFS)) and predicate not in _OF_DATA
) | frozenset((*LIST_AXIOMS, f"{_RDF}first>", f"{_RDF}rest>"))
_METACLASSES: Final = frozenset(
    object_
    for _, predicate, object_ in _of_rules()
    if predicate == TYPE and not is_variable(object_) and object_ not in _CLASSES_OF_DATA
) | frozenset(
    f"{_OWL}{name}>"
    for name in (
        "AllDisjointClasses", "AllDisjointProperties", "AllDifferent", "Restriction",
        "NegativePropertyAssertion", "AnnotationProperty",
    )
) | frozenset((f"{_RDFS}Class>", f"{_RDF}Property>", f"{_RDFS}Datatype>"))  # fmt: skip

SCHEMA_RULES: Final = tuple(rule for rule in RULES if all(map(is_axiom, rule.premises)))
_DATA_RULES: Final = tuple(rule for rule in RULES if not all(map(is_axiom, rule.premises)))


def rules_over_data(
    schema: Index, asserted: Collection[Triple], listed: Iterable[Rule]
) -> list[Rule]:
    """Return the rules of OWL 2 RL with the axioms of a closed schema filled in, each once.

    ``asserted`` are the axioms that were written: a rule rests on those where it can. ``listed``
    are the rules of ``list_rules``.
    """
    found: dict[tuple[frozenset[Pattern], Pattern | None, tuple[Comparison, ...]], Rule] = {}
    candidates = [rule for generic in _DATA_RULES for rule in _filled_in(generic, schema)]
    candidates += (rule for rule in listed if rule.body)

    def inferred_axioms(rule: Rule) -> int:
        return sum(not has_variables(p) and p not in asserted for p in rule.premises)

    for rule in sorted(candidates, key=inferred_axioms):
        if rule.conclusion in rule.premises or _is_idle(rule.conclusion):
            continue
        found.setdefault((frozenset(rule.body), rule.conclusion, rule.comparisons), rule)
    return _consumed(list(found.values()))


def _filled_in(rule: Rule, schema: Index) -> Iterator[Rule]:
    axioms = [premise for premise in rule.premises if is_axiom(premise)]
    if not axioms:
        yield rule
        return
    for binding in match_all(axioms, schema, {}):
        filled = rule.filled(binding)
        of_data = {number for number, premise in enumerate(rule.premises) if not is_axiom(premise)}
        yield opened(filled, of_data)


def opened(rule: Rule, of_data: Collection[int]) -> Rule:
    """Put a variable into premises about data that have none: those without are axioms."""
    premises = list(rule.premises)
    comparisons = list(rule.comparisons)
    for number in of_data:
        subject, predicate, object_ = premises[number]
        if not has_variables(premises[number]):
            premises[number] = (f"?given{number}", predicate, object_)
            comparisons.append(Comparison(f"?given{number}", "=", (subject,)))
    return replace(rule, premises=tuple(premises), comparisons=tuple(comparisons))


def _is_idle(conclusion: Pattern | None) -> bool:
    """Tell whether nothing follows from a conclusion: everything is a thing and a resource."""
    return conclusion is not None and conclusion[1] == TYPE and conclusion[2] in _TOP


def _consumed(rules: list[Rule]) -> list[Rule]:
    """Leave out rules whose conclusions nobody sees: of a nameless class or a datatype, and unused.

    That takes their like out of use in turn.
    """
    while True:
        asked = {key_of(premise) for rule in rules for premise in rule.body}
        kept = [rule for rule in rules if not _is_vain(rule.conclusion, asked)]
        if len(kept) == len(rules):
            return kept
        rules = kept


def _is_vain(conclusion: Pattern | None, asked: set[Key]) -> bool:
    if conclusion is None or conclusion[1] != TYPE:
        return False
    class_ = conclusion[2]
    return (class_ in DATATYPES or class_[0] == "_") and (TYPE, class_) not in asked


def datatypes_asked(rules: Iterable[Rule]) -> dict[Term, tuple[str, ...]]:
    """Return the datatypes that rules ask for, each with those whose literals it holds.

    A plain string has no datatype in rdflib's eyes, and owlrl concludes nothing from one.
    """
    asked = {premise[2] for rule in rules for premise in rule.body if premise[1] == TYPE}
    return {
        name: tuple(sorted((name[1:-1], *_BELOW.get(name[1:-1], ()))))
        for name in sorted(asked & DATATYPES)
        if name[1:-1] != _STRING
    }


_BELOW: Final = {
    str(datatype): tuple(
        str(one) for one, above in OWL_Datatype_Subsumptions.items() if datatype in above
    )
    for datatype in OWL_RL_Datatypes
}
