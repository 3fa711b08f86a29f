"""The fields of a question's form: what there is to choose from, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .. import names
from ..querying.named import NamedQuery, Parameter
from .facts import Teller
from .phrases import LANGUAGES, pick

_MOST_CHOICES: Final = 500
# What a parameter that takes any thing suggests: the kinds that people ask about.
_ASKED_ABOUT: Final = (
    "organisation", "project", "programme", "field", "person", "event", "place"
)  # fmt: skip
_INPUTS: Final = {"date": "date", "integer": "number"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field can take, and what it is called."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form; with ``is_free`` the choices only suggest."""

    name: str
    label: str
    input: str
    value: str
    choices: tuple[Choice, ...]
    is_free: bool


def fields_of(teller: Teller, question: NamedQuery, given: Mapping[str, str]) -> list[Field]:
    """Return a field for each parameter, with the given value or the default in it."""
    return [_field(teller, one, given.get(one.name, one.default)) for one in question.parameters]


def _field(teller: Teller, parameter: Parameter, value: str) -> Field:
    is_german = teller.language == "de"
    choices: list[Choice] = []
    if parameter.type == "lang":
        choices = [
            Choice(code, pick(LANGUAGES[code], teller.language))
            for code in dict.fromkeys(("de", "en", value))
            if code in LANGUAGES
        ]
    elif parameter.type == "thing" and parameter.kind:
        value = value.removeprefix(f"{parameter.kind}/")
        choices = _things(teller, parameter.kind, prefix="")
    elif parameter.type == "thing":
        choices = [c for kind in _ASKED_ABOUT for c in _things(teller, kind, prefix=f"{kind}/")]
    is_known = any(choice.value == value for choice in choices)
    return Field(
        name=parameter.name,
        label=parameter.label_de if is_german else parameter.label_en,
        input=_INPUTS.get(parameter.type, "text"),
        value=value,
        choices=tuple(choices),
        is_free=not is_known or (parameter.type == "thing" and parameter.kind is None),
    )


def _things(teller: Teller, kind: str, prefix: str) -> list[Choice]:
    """Return the things of a kind by name; none where there are too many to choose from."""
    keys = teller.lookup.keys(kind)
    if len(keys) >= _MOST_CHOICES:
        return []
    found = [Choice(prefix + key, teller.labels.text(names.mint(kind, key))) for key in keys]
    return sorted(found, key=lambda choice: choice.text.casefold())
