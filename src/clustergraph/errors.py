"""Every way in which clustergraph can fail.

ClustergraphError
├── ProjectError            the folder is no project, or a file of it cannot be read; has .findings
├── TableError              a table or its description cannot be processed; has .findings
├── BrokenGraph             the tables or the graph break a rule; has .report
├── StoreError              no generation is published, or it cannot be opened
├── UnknownThing            nothing of that name: query, parameter, thing, format
└── QueryError              a query cannot be answered
    ├── QuerySyntaxError    its text is no SPARQL; has .line and .column
    ├── QueryRefused        it asks for what this endpoint does not do
    ├── QueryTimeout        it ran longer than query_seconds
    ├── QueryOutOfMemory    it needed more than query_megabytes
    ├── ResultTooLarge      its answer is longer than answer_megabytes
    └── EndpointBusy        no worker became free in time
"""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Finding, Report


class ClustergraphError(Exception):
    """The root of every error that a user can cause or mend; ``german`` says the same in German."""

    german: str = ""

    def text(self, language: str) -> str:
        """Return what is wrong in ``de``, where that is known, or in ``en``."""
        return self.german if language == "de" and self.german else str(self)


class ProjectError(ClustergraphError):
    """The folder is no project, or a file of it cannot be read."""

    def __init__(self, message: str, findings: Sequence[Finding] = (), german: str = "") -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.german = german or "\n".join(one.text("de") for one in self.findings)


class TableError(ClustergraphError):
    """A table or its description cannot be processed by CSV on the Web."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class BrokenGraph(ClustergraphError):
    """The tables or the graph break a rule."""

    def __init__(self, report: Report) -> None:
        super().__init__(str(report))
        self.report = report


class StoreError(ClustergraphError):
    """No generation is published, or it cannot be opened."""

    def __init__(self, message: str, german: str = "") -> None:
        super().__init__(message)
        self.german = german


class UnknownThing(ClustergraphError):
    """Nothing has that name; ``known`` lists what there is."""

    def __init__(self, message: str, known: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.known = tuple(known)


class QueryError(ClustergraphError):
    """A query cannot be answered."""


class QuerySyntaxError(QueryError):
    """The text is no SPARQL 1.1 query; line and column count from 1."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefused(QueryError):
    """The query asks for what this endpoint does not do."""


class QueryTimeout(QueryError):
    """The query ran longer than ``query_seconds``."""


class QueryOutOfMemory(QueryError):
    """The query needed more memory than ``query_megabytes``."""


class ResultTooLarge(QueryError):
    """The answer is longer than ``answer_megabytes``; it is never cut."""


class EndpointBusy(QueryError):
    """No worker became free before the deadline."""
