"""One source's shapes, run in a process that is killed at the deadline.

What goes wrong with them is one finding that names the file and the limit; it is never an error,
for the shapes of the project and of other sources have their say whatever one source does.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from ... import names
from ...findings import Finding
from ...isolation import frames
from ...isolation.process import Cause, DiedError, LateError, LongError, Worker, cause_of
from ...origin import Origin
from .telling import Told, place_of, plain, read

_WORKER: Final = f"{__package__}.worker"
_START_SECONDS: Final = 120  # to load the engines takes 1 s, and a graph of two million triples 4
_GRACE_SECONDS: Final = 2  # the parent kills at the deadline, the kernel's alarm after it
_KILOBYTE: Final = 1024
_LONGEST: Final = 64 * _KILOBYTE * _KILOBYTE  # of an answer
_LAST_WORDS: Final = 200
_UNUSABLE: Final = "the shapes cannot be used: "  # as the engines begin; here they are one shape

_Words = tuple[str, str]  # in English and in German


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the shapes of one source may use; named and measured as the settings are."""

    source_shapes_seconds: float = 30
    source_shapes_megabytes: int = 2048
    source_shapes_kilobytes: float = 1024
    source_findings: int = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """A source with shapes of its own; its folder and files relative to the project."""

    name: str
    folder: PurePosixPath
    files: tuple[PurePosixPath, ...]

    @property
    def place(self) -> Origin:
        """The file, or the folder where there are several."""
        return Origin(self.files[0] if len(self.files) == 1 else self.folder)


class UnrunnableError(Exception):
    """The shapes of a source could not be run to the end; ``finding`` says why."""

    def __init__(self, origin: Origin, english: str, german: str, value: str | None = None) -> None:
        super().__init__(english)
        rule = names.RULES + "UnrunnableShapes"
        said = None if value is None else plain(value)
        self.finding = Finding(origin, rule, plain(english), plain(german), value=said)


def sources_of(project: Path) -> list[Source]:
    """List the sources that bring shapes (``sources/<name>/shapes/*.ttl``), sorted by name."""
    found = []
    for folder in sorted((project / "sources").glob("*/shapes")):
        place = PurePosixPath(folder.relative_to(project).as_posix())
        files = tuple(place / path.name for path in sorted(folder.glob("*.ttl")))
        if files:
            found.append(Source(folder.parent.name, place, files))
    return found


def content_of(project: Path, source: Source, bounds: Bounds) -> tuple[bytes, ...]:
    """Return the bytes of the files of a source.

    Raises UnrunnableError when they are more than ``source_shapes_kilobytes``, or cannot be read.
    """
    left = int(bounds.source_shapes_kilobytes * _KILOBYTE)
    content = []
    for path in source.files:
        try:
            if not (project / path).is_file():
                raise OSError("no file")  # a pipe would never end
            with (project / path).open("rb") as file:
                content.append(file.read(left + 1))
        except OSError as error:
            reason = error.strerror or str(error)
            raise UnrunnableError(
                Origin(path), f"cannot be read: {reason}", f"ist nicht lesbar: {reason}"
            ) from None
        left -= len(content[-1])
        if left < 0:
            most = bounds.source_shapes_kilobytes
            raise UnrunnableError(
                Origin(path),
                f"with it the shapes of {source.name} are longer than source_shapes_kilobytes"
                f" allows ({most})",
                f"damit sind die Shapes von {source.name} länger, als source_shapes_kilobytes"
                f" erlaubt ({most})",
            )
    return tuple(content)


def ask(project: Path, source: Source, graph: Path, ontology: int, bounds: Bounds) -> Told:
    """Return what the shapes of a source say of the graph in a file of N-Triples.

    Its first ``ontology`` lines are the ontology. Raises UnrunnableError when the worker is late,
    dies, needs too much memory or finds too much.
    """
    conversation = _Conversation(project, source, bounds)
    try:
        worker = Worker(_WORKER, str(graph), str(ontology), str(bounds.source_shapes_megabytes))
    except OSError as error:
        raise conversation.failed(*_other(str(error))) from None
    is_dying = False
    try:
        return conversation.hold(worker)
    except LateError:
        raise conversation.failed(*_late(bounds)) from None
    except LongError:
        raise conversation.failed(*_many(bounds)) from None
    except DiedError:
        is_dying = True
        raise conversation.failed(*_dead(worker.end(is_dying=True), bounds)) from None
    finally:
        if not is_dying:
            worker.end()


class _Conversation:
    """What is asked and answered, and where the worker is with it."""

    def __init__(self, project: Path, source: Source, bounds: Bounds) -> None:
        self._project, self._source, self._bounds = project, source, bounds
        self._origin, self._shape = source.place, None

    _origin: Origin
    _shape: str | None

    def failed(self, english: str, german: str) -> UnrunnableError:
        """Return why it ended, at the shape that ran last."""
        return UnrunnableError(self._origin, english, german, self._shape)

    def hold(self, worker: Worker) -> Told:
        """Ask, and listen to the end. Raises LateError, LongError, DiedError, UnrunnableError."""
        worker.receive(time.monotonic() + _START_SECONDS, _KILOBYTE)
        bounds, source = self._bounds, self._source
        deadline = time.monotonic() + bounds.source_shapes_seconds
        worker.send(
            {
                "project": str(self._project),
                "source": source.name,
                "files": [str(path) for path in source.files],
                "seconds": bounds.source_shapes_seconds + _GRACE_SECONDS,
                "most": bounds.source_findings,
            }
        )
        answer = bytearray()
        while True:
            letter, payload = worker.receive(deadline, _LONGEST - len(answer))
            if letter == frames.NOTE:
                self._note(payload)
            elif letter == frames.DATA:
                answer += payload
            elif letter == frames.END:
                return self._understood(bytes(answer))
            else:
                raise self._fault(payload)

    def _note(self, payload: bytes) -> None:
        source = self._source
        try:
            said = json.loads(payload)
            self._origin = place_of(said["path"], said["line"], None, source.files, source.folder)
            self._shape = None if said["shape"] is None else names.shorten(str(said["shape"]))
        except (KeyError, RecursionError, TypeError, ValueError):
            self._origin = source.place

    def _understood(self, answer: bytes) -> Told:
        try:
            return read(answer, self._source.files, self._source.folder)
        except ValueError as error:
            raise self.failed(*_other(str(error))) from None

    def _fault(self, payload: bytes) -> UnrunnableError:
        try:
            said = json.loads(payload)
            kind, message = str(said["kind"]), str(said["message"])
        except (KeyError, RecursionError, TypeError, ValueError):
            kind, message = "", ""
        if kind == "many":
            return UnrunnableError(self._source.place, *_many(self._bounds))
        message = message.removeprefix(_UNUSABLE)[:_LAST_WORDS]
        return self.failed(*_other(message))


def _late(bounds: Bounds) -> _Words:
    limit = f"source_shapes_seconds ({bounds.source_shapes_seconds:g})"
    return (
        f"did not end within {limit}: the shapes of this source were stopped, and none is told of",
        f"endete nicht innerhalb von {limit}: die Shapes dieser Quelle wurden angehalten",
    )


def _many(bounds: Bounds) -> _Words:
    limit = f"source_findings allows ({bounds.source_findings})"
    german = f"source_findings erlaubt ({bounds.source_findings})"
    return (
        f"the shapes of this source find more than {limit}; none of it is told",
        f"die Shapes dieser Quelle finden mehr, als {german}; nichts davon wird gemeldet",
    )


def _dead(end: tuple[int, str], bounds: Bounds) -> _Words:
    code, words = end
    cause = cause_of(code, words)
    if cause is Cause.MEMORY:
        most = bounds.source_shapes_megabytes
        return (
            f"needs more memory than source_shapes_megabytes allows ({most})",
            f"braucht mehr Speicher, als source_shapes_megabytes erlaubt ({most})",
        )
    if cause is Cause.STACK:
        return (
            "is nested too deeply to be run",
            "ist zu tief geschachtelt, um ausgeführt zu werden",
        )
    lines = words.strip().splitlines()
    return _other(f"exit code {code}" + (f", {lines[-1][:_LAST_WORDS]}" if lines else ""))


def _other(reason: str) -> _Words:
    return (f"cannot be run: {reason}", f"lässt sich nicht ausführen: {reason}")


def late(source: Source, bounds: Bounds, found: Sequence[object]) -> UnrunnableError:
    """Return that the cells of so many results could not all be found in time."""
    seconds = f"{bounds.source_shapes_seconds:g}"
    return UnrunnableError(
        source.place,
        f"the cells of {len(found)} findings of this source were not found within"
        f" source_shapes_seconds ({seconds})",
        f"die Zellen von {len(found)} Befunden dieser Quelle wurden nicht innerhalb von"
        f" source_shapes_seconds ({seconds}) gefunden",
    )
