"""Whether a path is a file that can be read, asked before anybody opens it.

A pipe would wait for ever and a device never end, so what a path is must be known first. The answer
is in words for the person who put it there.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

Words = tuple[str, str]
_GERMAN: Final = {
    errno.EACCES: "Zugriff verweigert",
    errno.EPERM: "nicht erlaubt",
    errno.ENOENT: "nicht vorhanden",
    errno.ELOOP: "die Verweise laufen im Kreis",
    errno.ENOTDIR: "ein Teil des Pfades ist kein Ordner",
    errno.EISDIR: "ein Ordner",
    errno.EEXIST: "schon vorhanden",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.ENOSPC: "kein Platz mehr auf dem Datenträger",
    errno.EDQUOT: "das Kontingent ist erschöpft",
    errno.EFBIG: "die Datei wird zu groß",
    errno.EROFS: "der Datenträger ist schreibgeschützt",
    errno.EIO: "Fehler beim Lesen oder Schreiben",
    errno.EMFILE: "zu viele offene Dateien",
    errno.ENOMEM: "zu wenig Arbeitsspeicher",
}


def words_of(error: OSError) -> Words:
    """Return what the system says of an error, in English and in German."""
    english = (error.strerror or str(error)).lower()
    return english, _GERMAN.get(error.errno or 0, english)


def fault_of(path: Path) -> Words | None:
    """Return why a path is no file that can be read, in English and in German; None if it can.

    Follows links. Nothing is opened.
    """
    try:
        kind = path.stat().st_mode
    except OSError as error:
        if error.errno == errno.ENOENT and path.is_symlink():
            return "is a link to nothing", "ist ein Verweis ins Leere"
        if error.errno == errno.ELOOP:
            return "is a link that leads to itself", "ist ein Verweis, der zu sich selbst führt"
        english, german = words_of(error)
        return f"cannot be opened: {english}", f"lässt sich nicht öffnen: {german}"
    if stat.S_ISDIR(kind):
        return ("is a folder; a file is expected",
                "ist ein Ordner; erwartet wird eine Datei")  # fmt: skip
    if not stat.S_ISREG(kind):
        return ("is no plain file, but a pipe or a device",
                "ist keine gewöhnliche Datei, sondern eine Pipe oder ein Gerät")  # fmt: skip
    if not os.access(path, os.R_OK):
        return ("may not be read: permission denied",
                "darf nicht gelesen werden: Zugriff verweigert")  # fmt: skip
    return None


def missing(path: Path) -> bool:
    """Tell whether there is nothing of that name, not even a link.

    What lies in a folder that may not be entered is not missing: ``fault_of`` says what is wrong.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
