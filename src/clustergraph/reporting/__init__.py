"""Findings written down: for a terminal, a spreadsheet, an editor, a build server, an RDF store.

Each format is a function from an account of the findings to text. Nothing is read here but the
files that the findings point to, to know which characters a cell is.
"""

from .account import Account, Entry, Form
from .formats import FORMATS, Format, write

__all__ = ["FORMATS", "Account", "Entry", "Form", "Format", "write"]
