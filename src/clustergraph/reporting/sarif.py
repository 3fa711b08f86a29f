"""Findings as SARIF 2.1.0, for editors and code scanning.

Section numbers are those of the OASIS standard. The rules stand in both languages: one in the
driver, the other as its translation (3.19.22).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any, Final
from urllib.parse import quote

from .. import names
from ..findings import Finding, RuleWords, Severity
from ..origin import Origin
from .account import Account, rule_name
from .regions import Region, Regions

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_LEVELS: Final = {
    Severity.VIOLATION: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_FINGERPRINT: Final = "clustergraph/v1"


def log(account: Account, language: str) -> str:
    """Write a log with one run (3.13)."""
    return json.dumps(_Log(account, language).document(), ensure_ascii=False, indent=2) + "\n"


class _Log:
    """One run over one project."""

    def __init__(self, account: Account, language: str) -> None:
        self._account = account
        self._language = language
        self._regions = Regions(account.project, account.forms, account.without_lines)
        self._rules = list(account.rules_by_iri().values())
        self._index = {rule.iri: place for place, rule in enumerate(self._rules)}
        self._seen: Counter[str] = Counter()

    def document(self) -> dict[str, Any]:
        """Return the whole log."""
        other = "en" if self._language == "de" else "de"
        driver = self._component(self._language) | {
            "informationUri": names.BASE,
            "version": self._account.version,
        }
        run = {
            "tool": {"driver": driver},
            "translations": [self._component(other)],
            "language": self._language,
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder of the report"}}},
            "invocations": [{"executionSuccessful": True}],
            "results": [self._result(finding) for finding in self._account.report.findings],
        }
        return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}

    def _component(self, language: str) -> dict[str, Any]:
        """Return the tool with its rules in one language (3.19)."""
        return {
            "name": "clustergraph",
            "language": language,
            "contents": ["localizedData", "nonLocalizedData"],
            "rules": [_descriptor(rule, language) for rule in self._rules],
        }

    def _result(self, finding: Finding) -> dict[str, Any]:
        """Return one finding (3.27)."""
        result: dict[str, Any] = {
            "ruleId": rule_name(finding),
            "ruleIndex": self._index[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": _sentence(finding, self._language)},
            "locations": [self._location(finding.origin, finding.value, finding.column_name)],
            "partialFingerprints": {_FINGERPRINT: self._fingerprint(finding)},
            "properties": {
                "messages": {lang: _sentence(finding, lang) for lang in ("en", "de")},
                "column": finding.origin.column,
                "columnName": finding.column_name,
                "value": finding.value,
                "mend": finding.mend,
                "focus": finding.focus,
                "row": finding.row,
                "source": finding.source and names.mint("source", finding.source),
            },
        }
        if finding.related:
            result["relatedLocations"] = [
                {"id": number} | self._location(place)
                for number, place in enumerate(finding.related)
            ]
        fix = self._fix(finding)
        return result | ({"fixes": [fix]} if fix else {})

    def _location(
        self, origin: Origin, item: str | None = None, column: str | None = None
    ) -> dict[str, Any]:
        """Return a place in a file (3.28), with the name of its column as a logical location."""
        physical: dict[str, Any] = {"artifactLocation": self._artifact(origin)}
        region = self._regions.of(origin, item)
        if region:
            physical["region"] = _region(region)
        logical = {"logicalLocations": [{"name": column, "kind": "member"}]} if column else {}
        return {"physicalLocation": physical} | logical

    def _artifact(self, origin: Origin) -> dict[str, str]:
        return {"uri": quote(self._account.path(origin.path)), "uriBaseId": _ROOT}

    def _fix(self, finding: Finding) -> dict[str, Any] | None:
        """Return the mend as changes to files (3.55), or None where it cannot be told in them."""
        if finding.mend is None or finding.origin.path not in self._account.forms:
            return None
        edits = [
            (finding.origin, finding.mend, finding.value),
            *((o, t, None) for o, t in finding.further),
        ]
        changes: dict[str, dict[str, Any]] = {}
        for origin, text, item in edits:
            region = self._regions.of(origin, item)
            if region is None or origin.column is None:
                return None
            artifact = self._artifact(origin)
            change = changes.setdefault(
                artifact["uri"], {"artifactLocation": artifact, "replacements": []}
            )
            change["replacements"].append(
                {
                    "deletedRegion": _region(region),
                    "insertedContent": {"text": self._written(origin, text)},
                }
            )
        advice = finding.advice(self._language).removeprefix("; ")
        return {"description": {"text": advice}, "artifactChanges": list(changes.values())}

    def _written(self, origin: Origin, text: str) -> str:
        """Write a text as a cell of its table, quoted where it must be."""
        form = self._account.forms[origin.path]
        if form.quote and any(
            letter in text for letter in (form.delimiter, form.quote, "\n", "\r")
        ):
            return form.quote + text.replace(form.quote, form.quote * 2) + form.quote
        return text

    def _fingerprint(self, finding: Finding) -> str:
        """Name a finding so that it is known again when the lines above it change (3.27.17)."""
        row = finding.row or self._regions.first_cell(finding.origin)
        parts = (finding.rule, finding.origin.path, row, finding.column_name, finding.value,
                 finding.focus)  # fmt: skip
        digest = hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
        self._seen[digest] += 1
        return f"{digest}:{self._seen[digest]}"


def _descriptor(rule: RuleWords, language: str) -> dict[str, Any]:
    """Return a rule in one language (3.49)."""
    return {
        "id": rule.iri.rpartition("#")[2],
        "shortDescription": {"text": rule.sentence_de if language == "de" else rule.sentence_en},
        "helpUri": rule.iri,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _sentence(finding: Finding, language: str) -> str:
    found = f'"{finding.value}" ' if finding.value is not None else ""
    return found + finding.message(language) + finding.advice(language)


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }
