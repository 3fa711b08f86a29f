"""Kinds of faults that shapes and reasoning tell: each cell can be read, and what it says is wrong.

``change`` rewrites one row, ``again`` writes a row once more under another key; what needs two
rows, or rows of two tables, is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from faultsheets import Copy, Fault, Kind, Row, Spot

Cells = Mapping[str, str]
When = Callable[[Cells], object]
New = Callable[[Cells], Cells]
Mend = str | None | Callable[[Cells], str | None]
TWICE = "again"  # how the key of a row written once more ends


def change(
    name: str,
    table: str | tuple[str, ...],
    rule: str,
    new: Cells | New,
    column: str | None,
    mend: Mend = None,
    when: When = bool,
    also: tuple[str, ...] = (),
) -> Kind:
    """Return a kind of fault that rewrites a row: ``column`` is told, ``also`` named with it."""

    def put(copy: Copy) -> Iterator[Fault]:
        for sheet, row, _ in copy.free(*((table,) if isinstance(table, str) else table)):
            assert row
            cells = sheet.cells(row)
            if when(cells):
                sheet.change(row, new(cells) if callable(new) else new)
                text = mend(cells) if callable(mend) else mend
                others = tuple(Spot(sheet, row, other) for other in also)
                yield Fault(rule, Spot(sheet, row, column), text, others)

    return Kind(name, put)


def again(
    name: str, table: str, rule: str, column: str, new: New = lambda _: {}, when: When = bool
) -> Kind:
    """Return a kind of fault that writes a row once more: told there, and the first named."""

    def put(copy: Copy) -> Iterator[Fault]:
        for sheet, row, _ in copy.free(table):
            assert row
            cells = sheet.cells(row)
            if when(cells):
                key = {"key": f"{cells['key']}--{TWICE}"}
                added = sheet.append(cells | key | new(cells))
                yield Fault(rule, Spot(sheet, added, column), None, (Spot(sheet, row, column),))

    return Kind(name, put)


def filled(*columns: str) -> When:
    """Return a test for rows in which these cells are filled."""
    return lambda cells: all(cells[column] for column in columns)


def within_a_year(name: str) -> When:
    """Return a test for rows with a time of one year, month or span whose bounds differ."""
    return lambda cells: (
        cells[f"{name}_earliest"] < cells[f"{name}_latest"]
        and cells[f"{name}_earliest"][:4] == cells[f"{name}_latest"][:4]
        and cells[name].isdigit()
    )


def is_whole(cells: Cells) -> bool:
    """Tell a row with a start and an end whose bounds do not overlap."""
    bounds = [cells[f"{name}_{end}"] for name in ("start", "end") for end in ("earliest", "latest")]
    return all(bounds) and bounds[1] < bounds[2]


def exact(name: str) -> When:
    """Return a test for rows in which the bounds of a time say no more than the time."""
    return lambda cells: (
        cells[name]
        and (
            (cells[f"{name}_earliest"], cells[f"{name}_latest"])
            in ((cells[name], cells[name]), (f"{cells[name]}-01-01", f"{cells[name]}-12-31"))
        )
    )


def turned(cells: Cells) -> Cells:
    """Swap start and end."""
    return {
        f"{one}{part}": cells[f"{other}{part}"]
        for one, other in (("start", "end"), ("end", "start"))
        for part in ("", "_earliest", "_latest")
    }


def shifted(name: str) -> New:
    """Return what moves the last possible day out of its year."""
    return lambda cells: {f"{name}_latest": "2999" + cells[f"{name}_latest"][4:]}


def emptied(*columns: str) -> Cells:
    """Return empty cells."""
    return dict.fromkeys(columns, "")


DATED = ("announcements", "awards", "observations", "foundations", "fundings", "calls", "sources")
LASTING = ("periods", "participations", "memberships", "tenures", "dated_names")


def times(name: str, tables: tuple[str, ...]) -> Iterator[Kind]:
    """Yield the faults of a time with its bounds: of a date, a start or an end."""
    first, last, title = f"{name}_earliest", f"{name}_latest", name.capitalize()
    yield change(
        f"a time of the {name} without bounds",
        tables,
        f"{title}HasABound",
        emptied(first, last),
        first,
        lambda c: c[first],
        exact(name),
    )
    yield change(
        f"bounds of the {name} without its time",
        tables,
        f"BoundOfThe{title}ComesWithIt",
        emptied(name),
        name,
        lambda c: c[name],
        lambda c: exact(name)(c) and "headline" not in c,  # these are a kind of their own
    )
    yield change(
        f"a last day of the {name} in another year",
        tables,
        f"{title}AgreesWithItsBounds",
        shifted(name),
        last,
        lambda c: c[last],
        exact(name),
    )
    yield change(f"a first day of the {name} after its last", tables,
                 f"Earliest{title}IsNotAfterLatest{title}",
                 lambda c: {first: c[last], last: c[first]}, first, lambda c: c[first],
                 within_a_year(name), (last,))  # fmt: skip


ROWS = (
    change("a start after the end", LASTING, "StartsBeforeItEnds", turned, "start_earliest",
           lambda c: c["start_earliest"], is_whole, ("end_latest",)),
    change("a thing without a label", "organisations",
           "LabelledThingHasAGermanOrEnglishLabel", emptied("label_de", "label_en"), "label_de",
           also=("label_en",)),
    change("a place without a label", "places", "LabelledThingHasAGermanOrEnglishLabel",
           emptied("label_de", "label_en"), "label_de", also=("label_en",)),
    change("a label with a space before it", "projects", "LabelHasNoSpaceAround",
           lambda c: {"label_de": " " + c["label_de"]}, "label_de", lambda c: c["label_de"],
           filled("label_de")),
    change("an amount without a currency", "fundings", "AmountHasACurrency",
           emptied("currency"), "currency", "eur", filled("amount")),
    change("an amount that does not say how exact it is", "fundings", "AmountSaysHowExactItIs",
           emptied("qualifier"), "qualifier", None, filled("amount")),
    change("an amount below zero", "fundings", "AmountIsPositive",
           lambda c: {"amount": "-" + c["amount"]}, "amount", None,
           lambda c: c["amount"] and c["kind"] != "total-budget"),
    change("a share of more than the whole", "fundings", "ShareIsAPercentage",
           {"share_percent": "150"}, "share_percent", None, filled("share_percent")),
    change("a duration of no months", "periods", "DurationIsPositive", {"months": "0"}, "months",
           None, filled("months")),
    change("a figure below zero", "observations", "ObservationHasOneValue",
           {"value": "-5"}, "value"),
    change("a region code in small letters", "places", "NutsCodeIsWellFormed",
           lambda c: {"nuts": c["nuts"].lower()}, "nuts", lambda c: c["nuts"], filled("nuts")),
    change("a region code with a hyphen", "places", "NutsCodeIsWellFormed",
           lambda c: {"nuts": c["nuts"][:2] + "-" + c["nuts"][2:]}, "nuts", lambda c: c["nuts"],
           lambda c: len(c["nuts"]) > 2),
    change("a country code in small letters", "places", "CountryCodeIsTwoCapitals",
           lambda c: {"country_code": c["country_code"].lower()}, "country_code",
           lambda c: c["country_code"], filled("country_code")),
    change("a place within itself", "places", "PlaceIsNotWithinItself",
           lambda c: {"within": c["key"]}, "within", None, lambda c: c["kind"] == "City"),
    change("an identifier with spaces", "identifiers", "IdentifierHasOneValue",
           lambda c: {"value": c["value"] + "  x"}, "value", lambda c: c["value"] + "x"),
    change("a member of itself", "memberships", "NobodyIsAMemberOfItself",
           lambda c: {"member": "organisation/" + c["organisation"]}, "member", None,
           lambda c: c["key"] in ("tu-dresden--silicon-saxony", "bts--erci"),
           ("organisation",)),
    change("a quotation without a speaker", "quotations", "QuotationHasASpeaker",
           emptied("speaker"), "speaker", None, lambda c: c["key"].endswith("1")),
    change("a quotation without words", "quotations", "QuotationHasWords",
           emptied("text_de", "text_en"), "text_de", None, lambda c: c["key"].endswith("2")),
    change("a dated name without the name", "dated_names", "DatedNameHasAName",
           emptied("name_de", "name_en"), "name_de"),
    change("a claim without an object", "claims", "ClaimHasAnObject",
           emptied("object", "value_de", "value_en", "value_number"), "object"),
    change("a claim without a reason", "claims", "ClaimHasAReason",
           emptied("reason_de", "reason_en"), "reason_de"),
    change("an announcement without a headline", "announcements", "AnnouncementHasAHeadline",
           emptied("headline_de", "headline_en", "headline"), "headline_de"),
    change("an announcement without a date", "announcements",
           "AnnouncementHasADateOrSaysItIsUnknown",
           emptied("date", "date_earliest", "date_latest", "date_unknown"), "date", None,
           filled("date")),
    change("an announcement with the bounds of its date alone", "announcements",
           "AnnouncementHasADateOrSaysItIsUnknown", emptied("date"), "date",
           lambda c: c["date"], exact("date")),
    change("an announcement with a date that is unknown", "announcements",
           "AnnouncementHasADateOrSaysItIsUnknown", {"date_unknown": "true"}, "date_unknown", "",
           filled("date")),
    change("an announcement without an address", "announcements", "AnnouncementHasAnAddress",
           emptied("url"), "url", None, filled("url")),
    change("a translation into the same language", "announcements",
           "TranslationIsInAnotherLanguage",
           lambda c: {"language": "de" if c["language"] == "en" else "en"}, "language", None,
           filled("translation_of")),
    change("a period that says nothing", "periods", "PeriodSaysWhen",
           emptied("start", "start_earliest", "start_latest", "end", "end_earliest",
                   "end_latest", "months"), "start", None, filled("start", "end")),
    change("a funder that is no organisation", "relations", "FunderIsAnOrganisation",
           {"from_funder": "place/de"}, "from_funder", None,
           filled("from_funder")),
    again("a participation written twice", "participations", "ParticipationIsWrittenOnce",
          "participant", when=lambda c: c["role"] == "partner"),
    again("memberships that overlap", "memberships", "MembershipDoesNotOverlapAnother",
          "member"),
    again("an identifier of two things", "identifiers", "IdentifierNamesOneThing", "value",
          lambda _: {"subject": "organisation/wfs"},
          lambda c: c["subject"] != "organisation/wfs"),
)  # fmt: skip


def strayed(table: str, column: str, rule: str, when: When) -> Callable[[Copy], Iterator[Fault]]:
    """Return what lets a cell refer to a country, each time to another: no thing of that kind.

    Their keys are like no other, so that there is no mend.
    """

    def put(copy: Copy) -> Iterator[Fault]:
        for sheet, row, _ in copy.free(table):
            for places, place, _ in copy.free("places"):
                assert row
                assert place
                key = places.cell(place, "key")
                if len(key.removeprefix("syn-")) == 2 and when(sheet.cells(row)):
                    sheet.change(row, {column: f"place/{key}"})
                    copy.use(place)
                    yield Fault(rule, Spot(sheet, row, column))

    return put


def follows_itself(copy: Copy) -> Iterator[Fault]:
    """Let a thing follow itself."""
    sheet = copy.sheets["relations"]
    for _, row, _ in copy.free("projects"):
        assert row
        thing = f"project/{row.cells[0]}"
        copy.use(row)
        added = _relate(copy, row, "follows-itself", {"subject": thing, "follows": thing})
        yield Fault("prp-irp", Spot(sheet, added, "follows"))


def follow_each_other(copy: Copy) -> Iterator[Fault]:
    """Let one thing supersede another that supersedes it."""
    sheet = copy.sheets["relations"]
    programmes = [row for _, row, _ in copy.free("programmes") if row]
    for one, other in pairwise(programmes):
        names = [f"programme/{row.cells[0]}" for row in (one, other)]
        first = _relate(copy, one, "a", {"subject": names[0], "follows": names[1]})
        second = _relate(copy, other, "b", {"subject": names[1], "follows": names[0]})
        copy.use(one, other)
        spots = [Spot(sheet, row, "follows") for row in (first, second)]
        yield Fault("prp-asyp", spots[0], None, (spots[1],))


def _relate(copy: Copy, like: Row, ending: str, cells: Mapping[str, str]) -> Row:
    """Add a relation, with the sources of the row of a thing."""
    sheet = copy.sheets["relations"]
    sources = sheet.cell(sheet.rows[0], "sources")
    return sheet.append({"key": f"{like.cells[0]}--{ending}", "sources": sources, **cells})


CONTRADICTIONS = (
    Kind(
        "a member that is a place",
        strayed("memberships", "member", "MembershipHasOneMember", lambda c: "2015" in c["key"]),
    ),
    Kind(
        "a participant that is a place",
        strayed(
            "participations",
            "participant",
            "ParticipationHasOneParticipant",
            lambda c: c["role"] == "partner",
        ),
    ),
    Kind(
        "a participation in a place",
        strayed(
            "participations",
            "project",
            "ParticipationIsInOneThing",
            lambda c: c["role"] == "partner",
        ),
    ),
    Kind("a thing that follows itself", follows_itself),
    Kind("two things that follow each other", follow_each_other),
    change(
        "an organisation that is a project",
        "organisations",
        "cax-adc",
        lambda c: {"kinds": c["kinds"] + " Project"},
        "kinds",
    ),
    change(
        "a place that is a person",
        "places",
        "cax-adc",
        {"kind": "Person"},
        "kind",
        None,
        lambda c: c["kind"] == "City",
    ),
)

SHAPES = (
    *times("date", DATED),
    *times("start", LASTING),
    *times("end", LASTING),
    *ROWS,
    *CONTRADICTIONS,
)
