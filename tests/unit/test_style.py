"""The style sheet: colours that can be read, nothing from elsewhere."""

from __future__ import annotations

import re
from importlib import resources

import pytest

SHEET = (resources.files("clustergraph.web") / "static" / "style.css").read_text(encoding="utf-8")
LEAST = 4.5  # WCAG 2.2, 1.4.3
TEXTS = ("ink", "muted", "accent")
GROUNDS = ("paper", "raised", "accent-soft", "warn-soft")
PAIRS = [*((t, g) for t in TEXTS for g in GROUNDS), ("warn", "warn-soft"), ("paper", "accent")]


def colours(scheme: str) -> dict[str, str]:
    """Return the colours by name; the dark ones stand in the second block."""
    blocks = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    found = blocks[0] if scheme == "light" else blocks[1]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", found))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    digits = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    """Black on white is 21; the grey at the border is just too pale."""
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777", "#fff") < LEAST < contrast("#767676", "#fff")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    """Every text colour stands out from every ground it stands on."""
    found = colours(scheme)
    assert contrast(found[text], found[ground]) >= LEAST


def test_the_sheet_loads_nothing() -> None:
    """No fonts, images or sheets from anywhere."""
    assert not re.search(r"url\(|@import|https?:", SHEET)
