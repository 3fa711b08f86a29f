"""A real server in its own process, on a free port, with a small published graph."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import small
from clustergraph.store import Generation

SERVE = (
    "import sys; from pathlib import Path; from clustergraph.settings import Settings; "
    "from clustergraph.web.serving import serve; "
    "serve(Path(sys.argv[1]), Path(sys.argv[2]), Settings(port=int(sys.argv[3]), query_seconds=3))"
)
START_SECONDS = 20
QUERIES = Path(__file__).parents[2] / "queries"


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Server:
    """A running server and the folder that it serves."""

    port: int
    root: Path
    queries: Path

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Send one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, named, response.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str | None = None, **headers: str) -> Reply:
        """Send a GET; keyword headers are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("GET", path, sent | ({"Accept": accept} if accept is not None else {}))


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def start(root: Path, queries: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a server process in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(root), str(queries), str(port)], start_new_session=True
    )


def await_answer(server: Server) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.get("/health")
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server as an operator would, and its group if that does not do."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the small graph."""
    folder = tmp_path_factory.mktemp("live")
    small.publish(folder / "var")
    made = Server(free_port(), folder / "var", small.write_questions(folder / "queries"))
    process = start(made.root, made.queries, made.port)
    try:
        await_answer(made)
        yield made
    finally:
        stop(process)


@pytest.fixture(scope="session")
def curated(generation: Generation) -> Iterator[Server]:
    """A server of the curated graph with the project's questions."""
    made = Server(free_port(), generation.path.parent, QUERIES)
    process = start(made.root, made.queries, made.port)
    try:
        await_answer(made)
        yield made
    finally:
        stop(process)
