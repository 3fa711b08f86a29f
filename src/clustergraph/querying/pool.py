"""Queries under limits: a few processes that may die, and a parent that kills them in time.

The only clock here is the monotonic one, for deadlines; no answer depends on it.
"""

from __future__ import annotations

import json
import queue
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from ..errors import EndpointBusy, QueryTimeout, ResultTooLarge, StoreError
from ..isolation import frames
from ..isolation.process import DiedError, LateError, Worker
from ..rdf import Format, Term
from . import limits
from .answers import Answer, Kind, format_named, formats_of, kind_of
from .faults import death_of, error_of

_WORKER: Final = f"{__package__}.worker"
_START_SECONDS: Final = 20  # a worker is ready after about 0.2 s; a loaded machine may take long
_GRACE_SECONDS: Final = 2  # the parent kills at the deadline, the kernel's alarm after it
_MEGABYTE: Final = 1024 * 1024
_SPOOL: Final = _MEGABYTE  # an answer up to this size stays in memory


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one query may use; named and measured as the settings are."""

    query_seconds: float = 30
    query_megabytes: int = 2048
    answer_megabytes: float = 256
    query_kilobytes: int = 256
    query_depth: int = 64
    query_workers: int = 2


class Pool:
    """Answers queries on one published store; safe to share between threads.

    Workers start in the background, so that a pool stands within milliseconds. An empty slot in
    the queue is a worker that must be started first.
    """

    def __init__(self, store_path: Path, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self._store_path = store_path
        self._slots: queue.SimpleQueue[Worker | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_closed = False
        self._graphs: frozenset[str] | None = None
        self._is_guarded = False
        for _ in range(self.bounds.query_workers):
            self._slots.put(self._start())

    # -- what users call ---------------------------------------------------------------------

    def ask(
        self,
        query: str,
        format: Format | str | None = None,  # noqa: A002  # the word of the field
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        substitutions: Mapping[str, Term] | None = None,
    ) -> Answer:
        """Answer a query, whole.

        ``format`` is one of ``formats_of(kind_of(form))``, or its name, or None for the usual
        one. The graphs are those of the protocol (SPARQL 1.1 Protocol, section 2.1.4) and replace
        those that the query names.
        ``substitutions`` binds variables of the query to terms; a SELECT must project them.

        Raises UnknownThing for a format, QueryRefused, QuerySyntaxError, QueryTimeout,
        QueryOutOfMemory, ResultTooLarge, EndpointBusy, and StoreError when the store cannot be
        read.
        """
        deadline = time.monotonic() + self.bounds.query_seconds
        scan = self.check(query)
        for graph in (*default_graphs, *named_graphs):
            limits.refuse_unknown_graph(graph, self.graphs)
        if not default_graphs and not named_graphs:
            default_graphs, named_graphs = scan.default_graphs, scan.named_graphs
        kind = kind_of(scan.form)
        if not isinstance(format, Format):
            format = format_named(format, kind) if format else formats_of(kind)[0]  # noqa: A001
        question = {
            "query": query,
            "kind": kind,
            "format": format.name,
            "default_graphs": list(dict.fromkeys(default_graphs)),
            "named_graphs": list(dict.fromkeys(named_graphs)),
            "substitutions": dict(substitutions or {}),
        }
        return self._run(question, format, deadline)

    def check(self, query: str) -> limits.Scan:
        """Read a query's words. Raises QueryRefused for what this endpoint does not do."""
        bounds = self.bounds
        return limits.check(query, self.graphs, bounds.query_kilobytes, bounds.query_depth)

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the store's named graphs. Raises StoreError when it cannot be read."""
        if self._graphs is None:
            with self._worker(time.monotonic() + _START_SECONDS):
                pass  # a worker that was taken is ready, and has named them
        return self._graphs or frozenset()

    @property
    def is_guarded(self) -> bool:
        """True when the kernel closes the network to the workers."""
        return bool(self.graphs is not None and self._is_guarded)

    def close(self) -> None:
        """End the workers: idle ones now, busy ones after their answer."""
        with self._lock:
            self._is_closed = True
        with suppress(queue.Empty):
            while True:
                worker = self._slots.get_nowait()
                if worker is not None:
                    worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- how it is done ----------------------------------------------------------------------

    def _run(self, question: dict[str, Any], format: Format, deadline: float) -> Answer:  # noqa: A002
        """Run a question that was checked; tests of the second wall come in here."""
        with self._worker(deadline) as worker:
            remaining = max(0.0, deadline - time.monotonic())
            worker.send({**question, "seconds": remaining + _GRACE_SECONDS})
            file = tempfile.SpooledTemporaryFile(_SPOOL)  # noqa: SIM115  # the answer closes it
            try:
                return self._collect(worker, question["query"], format, file, deadline)
            except BaseException:
                file.close()
                raise

    def _collect(
        self,
        worker: Worker,
        query: str,
        format: Format,  # noqa: A002
        file: IO[bytes],
        deadline: float,
    ) -> Answer:
        kind, size = Kind.TABLE, 0
        while True:
            letter, payload = worker.receive(deadline)
            if letter == frames.DATA:
                size += len(payload)
                if size > self.bounds.answer_megabytes * _MEGABYTE:
                    raise ResultTooLarge(
                        f"the answer is longer than answer_megabytes allows "
                        f"({self.bounds.answer_megabytes}) and is never cut; ask for less at a "
                        "time with LIMIT and OFFSET, or aggregate"
                    )
                file.write(payload)
            elif letter == frames.KIND:
                kind = Kind(payload.decode())
            elif letter == frames.END:
                file.seek(0)
                return Answer(kind, format, size, file)
            else:
                fault = json.loads(payload)
                error = error_of(
                    fault["kind"], fault["message"], query, self.bounds.query_megabytes
                )
                raise _FaultError(error) from None

    @contextmanager
    def _worker(self, deadline: float) -> Iterator[Worker]:
        """Lend a ready worker; put it back after, or another in its place if it must die."""
        try:
            worker = self._slots.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise EndpointBusy(
                f"all {self.bounds.query_workers} workers were busy for query_seconds "
                f"({self.bounds.query_seconds}); try again later"
            ) from None
        survivor: Worker | None = None
        try:
            worker = worker or self._start_now()
            self._await_ready(worker)
            yield worker
            survivor = worker
        except _FaultError as reported:
            survivor = worker
            raise reported.error from None
        except LateError:
            raise QueryTimeout(
                f"the query ran longer than query_seconds allows ({self.bounds.query_seconds}) "
                "and was stopped"
            ) from None
        except DiedError:
            code, words = worker.end(is_dying=True) if worker else (0, "")
            worker = None
            raise death_of(code, words, self.bounds.query_megabytes) from None
        finally:
            if survivor is None and worker is not None:
                worker.end()
            self._return(survivor or self._start())

    def _await_ready(self, worker: Worker) -> None:
        """Read what a fresh worker says of its store. Raises StoreError when it cannot serve."""
        if worker.is_ready:
            return
        try:
            letter, payload = worker.receive(time.monotonic() + _START_SECONDS)
        except LateError:
            raise StoreError(f"no worker was ready after {_START_SECONDS} s") from None
        except DiedError:
            raise StoreError(
                f"no worker can open {self._store_path} within query_megabytes "
                f"({self.bounds.query_megabytes})"
            ) from None
        said = json.loads(payload)
        if letter != frames.READY:
            raise StoreError(f"{self._store_path} cannot be opened: {said['message']}")
        worker.is_ready = True
        self._graphs, self._is_guarded = frozenset(said["graphs"]), said["guarded"]

    def _fresh(self) -> Worker:
        return Worker(_WORKER, str(self._store_path), str(self.bounds.query_megabytes))

    def _start_now(self) -> Worker:
        try:
            return self._fresh()
        except OSError as error:
            raise EndpointBusy(f"no worker could be started: {error}") from error

    def _start(self) -> Worker | None:
        """Start a worker; an empty slot where that fails, to be tried again when it is needed."""
        with self._lock:
            if self._is_closed:
                return None
            try:
                return self._fresh()
            except OSError:
                return None

    def _return(self, worker: Worker | None) -> None:
        with self._lock:
            if not self._is_closed:
                self._slots.put(worker)
                return
        if worker is not None:
            worker.end()


class _FaultError(Exception):
    """A fault that the worker told and survived."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error
