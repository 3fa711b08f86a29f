"""Which texts of a cell need no second look, as regular expressions.

Nearly every cell is clean: a key that is a key, a date of the calendar, text without a quotation
mark. Such a cell is its own canonical lexical form and gives no finding, so a whole row of them is
judged by one expression and written at once. Everything else goes through ``cells`` and
``mapping``, which know how to say what is wrong: this room may only be stricter than they are,
never laxer, and a test holds both against each other.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from .. import names, rdf
from .cells import Datatype
from .plan import Column

END: Final = "\x1f"  # between the cells of a row: a control character, which no clean cell holds

_XSD: Final = names.PREFIXES["xsd"]
# Printable, composed (NFC), and nothing that UTF-8 read as Windows-1252 begins with (Ã, â).
_TEXT: Final = r" -\[\\\]-~¡-¬®-ÂÄ-áã-ſ–—‘’“”„†•…‰‹›€"
_DAY: Final = (
    r"(?:[1-9][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"|[1-9][0-9](?:0[48]|[2468][048]|[13579][26])-02-29)"
)
_INTEGER: Final = r"(?:0|-?[1-9][0-9]{0,99})"
_DECIMAL: Final = (
    rf"(?![1-9][0-9]{{0,2}}\.000{END})(?:0|-?[1-9][0-9]{{0,99}}"
    r"|-?(?:0|[1-9][0-9]{0,99})\.[0-9]{0,99}[1-9][0-9]{0,99}|[1-9][0-9]{0,99}\.0{1,99})"
)
# Expressions that hold only what is listed here match no END, no quotation mark and no space that
# is not written out, and mean the same inside a longer expression.
_TAME: Final = re.compile(
    r"(?:[A-Za-z0-9_/:,;@~%&=#-]|\\[d./+-]"
    r"|\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|\\[d.-]|[A-Za-z0-9_/.~%+?:;,@&=#])+-?\]"
    r"|\((?:\?:)?|[|)?*+]|\{[0-9]+(?:,[0-9]*)?\})*"
)
_FREE: Final = f"(?! )[{_TEXT}]++(?<! )"
# Words with one or two hyphens between, as keys are written; a row with three is looked at again.
_WORDS: Final = "[a-z0-9]+(?:-{1,2}[a-z0-9]+)*"
_WORDS_QUICKLY: Final = "[a-z0-9][a-z0-9-]*+(?<!-)"
TOO_MANY_HYPHENS: Final = "---"
_GROUP: Final = re.compile(r"(?<!\\)\((?!\?)")
_KEY: Final = re.compile(
    r"(?:[A-Za-z0-9-]|\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|0-9|-)+\]|[()*+]|\(\?:|\)\?|\{[0-9,]+\})*"
)
_PARTING: Final = (" ", ";", "|", ",")
_CANONICAL: Final = {
    _XSD + "integer": _INTEGER, _XSD + "decimal": _DECIMAL, _XSD + "date": _DAY,
}  # fmt: skip
_ADDRESS: Final = r"https?://[A-Za-z0-9.-]+(?:/[!$&-;=?-Z_a-z~]*(?:#[!$&-;=?-Z_a-z~]*)?)?"
# What URI templates leave as it is (``templates``); an address alone may hold what RFC 3986 has.
IN_TEMPLATE: Final = {
    "": "[A-Za-z0-9_~-]+",
    "+": "[A-Za-z0-9_~-]+(?:/[A-Za-z0-9_~-]+)*",
    "address": r"https?://[A-Za-z0-9.-]+"
    r"(?:/[A-Za-z0-9._~:/?@!$&'()*+,;=-]*(?:#[A-Za-z0-9._~:/?@!$&'()*+,;=-]*)?)?",
}


@dataclass(frozen=True, slots=True)
class Fit:
    """What clean cells of a column look like, and what is written for them.

    ``pattern`` matches a filled item, or is None where each text is asked for (``cells``);
    ``suffix`` is what a literal ends with after its quotation mark; ``is_decimal`` tells that zeros
    at the end are dropped, ``is_free`` that N-Triples may escape what it holds.
    """

    pattern: str | None
    suffix: str
    is_decimal: bool = False
    is_free: bool = False


def fit_of(column: Column) -> Fit:
    """Return what clean cells of a column look like; of a list, its items."""
    datatype = column.datatype
    language = column.language if datatype.is_text else None
    suffix = rdf.literal("", datatype.iri, language).removeprefix('""')
    if datatype.true_false is not None or datatype.number is not None or datatype.bounds:
        return Fit(None, suffix)
    if datatype.iri in _CANONICAL and datatype.form is None:
        is_decimal = datatype.iri == _XSD + "decimal"
        return Fit(_CANONICAL[datatype.iri], suffix, is_decimal)
    if datatype.iri == _XSD + "anyURI" and datatype.form is None and not _lengths(datatype):
        return Fit(_ADDRESS, suffix)
    is_rewritten = datatype.iri.startswith(_XSD) and not datatype.is_text
    if not datatype.keeps_space or datatype.base == "json" or is_rewritten:
        return Fit(None, suffix)
    text = _text(datatype, column.separator)
    is_free = datatype.lexical is None and not column.separator
    return Fit(text and _lengths(datatype) + text, suffix, is_free=is_free)


def _text(datatype: Datatype, separator: str | None) -> str | None:
    if datatype.lexical is None:
        refused = END if not separator else f'"\\\\{separator}' if separator in _PARTING else None
        if refused is None:
            return None
        one = f"(?![{refused} ])[{_TEXT}]"
        return f"{one}(?:(?![{refused}])[{_TEXT}])*+(?<! )" if separator else _FREE
    pattern = datatype.lexical.pattern
    if not _TAME.fullmatch(pattern):
        return None
    # Nothing refers back to a group, and remembering what it matched takes half of the time.
    return f"(?:{re.sub(_GROUP, '(?:', pattern)})".replace(_WORDS, _WORDS_QUICKLY)


def _lengths(datatype: Datatype) -> str:
    least, most = datatype.lengths
    if (least, most) == (0, sys.maxsize):
        return ""
    return f"(?=[^{END}]{{{least},{'' if most == sys.maxsize else most}}}{END})"


def cell_pattern(column: Column, fit: Fit, operators: Collection[str]) -> str | None:
    """Return the expression for a whole cell with its END, or None where none is known.

    ``operators`` say in which kinds of template its value is put (RFC 6570: simple or reserved, or
    ``address`` for one that is nothing but the value).
    """
    item = fit.pattern
    if item is None:
        return None if column.separator else f"[^{END}\\r\\n]*{END}"
    stop = END
    if column.separator:
        if not _parts(column.separator, column.datatype) or _lengths(column.datatype):
            return None
        stop = f"[{END}{re.escape(column.separator)}]"
    if re.fullmatch(item, ""):
        item = f"(?!{stop}){item}"
    for operator in sorted(operators):
        if operator in ("", "+") and _is_path(operator, fit.pattern or ""):
            continue
        item = f"(?={IN_TEMPLATE[operator]}{stop}){item}"
    if column.separator:
        item = f"(?>{item}(?={stop}))(?:{re.escape(column.separator)}(?>{item}(?={stop})))*"
    is_filled = column.required and not column.default
    return f"(?>{item}{END})" if is_filled else f"(?>{END}|{item}{END})"


def _is_path(operator: str, pattern: str) -> bool:
    """Tell whether all that a tame expression matches is what a template leaves as it is.

    That is a key of letters, digits and hyphens, or for ``+`` several with a slash between.
    """
    inner = pattern.replace(_WORDS_QUICKLY, _WORDS).removeprefix("(?:").removesuffix(")")
    parts = inner.split("/") if operator == "+" else [inner]
    if not all(_KEY.fullmatch(part) and part.count("(") == part.count(")") for part in parts):
        return False
    return "|" not in inner and all(re.fullmatch(part, "") is None for part in parts)


def _parts(separator: str, datatype: Datatype) -> bool:
    """Tell whether no item can hold the separator."""
    known = datatype.lexical is None or separator not in datatype.lexical.pattern
    return separator in _PARTING and known
