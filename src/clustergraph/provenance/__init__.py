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

__all__ = [
    "Cell",
    "Evidence",
    "Proof",
    "Words",
    "describe_files",
    "is_about_a_row",
    "open_evidence",
    "words_of_rows",
    "write_evidence",
]
