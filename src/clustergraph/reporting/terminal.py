"""Findings for people: by file, in reading order, coloured where the reader can see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Final

from ..findings import Finding, Severity
from .account import Account, rule_name

SEVERITIES: Final = {
    "en": {severity: severity.value for severity in Severity},
    "de": {
        Severity.VIOLATION: "Verstoß",
        Severity.WARNING: "Warnung",
        Severity.INFO: "Hinweis",
    },
}
_PLURALS: Final = {
    "en": {severity: severity.value + "s" for severity in Severity},
    "de": {
        Severity.VIOLATION: "Verstöße",
        Severity.WARNING: "Warnungen",
        Severity.INFO: "Hinweise",
    },
}
# Select graphic rendition (ECMA-48 8.3.117).
_COLOURS: Final = {Severity.VIOLATION: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_BOLD: Final = "1"
_FAINT: Final = "2"
_GREEN: Final = "32"
_Painter = Callable[[str, str], str]


def text(account: Account, language: str, colour: bool) -> str:
    """Write findings grouped by file; every line can be read, and clicked, by itself."""
    paint = _paint if colour else _plain
    blocks = []
    for path, group in groupby(account.report.findings, key=lambda finding: finding.origin.path):
        found = list(group)
        head = f"{paint(str(path), _BOLD)}: {_counts(found, language)}"
        blocks.append("\n".join([head, *(_line(one, language, paint) for one in found)]))
    lines = [entry.text(language) for entry in account.entries]
    last = "\n".join([*lines, *([account.summary] if account.summary else [])])
    return "\n\n".join([*blocks, *([last] if last else [])]) + "\n" if blocks or last else ""


def _line(finding: Finding, language: str, paint: _Painter) -> str:
    """Write one finding; the words are those of Finding.text, the mend in green."""
    severity = paint(SEVERITIES[language][finding.severity], _COLOURS[finding.severity])
    words = finding.text(language)
    advice = finding.advice(language)
    if advice:
        before, _, after = words.rpartition(advice)
        words = before + paint(advice, _GREEN) + after
    return f"{severity}: {words} {paint(f'({rule_name(finding)})', _FAINT)}"


def _counts(findings: Iterable[Finding], language: str) -> str:
    """Say how many findings there are of each severity."""
    severities = [finding.severity for finding in findings]
    return ", ".join(
        f"{n} {(SEVERITIES if n == 1 else _PLURALS)[language][severity]}"
        for severity in Severity
        if (n := severities.count(severity))
    )


def _paint(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _plain(text: str, _code: str) -> str:
    return text
