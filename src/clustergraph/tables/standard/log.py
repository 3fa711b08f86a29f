"""What is noticed while a table is processed by the standard, in the order in which it is noticed.

The standard tells three things apart: a *warning* goes on with a default, an *error* of a
description stops, and a *validation error* of a cell, a row or a key is told and goes on. When
triples are wanted and nothing is validated, the last are warnings too (Model for Tabular Data 6).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from ...errors import TableError
from ...findings import Finding, Severity
from ...origin import Origin
from ..located import Node
from ..rules import finding


@dataclass(frozen=True, slots=True)
class WebOrigin(Origin):
    """A place in a file on the web; a path would lose a slash of ``http://``."""

    address: str = ""

    def __str__(self) -> str:
        parts = (self.address, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


class Log:
    """Collects findings; ``is_validating`` decides how much a validation error weighs.

    Local files are told by their path from ``folder``, others by their address. After
    ``limit`` findings of one rule in one file, the rest is counted and told in one.
    """

    def __init__(self, folder: Path, *, is_validating: bool, limit: int = 1000) -> None:
        self.findings: list[Finding] = []
        self.is_validating = is_validating
        self._folder = folder
        self._limit = limit
        self._counts: dict[tuple[str, PurePosixPath], int] = {}
        self._dropped: dict[tuple[str, PurePosixPath], Finding] = {}

    def origin(self, address: str, line: int | None = None, column: int | None = None) -> Origin:
        """Return the place in a file given by its address."""
        parts = urlsplit(address)
        if parts.scheme != "file":
            path = PurePosixPath((parts.netloc + parts.path) or ".")
            return WebOrigin(path, line, column, address)
        path = PurePosixPath(Path(os.path.relpath(unquote(parts.path), self._folder)).as_posix())
        return Origin(path, line, column)

    def at(self, address: str, node: Node | None) -> Origin:
        """Return the place of a value of a description."""
        return (
            self.origin(address) if node is None else self.origin(address, node.line, node.column)
        )

    def warn(
        self, rule: str, origin: Origin, english: str, german: str, value: object = None
    ) -> None:
        """Tell what the standard calls a warning."""
        told = finding(rule, origin, english, german, value=_shown(value))
        self._add(replace(told, severity=Severity.WARNING))

    def invalid(
        self,
        rule: str,
        origin: Origin,
        english: str,
        german: str,
        *,
        value: object = None,
        column: str | None = None,
        mend: str | None = None,
    ) -> None:
        """Tell what the standard calls a validation error."""
        told = finding(rule, origin, english, german, value=_shown(value), column=column, mend=mend)
        weight = Severity.VIOLATION if self.is_validating else Severity.WARNING
        self._add(replace(told, severity=weight))

    def stop(
        self, rule: str, origin: Origin, english: str, german: str, value: object = None
    ) -> NoReturn:
        """Tell an error and stop, by raising TableError with all findings so far."""
        told = finding(rule, origin, english, german, value=_shown(value))
        self.findings.append(replace(told, severity=Severity.VIOLATION))
        raise TableError(str(told), self.all)

    @property
    def all(self) -> Sequence[Finding]:
        """All findings, and one for each rule and file of which there were too many."""
        rest = []
        for key, last in self._dropped.items():
            more = self._counts[key] - self._limit
            rest.append(
                replace(
                    last,
                    origin=replace(last.origin, line=None, column=None),
                    value=None,
                    mend=None,
                    column_name=None,
                    message_en=f"and {more} more like these",
                    message_de=f"und {more} weitere dieser Art",
                )
            )
        return (*self.findings, *rest)

    def _add(self, told: Finding) -> None:
        key = (told.rule, told.origin.path)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] <= self._limit:
            self.findings.append(told)
        else:
            self._dropped[key] = told


def _shown(value: object) -> str | None:
    """Return a value as a finding shows it: on one line, and short."""
    if value is None:
        return None
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else text[:79] + "…"
