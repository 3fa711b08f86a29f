"""One property of a description at a time: is its value permitted, and what does it mean.

Metadata Vocabulary 5.1 and 5.7. A value that is not permitted gives a warning, and its default or
nothing takes its place; what must stop does so by ``Log.stop``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..located import Node
from .context import Context, is_iri, is_language
from .datatypes import (
    BOUNDS,
    BUILT_IN,
    LENGTHS,
    DatatypeError,
    FormatError,
    Reader,
    compile_reader,
    is_built_in,
)
from .log import Log

# RFC 6570 2.3: the name of a variable; the standard keeps a leading _ for itself.
_NAME: Final = re.compile(
    r"(?!_)(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*"
)
_FORMAT_PARTS: Final = frozenset({"decimalChar", "groupChar", "pattern"})
INHERITED: Final = frozenset(
    {"aboutUrl", "datatype", "default", "lang", "null", "ordered", "propertyUrl", "required",
     "separator", "textDirection", "valueUrl"}
)  # fmt: skip


class NotPermitted(ValueError):
    """A value is not one that the property may have; ``wanted`` says what would be."""

    def __init__(self, english: str, german: str) -> None:
        super().__init__(english)
        self.english = english
        self.german = german


def text(node: Node) -> str:
    """Take a string."""
    if isinstance(node.value, str):
        return node.value
    raise NotPermitted("a string", "ein Text")


def text_or_null(node: Node) -> str | None:
    """Take a string or null."""
    if node.value is None or isinstance(node.value, str):
        return node.value
    raise NotPermitted("a string or null", "ein Text oder null")


def separator(node: Node) -> str | None:
    """Take what parts a list: a string that is not empty, or null."""
    if node.value == "":
        raise NotPermitted("a string that is not empty, or null", "ein nicht leerer Text oder null")
    return text_or_null(node)


def flag(node: Node) -> bool:
    """Take a truth value."""
    if isinstance(node.value, bool):
        return node.value
    raise NotPermitted("true or false", "true oder false")


def count(node: Node) -> int:
    """Take a whole number that is not negative."""
    if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value >= 0:
        return node.value
    raise NotPermitted("a whole number from 0", "eine ganze Zahl ab 0")


def language(node: Node) -> str:
    """Take a language tag (BCP 47)."""
    if is_language(node.value):
        return str(node.value)
    raise NotPermitted("a language tag", "eine Sprachkennung")


def column_name(node: Node) -> str:
    """Take a name that may be a variable in a URI template (RFC 6570)."""
    if isinstance(node.value, str) and _NAME.fullmatch(node.value):
        return node.value
    raise NotPermitted(
        "a name of letters, digits, dots and underscores that does not begin with _",
        "ein Name aus Buchstaben, Ziffern, Punkten und Unterstrichen, der nicht mit _ beginnt",
    )


def one_of(*words: object) -> Callable[[Node], Any]:
    """Take one of a few words."""

    def take(node: Node) -> Any:
        if node.kind in ("string", "boolean") and node.value in words:
            return node.value
        shown = ", ".join(
            str(word).lower() if isinstance(word, bool) else str(word) for word in words
        )
        raise NotPermitted(f"one of {shown}", f"eins von {shown}")

    return take


class Properties:
    """Reads values of one description, and tells what is not permitted."""

    def __init__(self, context: Context, log: Log) -> None:
        self.context = context
        self._log = log

    def warn(self, node: Node, english: str, german: str, value: object = None) -> None:
        """Tell what is not permitted, at its place."""
        self._log.warn(
            "IgnoredProperty", self._log.at(self.context.source, node), english, german, value
        )

    def stop(self, node: Node, english: str, german: str, value: object = None) -> Any:
        """Tell an error at its place, and stop."""
        place = self._log.at(self.context.source, node)
        self._log.stop("BadDescription", place, english, german, value)

    def take(self, name: str, node: Node, kind: Callable[[Node], Any], default: Any = None) -> Any:
        """Return the value of a property, or its default after a warning."""
        try:
            return kind(node)
        except NotPermitted as error:
            self.warn(
                node,
                f"is not what {name} may be: {error.english}",
                f"ist nicht, was {name} sein darf: {error.german}",
                node.plain() if node.kind not in ("object", "array") else None,
            )
            return default

    def link(self, name: str, node: Node) -> str:
        """Return an address, resolved; what is no string counts as an empty one (5.1.2)."""
        given = self.take(name, node, text, "")
        if name == "@id" and given.startswith("_:"):
            self.stop(node, "@id must not be a blank node",
                      "@id darf kein namenloser Knoten sein", given)  # fmt: skip
        try:
            found = self.context.resolve(given)
        except ValueError:
            found = ""
        return (
            found if is_iri(found) else str(self.stop(node, "is no address", "ist keine Adresse"))
        )

    def names(self, name: str, node: Node) -> tuple[str, ...]:
        """Return one name of a column or several (5.1.4)."""
        items = node.items
        if node.kind in ("string", "array") and items and all(i.kind == "string" for i in items):
            return tuple(str(item.value) for item in items)
        self.warn(node, f"{name} is the name of a column, or several",
                  f"{name} ist der Name einer Spalte oder mehrere")  # fmt: skip
        return ()

    def array(self, name: str, node: Node) -> tuple[Node, ...]:
        """Return the items of an array; anything else counts as an empty one (5.1.1)."""
        if node.kind == "array":
            return node.items
        self.warn(node, f"{name} is an array", f"{name} ist eine Liste")
        return ()

    def titles(self, name: str, node: Node) -> dict[str, tuple[str, ...]]:
        """Return texts by language (natural language property, 5.1.6)."""
        if node.kind in ("string", "array"):
            return {self.context.language: self._texts(name, node)}
        if node.kind != "object":
            self.warn(node, f"{name} is text, by language or not",
                      f"{name} ist Text, nach Sprachen oder nicht", node.plain())  # fmt: skip
            return {}
        found = {}
        for tag, member in node.members.items():
            if is_language(tag):
                found[tag] = self._texts(name, member)
            else:
                self.warn(member, "is no language tag", "ist keine Sprachkennung", tag)
        return found

    def _texts(self, name: str, node: Node) -> tuple[str, ...]:
        texts = []
        for item in node.items:
            if item.kind == "string":
                texts.append(str(item.value))
            else:
                self.warn(item, f"{name} holds text only", f"{name} enthält nur Text")
        return tuple(texts)

    def inherited(self, members: Mapping[str, Node]) -> dict[str, Any]:
        """Return the inherited properties among the members of an object (5.7)."""
        kinds: Mapping[str, Callable[[Node], Any]] = {
            "aboutUrl": text, "default": text, "lang": language, "ordered": flag,
            "propertyUrl": text, "required": flag, "separator": separator, "valueUrl": text,
            "textDirection": one_of("ltr", "rtl", "auto", "inherit"),
        }  # fmt: skip
        missing = object()
        found: dict[str, Any] = {}
        for name in INHERITED & members.keys():
            node = members[name]
            if name == "null":
                found[name] = self._null(node)
            elif name == "datatype":
                found[name] = self.datatype(node)
            else:
                # A template that is no string counts as an empty one, as a link does (5.1.3).
                default = "" if name.endswith("Url") else missing
                value = self.take(name, node, kinds[name], default)
                if value is not missing:
                    found[name] = value
        return found

    def _null(self, node: Node) -> tuple[str, ...]:
        if node.kind not in ("string", "array"):
            self.warn(node, "null is a string, or several", "null ist ein Text oder mehrere",
                      node.plain())  # fmt: skip
            return ("",)
        return self._texts("null", node)

    def datatype(self, node: Node) -> Reader:
        """Return the datatype that a description names or describes (5.11)."""
        if node.kind == "string":
            return compile_reader({"base": self._base(node)})
        if node.kind != "object":
            self.warn(node, "is neither the name of a datatype nor its description",
                      "ist weder Name noch Beschreibung eines Datentyps", node.plain())  # fmt: skip
            return compile_reader({})
        members = node.members
        identifier = self._datatype_identifier(members)
        given: dict[str, Any] = {}
        if "base" in members:
            given["base"] = self._base(members["base"])
        for name, member in members.items():
            if name in LENGTHS:
                size = self.take(name, member, count)
                if size is not None:
                    given[name] = size
            elif name in BOUNDS:
                if member.kind in ("string", "number"):
                    given[name] = member.value
                else:
                    self.warn(member, f"{name} is a number or a string",
                              f"{name} ist eine Zahl oder ein Text")  # fmt: skip
            elif name == "format":
                self._format(member, given)
            elif name not in ("base", "@id", "@type") and ":" not in name:
                self.warn(member, "is no property of a datatype",
                          "ist keine Eigenschaft eines Datentyps", name)  # fmt: skip
        return self._compile(node, given, identifier)

    def _compile(self, node: Node, given: dict[str, Any], identifier: str | None) -> Reader:
        try:
            return compile_reader(given, identifier)
        except FormatError as error:
            self.warn(node.members["format"], f"is left out: {error}", f"wird übergangen: {error}")
            return self._compile(
                node, {k: v for k, v in given.items() if k != "format"}, identifier
            )
        except DatatypeError as error:
            self.stop(node, error.english, error.german)
            raise

    def _base(self, node: Node) -> str:
        if isinstance(node.value, str) and node.value in BUILT_IN:
            return node.value
        self.warn(node, "is no built-in datatype; string is taken",
                  "ist kein eingebauter Datentyp; string wird genommen", node.plain())  # fmt: skip
        return "string"

    def _datatype_identifier(self, members: Mapping[str, Node]) -> str | None:
        kind = members.get("@type")
        if kind is not None and kind.value != "Datatype":
            self.stop(kind, "@type of a datatype is Datatype", "@type eines Datentyps ist Datatype",
                      kind.plain())  # fmt: skip
        if "@id" not in members:
            return None
        found = self.link("@id", members["@id"])
        if is_built_in(found):
            self.stop(members["@id"], "@id must not be a built-in datatype",
                      "@id darf kein eingebauter Datentyp sein", found)  # fmt: skip
        return found

    def _format(self, node: Node, given: dict[str, Any]) -> None:
        if node.kind == "string":
            given["format"] = node.value
        elif node.kind == "object":
            parts = {}
            for name, member in node.members.items():
                if name not in _FORMAT_PARTS:
                    self.warn(member, "is no property of a format",
                              "ist keine Eigenschaft eines Formats", name)  # fmt: skip
                    continue
                part = self.take(name, member, text)
                if part is not None:
                    parts[name] = part
            given["format"] = parts
        else:
            self.warn(node, "a format is a string or an object",
                      "ein Format ist ein Text oder ein Objekt", node.plain())  # fmt: skip
