"""What a request to the endpoint asks (SPARQL 1.1 Protocol, section 2.1).

Strict where frameworks are kind: a query that comes twice, in the wrong type or in another charset
is a mistake that the client should hear of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from .problems import Problem

FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUERY_TYPE: Final = "application/sparql-query"
UPDATE_TYPE: Final = "application/sparql-update"
_UPDATE_FIELDS: Final = ("update", "using-graph-uri", "using-named-graph-uri")
_MOST_FIELDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Demand:
    """A query, its dataset, and a format asked for by name (ours, for links in a browser)."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None


def read(
    method: str, query_string: bytes, content_type: str, options: Mapping[str, str], body: bytes
) -> Demand | None:
    """Return what is asked, or None where nothing is (a service description is meant).

    ``options`` are the parameters of the content type. Raises Problem.
    """
    fields = _fields(query_string)
    query: str | None = None
    if method == "POST":
        charset = options.get("charset", "utf-8").strip("\"'").lower()
        if charset not in ("utf-8", "utf8"):
            raise Problem("unsupported-charset", f'the charset is "{charset}"; send utf-8')
        if content_type == FORM_TYPE:
            fields += _fields(body)
        elif content_type == QUERY_TYPE:
            query = _text(body)
        elif content_type == UPDATE_TYPE:
            raise Problem("read-only", "this endpoint only reads; data is changed by a new build")
        else:
            raise Problem(
                "unsupported-media-type",
                f'the type of the body is "{content_type or "not given"}"; '
                f"send {QUERY_TYPE} or {FORM_TYPE}",
                known=(QUERY_TYPE, FORM_TYPE),
            )
    if any(name in _UPDATE_FIELDS for name, _ in fields):
        raise Problem("read-only", "this endpoint only reads; data is changed by a new build")
    queries = [value for name, value in fields if name == "query"]
    if query is not None:
        queries.append(query)
    if len(queries) > 1:
        raise Problem("bad-request", f"query is given {len(queries)} times; give it once")
    default = tuple(value for name, value in fields if name == "default-graph-uri")
    named = tuple(value for name, value in fields if name == "named-graph-uri")
    if not queries:
        if method == "POST" or default or named:
            raise Problem("bad-request", "the parameter query is missing")
        return None
    form = next((value for name, value in fields if name in ("format", "output")), None)
    return Demand(queries[0], default, named, form or None)


def _fields(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise Problem("bad-request", "a parameter is not percent-encoded UTF-8") from error
    except ValueError as error:
        raise Problem("bad-request", f"more than {_MOST_FIELDS} parameters") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem("bad-request", f"the query is not UTF-8 at byte {error.start}") from error
