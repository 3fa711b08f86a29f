"""Sources made once a session; their tests are skipped where the real files are not at hand."""

from __future__ import annotations

import pytest

from realsources import SHARED, Real


def _real(name: str, folder: str, factory: pytest.TempPathFactory) -> Real:
    place = (SHARED / folder).resolve()
    if not place.is_dir():
        pytest.skip(f"the real files are not here: ../shared/data/{folder}")
    return Real(name, place, factory.mktemp(name))


@pytest.fixture(scope="session")
def cordis(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """CORDIS, staged and shaped."""
    return _real("cordis", "cordis", tmp_path_factory)


@pytest.fixture(scope="session")
def funds(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """The lists of beneficiaries, staged and shaped; a minute."""
    return _real("structural-funds", "eu-structural-funds", tmp_path_factory)
