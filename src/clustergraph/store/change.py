"""What differs between two generations, and how they share what does not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ..rdf import Triple


@dataclass(frozen=True, slots=True)
class Change:
    """What one graph gains and loses against the generation before.

    Each triple is named once: ``added`` are not there before, ``removed`` are there before, and no
    triple is in both.
    """

    added: Collection[Triple] = ()
    removed: Collection[Triple] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.added) or bool(self.removed)


def share(file: Path, target: Path) -> None:
    """Give a file that nobody writes to any more a second name, or copy it where there can be none.

    Raises FileExistsError when the target is there: to copy over it could write into a file that
    it shares with yet another generation.
    """
    try:
        os.link(file, target)
    except FileExistsError:
        raise
    except OSError:  # another file system, one without links, or too many links of one file
        shutil.copyfile(file, target)
