"""Who says so: from a triple to its cell, its source and its words, or to its proof."""

from ..rules import Proof
from .cells import Cell, Words, words_of_rows
from .evidence import Evidence, describe_files, is_about_a_row, open_evidence
from .explaining import Absence, Explanation, Status, explain, miss, why, why_not
from .places import Places, amend_places, described, files, write_places
from .standing import PublishedGraph, triple_of

__all__ = [
    "Absence",
    "Cell",
    "Evidence",
    "Explanation",
    "Places",
    "Proof",
    "PublishedGraph",
    "Status",
    "Words",
    "amend_places",
    "describe_files",
    "described",
    "explain",
    "files",
    "is_about_a_row",
    "miss",
    "open_evidence",
    "triple_of",
    "why",
    "why_not",
    "words_of_rows",
    "write_places",
]
