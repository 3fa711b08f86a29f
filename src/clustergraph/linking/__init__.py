"""One thing, many sources: what the same identifier names is linked, what is called alike is told.

The rooms: ``records`` (what is compared), ``identifiers`` (their normal forms), ``links`` (who is
the same by an identifier or a decision, and what speaks against it), ``decisions`` (what was decided
by hand), ``folding`` (names in comparable form, by the table of ``wording``), ``candidates`` (which
names are worth comparing), ``scoring`` (how alike two records are, and why).
"""

from .records import Identifier, Name, Record

__all__ = ["Identifier", "Name", "Record"]
