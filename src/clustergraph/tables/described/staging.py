"""Lists of beneficiaries, each read as its description says, stacked as rows of one common model.

The columns are those of the publisher's model, whose names ``maps_to`` uses, and before them what
the reading adds: the place of the record, the list, the hints, and the cells as they stood. Amounts
come out as plain decimals, days as EDTF, other text with folded white space; what cannot be read in
one way only is kept, but with a reason in ``_aside``. No record is left out here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from ...findings import Finding
from ...origin import Origin
from ..mends import nearest
from ..rules import finding
from . import amounts, days
from .descriptions import Description, Field, Resource, read_description, read_model
from .opening import Opened, Record, open_list
from .spelling import parted, slug, tidy, words_of
from .supplement import Supplement

_ADDED: Final = (
    "_file", "_record", "_aside", "_list", "_title", "_language", "_web", "_published",
    "_digest", "_person", "_parted", "_cells",
)  # fmt: skip
_NAME: Final = "beneficiary_name"
_PROJECT: Final = "project_name"
_COUNTRY: Final = "beneficiary_country"

_DATA: Final = (".csv", ".json", ".xlsx")

Row = tuple[str | None, ...]
Shown = Callable[[str], PurePosixPath]


@dataclass(slots=True)
class Lists:
    """All lists that descriptions name: the columns, the rows as they come, what was found.

    ``findings`` is whole only when ``rows`` has run to its end, and so is ``files``: the data files
    that were read, by their names below the folder, and the descriptions themselves.
    """

    columns: tuple[str, ...]
    rows: Iterator[Row]
    findings: list[Finding] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def stage_lists(
    root: Path, descriptions: Sequence[str], shown: Shown, supplement: Supplement
) -> Lists:
    """Read the lists that descriptions below ``root`` name.

    ``shown`` gives the place by which findings show a file below ``root``. Every row has a text or
    None for each of ``columns``. Nothing outside ``root`` is read.
    """
    found: list[Finding] = []
    model = _read_model(root, shown, supplement, found)
    kinds = (f"{name}_kind" for name in model if _is_amount(name))
    columns = (*_ADDED, *model, *(name for name in kinds if name not in model))
    lists = Lists(columns, iter(()), found)
    lists.rows = _Reader(root, shown, supplement, model, lists).rows(descriptions)
    return lists


def files_beside(root: Path, descriptions: Sequence[str], supplement: Supplement) -> list[str]:
    """Return the names of the files that lists can depend on beside their descriptions."""
    names = {supplement.model} if (root / supplement.model).is_file() else set()
    for description in descriptions:
        folder = (root / description).parent
        names |= {
            path.relative_to(root).as_posix()
            for path in folder.iterdir()
            if path.suffix.lower() in _DATA and path.is_file()
        }
    return sorted(names)


def _read_model(
    root: Path, shown: Shown, supplement: Supplement, found: list[Finding]
) -> tuple[str, ...]:
    place = shown(supplement.model)
    try:
        data = (root / supplement.model).read_bytes()
    except OSError:
        found.append(finding("BadList", Origin(place), "the common model is missing",
                             "das gemeinsame Modell fehlt"))  # fmt: skip
        return ()
    return read_model(data, place, found)


@dataclass(slots=True)
class _Column:
    """A column of a data file: where it stands, what it means, how its cells are read."""

    index: int
    header: str
    means: str
    kind: str | None = None
    sign: str | None = None
    seen: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Reader:
    root: Path
    shown: Shown
    supplement: Supplement
    model: tuple[str, ...]
    lists: Lists

    def rows(self, descriptions: Sequence[str]) -> Iterator[Row]:
        for name in descriptions:
            try:
                data = (self.root / name).read_bytes()
            except OSError as error:
                self._bad(name, None, f"cannot be opened: {error.strerror}",
                          f"lässt sich nicht öffnen: {error.strerror}")  # fmt: skip
                continue
            self.lists.files.append(name)
            described = read_description(data, self.shown(name), self.lists.findings)
            for number, resource in enumerate(described.resources if described else ()):
                assert described is not None  # noqa: S101  # for the type checker
                yield from self._resource(name, described, resource, number)
            if described:
                self._forgotten(name, described)

    def _resource(
        self, name: str, described: Description, resource: Resource, number: int
    ) -> Iterator[Row]:
        folder = PurePosixPath(name).parent
        given = self.supplement.lists.get(tidy(str(folder)), {})
        path = self._find(name, folder, given.get("path", resource.path), resource.line)
        if path is None:
            return
        self.lists.files.append(path)
        options = {**resource.options, **{k: str(v) for k, v in given.items() if k in (
            "headers", "decimal", "dates", "encoding", "delimiter")}}  # fmt: skip
        if "headers" in resource.options and path.endswith(".json"):
            del options["headers"]  # it counts the rows of the workbook that the JSON was made from
        names = [column.name for column in resource.fields]
        opened = open_list(self.root / path, self.shown(path), options, names, self.lists.findings)
        if opened is None:
            return
        columns = self._columns(name, path, resource, opened, options)
        if not any(column.means == _NAME for column in columns):
            self._bad(path, opened.line, f"no column means {_NAME}, so nothing is read",
                      f"keine Spalte bedeutet {_NAME}, also wird nichts gelesen")  # fmt: skip
            return
        key = slug(str(folder)) + (f"-{number + 1}" if len(described.resources) > 1 else "")
        constants = self._constants(resource, given)
        about = {
            "_file": path, "_list": key,
            "_title": tidy(resource.title or described.title or key),
            "_language": described.language, "_web": described.web,
            "_published": _or_none(days.read_day, resource.published),
        }  # fmt: skip
        listing = _Listing(self, about, constants, resource.categories, columns, opened, given)
        yield from listing.rows()

    def _find(self, name: str, folder: PurePosixPath, path: str, line: int) -> str | None:
        """Return the data file below the root, whatever Unicode form its name has."""
        target = os.path.normpath(folder / path)
        place = Origin(self.shown(name), line)
        parent = (self.root / target).parent
        if not parent.resolve().is_relative_to(self.root.resolve()):
            self._tell(place, "leads out of the folder", "führt aus dem Ordner hinaus", path)
            return None
        siblings = sorted(p.name for p in parent.iterdir()) if parent.is_dir() else []
        wanted = PurePosixPath(target).name
        for sibling in siblings:
            if tidy(sibling) == tidy(wanted):
                file = parent / sibling
                if file.is_file() and file.resolve().is_relative_to(self.root.resolve()):
                    return str(PurePosixPath(target).parent / sibling)
        mend = nearest(wanted, [s for s in siblings if not s.startswith("source.")], 0.6)
        self.lists.findings.append(
            finding("MissingList", place, "is described but not there",
                    "ist beschrieben, aber nicht da", value=path, mend=mend)
        )  # fmt: skip
        return None

    def _columns(
        self, name: str, path: str, resource: Resource, opened: Opened, options: Mapping[str, str]
    ) -> list[_Column]:
        """Match the described columns with the header, and see how amounts and days are written."""
        places: dict[str, list[int]] = {}
        for index, cell in enumerate(opened.header):
            places.setdefault(tidy(cell), []).append(index)
        columns: list[_Column] = []
        for given in resource.fields:
            standing = places.get(tidy(given.name))
            means = self._means(name, given)
            if not standing:
                if means:
                    self._missing(name, path, given, opened)
                continue
            index = standing.pop(0)
            if not standing:
                del places[tidy(given.name)]
            if means:
                kind = self.supplement.kind(given.name, means)
                columns.append(_Column(index, given.name, means, kind))
        for header in places:
            if header:
                self.lists.findings.append(
                    finding("UndescribedColumn", Origin(self.shown(path), opened.line),
                            "is described by nothing", "wird von nichts beschrieben", value=header)
                )  # fmt: skip
        for column in columns:
            self._see(column, opened, options)
        return columns

    def _see(self, column: _Column, opened: Opened, options: Mapping[str, str]) -> None:
        cells = (r.cells[column.index] for r in opened.records if len(r.cells) > column.index)
        texts = [text for text in cells if text.strip()]
        if _is_amount(column.means):
            column.sign = options.get("decimal")
            column.seen = amounts.decimal_signs(texts)
        elif column.means.endswith("_date"):
            column.sign = options.get("dates") or days.order_of(texts)

    def _means(self, name: str, given: Field) -> str | None:
        means = self.supplement.means(given.name, given.means)
        if means and means not in self.model:
            self.lists.findings.append(
                finding("BadList", Origin(self.shown(name), given.line),
                        "is no field of the common model", "ist kein Feld des gemeinsamen Modells",
                        value=means, mend=nearest(means, self.model, 0.6))
            )  # fmt: skip
            return None
        return means

    def _constants(self, resource: Resource, given: Mapping[str, Any]) -> dict[str, str]:
        constants: dict[str, str] = {}
        for key, value in {**resource.constants, **given.get("constants", {})}.items():
            means = self.supplement.aliases.get(key, key)
            if means in self.model:
                constants[means] = tidy(value)
        return constants

    def _forgotten(self, name: str, described: Description) -> None:
        """Tell data files beside a description that it does not name."""
        folder = PurePosixPath(name).parent
        named = {tidy(PurePosixPath(r.path).name) for r in described.resources}
        given = self.supplement.lists.get(tidy(str(folder)), {})
        named.add(tidy(str(given.get("path", ""))))
        for path in sorted((self.root / folder).iterdir()):
            is_data = path.suffix.lower() in _DATA and path.is_file()
            if is_data and tidy(path.name) not in named and not path.name.startswith("source."):
                self.lists.findings.append(
                    finding("UndescribedList", Origin(self.shown(str(folder / path.name))),
                            "stands beside a description that does not name it: not read",
                            "steht neben einer Beschreibung, die es nicht nennt: nicht gelesen")
                )  # fmt: skip

    def _missing(self, name: str, path: str, given: Field, opened: Opened) -> None:
        self.lists.findings.append(
            finding("MissingListColumn", Origin(self.shown(name), given.line),
                    f"is described but not in the header of {PurePosixPath(path).name}",
                    f"ist beschrieben, steht aber nicht im Kopf von {PurePosixPath(path).name}",
                    value=given.name, mend=nearest(given.name, list(opened.header), 0.6))
        )  # fmt: skip

    def _bad(self, name: str, line: int | None, english: str, german: str) -> None:
        self._tell(Origin(self.shown(name), line), english, german)

    def _tell(self, at: Origin, english: str, german: str, value: str | None = None) -> None:
        self.lists.findings.append(finding("BadList", at, english, german, value=value))


@dataclass(slots=True)
class _Listing:
    """The rows of one data file."""

    reader: _Reader
    about: Mapping[str, str | None]
    constants: Mapping[str, str]
    categories: Mapping[str, Mapping[str, str]]
    columns: Sequence[_Column]
    opened: Opened
    given: Mapping[str, Any]
    words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        places = [c.index for c in self.columns if c.means == _NAME]
        records = self.opened.records
        self.words = words_of(r.cells[i] for r in records for i in places if len(r.cells) > i)

    def rows(self) -> Iterator[Row]:
        """Yield a row for each record."""
        skip = self.given.get("skip")
        header = [tidy(cell) for cell in self.opened.header]
        for record in self.opened.records:
            values = dict(self.about)
            cells = dict(zip(self.opened.header, record.cells, strict=False))
            values["_record"] = str(record.place)
            values["_cells"] = json.dumps(cells, ensure_ascii=False)
            values["_digest"] = _digest(record, str(self.about["_list"]))
            values.update(self.constants)
            reasons = list(self._fill(values, record))
            if skip:
                reasons = [f"{skip['en']} | {skip['de']}"]
            elif record.broken:
                reasons = [" | ".join(record.broken)]
            elif not any(cell.strip() for cell in record.cells):
                reasons = ["an empty row | eine leere Zeile"]
            elif [tidy(cell) for cell in record.cells] == header:
                reasons = ["repeats the header | wiederholt den Kopf"]
            values["_aside"] = reasons[0] if reasons else None
            yield tuple(values.get(name) for name in self.reader.lists.columns)

    def _fill(self, values: dict[str, str | None], record: Record) -> Iterator[str]:
        """Fill in the fields of the model, and yield why the record cannot be used."""
        for column in self.columns:
            text = record.cells[column.index] if column.index < len(record.cells) else ""
            if not text.strip() or values.get(column.means) not in (
                None, self.constants.get(column.means)):  # fmt: skip
                continue
            if _CONTROL & set(text):
                yield _reason(column, "", "holds a control character", "enthält ein Steuerzeichen")
                continue
            try:
                values[column.means] = self._read(column, text)
            except amounts.Ambiguous:
                yield _reason(column, text, "has two readings", "lässt sich auf zwei Weisen lesen")
            except amounts.Unreadable:
                yield _reason(column, text, "cannot be read", "ist nicht lesbar")
            else:
                if _is_amount(column.means):
                    values[f"{column.means}_kind"] = column.kind
        yield from self._judge(values)

    def _read(self, column: _Column, text: str) -> str | None:
        if _is_amount(column.means):
            return format(amounts.read_amount(text, column.sign, column.seen), "f")
        if column.means.endswith("_date"):
            return days.read_day(text, column.sign)
        if column.means == _COUNTRY:
            return self.reader.supplement.country(text)
        plain = tidy(text)
        return self.categories.get(column.means, {}).get(plain, plain)

    def _judge(self, values: dict[str, str | None]) -> Iterator[str]:
        """Judge who the beneficiary is; yields why the record cannot be used."""
        name = values.get(_NAME)
        if not name:
            yield "no beneficiary is named | kein Begünstigter ist genannt"
            return
        naming = self.reader.supplement.naming
        project = values.get(_PROJECT) or ""
        values["_parted"] = parted(name, self.words)
        if (
            naming.may_be_a_person(values["_parted"] or name)
            or naming.has_a_sign(name)
            or naming.names_a_person(project)
        ):
            values["_person"] = "perhaps"


_CONTROL: Final = frozenset(map(chr, range(32))) - frozenset("\t\n\r")


def _reason(column: _Column, text: str, english: str, german: str) -> str:
    """Return why a record is set aside, in both languages; the bar parts them."""
    name, shown = (tidy(value).replace("|", "¦") for value in (column.header, text))
    first = f'{name}: "{shown}" {english}' if text else f"{name}: {english}"
    second = f"{name}: „{shown}“ {german}" if text else f"{name}: {german}"
    return f"{first} | {second}"


def _is_amount(means: str) -> bool:
    return "amount" in means.split("_") and not means.endswith("_kind")


def _digest(record: Record, key: str) -> str:
    """Return a key of a record by its list and its cells, the same wherever the record stands."""
    text = json.dumps([key, [tidy(cell) for cell in record.cells]], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _or_none(read: Callable[[str], str], text: str | None) -> str | None:
    try:
        return read(text) if text else None
    except ValueError:
        return None
