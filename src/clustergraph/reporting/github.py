"""Findings as annotations of a GitHub workflow: they appear at the line in the pull request."""

from __future__ import annotations

from typing import Final

from ..findings import Finding, Severity
from .account import Account, rule_name
from .regions import Regions

_COMMANDS: Final = {
    Severity.VIOLATION: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def workflow(account: Account, language: str) -> str:
    """Write one workflow command a finding."""
    regions = Regions(account.project, account.forms, account.without_lines)
    return "".join(
        _annotation(one, account, regions, language) + "\n" for one in account.report.findings
    )


def _annotation(finding: Finding, account: Account, regions: Regions, language: str) -> str:
    region = regions.of(finding.origin, finding.value)
    properties: dict[str, object] = {"file": account.path(finding.origin.path)}
    if region:
        properties |= {"line": region.line, "endLine": region.end_line}
        if region.line == region.end_line:  # columns of several lines are refused
            last = max(region.column, region.end_column - 1)
            properties |= {"col": region.column, "endColumn": last}
    properties["title"] = rule_name(finding)
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_message(finding.text(language))}"


def _message(text: str) -> str:
    """Escape what would end or begin a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape what would end a property as well."""
    return _message(text).replace(":", "%3A").replace(",", "%2C")
