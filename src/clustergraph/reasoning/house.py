"""The rules of the house: what OWL 2 RL cannot say, one CONSTRUCT query a file.

The file ``rules/<name>.rq`` begins with the sentence that a person reads, in both languages::

    # en: A preferred claim is a plain triple.
    # de: Eine bevorzugte Behauptung ist eine einfache Aussage.

A rule runs as ``SELECT *`` over the same pattern, so that each solution gives the conclusions and,
from the pattern's own triples, the premises. Property paths and sub-queries have no such triples;
a rule does without them where it can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pyoxigraph import Literal as StoreLiteral
from pyoxigraph import QuerySolutions, Store
from rdflib import BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery

from ..errors import ProjectError
from ..findings import Finding
from ..names import RULES
from ..origin import Origin
from ..rdf import Term, Triple, iri, is_literal, literal, quads_of, term_of
from .results import Proof
from .rules_of_owl import Pattern

_SENTENCE: Final = re.compile(r"^# (en|de): (\S.*)$", re.MULTILINE)
_COMMENT: Final = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_CONSTRUCT: Final = re.compile(r"\bCONSTRUCT\s*\{[^{}]*\}\s*(WHERE\s*)?(?=\{)")
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class HouseRule:
    """One rule of ours: its file's name, the sentence in both languages, the query."""

    name: str
    sentence_en: str
    sentence_de: str
    path: PurePosixPath
    text: str


def read_rules(project: Path) -> list[HouseRule]:
    """Read ``rules/*.rq``, sorted by name.

    Raises ProjectError with a finding for every rule that lacks a sentence, does not parse or is no
    CONSTRUCT.
    """
    rules: list[HouseRule] = []
    findings: list[Finding] = []
    for file in sorted((project / "rules").glob("*.rq")):
        path = PurePosixPath(file.relative_to(project).as_posix())
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            findings.append(_finding(path, None, "is not UTF-8", "ist nicht UTF-8"))
            continue
        sentences = dict(_SENTENCE.findall(text))
        rule = HouseRule(file.stem, sentences.get("en", ""), sentences.get("de", ""), path, text)
        problems = list(_problems(rule))
        findings += problems
        if not problems:
            rules.append(rule)
    if findings:
        raise ProjectError("\n".join(map(str, findings)), findings)
    return rules


def _problems(rule: HouseRule) -> Iterator[Finding]:
    for language, sentence in (("en", rule.sentence_en), ("de", rule.sentence_de)):
        if not sentence:
            yield _finding(
                rule.path, 1,
                f'has no sentence; begin the file with "# {language}: …"',
                f'hat keinen Satz; die Datei beginnt mit „# {language}: …“',
            )  # fmt: skip
    try:
        Store().query(rule.text)
    except SyntaxError as error:
        place = _PLACE.match(str(error))
        line, column, message = place.groups() if place else (None, None, str(error))
        yield _finding(
            rule.path, int(line) if line else None,
            f"is no SPARQL 1.1 query: {message}", f"ist keine SPARQL-1.1-Abfrage: {message}",
            int(column) if column else None,
        )  # fmt: skip
        return
    if not _CONSTRUCT.search(_COMMENT.sub("", rule.text)):
        yield _finding(
            rule.path, 1,
            "is no rule; write CONSTRUCT { … } WHERE { … }",
            "ist keine Regel; sie hat die Form CONSTRUCT { … } WHERE { … }",
        )  # fmt: skip


def _finding(
    path: PurePosixPath, line: int | None, english: str, german: str, column: int | None = None
) -> Finding:
    return Finding(Origin(path, line, column), RULES + "UnreadableRule", english, german)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A triple that a house rule gives, and why."""

    triple: Triple
    proof: Proof


class House:
    """The house rules over a growing graph, kept in memory."""

    def __init__(self, rules: Iterable[HouseRule]) -> None:
        self._store = Store()
        self._known: set[Triple] = set()
        self._rules = [_Prepared(rule) for rule in rules]

    def give(self, triples: Iterable[Triple]) -> None:
        """Let the rules see more triples."""
        fresh = [triple for triple in triples if triple not in self._known]
        self._known.update(fresh)
        self._store.bulk_extend(quads_of(t for t in fresh if not is_literal(t[0])))

    def turns(self) -> Iterator[list[Conclusion]]:
        """Apply every rule once, in the order of names; each turn is what one rule newly gives.

        What is given between two turns is seen by the later rule, so that a rule may ask for what
        is *not* there once the rules before it have spoken.
        """
        for rule in self._rules:
            yield list(self._conclusions(rule))

    def _conclusions(self, rule: _Prepared) -> Iterator[Conclusion]:
        house = rule.rule
        for binding in rule.solutions(self._store):
            premises = tuple(dict.fromkeys(t for t in rule.premises(binding) if t in self._known))
            for triple in rule.conclusions(binding):
                if triple not in self._known:
                    proof = Proof(house.name, house.sentence_en, house.sentence_de, premises)
                    yield Conclusion(triple, proof)


class _Prepared:
    """A house rule taken apart: the query for its bindings, its patterns and its template."""

    def __init__(self, rule: HouseRule) -> None:
        self.rule = rule
        self._select = _CONSTRUCT.sub("SELECT * WHERE ", _COMMENT.sub("", rule.text), count=1)
        algebra = prepareQuery(rule.text).algebra
        self._template = sorted(_pattern(triple) for triple in algebra.template)
        self._patterns = [_pattern(triple) for triple in _triples(algebra.p)]

    def solutions(self, store: Store) -> list[dict[Term, Term]]:
        """Return the bindings of the rule's pattern, sorted."""
        answer = store.query(self._select)
        assert isinstance(answer, QuerySolutions)  # noqa: S101  # SELECT answers solutions
        names = [variable.value for variable in answer.variables]
        found = []
        for solution in answer:
            values = [(name, solution[name]) for name in names]
            found.append({"?" + n: term_of(v) for n, v in values if v is not None})
        return sorted(found, key=lambda binding: sorted(binding.items()))

    def premises(self, binding: dict[Term, Term]) -> Iterator[Triple]:
        """Yield the pattern's triples in one solution."""
        yield from _filled(self._patterns, binding)

    def conclusions(self, binding: dict[Term, Term]) -> Iterator[Triple]:
        """Yield the template's triples in one solution; like CONSTRUCT, only well-formed ones."""
        for triple in _filled(self._template, binding):
            if triple[1].startswith("<") and not is_literal(triple[0]):
                yield triple


def _filled(patterns: Iterable[Pattern], binding: dict[Term, Term]) -> Iterator[Triple]:
    for subject, predicate, object_ in patterns:
        triple = (
            binding.get(subject, subject),
            binding.get(predicate, predicate),
            binding.get(object_, object_),
        )
        if not any(term.startswith("?") for term in triple):
            yield triple


def _triples(part: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triple patterns that a solution of the algebra rests on, in the order written."""
    if part.name == "BGP":
        yield from part.triples
        return
    # what MINUS takes away and what a FILTER looks for are no premises
    for key in ("p", "p1") if part.name == "Minus" else ("p", "p1", "p2"):
        if key in part:
            yield from _triples(part[key])


def _pattern(triple: tuple[Any, Any, Any]) -> Pattern:
    subject, predicate, object_ = (_written(node) for node in triple)
    return (subject, predicate, object_)


def _written(node: Any) -> Term:
    if isinstance(node, Variable):
        return f"?{node}"
    if isinstance(node, URIRef):
        return iri(str(node))
    if isinstance(node, Literal):
        datatype = str(node.datatype) if node.datatype else StoreLiteral("").datatype.value
        return literal(str(node), datatype, node.language)
    # a blank node of a pattern, or a path: no triple can be told from it
    return f"?{'blank' if isinstance(node, BNode) else 'path'}-{node}"
