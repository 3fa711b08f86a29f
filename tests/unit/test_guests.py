"""What a worker that read the shapes of others says is taken apart, never believed."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest

from clustergraph.pipeline.guests.telling import read


@pytest.mark.parametrize(
    "change",
    [
        {"shapes": [["no iri", "", "violation", "", "", "a.ttl", 1]]},
        {"shapes": [["x:S", "", "grave", "", "", "a.ttl", 1]]},
        {"shapes": [["x:S", "", "violation", "", "", "a.ttl", "1"]]},
        {"results": [["<x:a> <x:b> <x:c> .", None, None, "x:S", "", "", []]]},
        {"results": [["<x:a>", None, None, "x:Unknown", "", "", []]]},
        {"results": [["<x:a>", None, None, "x:S", "", "", [["<x:a>", "<x:b>", "."]]]]},
        {"constraints": {"x:S": [[], [], None, {"maxCount": ["many"]}, [], []]}},
        {"constraints": {"x:S": [["p"], [], None, {}, [], []]}},
        {"findings": [["a.ttl", 1, 1, "https://example.org/#R", "", "", "info", None, None, None]]},
        {"tallies": {"x:S": [None, None]}},
    ],
)
def test_an_answer_is_not_believed(change: dict[str, Any]) -> None:
    """Whatever is not of its kind is refused, and the same answer without it is read."""
    place = PurePosixPath("a.ttl")
    good: dict[str, Any] = {"findings": [], "tallies": {}, "constraints": {}, "results": []}
    good["shapes"] = [["x:S", "", "violation", "", "", "a.ttl", 1]]
    assert read(json.dumps(good).encode(), [place], place).shapes[0].line == 1
    with pytest.raises(ValueError, match=r"no |counts nothing|is not a valid|unpack"):
        read(json.dumps({**good, **change}).encode(), [place], place)
