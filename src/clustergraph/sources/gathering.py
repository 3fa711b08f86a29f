"""The publisher's files: found below the folder that the operator names, and opened with care.

Nothing outside that folder is read, no link to a folder is followed (a loop has no end), and what
unpacks to more than it should is stopped while it does.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from ..findings import Finding
from ..opening import fault_of, missing
from ..origin import Origin
from ..tables.rules import finding
from . import listing
from .plan import Source

# A gzip file of text shrinks to a tenth; one that grows a thousandfold is a bomb (zlib's limit is
# 1032:1, and only zeros or a repeated letter come near).
MOST_RATIO: Final = 200
_FREE_BYTES: Final = 64 * 1024 * 1024  # small files may repeat themselves as they like
_PIECE: Final = 1024 * 1024


class UnusableFile(Exception):
    """A file cannot be used; has the finding that says why."""

    def __init__(self, found: Finding) -> None:
        super().__init__(str(found))
        self.finding = found


@dataclass(frozen=True, slots=True)
class Found:
    """A publisher's file: where it lies, its name below the source's folder, and how it is shown.

    ``shown`` is relative to the project where the operator wrote it so.
    """

    path: Path
    name: str
    shown: PurePosixPath

    @property
    def is_packed(self) -> bool:
        """True when it is a gzip file by its name."""
        return self.name.endswith(".gz")


def root_of(project: Path, source: Source) -> Path:
    """Return the folder of the publisher's files."""
    return project / (source.place or "")


def gather(
    project: Path, source: Source, pattern: str, line: int
) -> tuple[list[Found], list[Finding]]:
    """Return the files that a pattern names, sorted by name, and what is wrong with them.

    A pattern is a path below the folder; ``*`` stands for any characters but a slash, ``**`` for
    any folders.
    """
    root = root_of(project, source)
    at = Origin(source.toml, line)
    if not root.is_dir():
        found = finding(
            "BadSourceFile", at,
            f"{source.place} is no folder; clustergraph.toml says where the files lie",
            f"{source.place} ist kein Ordner; clustergraph.toml sagt, wo die Dateien liegen",
        )  # fmt: skip
        return [], [found]
    if not os.access(root, os.R_OK | os.X_OK):
        found = finding(
            "BadSourceFile", at, f"{source.place} may not be read: permission denied",
            f"{source.place} darf nicht gelesen werden: Zugriff verweigert",
        )  # fmt: skip
        return [], [found]
    files: list[Found] = []
    findings: list[Finding] = []
    for name in _matching(root, PurePosixPath(pattern)):
        shown = source.shown(name)
        try:
            _check(root / name, root, shown)
        except UnusableFile as error:
            findings.append(error.finding)
        else:
            files.append(Found(root / name, name, shown))
    if not files and not findings:
        findings.append(
            finding("BadSourceFile", at, f"no file in {source.place} is called so",
                    f"keine Datei in {source.place} heißt so", value=pattern)
        )  # fmt: skip
    return files, findings


def _matching(root: Path, pattern: PurePosixPath) -> list[str]:
    """Return the names below ``root`` that fit a pattern, sorted; a plain path fits itself."""
    if not any(sign in str(pattern) for sign in "*?["):
        return [] if missing(root / pattern) else [str(pattern)]
    return sorted(name for name in _below(root) if _fits(name.split("/"), list(pattern.parts)))


def _below(root: Path) -> Iterator[str]:
    """Yield every file below a folder by its name; links to folders are not followed."""
    for folder, folders, files in os.walk(root, followlinks=False):
        folders.sort()
        for name in files:
            yield (Path(folder) / name).relative_to(root).as_posix()


def _fits(parts: list[str], pattern: list[str]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[i:], pattern[1:]) for i in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def _check(path: Path, root: Path, shown: PurePosixPath) -> None:
    """Raise UnusableFile for what is no plain file that may be read."""
    fault = fault_of(path)
    if fault is None and not path.resolve().is_relative_to(root.resolve()):
        fault = ("leads out of the folder of the source", "führt aus dem Ordner der Quelle hinaus")
    if fault is not None:
        raise unusable(shown, *fault)


def unusable(
    shown: PurePosixPath, english: str, german: str, line: int | None = None
) -> UnusableFile:
    """Return the error that a file cannot be used."""
    return UnusableFile(finding("BadSourceFile", Origin(shown, line), english, german))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def located(project: Path, source: Source) -> list[Found]:
    """Return every file of a source that can be read, sorted; who needs another tells."""
    found = {
        file.shown: file
        for pattern in source.patterns
        for file in gather(project, source, *pattern)[0]
    }
    for staged in source.files:
        if staged.format == "described":
            files, _ = gather(project, source, staged.path, staged.line)
            names = [file.name for file in files]
            for name in listing.further_files(project, source, staged, names):
                shown = source.shown(name)
                found[shown] = Found(root_of(project, source) / name, name, shown)
    return [file for _, file in sorted(found.items())]


def digests(project: Path, source: Source) -> dict[PurePosixPath, tuple[str, str]]:
    """Return every file of a source, as it is shown, with its name and SHA-256.

    What cannot be read is left out; who needs it tells.
    """
    return {file.shown: (file.name, digest(file.path)) for file in located(project, source)}


def unpack(file: Found, target: Path) -> Path:
    """Return the file itself, or where its content lies when it is packed.

    Raises UnusableFile when it is no gzip file, is cut short, or unpacks to more than 200 times
    its size (and 64 MiB).
    """
    if not file.is_packed:
        return file.path
    most = max(_FREE_BYTES, file.path.stat().st_size * MOST_RATIO)
    try:
        with gzip.open(file.path, "rb") as packed, target.open("wb") as plain:
            _copy(packed, plain.write, most)  # type: ignore[arg-type]  # GzipFile reads as a file
    except OverflowError:
        target.unlink(missing_ok=True)
        raise unusable(file.shown, f"unpacks to more than {most} bytes",
                       f"wird entpackt größer als {most} Bytes") from None  # fmt: skip
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise unusable(file.shown, f"is no whole gzip file: {error}",
                       f"ist keine ganze gzip-Datei: {error}") from error  # fmt: skip
    return target


def _copy(source: BinaryIO, write: Callable[[bytes], object], most: int) -> None:
    done = 0
    while piece := source.read(_PIECE):
        done += len(piece)
        if done > most:
            raise OverflowError
        write(piece)
