"""What the curated data still lack is counted, and the count may only fall."""

from __future__ import annotations

import pytest

from clustergraph import pipeline

WARNINGS = 65


@pytest.mark.slow
def test_the_curated_data_break_no_shape(built: pipeline.Built) -> None:
    """What is published has no violation."""
    assert built.report.violations == ()


@pytest.mark.slow
def test_the_number_of_warnings_only_falls(built: pipeline.Built) -> None:
    """Whoever mends a gap lowers the number above; nobody raises it."""
    warnings = len(built.report.findings) - len(built.report.violations)
    assert warnings <= WARNINGS
