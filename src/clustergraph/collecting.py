"""Memory where millions of objects come and go.

Python's search for circles of objects is paused while they are made: none of them is part of a
circle, and each pass goes through all of them again, a fifth of the time of validating five million
triples. What the C library keeps of what they took is given back between two steps of a build.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


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


def give_back() -> None:
    """Give the system back what nobody needs: what hangs in circles, and what is freed already.

    The C library of Linux keeps freed memory where something lies above it; elsewhere nothing more
    is done.
    """
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
