"""What is compared: things with their names, places and identifiers, and where each was written.

A record is plain: it may be gathered from the graph, or read from a file by a test.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..origin import Origin


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing as it is written, its language, and whether it is a short form."""

    text: str
    language: str | None = None
    is_acronym: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier as it is written: scheme (a code of id/scheme/identifier-scheme) and value.

    ``node`` is the IRI of the identifier in the graph. ``is_main`` is False where the source lists
    it as a further one: ROR gives a university the funder numbers of its faculties, too.
    """

    scheme: str
    value: str
    origin: Origin
    node: str | None = None
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """A thing as one source knows it.

    ``set`` names the source: a source is taken to keep its own things apart. ``country`` is a code
    by ISO 3166-1 alpha-2 (``UK``, ``EL`` and ``D`` are understood), ``region`` a NUTS code,
    ``place`` the name of a town.
    """

    iri: str
    set: str
    names: tuple[Name, ...]
    origin: Origin
    country: str | None = None
    place: str | None = None
    region: str | None = None
    identifiers: tuple[Identifier, ...] = ()

    @property
    def label(self) -> str:
        """The name by which a report calls it: the first that is no short form."""
        full = (name.text for name in self.names if not name.is_acronym)
        return next(full, self.names[0].text if self.names else self.iri)
