"""What a report is written from: the findings, the rules that they name, and the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..findings import Finding, Report, RuleWords, Severity


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written down, as far as it shifts characters."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str | None = '"'


@dataclass(frozen=True, slots=True)
class Account:
    """Findings with all that a format may say about them.

    ``prefix`` leads from the place where the report is read (the root of a repository) to the
    project. ``rules`` are those that were applied, whether broken or not. ``forms`` says of each
    table how it is written; a file without one is text in lines, no table. ``summary`` is a last
    line for people. ``engine`` names the validator that spoke.
    """

    report: Report
    project: Path
    prefix: PurePosixPath = field(default_factory=PurePosixPath)
    rules: tuple[RuleWords, ...] = ()
    forms: Mapping[PurePosixPath, Form] = field(default_factory=dict)
    version: str = "0"
    engine: str | None = None
    summary: str | None = None

    def rules_by_iri(self) -> dict[str, RuleWords]:
        """Return every rule that was applied or that a finding names, by IRI."""
        found = {rule.iri: rule for rule in self.rules}
        for f in self.report.findings:
            found.setdefault(f.rule, RuleWords(f.rule, f.message_en, f.message_de, f.severity))
        return found

    def count(self, severity: Severity) -> int:
        """Return how many findings weigh so much."""
        return sum(finding.severity is severity for finding in self.report.findings)

    def path(self, path: PurePosixPath) -> str:
        """Return a file's path as the reader of the report writes it."""
        return str(self.prefix / path)


def rule_name(finding: Finding) -> str:
    """Return the last part of the IRI of a finding's rule, which is a sentence."""
    return finding.rule.rpartition("#")[2]
