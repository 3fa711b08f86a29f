"""What an operator may set: one line a setting.

The row feeds the command line, the environment (``CLUSTERGRAPH_<NAME>``), the file
``clustergraph.toml`` in the project's folder, the documentation and a test. The order is: command
line, environment, file, default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .errors import ProjectError
from .opening import fault_of, missing


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that may be set; the type is that of the default.

    Of a text with ``choices``, one of them.
    """

    name: str
    default: str | int
    help: str
    least: int = 1
    choices: tuple[str, ...] = ()


SETTINGS: Final = (
    Setting("store", "var", "folder for published generations, relative to the project's folder"),
    Setting("host", "127.0.0.1", "address the server listens on"),
    Setting("port", 8000, "port the server listens on"),
    Setting("query_seconds", 30, "how long one query may run before it is stopped"),
    Setting("query_megabytes", 2048, "how much memory one query may use", 512),
    Setting("answer_megabytes", 256, "how long one answer may be; it is never cut"),
    Setting("query_kilobytes", 256, "how long the text of one query may be"),
    Setting("query_depth", 64, "how deep braces and brackets of one query may nest"),
    Setting("query_workers", 2, "how many queries may run at the same time"),
    Setting("validation_engine", "auto", "which engine checks shapes: auto, reference or fast",
            choices=("auto", "reference", "fast")),
    Setting("validation_threshold", 100_000, "from how many triples on auto takes the fast engine"),
    Setting("source_shapes_seconds", 30, "how long the shapes of a source may run"),
    Setting("source_shapes_megabytes", 2048, "how much memory the shapes of a source may use", 512),
    Setting("source_shapes_kilobytes", 1024, "how long the shapes files of a source may be"),
    Setting("source_findings", 1000, "how much the shapes of a source may find; never cut"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; sizes as their names say, times in seconds."""

    store: str = "var"
    host: str = "127.0.0.1"
    port: int = 8000
    query_seconds: int = 30
    query_megabytes: int = 2048
    answer_megabytes: int = 256
    query_kilobytes: int = 256
    query_depth: int = 64
    query_workers: int = 2
    validation_engine: str = "auto"
    validation_threshold: int = 100_000
    source_shapes_seconds: int = 30
    source_shapes_megabytes: int = 2048
    source_shapes_kilobytes: int = 1024
    source_findings: int = 1000


def read(project: Path, environment: Mapping[str, str], **given: str | int | None) -> Settings:
    """Merge what was given with the environment, the project's file and the defaults.

    Raises ProjectError that names every unknown or unreadable setting.
    """
    known = {setting.name: setting for setting in SETTINGS}
    values, problems = _written(project / "clustergraph.toml", known)
    prefix = "CLUSTERGRAPH_"
    values.update(
        {
            name: environment[prefix + name.upper()]
            for name in known
            if prefix + name.upper() in environment
        }
    )
    values.update({name: value for name, value in given.items() if value is not None})
    checked: dict[str, str | int] = {}
    for name, setting in known.items():
        value = values.get(name, setting.default)
        if isinstance(setting.default, str) and (not isinstance(value, str) or not value):
            problems.append((f"{name}: is no text", f"{name}: ist kein Text"))
        elif setting.choices and value not in setting.choices:
            known_ones = ", ".join(setting.choices)
            problems.append(
                (
                    f'{name}: "{value}" is none of {known_ones}',
                    f'{name}: "{value}" ist keine von {known_ones}',
                )
            )
        elif isinstance(setting.default, str):
            checked[name] = str(value)
        else:
            number = _whole_number(value)
            if number is None or number < setting.least:
                problems.append(
                    (
                        f'{name}: "{value}" is no whole number from {setting.least}',
                        f'{name}: "{value}" ist keine ganze Zahl ab {setting.least}',
                    )
                )
            else:
                checked[name] = number
    if problems:
        english, german = ("\n".join(words) for words in zip(*problems, strict=True))
        raise ProjectError(english, german=german)
    return Settings(**checked)  # type: ignore[arg-type]  # types follow the defaults


def _written(
    file: Path, known: Mapping[str, Setting]
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """Return what the project's file sets, and what is wrong with it in both languages."""
    values: dict[str, object] = {}
    problems: list[tuple[str, str]] = []
    fault = None if missing(file) else fault_of(file)
    if fault is not None:
        problems.append((f"{file.name}: {fault[0]}", f"{file.name}: {fault[1]}"))
    elif not missing(file):
        try:
            values.update(tomllib.loads(file.read_bytes().decode("utf-8-sig")))
            values.pop("sources", None)  # a table of its own, which the room of that name reads
        except tomllib.TOMLDecodeError as error:
            problems.append(
                (f"{file.name}: is no TOML: {error}", f"{file.name}: ist kein TOML: {error}")
            )
        except UnicodeDecodeError:
            words = (f"{file.name}: is not UTF-8", f"{file.name}: ist nicht in UTF-8")
            problems.append(words)
    problems += [
        (
            f"{file.name}: no setting is called {name}; known: {', '.join(known)}",
            f"{file.name}: keine Einstellung heißt {name}; bekannt: {', '.join(known)}",
        )
        for name in values
        if name not in known
    ]
    return values, problems


def _whole_number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None
