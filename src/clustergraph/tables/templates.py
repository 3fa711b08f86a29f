"""URI templates, resolved against the address of a table (RFC 6570, RFC 3986).

Model for Tabular Data asks for every template to be expanded first and resolved afterwards; a
prefixed name of the house may stand for an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

import uritemplate

from .. import names, rdf


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

    def __post_init__(self) -> None:
        parsed = uritemplate.URITemplate(self.text)
        object.__setattr__(self, "_parsed", parsed)
        object.__setattr__(self, "variables", tuple(parsed.variable_names))
        constant = None if self.variables else self._resolve(self.text)
        object.__setattr__(self, "constant", constant)

    def expand(self, values: Mapping[str, str]) -> str | None:
        """Return the IRI for the values of a row, or None where a value is missing.

        RFC 6570 would leave a hole for a missing value; an IRI with a hole names the wrong thing.
        """
        if self.constant is not None:
            return self.constant
        if any(name not in values for name in self.variables):
            return None
        return self._resolve(self._parsed.expand(dict(values)))

    def _resolve(self, expanded: str) -> str:
        """Resolve a reference; what has a scheme already stays as it is written."""
        prefixed = None if "://" in expanded else names.expand(expanded)
        if prefixed or rdf.is_iri(expanded):
            return prefixed or expanded
        return urljoin(self.base, expanded)
