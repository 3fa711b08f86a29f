"""Common properties and notes: what a description says beside what the standard defines.

Metadata Vocabulary 5.8, normalized as in 6.4.1: a small part of JSON-LD, read without a JSON-LD
processor, because contexts, lists and sets are forbidden in it and nothing may be fetched.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from ... import names
from ..located import Node
from .context import CLASSES, CSVW, Context, expand, is_iri, is_language
from .datatypes import BUILT_IN, Value, iri_of
from .log import Log

_XSD: Final = names.PREFIXES["xsd"]
_STRING: Final = _XSD + "string"
_KEYWORDS: Final = frozenset({"@id", "@type", "@value", "@language"})


@dataclass(frozen=True, slots=True)
class Thing:
    """A node with its classes and properties; without ``iri`` it is a blank node."""

    iri: str | None
    types: tuple[str, ...] = ()
    properties: tuple[tuple[str, tuple[Value | Thing, ...]], ...] = ()


Item = Value | Thing


class Annotations:
    """Reads the common properties of one description."""

    def __init__(self, context: Context, log: Log) -> None:
        self._context = context
        self._log = log

    def read(self, node: Node) -> tuple[Item, ...]:
        """Return the values of a common property; an array gives all of its items.

        Raises TableError for what JSON-LD in a description must not do.
        """
        return tuple(self._items(node))

    def _items(self, node: Node) -> Iterator[Item]:
        if node.kind == "array":
            for item in node.items:
                yield from self._items(item)
        elif node.kind == "object":
            yield self._object(node)
        elif node.kind != "null":
            yield self._literal(node)

    def _stop(self, node: Node, english: str, german: str, value: object = None) -> NoReturn:
        place = self._log.at(self._context.source, node)
        self._log.stop("BadDescription", place, english, german, value)

    def _literal(self, node: Node) -> Value:
        if isinstance(node.value, bool):
            return Value("true" if node.value else "false", _XSD + "boolean")
        if isinstance(node.value, int):
            return Value(str(node.value), _XSD + "integer")
        if isinstance(node.value, float):
            if abs(node.value) < 1e21 and node.value.is_integer():
                return Value(str(int(node.value)), _XSD + "integer")
            return Value(_double(node.value), _XSD + "double")
        language = self._context.language
        return Value(str(node.value), _STRING, None if language == "und" else language)

    def _object(self, node: Node) -> Item:
        members = node.members
        for name, member in members.items():
            if name in ("@list", "@set"):
                self._stop(
                    member, f"{name} must not be used here", f"{name} ist hier nicht erlaubt"
                )
            if name == "@context":
                self._stop(member, "a context inside a description is refused",
                           "ein Kontext innerhalb einer Beschreibung wird abgelehnt")  # fmt: skip
            if name.startswith("@") and name not in _KEYWORDS:
                self._stop(member, "is no keyword that may be used here",
                           "ist kein Schlüsselwort, das hier erlaubt ist", name)  # fmt: skip
        if "@value" in members:
            return self._value(node)
        if "@language" in members:
            self._stop(members["@language"], "@language needs @value", "@language braucht @value")
        identifier = self._identifier(members["@id"]) if "@id" in members else None
        types = self._types(members["@type"]) if "@type" in members else ()
        properties = []
        for name, member in members.items():
            if name.startswith("@"):
                continue
            iri = expand(name)
            if iri is None:
                self._log.warn(
                    "IgnoredProperty", self._log.at(self._context.source, member),
                    "is neither a prefixed name nor an address, and is left out",
                    "ist weder ein Name mit Präfix noch eine Adresse und wird übergangen", name,
                )  # fmt: skip
                continue
            properties.append((iri, self.read(member)))
        return Thing(identifier, types, tuple(properties))

    def _value(self, node: Node) -> Value:
        members = node.members
        extra = set(members) - {"@value", "@type", "@language"}
        if extra or {"@type", "@language"} <= set(members):
            self._stop(node, "beside @value stands either @type or @language",
                       "neben @value steht entweder @type oder @language")  # fmt: skip
        value = members["@value"]
        if value.kind in ("object", "array", "null"):
            self._stop(value, "@value is a string, a number or a truth value",
                       "@value ist ein Text, eine Zahl oder ein Wahrheitswert")  # fmt: skip
        plain = self._literal(value)
        if "@type" in members:
            (datatype,) = self._types(members["@type"]) or (_STRING,)
            return Value(plain.lexical, datatype)
        if plain.datatype != _STRING:
            return plain
        language = members.get("@language")
        if language is None or language.value is None:
            return Value(plain.lexical, _STRING)
        if not is_language(language.value):
            self._stop(language, "is no language tag", "ist keine Sprachkennung", language.plain())
        return Value(plain.lexical, _STRING, str(language.value))

    def _identifier(self, node: Node) -> str:
        if not isinstance(node.value, str):
            self._stop(node, "@id is an address", "@id ist eine Adresse", node.plain())
        if node.value.startswith("_:"):
            self._stop(node, "@id must not be a blank node",
                       "@id darf kein namenloser Knoten sein", node.value)  # fmt: skip
        try:
            found = expand(node.value) or self._context.resolve(node.value)
        except ValueError:
            found = ""
        return found if is_iri(found) else self._stop(node, "is no address", "ist keine Adresse")

    def _types(self, node: Node) -> tuple[str, ...]:
        return tuple(self._type(item) for item in node.items)

    def _type(self, node: Node) -> str:
        text = node.value
        if isinstance(text, str) and not text.startswith("_:"):
            if text in CLASSES:
                return CSVW + text
            found = iri_of(text) if text in BUILT_IN else expand(text)
            if found is not None:
                return found
        return self._stop(
            node, "is no class or datatype: a term of the standard, a prefixed name or an address"
            " is",
            "ist weder Klasse noch Datentyp: ein Wort des Standards, ein Name mit Präfix oder eine"
            " Adresse ist es", node.plain(),
        )  # fmt: skip


def _double(number: float) -> str:
    """Write a number as JSON-LD does (JSON-LD 1.0 Processing, 10.7)."""
    if math.isinf(number):
        return "INF" if number > 0 else "-INF"
    mantissa, _, exponent = f"{number:.15E}".partition("E")
    mantissa = mantissa.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"
