"""Copies of the tiny project that a test may spoil, and what reading them finds."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from clustergraph import names, tables
from clustergraph.findings import Finding, Severity

TINY = Path(__file__).parent / "tiny"

CODES = {
    "membership-role": ("member", "associated-member"),
    "participation-role": ("coordinator", "partner"),
    "source-kind": ("announcement", "document"),
    "basis": ("stated", "inferred"),
}
CLASSES = ("ClusterOrganisation", "Association", "University")


def copy(folder: Path) -> Path:
    """Return a copy of the tiny project's tables in ``folder``."""
    shutil.copytree(TINY / "data", folder / "data")
    return folder


def spoil(project: Path, name: str, old: str | bytes, new: str | bytes) -> None:
    """Replace the first ``old`` in a file of ``data/``; fails if it is not there."""
    path = project / "data" / name
    before, after = (x.encode() if isinstance(x, str) else x for x in (old, new))
    content = path.read_bytes()
    assert before in content, f"{name} holds no {before!r}"
    path.write_bytes(content.replace(before, after, 1))


def known(project: Path) -> frozenset[str]:
    """Return what an ontology would define for the tiny project: its codes and all its terms."""
    concepts = {names.mint(scheme, code) for scheme, codes in CODES.items() for code in codes}
    terms = {
        column.property
        for table in tables.describe(project).tables
        for column in table.columns
        if column.property
    }
    types = {
        column.value.constant
        for table in tables.describe(project).tables
        for column in table.columns
        if column.value and column.value.constant
    }
    return frozenset(concepts | terms | types | {names.TERMS + name for name in CLASSES})


def read(project: Path) -> list[tables.Mapped]:
    """Map every table of a project."""
    return [tables.map_table(project, table) for table in tables.describe(project).tables]


def findings(project: Path, terms: frozenset[str] | None = None) -> list[Finding]:
    """Return everything that reading, mapping and the keys find, in reading order."""
    mapped = read(project)
    found = [*tables.describe(project).findings, *(f for one in mapped for f in one.findings)]
    found += tables.check_keys(mapped, known(TINY) if terms is None else terms)
    return sorted(found, key=lambda finding: finding.order)


def brief(found: Iterable[Finding]) -> list[str]:
    """Write findings as ``Rule place "value" -> mend``."""
    return [
        f'{f.rule.removeprefix(names.RULES)} {f.origin} "{f.value or ""}" -> {f.mend or ""}'
        for f in found
    ]


def violations(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop a build."""
    return [f for f in found if f.severity is Severity.VIOLATION]
