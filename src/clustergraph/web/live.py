"""The published generation that is being served, and the change to the next one.

Each request borrows the generation that is current when it comes and keeps it to its end. A new one
is seen by the link alone: one ``readlink`` a request, about a microsecond.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ..errors import StoreError
from ..provenance import open_evidence
from ..querying.lookup import Lookup
from ..querying.pool import Bounds, Pool
from ..store import Generation, current


class Live:
    """One open generation: its workers for guests, its store and its evidence for the house.

    Raises StoreError when a part of it cannot be opened.
    """

    def __init__(self, generation: Generation, bounds: Bounds) -> None:
        self.generation = generation
        self.lookup = Lookup(generation.store_path)
        self.evidence = open_evidence(generation)
        self.pool = Pool(generation.store_path, bounds)
        stamp = (generation.path / "manifest.json").stat().st_mtime
        self.modified = datetime.fromtimestamp(int(stamp), UTC)
        self.users = 0
        self.is_retired = False

    def close(self) -> None:
        """End the workers and let go of the files."""
        self.pool.close()
        self.evidence.close()


class Publications:
    """Lends the current generation; safe to share between threads."""

    def __init__(self, root: Path, bounds: Bounds) -> None:
        self.bounds = bounds
        self._root = root
        self._lock = threading.Lock()
        self._live: Live | None = None

    @contextmanager
    def borrowed(self) -> Iterator[Live]:
        """Lend the current generation. Raises StoreError when none can be opened."""
        live = self._take()
        try:
            yield live
        finally:
            self._give_back(live)

    def _take(self) -> Live:
        with self._lock:
            if self._live is None or self._live.generation.name != self._current_name():
                self._switch()
            if self._live is None:
                raise StoreError(f"nothing is published in {self._root}")
            self._live.users += 1
            return self._live

    def _give_back(self, live: Live) -> None:
        with self._lock:
            live.users -= 1
            is_over = live.is_retired and live.users == 0
        if is_over:
            live.close()

    def _current_name(self) -> str | None:
        try:
            return os.readlink(self._root / "current")  # noqa: PTH115  # twice as quick as pathlib
        except OSError:
            return None

    def _switch(self) -> None:
        """Open what is current now; a generation that cannot be opened leaves the last one on."""
        try:
            fresh = Live(current(self._root), self.bounds)
        except StoreError:
            if self._live is None:
                raise
            return
        old, self._live = self._live, fresh
        if old is not None:
            old.is_retired = True
            if old.users == 0:
                old.close()

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            if self._live is not None:
                self._live.close()
                self._live = None
