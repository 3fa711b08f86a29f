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
class RuleWords:
    """A rule as a report lists it: its IRI, its sentence in both languages, how much it weighs."""

    iri: str
    sentence_en: str
    sentence_de: str
    severity: Severity = Severity.VIOLATION


@dataclass(frozen=True, slots=True)
class Broken:
    """What SHACL says of a finding, for the report in RDF (SHACL 3.6.2).

    ``focus`` and ``value`` are terms (N-Triples text), ``path`` is a SHACL path in Turtle with full
    IRIs, ``component`` is the IRI of the constraint component.
    """

    focus: str
    path: str | None = None
    value: str | None = None
    component: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: where, what was found, what was expected, and the mend.

    ``rule`` is the IRI of the shape or of the reading rule. ``related`` holds further places: other
    values, the other row of a broken relation, the premises of an inferred triple. ``mend`` is what
    to write instead of ``value``, and empty where the cell is to be emptied; ``further`` holds what
    must be written elsewhere so that it holds, such as the other of two swapped dates. ``focus`` is
    the thing, ``row`` the IRI of the row, ``source`` the key of the row's first source document.
    ``result`` is there when a shape found it.

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
    further: tuple[tuple[Origin, str], ...] = ()
    row: str | None = None
    result: Broken | None = None

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str) -> str:
        """Return the finding on one line, in ``en`` or ``de``."""
        where = str(self.origin) + (f" ({self.column_name})" if self.column_name else "")
        found = f'"{self.value}" ' if self.value is not None else ""
        also = "siehe auch" if language == "de" else "see also"
        places = f" [{also} {', '.join(map(str, self.related))}]" if self.related else ""
        return f"{where}: {found}{self.message(language)}{self.advice(language)}{places}"

    def message(self, language: str) -> str:
        """Return what is wrong, in ``en`` or ``de``."""
        return self.message_de if language == "de" else self.message_en

    def advice(self, language: str) -> str:
        """Return the mend as the end of a sentence, or nothing where none is known."""
        if self.mend is None:
            return ""
        german = language == "de"
        if not self.mend:
            return "; leer lassen" if german else "; leave it empty"
        also = "".join(f", in {origin} {text}" for origin, text in self.further)
        return f"; {'schreibe' if german else 'write'} {self.mend}{also}"

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
