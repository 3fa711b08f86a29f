"""How a node with dates, roles or money is said in one line.

The graph says what is dated or paid as a node of its own (a participation, a funding). A reader
wants a line: who, then what else is known. Each pattern names the properties in that order; the end
from which the reader comes is left out. A kind without a pattern is shown by its name alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .. import vocab

# Slots that several properties fill together.
WHEN: Final = "when"  # start and end, or a date, or the words of the source for it
SPAN: Final = "span"  # start and end alone
MONEY: Final = "money"  # amount, qualifier and currency
FIGURE: Final = "figure"  # value, qualifier and currency
NAME: Final = "name"  # the node's own label

NODE_SLOTS: Final = {
    WHEN: (vocab.START, vocab.END, vocab.DATE, vocab.DATE_WORDS),
    SPAN: (vocab.START, vocab.END),
    MONEY: (vocab.AMOUNT, vocab.QUALIFIER, vocab.CURRENCY),
    FIGURE: (vocab.VALUE, vocab.QUALIFIER, vocab.CURRENCY),
}
# Values that say nothing without a word beside them, in English and German.
WITH_WORDS: Final = {
    vocab.DURATION_MONTHS: ("{} months", "{} Monate"),
    vocab.SHARE_PERCENT: ("{} %", "{} %"),
    vocab.ROUND: ("round {}", "Runde {}"),
    vocab.GRANT_NUMBER: ("grant number {}", "Zuwendungsnummer {}"),
    vocab.CHECKED_ON: ("checked {}", "geprüft {}"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of node: what is said first, what follows, and where it is listed.

    ``ends`` maps a property that leads from the node to a thing, to the name of the section under
    which the node stands on that thing's page. ``is_thing`` is true for what has a page worth
    reading of its own: its line links to it, and its evidence stands there. ``joint`` stands after
    the first word.
    """

    main: tuple[str, ...]
    rest: tuple[str, ...]
    ends: dict[str, str]
    is_thing: bool = False
    joint: str = " – "


PATTERNS: Final[dict[str, Pattern]] = {
    "period": Pattern(
        (SPAN, vocab.PERIOD_OF), (vocab.DURATION_MONTHS,), {vocab.PERIOD_OF: "periods"}
    ),
    "foundation": Pattern(
        (vocab.FOUNDATION_KIND, vocab.FOUNDATION_OF), (WHEN,),
        {vocab.FOUNDATION_OF: "foundations"},
    ),
    "name": Pattern(
        (vocab.SKOSXL_LITERAL_FORM, vocab.NAME_OF), (WHEN,), {vocab.NAME_OF: "dated_names"}
    ),
    "change": Pattern(
        (NAME,),
        (vocab.CHANGE_KIND, WHEN),
        {vocab.ORG_ORIGINAL_ORGANIZATION: "changes", vocab.ORG_RESULTING_ORGANIZATION: "changes"},
        is_thing=True,
    ),
    "membership": Pattern(
        (vocab.ORG_MEMBER, vocab.ORG_ORGANIZATION),
        (vocab.ORG_ROLE, vocab.ROLE, WHEN),
        {vocab.ORG_MEMBER: "memberships", vocab.ORG_ORGANIZATION: "members"},
    ),
    "participation": Pattern(
        (vocab.PARTICIPANT, vocab.PARTICIPATION_IN),
        (vocab.ROLE, vocab.THROUGH_UNIT, WHEN),
        {
            vocab.PARTICIPANT: "participations",
            vocab.PARTICIPATION_IN: "participants",
            vocab.THROUGH_UNIT: "participations",
        },
    ),
    "tenure": Pattern(
        (vocab.HOLDER, vocab.POST),
        (WHEN,),
        {vocab.HOLDER: "posts_held", vocab.POST: "holders"},
    ),
    "funding": Pattern(
        (MONEY, vocab.FUNDING_FOR),
        (
            vocab.FUNDING_KIND, vocab.SHARE_PERCENT, vocab.RECIPIENT, vocab.UNDER_CALL,
            vocab.UNDER_PROGRAMME, vocab.FROM_FUND, vocab.FROM_FUNDER, vocab.ROUND,
            vocab.GRANT_NUMBER, WHEN,
        ),
        {
            vocab.FUNDING_FOR: "fundings",
            vocab.RECIPIENT: "fundings",
            vocab.UNDER_CALL: "money_given",
            vocab.UNDER_PROGRAMME: "money_given",
            vocab.FROM_FUND: "money_given",
            vocab.FROM_FUNDER: "money_given",
        },
    ),
    "award": Pattern(
        (vocab.AWARDED, vocab.SKOS_PREF_LABEL, vocab.RECIPIENT),
        (vocab.AWARDED_BY, vocab.UNDER_PROGRAMME, vocab.ROUND, WHEN),
        {
            vocab.RECIPIENT: "awards",
            vocab.AWARDED_BY: "awards_given",
            vocab.UNDER_PROGRAMME: "awards_given",
            vocab.AWARDED: "awards_given",
        },
    ),
    "observation": Pattern(
        (vocab.MEASURE, FIGURE, vocab.OBSERVATION_OF),
        (WHEN,),
        {vocab.OBSERVATION_OF: "observations", vocab.MEASURE: "observations"},
        joint=": ",
    ),
    "output": Pattern(
        (NAME,),
        (vocab.OUTPUT_KIND, vocab.OUTPUT_OF, vocab.FIELD, vocab.DCT_SPATIAL, vocab.LEADS_TO),
        {vocab.OUTPUT_OF: "outputs", vocab.FIELD: "outputs", vocab.DCT_SPATIAL: "outputs"},
        is_thing=True,
    ),
    "event": Pattern(
        (NAME,),
        (vocab.EVENT_KIND, WHEN, vocab.PLACE),
        {vocab.EVENT_OF: "events", vocab.PLACE: "events"},
        is_thing=True,
    ),
    "contribution": Pattern(
        (vocab.AGENT, vocab.CONTRIBUTION_TO),
        (vocab.ROLE, vocab.TEXT, vocab.ABOUT),
        {
            vocab.AGENT: "contributions",
            vocab.CONTRIBUTION_TO: "contributors",
            vocab.ABOUT: "contributions",
        },
    ),
    "site": Pattern(
        (vocab.PLACE, vocab.SITE_OF),
        (vocab.SITE_KIND, vocab.ADDRESS, WHEN),
        {vocab.SITE_OF: "sites", vocab.PLACE: "located_here"},
    ),
    "identifier": Pattern(
        (vocab.IDENTIFIER_SCHEME, vocab.SKOS_NOTATION, vocab.IDENTIFIER_OF),
        (vocab.SCHEMA_URL, vocab.CHECKED_ON),
        {vocab.IDENTIFIER_OF: "identifiers", vocab.IDENTIFIER_SCHEME: "identifiers"},
        joint=": ",
    ),
    "note": Pattern(
        (vocab.TEXT,),
        (vocab.NOTE_ON, vocab.CONCERNS, vocab.ASPECT, WHEN),
        {vocab.NOTE_ON: "notes", vocab.CONCERNS: "notes_concerning"},
    ),
    "quotation": Pattern(
        (vocab.SCHEMA_TEXT,),
        (vocab.SCHEMA_CREATOR, vocab.IN_CAPACITY, vocab.ABOUT, vocab.SCHEMA_IS_PART_OF),
        {
            vocab.SCHEMA_CREATOR: "quotations",
            vocab.ABOUT: "quotations",
            vocab.SCHEMA_IS_PART_OF: "quotations",
            vocab.IN_CAPACITY: "quotations",
        },
    ),
    "assertion": Pattern(
        (vocab.TEXT,),
        (vocab.ASSERTED_BY, vocab.ABOUT, vocab.SCHEMA_IS_PART_OF),
        {
            vocab.ASSERTED_BY: "assertions",
            vocab.ABOUT: "assertions",
            vocab.SCHEMA_IS_PART_OF: "assertions",
            vocab.QUOTATION: "assertions",
        },
    ),
    "announcement": Pattern(
        (NAME,),
        (vocab.SCHEMA_PUBLISHER, WHEN),
        {
            vocab.SCHEMA_MENTIONS: "announcements",
            vocab.REPORTS_ON: "announcements",
            vocab.LINKS_TO: "announcements",
            vocab.CONTACT: "announcements",
            vocab.SCHEMA_PUBLISHER: "published",
            vocab.SCHEMA_TRANSLATION_OF_WORK: "translations",
        },
        is_thing=True,
    ),
}  # fmt: skip

# The order of the sections on a page; what a pattern names must stand here.
SECTIONS: Final = (
    "periods", "foundations", "dated_names", "changes", "members", "memberships", "participants",
    "participations", "posts", "holders", "posts_held", "fundings", "money_given", "awards",
    "awards_given", "observations", "outputs", "events", "contributors", "contributions", "sites",
    "located_here", "identifiers", "notes", "notes_concerning", "quotations", "assertions",
    "translations", "published", "announcements",
)  # fmt: skip
NEWEST_FIRST: Final = frozenset(("announcements", "published", "awards", "events"))
