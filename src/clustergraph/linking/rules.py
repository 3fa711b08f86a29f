"""What identifiers and decisions must keep, and how a broken rule is told."""

from __future__ import annotations

from typing import Final

from .. import names
from ..findings import Finding, RuleWords, Severity
from ..origin import Origin

_RULES: Final = (
    ("UnreadableIdentifier",
     "An identifier has the form of its scheme and the right check digits.",
     "Eine Kennung hat die Form ihres Systems und die richtigen Prüfziffern.", Severity.WARNING),
    ("SharedIdentifier",
     "An identifier names one thing of a source.",
     "Eine Kennung bezeichnet eine Sache einer Quelle.", Severity.WARNING),
    ("UnlikeThings",
     "Things with the same identifier have a country and words of their names in common.",
     "Sachen mit derselben Kennung haben das Land und Wörter der Namen gemeinsam.",
     Severity.WARNING),
    ("JoinedApart",
     "Identifiers do not join what a source or a decision keeps apart.",
     "Kennungen verbinden nicht, was eine Quelle oder eine Entscheidung trennt.", Severity.WARNING),
    ("ContradictoryDecisions",
     "Decisions about what is the same do not contradict each other.",
     "Entscheidungen darüber, was dasselbe ist, widersprechen einander nicht.", Severity.VIOLATION),
    ("DecisionAgainstIdentifier",
     "What is decided to be different shares no identifier.",
     "Was als verschieden entschieden ist, hat keine Kennung gemeinsam.", Severity.WARNING),
)  # fmt: skip

LINKING_RULES: Final[dict[str, RuleWords]] = {
    name: RuleWords(names.RULES + name, english, german, severity)
    for name, english, german, severity in _RULES
}


def finding(
    name: str,
    origin: Origin,
    english: str,
    german: str,
    *,
    value: str | None = None,
    focus: str | None = None,
    related: tuple[Origin, ...] = (),
) -> Finding:
    """Tell that the rule called ``name`` is broken at ``origin``.

    Raises KeyError for a rule that the table above does not hold.
    """
    rule = LINKING_RULES[name]
    return Finding(
        origin, rule.iri, english, german, rule.severity, value=value, focus=focus, related=related
    )
