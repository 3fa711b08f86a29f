"""One thing, many sources: what the same identifier names is linked, what is called alike is told.

The rooms: ``records`` (what is compared), ``gathering`` (records from triples), ``identifiers``
(their normal forms), ``decisions`` (what was decided by hand), ``links`` (who is the same by an
identifier or a decision, and what speaks against it), ``alike`` (whether that can be at all),
``stating`` (links as triples), ``folding`` (names in comparable form, by the tables of
``wording``), ``candidates`` (which names are worth comparing), ``scoring`` (how alike two records
are, and why), ``rules`` (what may be wrong, in words), ``proofs`` (why a link holds, for
``clustergraph why``).
"""

from .decisions import Decision, Sets, Verdict
from .gathering import Gathered, gather, may_link
from .links import Link, Links, link
from .proofs import PROOFS
from .records import Identifier, Name, Record
from .rules import LINKING_RULES
from .stating import triples_of

__all__ = [
    "LINKING_RULES",
    "PROOFS",
    "Decision",
    "Gathered",
    "Identifier",
    "Link",
    "Links",
    "Name",
    "Record",
    "Sets",
    "Verdict",
    "gather",
    "link",
    "may_link",
    "triples_of",
]
