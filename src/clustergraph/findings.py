"""What is wrong with a curated source, told to the person who must mend it.

Reading, mapping, reasoning and validation all speak in findings, so that one list holds every
problem of a build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from .origin import Origin


class Severity(StrEnum):
    """How much a finding matters; the names are those of SHACL 2.1.4."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: where, what was found, what was expected, and the mend.

    ``rule`` is the IRI of the shape or of the reading rule. ``related`` holds further places where
    the problem comes from more than one row. ``source`` is the key of the row's first source
    document.

    >>> from pathlib import PurePosixPath
    >>> print(Finding(Origin(PurePosixPath("data/fundings.csv"), 7, 5), rule="x",
    ...     message_en="is no decimal", message_de="ist keine Dezimalzahl",
    ...     column_name="amount", value="1.346.154,00", mend="1346154.00"))
    data/fundings.csv:7:5 (amount): "1.346.154,00" is no decimal; write 1346154.00
    """

    origin: Origin
    rule: str
    message_en: str
    message_de: str
    severity: Severity = Severity.VIOLATION
    column_name: str | None = None
    value: str | None = None
    mend: str | None = None
    focus: str | None = None
    source: str | None = None
    related: tuple[Origin, ...] = field(default=())

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str) -> str:
        """Return the finding on one line, in ``en`` or ``de``."""
        german = language == "de"
        where = str(self.origin) + (f" ({self.column_name})" if self.column_name else "")
        found = f'"{self.value}" ' if self.value is not None else ""
        message = self.message_de if german else self.message_en
        write, also = ("schreibe", "siehe auch") if german else ("write", "see also")
        mend = f"; {write} {self.mend}" if self.mend else ""
        places = f" [{also} {', '.join(map(str, self.related))}]" if self.related else ""
        return f"{where}: {found}{message}{mend}{places}"

    @property
    def order(self) -> tuple[tuple[str, int, int], str, str]:
        """The sort key that puts findings in reading order."""
        return (self.origin.order, self.rule, self.value or "")


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of a build, in reading order."""

    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Report:
        """Collect findings, without repetitions."""
        return cls(tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.order)))

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that stop a build."""
        return tuple(f for f in self.findings if f.severity is Severity.VIOLATION)

    @property
    def is_clean(self) -> bool:
        """True when nothing stops the build."""
        return not self.violations

    def __str__(self) -> str:
        return "\n".join(f"{finding.severity}: {finding}" for finding in self.findings)
