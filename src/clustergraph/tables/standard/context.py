"""What names and addresses of a description mean: its context, languages and addresses.

Metadata Vocabulary 5.2 (``@context``), 5.1.2 (links), 6.3 (URLs compared). Only the context of CSV
on the Web is known, and it is built in: no context is ever fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from csvw.metadata_utils import NAMESPACES

from ... import names

CSVW: Final = names.PREFIXES["csvw"]
CONTEXT: Final = CSVW.removesuffix("#")
# The initial context of RDFa, by the package csvw; "dcterms" is the other name of "dc".
PREFIXES: Final[dict[str, str]] = {"dcterms": NAMESPACES["dc"], **NAMESPACES}
# Classes that the context of CSV on the Web names; the datatypes it names are in ``datatypes``.
CLASSES: Final = frozenset(
    {"Cell", "Column", "Datatype", "Dialect", "Direction", "ForeignKey", "JSON", "NumericFormat",
     "Row", "Schema", "Table", "TableGroup", "TableReference", "Transformation", "uriTemplate"}
)  # fmt: skip
# BCP 47, 2.1; subtags are not looked up.
_LANGUAGE: Final = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?"
    r"|x(?:-[a-z\d]{1,8})+|i-[a-z]+|art-lojban|zh-min(?:-nan)?|en-gb-oed",
    re.IGNORECASE,
)
_UNRESERVED: Final = re.compile(r"%(?:2[DdEe]|3\d|[46][1-9A-Fa-f]|5[0-9AaFf]|7[0-9AaEe])")
_BAD_IN_IRI: Final = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|^`\\]|%(?![0-9A-Fa-f]{2})')
# RFC 3987 2.2, without private characters; brackets stand around an address of IPv6 only.
_MARK: Final = (
    r"(?:[^\x00-\x20\x7f-\x9f<>\"{}|^`\\%\[\]#\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U0010ffff]"
    r"|%[0-9A-Fa-f]{2})*"
)
_IRI: Final = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#@]*@?\[[0-9A-Fa-f:.]+\])?{_MARK}(?:#{_MARK})?"
)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Context:
    """Where a description stands, what its links are resolved against, and its language."""

    source: str
    base: str
    language: str = "und"

    def resolve(self, reference: str) -> str:
        """Resolve a link of the description (5.1.2); what no IRI may hold is percent-encoded.

        Raises ValueError for what is no address at all (``http://[``).
        """
        resolved = urljoin(self.base, reference)
        return _BAD_IN_IRI.sub(lambda match: quote(match[0], safe=""), resolved)


def is_iri(text: str) -> bool:
    """Tell whether a text is an IRI with a scheme, as strictly as a store that loads it will.

    >>> is_iri("https://example.org/a%20b"), is_iri("https://example.org/100%"), is_iri("a:[")
    (True, False, False)
    """
    return _IRI.fullmatch(text) is not None


def expand(name: str) -> str | None:
    """Return the IRI of a prefixed name or of an absolute one, and None for anything else.

    >>> expand("rdf:type"), expand("title")
    ('http://www.w3.org/1999/02/22-rdf-syntax-ns#type', None)
    """
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        name = PREFIXES[prefix] + local
    return name if is_iri(name) else None


def is_language(text: object) -> bool:
    """Tell whether a text is a language tag (BCP 47).

    >>> is_language("de-AT"), is_language("a-bad-language")
    (True, False)
    """
    return isinstance(text, str) and _LANGUAGE.fullmatch(text) is not None


def languages_match(one: str, other: str) -> bool:
    """Tell whether two tags match when cut to the shorter one; ``und`` matches any (5.6)."""
    if "und" in (one, other):
        return True
    short, long = sorted((one.lower(), other.lower()), key=len)
    return long == short or long.startswith(short + "-")


def normalize(address: str) -> str:
    """Bring an address to the form in which two are compared (RFC 3986 6.2.2, 6.2.3).

    >>> normalize("HTTP://Example.org:80/a/../%7Eb")
    'http://example.org/~b'
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    try:
        port = parts.port
    except ValueError:
        port = None
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        host += f":{port}"
    path = _UNRESERVED.sub(lambda match: unquote(match[0]), parts.path)
    path = _without_dots(re.sub("%[0-9a-f]{2}", lambda match: match[0].upper(), path))
    is_web = parts.scheme in _DEFAULT_PORTS
    return urlunsplit((parts.scheme, host, path or ("/" if is_web else ""), parts.query, ""))


def _without_dots(path: str) -> str:
    """Remove the segments ``.`` and ``..`` (RFC 3986 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in (".", ".."):
            kept.append(segment)
    is_folder = segments[-1] in (".", "..") and kept
    return "/".join([*kept, ""] if is_folder else kept)


def encode_name(title: str) -> str:
    """Make the name of a column of its title: percent-encoded as a variable of a template wants.

    >>> encode_name("d-M-yyyy")
    'd%2DM%2Dyyyy'
    """
    return quote(title, safe="").replace("-", "%2D").replace("~", "%7E")
