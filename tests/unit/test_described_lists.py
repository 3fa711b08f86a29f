"""Lists read by their own descriptions: a state that nobody has seen, and every kind of dirt."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import pytest

import lists
from clustergraph import sources

PLAIN = {"Name": "beneficiary_name", "Title": "project_name", "Sum": "total_amount_eligible"}


def _list(root: Path, text: str, fields: dict[str, str | None] | None = None, **more: str) -> None:
    lists.publish(root, text.encode(more.pop("encoding", "utf-8")), fields or PLAIN, **more)  # type: ignore[arg-type]


def _sums(root: Path) -> list[tuple[str | None, str | None]]:
    rows, _ = lists.read(root)
    return [(row["total_amount_eligible"], row["_aside"]) for row in rows]


def test_a_state_that_is_not_in_the_folder_loads_without_a_change_of_code(tmp_path: Path) -> None:
    """Its own delimiter, encoding, header, number and date style, and language."""
    text = (
        "Seznam prijemcu|||||\nStav k 30.6.2016|||||\n"
        "Příjemce|Název projektu|Začátek|Konec|Výdaje|Země\n"
        "Ukázka s.r.o.|Nová linka|01-Feb-15|30-Jun-16|1 234 567,5|CZ\n"
        "Město Příklad|Škola|01-Mar-15|31-Dec-15|2.500|CZ\n"
        "Jan Ukázka|Dílna|01-Mar-15|31-Dec-15|2.500|CZ\n"
    )
    fields = {
        "Příjemce": "beneficiary_name", "Název projektu": "project_name",
        "Začátek": "starting_date", "Konec": "completion_date", "Výdaje": "total_amount_eligible",
        "Země": "beneficiary_country",
    }  # fmt: skip
    root = tmp_path / "data"
    options = "  parser_options:\n    delimiter: '|'\n    encoding: cp1250\n    headers: 3\n"
    options += "    decimal: ','\n"
    lists.publish(root, text.encode("cp1250"), fields, options=options, language="cs",
                  folder="XC.czech/ERDF 2014-2020")  # fmt: skip
    made = lists.make(root, tmp_path / "project", tmp_path / "cache")
    assert made.faults == ()
    tables = {table.name.rpartition("-")[2]: table.path for table in made.tables}
    with Path(tables["operations"]).open(encoding="utf-8", newline="") as file:
        operations = list(csv.DictReader(file))
    assert [(o["label_cs"], o["start"], o["end"]) for o in operations] == [
        ("Nová linka", "2015-02-01", "2016-06-30")
    ]
    with Path(tables["fundings"]).open(encoding="utf-8", newline="") as file:
        assert [(f["amount"], f["kind"]) for f in csv.DictReader(file)] == [
            ("1234567.5", "eligible-cost")
        ]
    # Město (town) is no word that lists.toml knows yet: it is kept back, not guessed.
    told = [str(found) for found in made.findings]
    assert len(told) == 2
    assert all("perhaps a private person" in text for text in told)
    read, aside = made.shaped["structural-funds-operations"].read, 2
    assert (read, made.shaped["structural-funds-operations"].aside) == (3, aside)


def test_both_number_styles_in_one_file_are_read_and_the_ambiguous_set_aside(
    tmp_path: Path,
) -> None:
    """3,000.00 and 1580,38 have one reading; 1,200 beside them has two."""
    _list(tmp_path, 'Name,Title,Sum\nA GmbH,a,"3,000.00"\nB GmbH,b,"1580,38"\nC GmbH,c,"1,200"\n')
    sums = _sums(tmp_path)
    assert [amount for amount, _ in sums] == ["3000.00", "1580.38", None]
    assert [bool(reason) for _, reason in sums] == [False, False, True]
    assert "has two readings | " in str(sums[2][1])


def test_the_header_may_be_wrapped_and_decomposed(tmp_path: Path) -> None:
    """A line break, a protected space and an umlaut of two characters are slips of a tool."""
    header = unicodedata.normalize("NFD", '"Name des\nBegünstigten",Title,Sum\u00a0')
    fields = {"Name des Begünstigten": "beneficiary_name", "Sum": "total_amount_eligible",
              "Title": "project_name"}  # fmt: skip
    _list(tmp_path, f"{header}\nA GmbH,a,5\n", fields)
    rows, read = lists.read(tmp_path)
    assert (rows[0]["beneficiary_name"], rows[0]["_record"]) == ("A GmbH", "3")
    assert read.findings == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_file_is_found_whatever_unicode_form_its_name_has(tmp_path: Path, form: str) -> None:
    """Spaces and umlauts in names, composed or not."""
    name = "Liste Österreich – Größe 2014.csv"
    _list(tmp_path, "Name,Title,Sum\nA GmbH,a,5\n", name=name)
    place = tmp_path / lists.FOLDER
    (place / name).rename(place / unicodedata.normalize(form, name))
    rows, read = lists.read(tmp_path)
    assert len(rows) == 1
    assert read.findings == []


def test_lone_carriage_returns_end_lines(tmp_path: Path) -> None:
    """As the file of NUTS codes has them."""
    _list(tmp_path, "Name,Title,Sum\rA GmbH,a,5\rB GmbH,b,6\r")
    assert [amount for amount, _ in _sums(tmp_path)] == ["5", "6"]


def test_a_byte_order_mark_is_told_and_skipped(tmp_path: Path) -> None:
    """It would end up in the name of the first column."""
    _list(tmp_path, "\ufeffName,Title,Sum\nA GmbH,a,5\n")
    rows, read = lists.read(tmp_path)
    assert rows[0]["beneficiary_name"] == "A GmbH"
    assert lists.rules(read.findings) == ["ByteOrderMark"]


def test_another_encoding_must_be_described(tmp_path: Path) -> None:
    """It is never guessed; the place of the first wrong byte is told."""
    _list(tmp_path, "Name,Title,Sum\nA GmbH,a,5\nÖ GmbH,b,6\n", encoding="cp1252")
    rows, read = lists.read(tmp_path)
    assert rows == []
    assert [f"{f.origin.path.name}:{f.origin.line}" for f in read.findings] == ["list.csv:3"]
    _list(tmp_path, "Name,Title,Sum\nA GmbH,a,5\nÖ GmbH,b,6\n", encoding="cp1252",
          options="  encoding: cp1252\n")  # fmt: skip
    rows, read = lists.read(tmp_path)
    assert [row["beneficiary_name"] for row in rows] == ["A GmbH", "Ö GmbH"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_the_header_is_described(
    tmp_path: Path, delimiter: str
) -> None:
    """Where the description names none; the rows have no say."""
    text = f"Name{delimiter}Title{delimiter}Sum\n" + delimiter.join(
        ['"A; B, C|D GmbH"', "a", "5\n"]
    )
    _list(tmp_path, text)
    rows, _ = lists.read(tmp_path)
    assert rows[0]["total_amount_eligible"] == "5"


def test_ragged_rows_open_quotes_and_empty_rows_are_set_aside(tmp_path: Path) -> None:
    """Each with its line and reason; what stands below them is read."""
    _list(tmp_path, 'Name,Title,Sum\nA GmbH,a\n,,\nName,Title,Sum\n"B" GmbH,b,6\nC GmbH,c,7\n')
    rows, _ = lists.read(tmp_path)
    assert [(row["_record"], (row["_aside"] or "").partition(" | ")[0]) for row in rows] == [
        ("2", "2 cells, the header has 3"),
        ("3", "an empty row"),
        ("4", "repeats the header"),
        ("5", "opens a quotation mark that never closes rightly"),
        ("6", ""),
    ]


def test_json_records_keep_their_numbers_as_written(tmp_path: Path) -> None:
    """1570.10 stays 1570.10, and NULL is no text."""
    data = [{"Name": "A GmbH", "Title": None, "Sum": 1570.10}, {"Name": "B GmbH", "Sum": "12.5"}, 7]
    text = json.dumps(data).replace("1570.1", "1570.10")
    _list(tmp_path, text, name="list.json")
    rows, _ = lists.read(tmp_path)
    assert [(row["total_amount_eligible"], row["_record"]) for row in rows] == [
        ("1570.10", "1"), ("12.5", "2"), (None, "3"),
    ]  # fmt: skip
    assert rows[2]["_aside"] == "is no object | ist kein Objekt"


@pytest.mark.parametrize(
    ("text", "code"),
    [("D", "DE"), ("DE", "DE"), ("Deutschland", "DE"), ("EL", "GR"), ("GR", "GR"), ("UK", "GB"),
     ("GB", "GB"), ("AUSTRIA", "AT"), ("Bad Beispiel", None)],
)  # fmt: skip
def test_countries_are_written_in_many_ways(tmp_path: Path, text: str, code: str | None) -> None:
    """D and DE, EL and GR, UK and GB; a city in the column is no country."""
    _list(tmp_path, f"Name,Land\nA GmbH,{text}\n",
          {"Name": "beneficiary_name", "Land": "beneficiary_country"})  # fmt: skip
    rows, _ = lists.read(tmp_path)
    assert rows[0]["beneficiary_country"] == code


def test_yaml_is_read_as_written(tmp_path: Path) -> None:
    """NO stays NO, and a year stays text."""
    _list(tmp_path, "Name,Sum\nA GmbH,5\n",
          {"Name": "beneficiary_name", "Sum": "total_amount"})  # fmt: skip
    path = tmp_path / lists.FOLDER / "source.description.yaml"
    path.write_text(
        path.read_text().replace("ERDF\n", "NO\n").replace("2014-2020\n  c", "2014\n  c")
    )
    rows, _ = lists.read(tmp_path)
    assert (rows[0]["fund_acronym"], rows[0]["funding_period"]) == ("NO", "2014")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("resources:", "resources: [", "is no YAML"),
        ("resources:", "resource:", "names no resources"),
        ("  path: list.csv\n", "", "has no path"),
        ("  path: list.csv\n", "  path: a.csv\n  path: b.csv\n", "stands twice with two values"),
        ("  path: list.csv\n", "  path: ../../../../etc/passwd.csv\n", "leads out of the folder"),
        ("  path: list.csv\n", "  path: gone.csv\n", "is described but not there"),
        ("title: R", "x: &a [1]\ny: *a\ntitle: R", "holds an alias"),
        ("maps_to: beneficiary_name", "maps_to: beneficary_name", "is no field of the common"),
        ("'Name'", "'Nmae'", "is described but not in the header"),
    ],
)
def test_a_wrong_description_is_one_clear_finding(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    """With the line of the description, and nothing read that it does not describe."""
    _list(tmp_path, "Name,Title,Sum\nA GmbH,a,5\n")
    path = tmp_path / lists.FOLDER / "source.description.yaml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    rows, read = lists.read(tmp_path)
    assert rows == []
    first = [f for f in read.findings if words in f.message_en]
    assert len(first) == 1
    assert first[0].origin.path.name == "source.description.yaml"


def test_a_key_that_stands_twice_is_told_and_the_first_value_taken_where_it_only_tells(
    tmp_path: Path,
) -> None:
    """As sources stands twice in one real description."""
    _list(tmp_path, "Name,Title,Sum\nA GmbH,a,5\n")
    path = tmp_path / lists.FOLDER / "source.description.yaml"
    path.write_text(path.read_text() + "title: another\n")
    rows, read = lists.read(tmp_path)
    assert rows[0]["_title"] == "Ruritania 2014-2020"
    assert lists.rules(read.findings) == ["RepeatedItem"]


def test_files_that_no_description_names_are_told_and_not_read(tmp_path: Path) -> None:
    """Old and new twins lie side by side."""
    _list(tmp_path, "Name,Title,Sum\nA GmbH,a,5\n")
    (tmp_path / lists.FOLDER / "list_old.csv").write_text("Name,Title,Sum\nA GmbH,a,4\n")
    rows, read = lists.read(tmp_path)
    assert len(rows) == 1
    assert lists.rules(read.findings) == ["UndescribedList"]


def test_the_cells_stay_as_they_stood_and_the_name_is_not_rewritten(tmp_path: Path) -> None:
    """What was glued is a hint beside the name."""
    _list(
        tmp_path,
        "Name,Title,Sum\nUniversität Musterstadt,a,1\nMusterbad GmbH,b,2\n"
        "Technische  UniversitätMusterbad,c,3\n",
    )
    rows, _ = lists.read(tmp_path)
    assert rows[2]["beneficiary_name"] == "Technische UniversitätMusterbad"
    assert rows[2]["_parted"] == "Technische Universität Musterbad"
    assert rows[2]["_person"] is None
    assert json.loads(str(rows[2]["_cells"]))["Name"] == "Technische  UniversitätMusterbad"


def test_exact_duplicates_name_the_first_row_and_persons_are_not_published(tmp_path: Path) -> None:
    """And no reason repeats the name of a person."""
    _list(
        tmp_path / "data",
        "Name,Title,Sum\nA GmbH,a,5\nB GmbH,b,6\nA GmbH,a,5\nErika Beispiel,c,7\nC GmbH,d,-8\n",
    )
    made = lists.make(tmp_path / "data", tmp_path / "project", tmp_path / "cache")
    told = {f.origin.line: f.message_en for f in made.findings if "Aside" in f.rule}
    assert told[4].startswith("the same record stands at XR.ruritania/ERDF 2014-2020/list.csv:2")
    assert told[5].startswith("perhaps a private person")
    assert told[6].startswith("an amount below zero")
    for table in made.tables:
        assert "Erika" not in Path(table.path).read_text(encoding="utf-8")
    assert not any("Erika" in str(found) for found in made.findings)
    tally = made.shaped["structural-funds-operations"]
    assert (tally.read, tally.aside) == (5, 3)


def test_a_project_that_names_a_person_by_a_sign_is_not_published(tmp_path: Path) -> None:
    """Herr, Frau and Inhaber before a name."""
    _list(tmp_path, "Name,Title,Sum\nA GmbH,Gründung Frau Beispiel,5\nB GmbH,Frau und Beruf,6\n")
    rows, _ = lists.read(tmp_path)
    assert [row["_person"] for row in rows] == ["perhaps", None]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """A description is text of others: it names nothing outside of what the operator gave."""
    root = tmp_path / "data"
    _list(root, "Name,Title,Sum\nA GmbH,a,5\n")
    file = root / lists.FOLDER / "list.csv"
    outside = file.rename(tmp_path / "outside.csv")
    file.symlink_to(outside)
    rows, read = lists.read(root)
    assert rows == []
    assert lists.rules(read.findings) == ["MissingList"]


@pytest.mark.parametrize("name", [f"{lists.FOLDER}/list.csv", "specifications/fiscal.schema.yaml"])
def test_what_a_list_rests_on_makes_its_source_stale(tmp_path: Path, name: str) -> None:
    """The data file and the model, though source.toml names the descriptions alone."""
    root = tmp_path / "data"
    _list(root, "Name,Title,Sum\nA GmbH,a,5\n")
    made = lists.make(root, tmp_path / "project", tmp_path / "cache")
    before = sources.digests(tmp_path / "project", made.source)
    (root / name).write_text((root / name).read_text() + "\n")
    assert sources.digests(tmp_path / "project", made.source) != before
