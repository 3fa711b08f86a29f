"""A synthetic project like CORDIS: its rows, one after another, the same for the same seed.

Skew as in the real thing: organisations join projects by preferential attachment (Simon's model:
every sixth participation is by a newcomer, all others go to organisations in proportion to
how often they took part before), so the number of projects of an organisation follows a power law;
consortia are mostly small and some are large; fields and regions are unequal.

Only ``random.Random.random`` is used: Python promises its sequence, and not that of ``choice``.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from words import COUNTRIES, FIELDS, GOALS, NARROWER, ORGANISATIONS, PROGRAMMES

T = TypeVar("T")
Write = Callable[[str, Mapping[str, str]], int]

SOURCE = "synthetic-project"
TABLES = (
    "calls", "fields", "fundings", "funds", "identifiers", "names", "organisations",
    "participations", "periods", "places", "programmes", "projects", "relations", "sites",
    "sources", "topics",
)  # fmt: skip
_NEWCOMERS = 0.16
_FOUNDERS = 40
_SMALLEST = 60  # triples of a project with one participant, a little more than measured
_DAY = datetime.timedelta(days=1)


@dataclass
class World:
    """Writes rows until ``wish`` triples about the world are reached.

    ``write`` takes a table's name and the cells of a row, and returns how many triples they give.
    """

    wish: int
    seed: int
    write: Write
    count: int = 0
    cities: list[str] = field(default_factory=list)
    leaves: list[tuple[str, str, str]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    organisations: int = 0
    pool: list[int] = field(default_factory=list)
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311  # a repeatable sequence is what is wanted

    def run(self) -> None:
        """Write the whole project."""
        self._source()
        self._places()
        self._fields()
        self._programmes()
        number = 0
        while self.wish - self.count > _SMALLEST // 2:
            number += 1
            self._project(number)

    def _put(self, table: str, **cells: str) -> None:
        if table != "sources":
            cells["sources"] = SOURCE
        self.count += self.write(table, cells)

    def _pick(self, items: Sequence[T], skew: float = 1.0) -> T:
        """Pick one; with a skew above 1 the first are picked more often."""
        return items[int(len(items) * self.random.random() ** skew)]

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _source(self) -> None:
        self._put(
            "sources",
            key=SOURCE,
            kind="dataset",
            title="Synthetic project of clustergraph (synthetische Daten): nothing in it is true",
            title_verbatim="true",
            publisher="clustergraph, bench/generate.py (synthetic, synthetisch)",
            language="en",
            url=f"https://example.org/synthetic?seed={self.seed}",
            licence="CC0-1.0",
        )

    def _places(self) -> None:
        """Write countries, regions in them, and towns in these: more for a larger project."""
        breadth = 1 + (self.wish >= 20_000) + 2 * (self.wish >= 150_000) + 2 * (self.wish >= 10**6)
        countries = COUNTRIES[: 6 + 6 * (breadth > 1) + 16 * (breadth > 2)]
        for nuts, code, de, en in sorted(countries):
            country = f"syn-{nuts.lower()}"
            self._put(
                "places", key=country, kind="Country", label_de=de, label_en=en, nuts=nuts,
                country_code=code,
            )  # fmt: skip
            for first in range(1, breadth + 1):
                region = f"{country}{first}"
                self._put(
                    "places", key=region, kind="Region", country_code=code, within=country,
                    label_de=f"Synthetische Region {de} {first}",
                    label_en=f"Synthetic region {en} {first}", nuts=f"{nuts}{first}",
                )  # fmt: skip
                for second in range(1, breadth + 1):
                    city = f"{region}{second}"
                    self.cities.append(city)
                    self._put(
                        "places", key=city, kind="City", nuts=f"{nuts}{first}{second}",
                        label_de=f"Synthetische Stadt {de} {first}{second}", within=region,
                    )  # fmt: skip
        ranks = {f"syn-{country[0].lower()}": rank for rank, country in enumerate(countries)}
        self.cities.sort(key=lambda city: ranks[city[:6]])  # the first are picked most often

    def _fields(self) -> None:
        """Write a tree of fields; organisations and projects carry its leaves."""
        wide = len(FIELDS) if self.wish >= 20_000 else 2
        narrow = len(NARROWER) if self.wish >= 150_000 else 6
        for broad, (de, en) in enumerate(FIELDS[:wide]):
            self._put(
                "fields", key=f"syn-{broad:02}", scheme="field", label_de=de, label_en=en,
                definition_en=f"synthetic broad field of {en}",
            )  # fmt: skip
            for number, (leaf_de, leaf_en) in enumerate(NARROWER[:narrow]):
                key = f"syn-{broad:02}-{number:02}"
                self.leaves.append((key, leaf_de, leaf_en))
                self._put(
                    "fields", key=key, scheme="field", label_de=f"{leaf_de} ({de})",
                    label_en=f"{leaf_en} ({en})", alt_en=f"{leaf_en} in {en}",
                    broader=f"syn-{broad:02}",
                )  # fmt: skip

    def _programmes(self) -> None:
        """Write funder, fund, programmes and their calls; projects answer calls."""
        funder = "syn-funder"
        self._put(
            "organisations", key=funder, kinds="Funder PublicAuthority",
            label_de="Synthetischer Fördergeber", label_en="Synthetic Funder",
        )  # fmt: skip
        self._put(
            "funds", key="syn-fund", label_de="Synthetischer Fonds", label_en="Synthetic Fund"
        )
        self._relation("fund/syn-fund", "from_funder", f"organisation/{funder}")
        for number in range(4 if self.wish < 20_000 else 16):
            de, en = PROGRAMMES[number % 4 == 3]
            key = f"syn-{number:02}"
            self._put(
                "programmes", key=key, kind="Initiative" if number % 4 == 3 else "Programme",
                label_de=de % number, label_en=en % number,
            )  # fmt: skip
            if number % 2:
                self._relation(f"programme/{key}", "from_fund", "fund/syn-fund")
            else:
                self._relation(f"programme/{key}", "from_funder", f"organisation/{funder}")
            for turn in range(2 if self.wish < 150_000 else 8):
                year = 2008 + (number + turn) % 14
                call = f"{key}-{turn}"
                self.calls.append((call, key))
                self._put(
                    "calls", key=call, label_de=f"Synthetischer Aufruf {number}.{turn}",
                    label_en=f"Synthetic call {number}.{turn}", code=f"SYN-{number:02}-{turn}",
                    **_time("date", f"{year}"),
                )  # fmt: skip
                self._relation(f"call/{call}", "under_programme", f"programme/{key}")

    def _relation(self, subject: str, property_: str, object_: str) -> None:
        key = "--".join(part.replace("/", "-") for part in (subject, property_, object_))
        self._put("relations", key=key.replace("_", "-"), subject=subject, **{property_: object_})

    def _project(self, number: int) -> None:
        """Write one project with its period, participants, money and fields."""
        key = f"syn-{number:06}"
        field_key, field_de, field_en = self._pick(self.leaves, 1.6)
        goal_de, goal_en = self._pick(GOALS)
        title = {"full_title_en": f"{goal_en} {field_en} (synthetic {number})"}
        if self._chance(0.5):
            title["full_title_de"] = f"{goal_de} {field_de} (synthetisch {number})"
        self._put("projects", key=key, label_de=f"SYN{number}", label_en=f"SYN{number}", **title)
        start = datetime.date(2008, 1, 1) + int(self.random.random() * 5000) * _DAY
        start = start.replace(day=1)
        months = self._pick((12, 24, 36, 36, 36, 48, 48, 60))
        end = _after(start, months) - _DAY
        self._put(
            "periods", key=key, subject=f"project/{key}", months=str(months),
            **_time("start", start.isoformat()), **_time("end", end.isoformat()),
        )  # fmt: skip
        others = {self._pick(self.leaves, 1.6)[0] for _ in range(self._pick((0, 0, 1, 2)))}
        for leaf in sorted(others | {field_key}):
            self._put("topics", key=f"{key}--{leaf}", subject=f"project/{key}", field=leaf)
        call, programme = self._pick(self.calls)
        self._relation(f"project/{key}", "under_call", f"call/{call}")
        self._money(key, call, programme, start, self._consortium(key, start, end))

    def _consortium(self, project: str, start: datetime.date, end: datetime.date) -> list[int]:
        """Write who takes part, in the order of their keys; one coordinates."""
        wanted = 1
        if self._chance(0.8):  # a fifth are grants to one, as those for single researchers are
            tail = (1 - self.random.random()) ** -0.5 - 1
            wanted = min(60, 2 + int(4 * tail) + self._pick(range(4)))
        left = (self.wish - self.count - _SMALLEST) // 18
        partners: set[int] = set()
        for _ in range(max(1, min(wanted, left))):
            partners.add(self._organisation())
        ordered = sorted(partners)
        coordinator = self._pick(ordered)
        for number in ordered:
            role = "coordinator" if number == coordinator else "partner"
            if role == "partner" and self._chance(0.08):
                role = "associated-partner"
            dates: dict[str, str] = {}
            if role != "coordinator" and self._chance(0.1):
                dates = _time("start", _after(start, 3).isoformat()[:7])
                dates |= _time("end", end.isoformat()[:4])
            self._put(
                "participations", key=f"{project}--o{number:06}", role=role,
                participant=f"organisation/syn-o{number:06}", project=f"project/{project}", **dates,
            )  # fmt: skip
        return ordered

    def _organisation(self) -> int:
        """Return an organisation: one that is known, the busier the likelier, or a new one."""
        # The first are newcomers nearly all, or else the very first would be in every project.
        newcomers = max(_NEWCOMERS, _FOUNDERS / (_FOUNDERS + len(self.pool)))
        if not self._chance(newcomers):
            number = self._pick(self.pool)
        else:
            self.organisations += 1
            number = self.organisations
            self._found(number)
        self.pool.append(number)
        return number

    def _found(self, number: int) -> None:
        """Write a new organisation with its site and names."""
        key = f"syn-o{number:06}"
        _, kinds, de, en = self._kind()
        _, field_de, field_en = self._pick(self.leaves)
        label_de, label_en = f"{de % field_de} {number}", f"{en % field_en} {number}"
        spoken = self.random.random()
        self._put(
            "organisations", key=key, kinds=kinds, label_de=label_de if spoken < 0.7 else "",
            label_en=label_en if spoken > 0.4 else "",
        )  # fmt: skip
        city = self._pick(self.cities, 2.2)
        address = f"Musterstraße {number % 199 + 1}, synthetisch" if self._chance(0.5) else ""
        self._put(
            "sites", key=f"{key}--{city}", organisation=f"organisation/{key}", place=city,
            kind="seat" if address else "city", address=address,
        )  # fmt: skip
        if self._chance(0.6):
            self._put(
                "identifiers", key=f"{key}--pic", subject=f"organisation/{key}", scheme="pic",
                value=f"{number:09}",  # the form of a PIC; real ones begin with 8 or 9
            )  # fmt: skip
        if self._chance(0.4):
            self._put(
                "names", key=f"{key}--short", subject=f"organisation/{key}",
                abbreviation=f"SYN-O{number}",
            )  # fmt: skip

    def _kind(self) -> tuple[int, str, str, str]:
        draw = self.random.random() * 100
        for row in ORGANISATIONS:
            draw -= row[0]
            if draw < 0:
                return row
        return ORGANISATIONS[0]

    def _money(
        self, project: str, call: str, programme: str, start: datetime.date, partners: list[int]
    ) -> None:
        """Write the grant with its total and each participant's share, which add up to it."""
        weights = [0.3 + self.random.random() for _ in partners]
        cents = int((80_000 + 400_000 * self.random.random()) * 100) * len(partners)
        shares = [max(1, int(cents * weight / sum(weights))) for weight in weights]
        total = sum(shares)
        funded = {"funded": f"project/{project}", "currency": "eur"}
        self._put(
            "fundings", key=f"{project}--granted", call=call, kind="granted", qualifier="exact",
            amount=_euros(total), grant_number=f"SYN{project[4:]}", **funded,
            **_time("date", start.isoformat()),
            quote_en=f"synthetic grant of {_euros(total)} euros",
        )  # fmt: skip
        for number, share in zip(partners, shares, strict=True):
            self._put(
                "fundings", key=f"{project}--o{number:06}", kind="eu-share", qualifier="exact",
                recipient=f"organisation/syn-o{number:06}", amount=_euros(share),
                share_percent=f"{max(1, round(1000 * share / total)) / 10:.1f}", **funded,
            )  # fmt: skip
        if self._chance(0.7):
            self._put(
                "fundings", key=f"{project}--total-budget", kind="total-budget",
                programme=programme, qualifier="approximate",
                amount=_euros(total + int(total * 0.4 * self.random.random())), **funded,
            )  # fmt: skip


def _time(name: str, edtf: str) -> dict[str, str]:
    """Return the cells of a date: EDTF with its first and last possible day."""
    first = datetime.date.fromisoformat((edtf + "-01-01")[:10])
    last = first
    if len(edtf) < 10:
        last = _after(first, 1 if len(edtf) == 7 else 12) - _DAY
    return {name: edtf, f"{name}_earliest": first.isoformat(), f"{name}_latest": last.isoformat()}


def _after(day: datetime.date, months: int) -> datetime.date:
    """Return the first of the month so many months later."""
    whole = day.year * 12 + day.month - 1 + months
    return datetime.date(whole // 12, whole % 12 + 1, 1)


def _euros(cents: int) -> str:
    """Write cents as euros, as a curator would: two digits after the point."""
    return f"{cents // 100}.{cents % 100:02}"
