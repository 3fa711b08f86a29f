"""Which description belongs to a table (Model for Tabular Data 5).

In this order, and the first one counts: what the user names, the Link header, the site's own paths
(``/.well-known/csvm``) or, without them, ``{+url}-metadata.json`` and ``csv-metadata.json``. What
is found must name the table, or a warning is told and the search goes on. Without any, the table's
own header describes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import uritemplate

from ..located import Node, parse
from .context import Context, normalize
from .describing import Describer, read_context
from .fetching import Fetch, Resource
from .log import Log
from .model import GroupDescription, TableDescription
from .sheets import Dialect

_DEFAULT_PATHS: Final = ("{+url}-metadata.json", "csv-metadata.json")
_DESCRIPTIONS: Final = frozenset(
    {"application/csvm+json", "application/ld+json", "application/json", "text/json"}
)
_MEGABYTES: Final = 16
_DEEPEST: Final = 200
_WEB: Final = frozenset({"http", "https"})


class Library:
    """Gives documents and tables; what the web says must not make us read local files."""

    def __init__(self, fetch: Fetch, log: Log) -> None:
        self._fetch = fetch
        self.log = log
        self._asking = ""

    def get(self, address: str, asked_by: str = "") -> Resource:
        """Give what stands at an address, for a description that stands at another.

        Raises OSError (FileNotFoundError, PermissionError) when it cannot be given.
        """
        if urlsplit(asked_by).scheme in _WEB and urlsplit(address).scheme not in _WEB:
            raise PermissionError(f"{address} is asked for by {asked_by}, and is not on the web")
        try:
            return self._fetch(urldefrag(address).url)
        except ValueError as error:  # an address that makes no sense: http://[
            raise FileNotFoundError(f"{address} is no address: {error}") from error

    def document(self, resource: Resource) -> Node:
        """Read a JSON document.

        Raises TableError when it is too large, too deep, not UTF-8 or no JSON, and OSError when it
        cannot be read.
        """
        with resource.open() as stream:
            content = stream.read(_MEGABYTES * 1_000_000 + 1)
        place = self.log.origin(resource.address)
        if len(content) > _MEGABYTES * 1_000_000:
            self.log.stop("BadDescription", place, f"is larger than {_MEGABYTES} MB",
                          f"ist größer als {_MEGABYTES} MB")  # fmt: skip
        try:
            text = content.decode("utf-8-sig")
            if _depth(text) > _DEEPEST:
                raise RecursionError  # told as what the parser itself would meet
            node = parse(text)
            _refuse_halves(node)
            return node
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            place = self.log.origin(resource.address, line)
            self.log.stop("BadDescription", place, "is not UTF-8", "ist nicht UTF-8")
        except RecursionError:
            self.log.stop("BadDescription", place, f"is nested deeper than {_DEEPEST} levels",
                          f"ist tiefer als {_DEEPEST} Ebenen verschachtelt")  # fmt: skip
        except ValueError as error:
            at = (getattr(error, "lineno", None), getattr(error, "colno", None))
            place = self.log.origin(resource.address, *at)
            reason = getattr(error, "msg", str(error))
            self.log.stop(
                "BadDescription", place, f"is no JSON: {reason}", f"ist kein JSON: {reason}"
            )

    def describe(self, resource: Resource) -> GroupDescription:
        """Read a description of tables; raises TableError for what the standard calls an error."""
        node = self.document(resource)
        context = read_context(node, resource.address, self.log)
        return Describer(context, self.log, self._referred).group(node)

    def _referred(self, address: str, node: Node) -> tuple[Node, str]:
        """Give a document that a description refers to (Metadata Vocabulary 5.1.3)."""
        try:
            resource = self.get(address, self._asking)
            return self.document(resource), resource.address
        except OSError as error:
            self.log.stop("UnreachableFile", self.log.at(self._asking, node), str(error),
                          f"ist nicht zu bekommen: {error}", address)  # fmt: skip

    def find(self, address: str, metadata: str | None) -> GroupDescription:
        """Return the description of what stands at an address; see the top of this file.

        Raises TableError as ``describe`` does, and OSError when the table itself, or the
        description that the user names, cannot be had.
        """
        if metadata is not None:
            return self._described(self.get(metadata))
        resource = self.get(address)
        if is_description(resource):
            return self._described(resource)
        for candidate in self._candidates(address, resource):
            group = self._described(candidate)
            wanted = normalize(address)
            if any(normalize(table.url) == wanted for table in group.tables):
                return group
            self.log.warn(
                "UnlinkedDescription", self.log.origin(candidate.address),
                "does not describe the table and is left out",
                "beschreibt die Tabelle nicht und wird übergangen", address,
            )  # fmt: skip
        context = Context(address, address)
        table = TableDescription(urldefrag(address).url, context, dialect=_told_dialect(resource))
        return GroupDescription(context, [table], is_embedded=True)

    def _described(self, resource: Resource) -> GroupDescription:
        self._asking = resource.address
        return self.describe(resource)

    def _candidates(self, address: str, resource: Resource) -> Iterator[Resource]:
        for link in resource.links:
            is_meant = "describedby" in link.relations
            if is_meant and (not link.media_type or link.media_type in _DESCRIPTIONS):
                target = urljoin(resource.address, link.target)
                try:
                    yield self.get(target, resource.address)
                except OSError as error:
                    self.log.warn(
                        "UnreachableFile", self.log.origin(target),
                        f"is named by a Link header, but: {error}",
                        f"wird von einem Link-Kopf genannt, aber: {error}",
                    )  # fmt: skip
        for path in self._paths(address):
            plain = urldefrag(address).url
            expanded = uritemplate.URITemplate(path).expand(url=plain)
            try:
                yield self.get(urljoin(plain, expanded), resource.address)
            except OSError:
                continue  # nothing has to be there

    def _paths(self, address: str) -> tuple[str, ...]:
        """Return the site's own paths (5.3), or the default ones."""
        if urlsplit(address).scheme not in _WEB:
            return _DEFAULT_PATHS
        try:
            with self.get(urljoin(address, "/.well-known/csvm"), address).open() as stream:
                lines = stream.read(100_000).decode("utf-8", "replace").splitlines()
        except OSError:
            return _DEFAULT_PATHS
        return tuple(line.strip() for line in lines if line.strip())


def _refuse_halves(node: Node) -> None:
    """Raise ValueError for a half of a surrogate pair, which no text may hold (RFC 8259 8.2)."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        texts = [member.name for member in one.entries()]
        waiting += one.members.values() if one.kind == "object" else ()
        waiting += one.items if one.kind == "array" else ()
        texts += [one.value] if isinstance(one.value, str) else []
        if any("\ud800" <= mark <= "\udfff" for text in texts for mark in text):
            raise ValueError("half of a surrogate pair")


def is_description(resource: Resource) -> bool:
    """Tell whether a file is a description and no table, by its media type or its name."""
    if resource.media_type in _DESCRIPTIONS:
        return True
    path = urlsplit(resource.address).path
    return resource.media_type in ("", "text/plain") and path.endswith((".json", ".jsonld"))


def _told_dialect(resource: Resource) -> Dialect | None:
    """Return what the media type says of a table (RFC 4180 3, Model for Tabular Data 8)."""
    charset = resource.parameters.get("charset", "utf-8")
    try:
        charset.encode().decode(charset)
    except (LookupError, UnicodeError):
        charset = "utf-8"
    header = 0 if resource.parameters.get("header", "").lower() == "absent" else 1
    is_tabbed = resource.media_type == "text/tab-separated-values" or (
        not resource.media_type and urlsplit(resource.address).path.endswith(".tsv")
    )
    return Dialect(delimiter="\t" if is_tabbed else ",", encoding=charset, header_rows=header)


def _depth(text: str) -> int:
    """Return how deep brackets are nested outside of strings; the parser calls itself for each."""
    depth = deepest = 0
    for mark in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest
