"""All rules of a graph in the form in which they are applied.

A book is written beside a published graph, so that why a triple holds can be told there without the
reasoner that concluded it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from ..rdf import Term, Triple, is_literal, parts_of
from .rule import TYPE, Absent, Comparison, Pattern, Proof, Rule, is_variable

_DATATYPE_EN: Final = "A literal is of its datatype and of the datatypes above it."
_DATATYPE_DE: Final = "Ein Literal gehört zu seinem Datentyp und zu den Datentypen darüber."


@dataclass(frozen=True)
class Book:
    """The rules of OWL 2 RL over the schema, those over data with axioms filled in, and our own.

    ``datatypes`` maps each datatype that a rule asks for to those whose literals it holds.
    """

    rules: tuple[Rule, ...] = ()
    datatypes: Mapping[Term, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _by_conclusion(self) -> dict[tuple[Term, Term], list[Rule]]:
        found: dict[tuple[Term, Term], list[Rule]] = defaultdict(list)
        for rule in self.rules:
            if rule.conclusion is not None:
                found[_key(rule.conclusion)].append(rule)
        return found

    def giving(self, triple: Triple) -> Iterator[Rule]:
        """Yield the rules that might conclude a triple."""
        _, predicate, object_ = triple
        keys = [(predicate, object_ if predicate == TYPE else "?")]
        keys += [("?", "?"), *([(TYPE, "?")] if predicate == TYPE else [])]
        for key in keys:
            yield from self._by_conclusion.get(key, ())

    def of_literal(self, triple: Triple) -> Proof | None:
        """Return why a literal is of a datatype, if it is (rule ``dt-type2``)."""
        subject, predicate, object_ = triple
        if predicate != TYPE or not is_literal(subject):
            return None
        if parts_of(subject).datatype not in self.datatypes.get(object_, ()):
            return None
        return Proof("dt-type2", _DATATYPE_EN, _DATATYPE_DE, ())

    def write(self, path: Path) -> None:
        """Write the book as JSON."""
        content = {
            "rules": [asdict(rule) for rule in self.rules],
            "datatypes": dict(self.datatypes),
        }
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read_book(path: Path) -> Book:
    """Read a book; undoes Book.write(). Raises OSError when there is none."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Book(
        tuple(map(_rule, content["rules"])),
        {name: tuple(below) for name, below in content["datatypes"].items()},
    )


def _key(pattern: Pattern) -> tuple[Term, Term]:
    """Return what a pattern is found by: its predicate, and of a type its class."""
    _, predicate, object_ = pattern
    if is_variable(predicate):
        return ("?", "?")
    if predicate == TYPE and not is_variable(object_):
        return (TYPE, object_)
    return (predicate, "?")


def _pattern(terms: list[str]) -> Pattern:
    subject, predicate, object_ = terms
    return (subject, predicate, object_)


def _comparisons(said: list[dict[str, Any]]) -> tuple[Comparison, ...]:
    return tuple(Comparison(one["left"], one["operator"], tuple(one["right"])) for one in said)


def _rule(said: dict[str, Any]) -> Rule:
    groups = (
        Absent(tuple(map(_pattern, one["patterns"])), _comparisons(one["comparisons"]))
        for one in said["absent"]
    )
    return Rule(
        said["name"],
        tuple(map(_pattern, said["premises"])),
        _pattern(said["conclusion"]) if said["conclusion"] else None,
        said["sentence_en"],
        said["sentence_de"],
        tuple(groups),
        _comparisons(said["comparisons"]),
        said["is_of_house"],
    )
