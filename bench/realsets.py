"""Read the real sets as plain records, for measurements of linking only.

    for record in ror(folder): ...

A small reader of its own: the shipped sources map the same files with every care, but a measurement
of names must not wait for a build. Nothing that is read here is written anywhere.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import pyoxigraph as ox
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from clustergraph import names
from clustergraph.linking import Identifier, Name, Record
from clustergraph.origin import Origin

_SKOS = names.PREFIXES["skos"]
_XL = names.PREFIXES["skosxl"]
_GRANT = "http://data.crossref.org/fundingdata/xml/schema/grant/grant-1.2/"
_ABBREVIATION = "http://data.crossref.org/fundingdata/vocabulary/abbrevName"
_SCHEMES = {"fundref": "funder-doi", "isni": "isni", "wikidata": "wikidata", "grid": "grid"}


def everything(data: Path) -> list[Record]:
    """Return the records of all real sets below ``data``, in a fixed order."""
    return [
        *ror(data / "ror"),
        *funders(data),
        *cordis(data / "cordis" / "h2020-organisations-2017"),
        *participants(data / "cordis" / "h2020-2022"),
        *beneficiaries(data / "eu-structural-funds"),
    ]


def ror(folder: Path) -> Iterator[Record]:
    """Yield the organisations of the Research Organization Registry that are in force."""
    path = folder / "ror-records-latest-v2schema.jsonl"
    place = PurePosixPath("ror", path.name)
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            one = json.loads(line)
            if one["status"] == "withdrawn":
                continue
            origin = Origin(place, number)
            key = one["id"].rpartition("/")[2]
            found = tuple(
                Name(name["value"], name["lang"], "acronym" in name["types"])
                for name in one["names"]
            )
            details = [where["geonames_details"] for where in one["locations"]]
            yield Record(
                names.mint("organisation", f"ror-{key}"),
                "ror",
                found,
                origin,
                country=details[0]["country_code"] if details else None,
                place=details[0]["name"] if details else None,
                identifiers=(
                    Identifier("ror", one["id"], origin),
                    *(
                        Identifier(_SCHEMES[ids["type"]], value, origin,
                                   is_main=len(ids["all"]) == 1 or value == ids["preferred"])
                        for ids in one["external_ids"]
                        for value in ids["all"]
                    ),
                ),
            )  # fmt: skip


def funders(data: Path) -> Iterator[Record]:
    """Yield the funders of the Crossref registry; countries come from the list of GeoNames."""
    path = data / "crossref-funder-registry" / "registry-2018-07.rdf"
    place = PurePosixPath("crossref-funder-registry", path.name)
    countries = geonames(data / "nace-nuts")
    with path.open(encoding="utf-8") as lines:
        line_of = {
            found[1]: number
            for number, line in enumerate(lines, 1)
            if (found := re.search(r'<skos:Concept rdf:about="([^"]+)"', line))
        }
    labels: dict[str, tuple[str, str | None]] = {}
    short: set[str] = set()
    named: dict[str, list[str]] = {}
    country: dict[str, str] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.RDF_XML):
        subject, predicate = _text(quad.subject), quad.predicate.value
        if predicate == _XL + "literalForm" and isinstance(quad.object, ox.Literal):
            labels[subject] = (quad.object.value, quad.object.language)
        elif predicate.endswith("usageFlag") and _text(quad.object) == _ABBREVIATION:
            short.add(subject)
        elif predicate in (_XL + "prefLabel", _XL + "altLabel"):
            named.setdefault(subject, []).append(_text(quad.object))
        elif predicate == _GRANT + "country":
            country[subject] = _text(quad.object)
    for iri, forms in named.items():
        origin = Origin(place, line_of.get(iri))
        known = tuple(Name(*labels[form], form in short) for form in sorted(forms))
        key = iri.rpartition("/")[2]
        yield Record(
            names.mint("organisation", f"funder-{key}"), "funders", known, origin,
            country=countries.get(country.get(iri, "").strip("/").rpartition("/")[2]),
            identifiers=(Identifier("funder-doi", iri, origin),),
        )  # fmt: skip


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else ""


def geonames(folder: Path) -> dict[str, str]:
    """Map the numbers of GeoNames for countries to their codes, by the lists of a folder."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("geonames*.txt")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                numbers = [cell for cell in row if re.fullmatch(r"\d{5,8}", cell)]
                codes = [cell for cell in row if re.fullmatch(r"[A-Z]{2}", cell)]
                if len(numbers) == 1 and len(codes) == 1:
                    found.setdefault(numbers[0], codes[0])
    return found


def cordis(folder: Path) -> Iterator[Record]:
    """Yield the organisations of Horizon 2020, one row each."""
    yield from _organisations(folder / "stacked_dump.csv", "cordis-2017", "orgId")


def participants(folder: Path) -> Iterator[Record]:
    """Yield the organisations that take part in projects, each at the first row that names it."""
    seen: set[str] = set()
    for record in _organisations(folder / "orgs_v1.csv", "cordis-2022", "organisationID"):
        if record.iri not in seen:
            seen.add(record.iri)
            yield record


def _organisations(path: Path, set_name: str, pic: str) -> Iterator[Record]:
    place = PurePosixPath("cordis", path.parent.name, path.name)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            if not row[pic]:
                continue
            origin = Origin(place, reader.line_num)
            ids = [Identifier("pic", row[pic], origin)]
            if row.get("vatNumber"):
                ids.append(Identifier("vat", row["vatNumber"], origin))
            found = [Name(row["name"])]
            if row["shortName"] and row["shortName"] != row["name"]:
                found.append(Name(row["shortName"], is_acronym=len(row["shortName"]) < 9))
            yield Record(
                names.mint("organisation", f"{set_name}-{row[pic]}"), set_name, tuple(found),
                origin, country=row["country"] or None, place=row["city"] or None,
                region=row.get("nutsCode") or None, identifiers=tuple(ids),
            )  # fmt: skip


def beneficiaries(folder: Path) -> Iterator[Record]:
    """Yield the beneficiaries of structural funds: each spelling of each list once."""
    for path in sorted(folder.rglob("*.csv")):
        fields = _fields(path)
        if not fields:
            continue
        country = path.relative_to(folder).parts[0][:2]
        state = path.relative_to(folder).parts[1].partition(".")[0]
        seen: set[str] = set()
        for number, row in _rows(path):
            name = (row.get(fields["beneficiary_name"]) or "").strip()
            town = (row.get(fields.get("beneficiary_city", "")) or "").strip()
            if not name or name in seen:
                continue
            seen.add(name)
            place = PurePosixPath("eu-structural-funds", path.relative_to(folder).as_posix())
            digest = names.statement(f"{place}:{number}")[-12:]
            yield Record(
                names.mint("organisation", f"beneficiary-{digest}"),
                "beneficiaries", (Name(" ".join(name.split())),), Origin(place, number),
                country=country, place=town.partition(",")[0] or None,
                region=state if len(state) in (3, 4) else None,
            )  # fmt: skip


def _fields(path: Path) -> dict[str, str]:
    """Return which column of a list holds what, by the description beside it."""
    for folder in (path.parent, path.parent.parent):
        described = folder / "source.description.yaml"
        if described.is_file():
            break
    else:
        return {}
    try:
        described_as = YAML(typ="safe", pure=True).load(described.read_text(encoding="utf-8"))
    except YAMLError:
        return {}
    for resource in described_as.get("resources") or ():
        if resource.get("path") == path.name:
            found = {
                field["maps_to"]: field["name"]
                for field in (resource.get("schema") or {}).get("fields") or ()
                if field.get("maps_to")
            }
            return found if "beneficiary_name" in found else {}
    return {}


def _rows(path: Path) -> Iterable[tuple[int, dict[str, str]]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    for row in reader:
        yield reader.line_num, {k: v for k, v in row.items() if isinstance(k, str) and v}
