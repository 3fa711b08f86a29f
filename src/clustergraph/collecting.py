"""Python's search for circles of objects, paused while millions of tuples are made.

None of them is part of a circle, and each pass goes through all of them again: a fifth of the time
of validating five million triples.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Let no search for circles begin in this block; it holds for the whole process."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
