"""From what a worker says to an error that a person can act on."""

from __future__ import annotations

import re
from typing import Final

from ..errors import (
    ClustergraphError,
    QueryError,
    QueryOutOfMemory,
    QuerySyntaxError,
    StoreError,
)
from ..isolation.process import Cause, cause_of
from ..isolation.words import tokens
from . import limits

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_EXPECTED_MOST: Final = 120  # Oxigraph may list whole character classes


def error_of(kind: str, message: str, query: str, megabytes: int) -> ClustergraphError:
    """Return the error for a fault that a worker reported."""
    if kind == "syntax":
        return syntax_error(message, query)
    if kind == "memory":
        return QueryOutOfMemory(_memory(megabytes))
    if kind == "store":
        return StoreError(f"the store cannot be read: {message}")
    return QueryError(message)


def death_of(code: int, words: str, megabytes: int) -> QueryError:
    """Return the error for a worker that ended before its answer did."""
    cause = cause_of(code, words)
    if cause is Cause.MEMORY:
        return QueryOutOfMemory(_memory(megabytes))
    if cause is Cause.STACK:
        return QueryOutOfMemory(
            "the query is too long a chain or too deeply nested for the stack of a worker; "
            "split it, or write long alternatives as VALUES"
        )
    return QueryError(f"the query ended its worker (exit code {code}); others are not affected")


def _memory(megabytes: int) -> str:
    return (
        f"the query needed more memory than query_megabytes allows ({megabytes}); "
        "ask for less at a time, or aggregate less"
    )


def syntax_error(error: SyntaxError | str, query: str) -> QuerySyntaxError:
    """Return the error for a text that does not parse, with what was found and, if known, the mend.

    A missing prefix is named as such: the parser only says that it expected something else.
    """
    message = str(error)
    undeclared = limits.read(query).undeclared
    match = _PLACE.match(message)
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    if undeclared is not None and (line, column) >= undeclared[1:]:
        prefix, line, column = undeclared
        return QuerySyntaxError(
            f"line {line}, column {column}: {limits.hint(prefix)}", line, column
        )
    lines = query.split("\n")
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    word = next((token.text for token in tokens(rest)), None)
    found = f'found "{word}"' if word else "the line or the query ends"
    expected = (match[3] if match else message).replace(", [_]", "")  # any character at all
    if len(expected) > _EXPECTED_MOST:
        expected = expected[:_EXPECTED_MOST] + " …"
    return QuerySyntaxError(f"line {line}, column {column}: {found}; {expected}", line, column)
