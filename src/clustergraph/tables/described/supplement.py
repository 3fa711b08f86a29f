"""What a source says beside the descriptions of its lists: ``lists.toml``.

The publisher's descriptions name columns, and no more. Which words tell an organisation, what kind
of money a header means, how a country is written, and what one description leaves out or has wrong
stands here, as data with a reason, and never in the code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any, Final

from ...findings import Finding
from ...origin import Origin
from ..rules import finding
from .persons import Naming
from .spelling import tidy

_TOP: Final = {
    "model": str, "aliases": dict, "organisations": dict, "countries": dict, "columns": list,
    "kinds": list, "lists": dict,
}  # fmt: skip
_NAMING: Final = frozenset(f.name for f in fields(Naming) if f.init)
_LIST: Final = frozenset(
    ("path", "headers", "decimal", "dates", "encoding", "delimiter", "constants", "skip")
)
MODEL: Final = "specifications/fiscal.schema.yaml"


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a source adds to its descriptions; without a file, nothing."""

    model: str = MODEL
    aliases: Mapping[str, str] = field(default_factory=dict)
    naming: Naming = field(default_factory=Naming)
    countries: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Mapping[str, str], ...] = ()
    kinds: tuple[Mapping[str, str], ...] = ()
    lists: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def means(self, header: str, given: str | None) -> str | None:
        """Return the field of the model that a described column fills."""
        for rule in self.columns:
            if given and _fits(header, rule.get("header", "")):
                return rule.get("means")
        return given

    def kind(self, header: str, name: str) -> str | None:
        """Return the kind of money that the amounts of a column are, or None: not said."""
        for rule in self.kinds:
            if _fits(header, rule.get("header", "*")) and rule.get("field", name) == name:
                return rule.get("kind") or None
        return None

    def country(self, text: str) -> str | None:
        """Return the ISO 3166-1 code that a text means, or None."""
        return self.countries.get(tidy(text))


def _fits(header: str, pattern: str) -> bool:
    return fnmatchcase(tidy(header).lower(), tidy(pattern).lower())


def read_supplement(text: str, place: PurePosixPath, found: list[Finding]) -> Supplement:
    """Read ``lists.toml``; what is wrong goes to ``found``."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found.append(
            finding("BadList", Origin(place), f"is no TOML: {error}", f"ist kein TOML: {error}")
        )
        return Supplement()
    for name, value in given.items():
        if name not in _TOP or not isinstance(value, _TOP[name]):
            _tell(found, place, name)
    organisations = given.get("organisations", {})
    for name in sorted(set(organisations) - _NAMING):
        _tell(found, place, f"organisations.{name}")
    for key, entry in given.get("lists", {}).items():
        for name in sorted(set(entry) - _LIST):
            _tell(found, place, f"lists.{key}.{name}")
    return Supplement(
        model=given.get("model", MODEL),
        aliases=given.get("aliases", {}),
        naming=Naming(**{name: organisations.get(name, ()) for name in _NAMING}),
        countries={
            tidy(text): code for code, texts in given.get("countries", {}).items() for text in texts
        },
        columns=tuple(given.get("columns", ())),
        kinds=tuple(given.get("kinds", ())),
        lists={tidy(key): entry for key, entry in given.get("lists", {}).items()},
    )


def _tell(found: list[Finding], place: PurePosixPath, name: str) -> None:
    found.append(
        finding("BadList", Origin(place), "is not known here", "ist hier unbekannt", value=name)
    )
