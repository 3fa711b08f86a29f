"""Graphs written out, by a worker or for a thing's data.

Only the prefixes that occur are declared. Oxigraph keeps them in an order of its own choice that
changes from process to process, so in Turtle and TriG their lines are sorted.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import IO, Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, serialize

from .. import names

FORMATS: Final = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_DECLARATION: Final = b"@prefix "


class _Sorter(io.BytesIO):
    """Passes bytes on, the prefix lines at their head sorted."""

    def __init__(self, output: IO[bytes]) -> None:
        super().__init__()  # BytesIO for its type only: nothing is kept in it
        self._output = output
        self._head = b""
        self._is_past_head = False

    def write(self, data: Any) -> int:
        """Hold back the declarations until the first other line begins."""
        if self._is_past_head:
            self._output.write(bytes(data))
            return len(data)
        self._head += bytes(data)
        *lines, rest = self._head.split(b"\n")
        if any(not line.startswith(_DECLARATION) for line in lines) or (
            len(rest) >= len(_DECLARATION) and not rest.startswith(_DECLARATION)
        ):
            self.finish()
        return len(data)

    def finish(self) -> None:
        """Pass on what was held back."""
        if not self._is_past_head:
            lines = self._head.split(b"\n")
            count = next(
                (i for i, line in enumerate(lines) if not line.startswith(_DECLARATION)), len(lines)
            )
            self._output.write(b"\n".join(sorted(lines[:count]) + lines[count:]))
            self._is_past_head = True


def write_graph(triples: Iterable[Triple], output: IO[bytes], format_name: str) -> None:
    """Write a graph as a set, in the order given: CONSTRUCT may build a triple many times over."""
    content = list(dict.fromkeys(triples))
    form = FORMATS[format_name]
    prefixes = _used_prefixes(content)
    sorter = _Sorter(output)
    if form.supports_datasets:
        quads = (Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in content)
        serialize(quads, sorter, form, prefixes=prefixes)
    else:
        serialize(content, sorter, form, prefixes=prefixes)
    sorter.finish()


def _used_prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    r"""Return the prefixes in use.

    Things get none: ``id:project\/clustrat`` is harder to read than the IRI.
    """
    used: set[str] = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            iri = getattr(term, "datatype", term)
            if isinstance(iri, NamedNode):
                used.add(iri.value)
    spaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in used}
    return {prefix: space for prefix, space in names.PREFIXES.items() if space in spaces}
