"""What an address gives: bytes, a media type and links.

Nothing here knows the network. Who processes a table hands in a ``Fetch``; the one below reads
local files only, so that a description cannot make the builder call anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit

# RFC 8288 3: <target>; name="value" …, with commas between links.
_LINK: Final = re.compile(
    r'<([^>]*)>((?:\s*;\s*[\w*!#$&+.^`|~-]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]+))?)*)'
)
_PARAMETER: Final = re.compile(r';\s*([\w*!#$&+.^`|~-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s;,"]+)))?')


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a Link header (RFC 8288), its target as written."""

    target: str
    relations: tuple[str, ...]
    media_type: str


@dataclass(frozen=True, slots=True)
class Resource:
    """What stands at an address; ``address`` is the one that gave it, after redirections.

    ``open`` may be called more than once: a table is read a line at a time and never kept whole.
    """

    address: str
    open: Callable[[], BinaryIO]
    media_type: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


# Raises FileNotFoundError where nothing is, PermissionError where it may not be read, and other
# OSErrors where it cannot.
Fetch = Callable[[str], Resource]


def read_local(address: str) -> Resource:
    """Give a local file by its ``file:`` address.

    Raises PermissionError for any other scheme: the network is for those who ask for it.
    """
    parts = urlsplit(address)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise PermissionError(f"{address} is not a local file; the network is read only on demand")
    path = Path(unquote(parts.path))
    if not path.exists():
        raise FileNotFoundError(f"{address} does not exist")
    if path.is_dir():
        raise IsADirectoryError(f"{address} is a folder")
    return Resource(address, lambda: path.open("rb"))


def links_of(header: str) -> tuple[Link, ...]:
    """Read the value of a Link header.

    >>> links_of('<m.json>; rel="describedby"; type="application/csvm+json"')[0].relations
    ('describedby',)
    """
    links = []
    for match in _LINK.finditer(header):
        given: dict[str, str] = {}
        for name, quoted, plain in _PARAMETER.findall(match[2]):
            given.setdefault(name.lower(), quoted or plain)  # RFC 8288 3.3: the first one counts
        relations = tuple(given.get("rel", "").lower().split())
        links.append(Link(match[1], relations, given.get("type", "").partition(";")[0].strip()))
    return tuple(links)


def media_type_of(header: str) -> tuple[str, dict[str, str]]:
    """Take the value of a Content-Type header apart.

    >>> media_type_of("text/csv; charset=ISO-8859-1; header=absent")
    ('text/csv', {'charset': 'ISO-8859-1', 'header': 'absent'})
    """
    kind, _, rest = header.partition(";")
    found = _PARAMETER.findall(";" + rest)
    return kind.strip().lower(), {name.lower(): quoted or plain for name, quoted, plain in found}
