"""Which of several forms a client wants (RFC 9110, section 12).

Pure: texts in, a choice out. Werkzeug's ``best_match`` finds nothing for ``text/turtle;
charset=utf-8``, for JSON-LD with a profile and for an empty header, hence this module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..rdf import Format

_PARTS: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_FIELDS: Final = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*")+')
_QUALITY: Final = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class Choice:
    """A format, and the media type by which the client asked for it."""

    format: Format
    media_type: str


@dataclass(frozen=True, slots=True)
class _Range:
    """One element of a header: what it names, and its weight from 0 to 1."""

    name: str
    quality: float


def choose(accept: str | None, offers: Sequence[Format]) -> Choice | None:
    """Return the offer that a client likes best, or None if it accepts none.

    No header, an empty one and one that cannot be read accept everything. Parameters other than
    ``q`` (a charset, a profile) do not exclude. Among equals the first offer wins.

    >>> turtle, html = Format("turtle", "text/turtle", "ttl"), Format("html", "text/html", "html")
    >>> choose("text/html;q=0.8, text/turtle; charset=utf-8", [html, turtle]).format.name
    'turtle'
    >>> choose("image/png", [html, turtle]) is None
    True
    """
    ranges = _ranges(accept or "")
    if not ranges:
        return Choice(offers[0], offers[0].media_type)
    best: tuple[float, Choice] | None = None
    for offer in offers:
        for media_type in (offer.media_type, *offer.aliases):
            # An alias is for those who ask for it by name, not for wildcards.
            quality = _quality_of(media_type, ranges, is_wild=media_type == offer.media_type)
            if quality > 0 and (best is None or quality > best[0]):
                best = (quality, Choice(offer, media_type))
    return best[1] if best else None


def choose_language(accept: str | None, offers: Sequence[str]) -> str:
    """Return the language that a client likes best, or the first offer (RFC 4647, lookup).

    >>> choose_language("fr, de-AT;q=0.8, en;q=0.5", ["en", "de"])
    'de'
    """
    best, chosen = 0.0, offers[0]
    for offer in offers:
        for range_ in _ranges(accept or ""):
            tag = range_.name.partition("-")[0]
            if tag in (offer, "*") and range_.quality > best:
                best, chosen = range_.quality, offer
    return chosen


def _ranges(header: str) -> list[_Range]:
    """Read a header; elements whose weight cannot be read are left out."""
    ranges = []
    for part in _PARTS.findall(header):
        name, *fields = (field.strip() for field in _FIELDS.findall(part))
        quality = "1"
        for field in fields:
            key, _, value = field.partition("=")
            if key.strip().lower() == "q":
                quality = value.strip()
        if name and _QUALITY.fullmatch(quality):
            ranges.append(_Range(name.lower(), float(quality)))
    return ranges


def _quality_of(media_type: str, ranges: Sequence[_Range], *, is_wild: bool) -> float:
    """Return the weight of the most specific range that covers a media type."""
    wild = (media_type.partition("/")[0] + "/*", "*/*") if is_wild else ()
    for name in (media_type, *wild):
        found = [range_.quality for range_ in ranges if range_.name == name]
        if found:
            return max(found)
    return 0.0
