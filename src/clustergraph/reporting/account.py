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
class Entry:
    """What became of what was read of a source: of ``records``, ``rows`` or ``triples``."""

    source: str
    kind: str
    name: str
    read: int
    mapped: int
    aside: int

    def text(self, language: str) -> str:
        """Say it on one line.

        >>> Entry("ror", "rows", "ror-names", 3, 2, 1).text("en")
        'ror-names: 3 rows read = 2 mapped + 1 set aside'
        """
        if language == "de":
            kind = {"records": "Datensätze", "rows": "Zeilen", "triples": "Tripel"}[self.kind]
            rest = "" if self.kind == "triples" else f" + {self.aside} ausgeschlossen"
            sign = "," if self.kind == "triples" else " ="
            done = "verwendet" if self.kind == "records" else "übersetzt"
            return f"{self._name}: {self.read} {kind} gelesen{sign} {self.mapped} {done}{rest}"
        rest = "" if self.kind == "triples" else f" + {self.aside} set aside"
        sign = "," if self.kind == "triples" else " ="
        done = "used" if self.kind == "records" else "mapped"
        return f"{self._name}: {self.read} {self.kind} read{sign} {self.mapped} {done}{rest}"

    @property
    def _name(self) -> str:
        return f"{self.source} [files.{self.name}]" if self.kind == "records" else self.name


@dataclass(frozen=True, slots=True)
class Account:
    """Findings with all that a format may say about them.

    ``prefix`` leads from the place where the report is read (the root of a repository) to the
    project. ``rules`` are those that were applied, whether broken or not. ``forms`` says of each
    table how it is written; a file without one is text in lines, no table. ``summary`` is a last
    line for people. ``engine`` names the validator that spoke. ``entries`` account for what was
    read of sources. In files ``without_lines`` the line of a finding is the number of a record.
    """

    report: Report
    project: Path
    prefix: PurePosixPath = field(default_factory=PurePosixPath)
    rules: tuple[RuleWords, ...] = ()
    forms: Mapping[PurePosixPath, Form] = field(default_factory=dict)
    version: str = "0"
    engine: str | None = None
    summary: str | None = None
    entries: tuple[Entry, ...] = ()
    without_lines: frozenset[PurePosixPath] = frozenset()

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
