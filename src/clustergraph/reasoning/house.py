"""The rules of the house: what OWL 2 RL cannot say, one CONSTRUCT query a file.

The file ``rules/<name>.rq`` begins with the sentence that a person reads, in both languages::

    # en: A preferred claim is a plain triple.
    # de: Eine bevorzugte Behauptung ist eine einfache Aussage.

Of SPARQL a rule may use what can be explained, taken back and applied to millions of triples:
triple patterns, UNION, VALUES, and FILTER with comparisons (``= != < <= > >= IN NOT IN``),
``&&``, EXISTS and NOT EXISTS. It makes no new values, so it always comes to an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pyoxigraph import Store

from ..errors import ProjectError
from ..findings import Finding
from ..isolation.words import Refused, refused
from ..isolation.words import place as place_of
from ..names import RULES
from ..opening import fault_of
from ..origin import Origin
from ..rules import Rule, is_variable
from .patterns import Unsupported, alternatives, template

_DEPTH: Final = 64  # braces and brackets, as for queries; 4,000 overflow the stack of the parser
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

    def rules(self) -> tuple[Rule, ...]:
        """Return the rule as premises and one conclusion, once for each way in which it applies.

        Raises Unsupported when the query uses what a rule may not.
        """
        found: dict[Rule, None] = {}
        conclusions = template(self.text)
        for body in alternatives(self.text):
            bound = body.variables | body.binding.keys()
            for conclusion in conclusions:
                if unbound := sorted(t for t in conclusion if is_variable(t) and t not in bound):
                    raise Unsupported(f"{unbound[0]} in CONSTRUCT, which nothing binds,")
                rule = Rule(
                    self.name,
                    body.premises,
                    conclusion,
                    self.sentence_en,
                    self.sentence_de,
                    body.absent,
                    body.comparisons,
                    is_of_house=True,
                )
                found[rule.filled(body.binding)] = None
        return tuple(found)


def read_rules(project: Path) -> list[HouseRule]:
    """Read ``rules/*.rq``, sorted by name.

    Raises ProjectError with a finding for every rule that lacks a sentence, does not parse, is no
    CONSTRUCT, or uses what a rule may not.
    """
    rules: list[HouseRule] = []
    findings: list[Finding] = []
    for file in sorted((project / "rules").glob("*.rq")):
        path = PurePosixPath(file.relative_to(project).as_posix())
        if fault := fault_of(file):
            findings.append(_finding(path, None, *fault))
            continue
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
    for token, why in refused(rule.text, _DEPTH):
        if why is Refused.DEEP:  # reading it would end this process
            at = place_of(rule.text, token.start)
            yield _finding(rule.path, at[0], "nests too deep", "ist zu tief geschachtelt", at[1])
            return
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
        return
    try:
        rule.rules()
    except Unsupported as error:
        yield _finding(
            rule.path, 1,
            f"uses {error}; a rule may use triple patterns, UNION, VALUES, and FILTER with "
            "comparisons, &&, EXISTS and NOT EXISTS",
            f"verwendet {error}; eine Regel besteht aus Tripelmustern, UNION, VALUES und FILTER "
            "mit Vergleichen, &&, EXISTS und NOT EXISTS",
        )  # fmt: skip


def _finding(
    path: PurePosixPath, line: int | None, english: str, german: str, column: int | None = None
) -> Finding:
    return Finding(Origin(path, line, column), RULES + "UnreadableRule", english, german)
