"""What went wrong, told as problem details (RFC 9457), or as a page to those who ask for one.

The statuses stand here and not in ``errors``: they belong to this face. Details are English, as the
errors are; titles come in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .. import errors, names
from ..querying.pool import Bounds

TYPES: Final = names.BASE + "problems/"


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of problem."""

    name: str
    status: int
    title_en: str
    title_de: str
    limit: str | None = None


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("bad-request", 400, "The request is not as the protocol asks",
             "Die Anfrage ist nicht, wie das Protokoll sie verlangt"),
        Kind("query-syntax", 400, "The text is no SPARQL query",
             "Der Text ist keine SPARQL-Abfrage"),
        Kind("query-refused", 400, "This endpoint does not do what the query asks",
             "Dieser Endpunkt tut nicht, was die Abfrage verlangt"),
        Kind("query-failed", 400, "The query cannot be answered",
             "Die Abfrage kann nicht beantwortet werden"),
        Kind("read-only", 403, "Nothing can be changed here", "Hier lässt sich nichts ändern"),
        Kind("not-found", 404, "There is no such thing", "So etwas gibt es hier nicht"),
        Kind("method-not-allowed", 405, "This address has no such method",
             "Diese Adresse kennt die Methode nicht"),
        Kind("not-acceptable", 406, "It is not to be had in that form",
             "In dieser Form ist es nicht zu haben"),
        Kind("request-too-large", 413, "The request is too long", "Die Anfrage ist zu lang",
             "query_kilobytes"),
        Kind("result-too-large", 413, "The answer is longer than one answer may be",
             "Die Antwort ist länger, als eine Antwort sein darf", "answer_megabytes"),
        Kind("unsupported-media-type", 415, "The body has a type that is not read here",
             "Der Inhalt hat einen Typ, der hier nicht gelesen wird"),
        Kind("unsupported-charset", 415, "Only UTF-8 is read here",
             "Hier wird nur UTF-8 gelesen"),
        Kind("internal-error", 500, "The server made a mistake",
             "Der Server hat einen Fehler gemacht"),
        Kind("query-timeout", 503, "The query ran too long and was stopped",
             "Die Abfrage lief zu lange und wurde beendet", "query_seconds"),
        Kind("query-out-of-memory", 503, "The query needed too much memory and was stopped",
             "Die Abfrage brauchte zu viel Speicher und wurde beendet", "query_megabytes"),
        Kind("endpoint-busy", 503, "The server is busy", "Der Server ist ausgelastet",
             "query_seconds"),
        Kind("store-unavailable", 503, "No graph is published", "Es ist kein Graph veröffentlicht"),
    )
}  # fmt: skip

# Searched from the top, so that the narrower error stands above the wider one.
_OF_ERRORS: Final[tuple[tuple[type[errors.ClustergraphError], str], ...]] = (
    (errors.QuerySyntaxError, "query-syntax"),
    (errors.QueryRefused, "query-refused"),
    (errors.QueryTimeout, "query-timeout"),
    (errors.QueryOutOfMemory, "query-out-of-memory"),
    (errors.ResultTooLarge, "result-too-large"),
    (errors.EndpointBusy, "endpoint-busy"),
    (errors.QueryError, "query-failed"),
    (errors.UnknownThing, "not-found"),
    (errors.StoreError, "store-unavailable"),
    (errors.ClustergraphError, "internal-error"),
)
_OF_STATUSES: Final = {
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "request-too-large",
    415: "unsupported-media-type",
}


class Problem(Exception):  # the word of RFC 9457
    """Something that a client should hear of; ``kind`` is one of KINDS."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        known: Sequence[str] = (),
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = KINDS[kind]
        self.detail = detail
        self.members: dict[str, Any] = dict(members or {})
        if known:
            self.members["known"] = list(known)

    def as_json(self, language: str) -> dict[str, Any]:
        """Return the members of the problem details."""
        return {
            "type": TYPES + self.kind.name,
            "title": self.kind.title_de if language == "de" else self.kind.title_en,
            "status": self.kind.status,
            "detail": self.detail,
            **self.members,
        }


def problem_of(error: errors.ClustergraphError, bounds: Bounds) -> Problem:
    """Return the problem for an error of the house, with the limit that it met."""
    name = next(name for type_, name in _OF_ERRORS if isinstance(error, type_))
    members: dict[str, Any] = {}
    if isinstance(error, errors.QuerySyntaxError):
        members = {"line": error.line, "column": error.column}
    limit = KINDS[name].limit
    if limit is not None:
        members["limit"] = {limit: getattr(bounds, limit)}
    known = error.known if isinstance(error, errors.UnknownThing) else ()
    return Problem(name, str(error), known=known, members=members)


def problem_of_status(status: int, detail: str) -> Problem:
    """Return the problem for a status that the framework gives."""
    if status in _OF_STATUSES:
        return Problem(_OF_STATUSES[status], detail)
    return Problem("internal-error" if status >= 500 else "bad-request", detail)
