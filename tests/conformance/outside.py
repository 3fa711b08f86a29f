"""Run the outside suites and print one line for each: ``NAME: N passed, M failed, K skipped``.

The suites of CSV on the Web run in this process. Those of SPARQL are run by the runners beside
them, over HTTP against our own server in its own process: the tests of queries with their data
published by a bridge, the tests of updates against the server alone, which takes none. What failed
is written into a folder that the last line names. Exits 1 when a test of CSV on the Web fails for
no known reason, and 0 otherwise: what the server does not do is counted, not held against it.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import bridge  # noqa: E402  # lies beside this script

import csvwsuite  # noqa: E402  # lies in tests/

SHARED = HERE.parents[2] / "shared"
SERVE = (
    "import sys; from pathlib import Path; from clustergraph.settings import Settings; "
    "from clustergraph.web.serving import serve; "
    "serve(Path(sys.argv[1]), Path(sys.argv[2]), Settings(port=int(sys.argv[3]), query_seconds=10))"
)
START_SECONDS = 30
LAST_LINE = re.compile(r"(\d+) passed, (\d+) failed, (\d+) skipped\s*$")
# The folders of the suite that only test updates.
UPDATES = (
    r"/(add|basic-update|clear|copy|delete|delete-data|delete-insert|delete-where|drop|move"
    r"|syntax-update-[12]|update-silent)/"
)
QUERY_PROTOCOL = r"^(query_|bad_query|bad_multiple_queries)"
UPDATE_PROTOCOL = r"^(update_|bad_update|bad_multiple_updates)"


def say(line: str) -> None:
    """Print a line now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def known(name: str) -> set[str]:
    """Return the tests of a suite that are known to fail."""
    lines = (HERE / "known-csvw.txt").read_text("utf-8").splitlines()
    parts = [line.partition("#")[0].split(maxsplit=2) for line in lines]
    return {part[1] for part in parts if part and part[0] == name}


def run_csvw(suite: Path, name: str, out: Path) -> bool:
    """Run a suite of CSV on the Web; return whether only known tests fail."""
    found = list(csvwsuite.faults(suite, name))
    failed = {case.name: fault for case, fault in found if fault is not None}
    text = "".join(f"{test}\t{fault}\n" for test, fault in failed.items())
    (out / f"{name}.txt").write_text(text, encoding="utf-8")
    say(f"{name}: {len(found) - len(failed)} passed, {len(failed)} failed, 0 skipped")
    return failed.keys() == known(name)


@contextmanager
def served(root: Path, queries: Path) -> Iterator[str]:
    """Run our server on what is published under ``root``; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(root), str(queries), str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{address}/health", timeout=2).close()  # noqa: S310  # ours
                break
            except (urllib.error.URLError, OSError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def run_sparql(name: str, runner: Path, words: Sequence[str], out: Path) -> None:
    """Run a runner and print its last line under a name."""
    command = [sys.executable, str(runner), *words, "--out", str(out / f"{name}.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=out)
    match = LAST_LINE.search(done.stdout)
    if match is None:
        say(f"{name}: 0 passed, 0 failed, 0 skipped (the runner ended: {done.stderr[-200:]!r})")
        return
    say(f"{name}: {match[1]} passed, {match[2]} failed, {match[3]} skipped")


def run_all_sparql(folder: Path, out: Path) -> None:
    """Run the suites of SPARQL: queries, updates, protocol, graph store, service description."""
    suite = SHARED / "suites" / "rdf-tests" / "sparql" / "sparql11"
    runners = SHARED / "runners"
    root, queries = folder / "var", folder / "queries"
    queries.mkdir()
    with bridge.running(root) as update, served(root, queries) as address:
        endpoint = ["--endpoint", f"{address}/sparql"]
        known_words = ["--known", str(runners / "known-oxigraph-0.5.13.txt")]
        manifest = ["--suite", str(suite / "manifest-all.ttl")]
        language, protocol = runners / "sparql_suite.py", runners / "protocol_suite.py"
        run_sparql(
            "sparql-query", language,
            [*manifest, *endpoint, "--update", update, *known_words, "--exclude", UPDATES], out,
        )  # fmt: skip
        run_sparql("sparql-update", language, [*manifest, *endpoint, "--only", UPDATES], out)
        parts = ["--suite", str(suite), *endpoint]
        run_sparql(
            "sparql-protocol-query", protocol,
            [*parts, "--update", update, "--only", QUERY_PROTOCOL], out,
        )  # fmt: skip
        run_sparql("sparql-protocol-update", protocol, [*parts, "--only", UPDATE_PROTOCOL], out)
        rest = f"^(?!{QUERY_PROTOCOL[1:]}|{UPDATE_PROTOCOL[1:]})"
        run_sparql("sparql-graph-store-and-description", protocol, [*parts, "--only", rest], out)


def main() -> int:
    """Run everything that is there."""
    if not SHARED.is_dir():
        say("skipped: the suites lie in ../shared, which is not beside this clone")
        return 0
    out = Path(tempfile.mkdtemp(prefix="conformance-"))
    tests = SHARED / "suites" / "csvw" / "tests"
    results = [run_csvw(tests, name, out) for name in csvwsuite.SUITES]
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        run_all_sparql(Path(folder), out)
    say(f"what failed stands in {out}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
