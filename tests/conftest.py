"""What the tests share: the project's folder, and its graph built once a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from clustergraph import pipeline, store

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one flag renew what the tests compare with; the change is then read in the diff."""
    parser.addoption("--renew", action="store_true", help="write expected files anew")


@pytest.fixture(scope="session")
def renew(request: pytest.FixtureRequest) -> bool:
    """True when expected files are to be written anew."""
    return bool(request.config.getoption("--renew"))


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the curated project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material; a user's clone has none, and the test says so and skips."""
    if not SHARED.is_dir():
        pytest.skip("reads ../shared, which is not beside this clone")
    return SHARED


@pytest.fixture(scope="session")
def built(project: Path) -> pipeline.Built:
    """The curated graph, built from nothing."""
    return pipeline.build(project)


@pytest.fixture(scope="session")
def generation(built: pipeline.Built, tmp_path_factory: pytest.TempPathFactory) -> store.Generation:
    """The curated graph, published into a folder of its own."""
    return pipeline.publish(built, tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="session")
def graph(generation: store.Generation) -> Store:
    """The published store, opened for reading."""
    return store.open_store(generation.store_path)
