"""Who says so: from a triple to its cell, its source and its words, or to its proof."""

from ..rules import Proof
from .evidence import (
    Cell,
    Evidence,
    Words,
    describe_files,
    is_about_a_row,
    open_evidence,
    words_of_rows,
    write_evidence,
)
from .explaining import Absence, Explanation, Status, explain, miss, why, why_not

__all__ = [
    "Absence",
    "Cell",
    "Evidence",
    "Explanation",
    "Proof",
    "Status",
    "Words",
    "describe_files",
    "explain",
    "is_about_a_row",
    "miss",
    "open_evidence",
    "why",
    "why_not",
    "words_of_rows",
    "write_evidence",
]
