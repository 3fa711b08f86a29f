"""Identifiers in normal form: two ways to write one are equal, and what is none is told.

Each scheme is one row below: what is cut off, the form, and the check where the scheme has one.
Check digits of ROR and ISNI are those of ISO/IEC 7064 (MOD 97-10 and MOD 11-2); of all 35,990 and
17,150 in the Research Organization Registry, only one ISNI fails. PIC, GRID, Wikidata and the
numbers of funders have none. Those of VAT numbers differ by country; python-stdnum knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from stdnum import get_cc_module


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a text is no identifier of a scheme; a placeholder says that there is none."""

    english: str
    german: str
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of identifiers: how one is written, and how it is brought to one form.

    ``prefix`` is what may stand before the identifier (an address, a name), ``form`` what is left,
    ``tidy`` makes the normal form of it, ``is_right`` checks its digits. Of ``is_a_number`` nobody
    is given 000000000 or 123456789.
    """

    code: str
    prefix: str
    form: str
    example: str
    tidy: Callable[[str], str] = str
    is_right: Callable[[str], bool] = lambda _: True
    drops: str = r"\s"
    is_a_number: bool = False


_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PLACEHOLDER: Final = re.compile(
    r"(?:missing|not\s?applicable|not\s?available|unknown|none|null|no\s?vat|pending|exempt"
    r"|n\.?\s?/?\s?a\.?|unbekannt|keine?|fehlt|entfällt|[-–—_.?/xX]+|tba|tbd)",
    re.IGNORECASE,
)


def _is_ror(value: str) -> bool:
    """Check the last two digits of a ROR id (ISO/IEC 7064, MOD 97-10, over Crockford's base 32).

    >>> _is_ror("042aqky30"), _is_ror("042aqky31")
    (True, False)
    """
    number = 0
    for sign in value[:-2]:
        number = number * 32 + _CROCKFORD.index(sign)
    return (number * 100 + int(value[-2:])) % 97 == 1


def _is_isni(value: str) -> bool:
    """Check the last sign of an ISNI (ISO/IEC 7064, MOD 11-2).

    >>> _is_isni("0000000121114444"), _is_isni("000000029534656X"), _is_isni("0000000295346560")
    (False, True, False)
    """
    total = 0
    for sign in value[:-1]:
        total = (total + int(sign)) * 2
    return (total + (10 if value[-1] == "X" else int(value[-1]))) % 11 == 1


_COUNTRY_OF_VAT: Final = {"GR": "EL", "UK": "GB"}
_MODULE_OF_VAT: Final = {"EL": "gr", "NO": "no", "XI": "gb"}
_VAT_TAIL: Final = re.compile(r"(?<=^CHE\d{9})(?:MWST|TVA|IVA)$|(?<=^NO\d{9})MVA$")


def _vat(value: str) -> str:
    """Write a VAT number as VIES does: EL for Greece, GB for the United Kingdom, no suffix."""
    value = value.upper()
    return _VAT_TAIL.sub("", _COUNTRY_OF_VAT.get(value[:2], value[:2]) + value[2:])


@cache
def _vat_rules(country: str) -> Any:
    """Return the module that knows the VAT numbers of a country, or None."""
    return get_cc_module(_MODULE_OF_VAT.get(country, country.lower()), "vat")


def _is_vat(value: str) -> bool:
    """Check a VAT number by the rules of its country; where none are known, it is taken as right.

    >>> _is_vat("DE136695976"), _is_vat("DE136695975"), _is_vat("ZA4810112012")
    (True, False, True)
    """
    rules = _vat_rules(value[:2])
    if rules is None:
        return True
    tails = {"NO": "MVA", "CH": "MWST"}
    return bool(rules.is_valid(value + tails.get(value[:2], "")) or rules.is_valid(value[2:]))


_SCHEMES: Final = (
    Scheme("pic", r"(?:pic:?)?", r"\d{9}", "999897729", is_a_number=True),
    Scheme("ror", r"(?:(?:https?://)?(?:www\.)?ror\.org/|ror:)?", rf"0[{_CROCKFORD}]{{6}}\d{{2}}",
           "042aqky30", str.lower, _is_ror),
    Scheme("grid", r"(?:(?:https?://)?(?:www\.)?grid\.ac/institutes/)?",
           r"grid\.\d{4,6}\.[0-9a-f]{1,2}", "grid.4488.0", str.lower),
    Scheme("isni", r"(?:(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?|isni:?)?", r"\d{15}[\dX]",
           "0000000121117257", str.upper, _is_isni, r"[\s-]", is_a_number=True),
    Scheme("wikidata", r"(?:(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/|wd:)?",
           r"Q[1-9]\d*", "Q158158", str.upper),
    Scheme("funder-doi", r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)?(?:10\.13039/)?",
           r"(?:100\d{6}|501100\d{6})", "10.13039/501100001659", "10.13039/{}".format),
    Scheme("vat", "", r"[A-Z]{2}(?=[0-9A-Z]*\d)[0-9A-Z+*]{4,14}", "DE136695976", _vat, _is_vat,
           r"[\s./,:-]", is_a_number=True),
)  # fmt: skip

SCHEMES: Final[dict[str, Scheme]] = {scheme.code: scheme for scheme in _SCHEMES}


def normal(scheme: str, text: str) -> str | Flaw:
    """Return an identifier in the one form in which it is compared, or what is wrong with it.

    Raises KeyError for a scheme that the table above does not hold.

    >>> normal("isni", "0000 0001 2111 7257"), normal("ror", "https://ror.org/042aqky30")
    ('0000000121117257', '042aqky30')
    >>> normal("funder-doi", "http://dx.doi.org/10.13039/501100001659")
    '10.13039/501100001659'
    >>> normal("vat", "gr 094.259.216"), normal("vat", "NOTAPPLICABLE").is_placeholder
    ('EL094259216', True)
    """
    rules = SCHEMES[scheme]
    if not text.strip() or _PLACEHOLDER.fullmatch(text.strip()):
        return Flaw("says that there is none: leave it empty",
                    "sagt, dass es keine gibt: leer lassen", is_placeholder=True)  # fmt: skip
    bare = re.sub(rules.drops, "", text) if "//" not in text else text.strip()
    bare = re.sub(f"^{rules.prefix}", "", bare, flags=re.IGNORECASE)
    bare = re.sub(rules.drops, "", bare)
    if not re.fullmatch(rules.form, bare, re.IGNORECASE):
        return Flaw(f"is no {scheme} such as {rules.example}",
                    f"ist keine Kennung {scheme} wie {rules.example}")  # fmt: skip
    value = rules.tidy(bare)
    if rules.is_a_number and _is_filler(value):
        return Flaw("is a placeholder", "ist ein Platzhalter", is_placeholder=True)
    if not rules.is_right(value):
        return Flaw("has a wrong check digit", "hat eine falsche Prüfziffer")
    return value


def _is_filler(value: str) -> bool:
    """Tell whether the digits of an identifier are one digit again and again, or 123456789."""
    digits = re.sub(r"\D", "", value)
    return len(digits) > 4 and (len(set(digits)) == 1 or digits in "12345678901234567890")
