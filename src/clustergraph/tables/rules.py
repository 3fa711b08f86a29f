"""What every table and its description must keep, and how a broken rule is told.

One row a rule: documentation, tests and the findings themselves take their words from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .. import names
from ..findings import Finding, Severity
from ..origin import Origin


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of reading: its name, its sentence in both languages, and how much it weighs."""

    name: str
    sentence_en: str
    sentence_de: str
    severity: Severity = Severity.VIOLATION

    @property
    def iri(self) -> str:
        """The IRI that findings carry."""
        return names.RULES + self.name


_MOST_SHOWN: Final = 1000  # characters of a value; who mends it finds it by its place

_RULES: Final = (
    # the description (csv-metadata.json)
    Rule("BadDescription",
         "The description of the tables is JSON in the form of CSV on the Web.",
         "Die Beschreibung der Tabellen ist JSON in der Form von CSV on the Web."),
    Rule("UnknownProperty",
         "The description uses only properties that CSV on the Web defines.",
         "Die Beschreibung verwendet nur Eigenschaften, die CSV on the Web festlegt."),
    Rule("UnsupportedProperty",
         "The description asks only for what the mapper does.",
         "Die Beschreibung verlangt nur, was der Übersetzer leistet."),
    Rule("UnknownVariable",
         "A URI template uses only columns of its table.",
         "Eine URI-Vorlage verwendet nur Spalten ihrer Tabelle."),
    Rule("IgnoredProperty",
         "What CSV on the Web does not permit in a description is left out or gets its default.",
         "Was CSV on the Web in einer Beschreibung nicht erlaubt, wird übergangen oder durch die"
         " Vorgabe ersetzt.", Severity.WARNING),
    Rule("RemoteContext",
         "A description has the context of CSV on the Web; no other one is fetched.",
         "Eine Beschreibung hat den Kontext von CSV on the Web; kein anderer wird geholt."),
    Rule("UnlinkedDescription",
         "A description that is found beside a table names that table.",
         "Eine Beschreibung, die bei einer Tabelle gefunden wird, nennt diese Tabelle.",
         Severity.WARNING),
    Rule("UnreachableFile",
         "What is asked for or referred to can be read.",
         "Was verlangt oder worauf verwiesen wird, ist lesbar."),
    Rule("IncompatibleColumns",
         "A table has the columns that its description gives it.",
         "Eine Tabelle hat die Spalten, die ihre Beschreibung ihr gibt."),
    Rule("UndescribedFile",
         "Every table in the folder is described.",
         "Jede Tabelle im Ordner ist beschrieben."),
    # the file
    Rule("FileMissing",
         "Every described table exists.",
         "Jede beschriebene Tabelle ist vorhanden."),
    Rule("ByteOrderMark",
         "A table does not begin with a byte order mark.",
         "Eine Tabelle beginnt nicht mit einer Bytereihenfolge-Marke (BOM).", Severity.INFO),
    Rule("NotUtf8",
         "A table is written in UTF-8 (or the encoding that its dialect names).",
         "Eine Tabelle ist in UTF-8 geschrieben (oder in der Kodierung ihres Dialekts)."),
    Rule("OpenQuote",
         "A quotation mark that opens a cell also closes it.",
         "Ein Anführungszeichen, das eine Zelle öffnet, schließt sie auch."),
    Rule("OversizedCell",
         "A cell is shorter than 131072 characters.",
         "Eine Zelle ist kürzer als 131072 Zeichen."),
    # the header
    Rule("MissingHeader",
         "A table begins with the names of its columns.",
         "Eine Tabelle beginnt mit den Namen ihrer Spalten."),
    Rule("UnknownColumn",
         "Every column of a table is described.",
         "Jede Spalte einer Tabelle ist beschrieben."),
    Rule("MissingColumn",
         "Every described column stands in the table.",
         "Jede beschriebene Spalte steht in der Tabelle."),
    Rule("MisplacedColumn",
         "The columns stand in the order of the description.",
         "Die Spalten stehen in der Reihenfolge der Beschreibung."),
    # the rows
    Rule("RaggedRow",
         "A row has as many cells as the header.",
         "Eine Zeile hat so viele Zellen wie der Kopf."),
    Rule("MissingCell",
         "A required cell is filled.",
         "Eine verlangte Zelle ist ausgefüllt."),
    Rule("UnreadableCell",
         "A cell can be read as the datatype of its column.",
         "Eine Zelle ist als der Datentyp ihrer Spalte lesbar."),
    Rule("NulCharacter",
         "A cell holds no NUL and no other control character.",
         "Eine Zelle enthält kein NUL und kein anderes Steuerzeichen."),
    Rule("SpaceAtEdge",
         "A cell has no white space at its edges and none doubled between items.",
         "Eine Zelle hat keinen Leerraum am Rand und keinen doppelten zwischen Werten.",
         Severity.WARNING),
    Rule("RepeatedItem",
         "A list in a cell names each item once.",
         "Eine Liste in einer Zelle nennt jeden Wert einmal.", Severity.WARNING),
    Rule("DecomposedText",
         "Text is in Unicode normal form C.",
         "Text steht in der Unicode-Normalform C.", Severity.WARNING),
    Rule("GarbledText",
         "Text was decoded rightly before it was written.",
         "Text wurde richtig dekodiert, bevor er geschrieben wurde.", Severity.WARNING),
    Rule("AmbiguousNumber",
         "A number cannot be taken for one with a thousands separator.",
         "Eine Zahl kann nicht für eine mit Tausenderpunkt gehalten werden.", Severity.WARNING),
    Rule("BadAddress",
         "What a URI template makes of a row is an IRI.",
         "Was eine URI-Vorlage aus einer Zeile macht, ist ein IRI."),
    # the keys
    Rule("DuplicateKey",
         "A key names one row.",
         "Ein Schlüssel benennt eine Zeile."),
    Rule("DanglingKey",
         "A foreign key names a row of the other table.",
         "Ein Fremdschlüssel benennt eine Zeile der anderen Tabelle."),
    Rule("DanglingReference",
         "What a row refers to is introduced by a table or by the ontology.",
         "Worauf eine Zeile verweist, wird von einer Tabelle oder der Ontologie eingeführt."),
    Rule("UnknownTerm",
         "Classes and properties of ours are defined by the ontology.",
         "Unsere Klassen und Eigenschaften sind in der Ontologie festgelegt."),
    # lists that a publisher describes
    Rule("BadList",
         "A described list and its description can be read.",
         "Eine beschriebene Liste und ihre Beschreibung sind lesbar."),
    Rule("MissingList",
         "A list that is described is there.",
         "Eine Liste, die beschrieben ist, ist da.", Severity.WARNING),
    Rule("MissingListColumn",
         "A described column stands in its list.",
         "Eine beschriebene Spalte steht in ihrer Liste.", Severity.WARNING),
    Rule("UndescribedColumn",
         "Every column of a list is described.",
         "Jede Spalte einer Liste ist beschrieben.", Severity.INFO),
    Rule("UndescribedList",
         "A file beside a description is named by it.",
         "Eine Datei neben einer Beschreibung wird von ihr genannt.", Severity.INFO),
    # sources: files of other publishers
    Rule("BadSource",
         "A source is described in the form of source.toml, with the files that it names.",
         "Eine Quelle ist in der Form von source.toml beschrieben, mit den Dateien, die sie"
         " nennt."),
    Rule("BadSourceFile",
         "A publisher's file is there and can be read in its format.",
         "Die Datei eines Herausgebers ist vorhanden und in ihrem Format lesbar."),
    Rule("BadRecord",
         "A publisher's record can be taken apart.",
         "Ein Datensatz eines Herausgebers lässt sich zerlegen."),
    Rule("BadShaping",
         "The SQL of a source is one SELECT over its files that gives the described columns.",
         "Das SQL einer Quelle ist ein SELECT über ihre Dateien, das die beschriebenen Spalten"
         " ergibt."),
    Rule("BadGraph",
         "An RDF file of a source can be read, and its CONSTRUCT run.",
         "Eine RDF-Datei einer Quelle ist lesbar, und ihr CONSTRUCT läuft."),
    Rule("LostRecord",
         "Every record of a publisher becomes a row or is set aside with a reason.",
         "Jeder Datensatz eines Herausgebers wird zur Zeile oder mit Grund ausgeschlossen."),
    Rule("SetAside",
         "A record is one that the source's SQL can use.",
         "Ein Datensatz ist einer, den das SQL der Quelle brauchen kann."),
)  # fmt: skip

READING_RULES: Final[dict[str, Rule]] = {rule.name: rule for rule in _RULES}


def finding(
    name: str,
    origin: Origin,
    english: str,
    german: str,
    *,
    column: str | None = None,
    value: str | None = None,
    mend: str | None = None,
    source: str | None = None,
    focus: str | None = None,
    related: tuple[Origin, ...] = (),
    row: str | None = None,
) -> Finding:
    """Tell that the rule called ``name`` is broken at ``origin``.

    Of a long value the beginning and the length are told.

    Raises KeyError for a rule that the table above does not hold.
    """
    rule = READING_RULES[name]
    if value is not None and len(value) > _MOST_SHOWN:
        value = f"{value[:80]}… ({len(value)})"
    return Finding(
        origin,
        rule.iri,
        english,
        german,
        rule.severity,
        column_name=column,
        value=value,
        mend=mend,
        focus=focus,
        source=source,
        related=related,
        row=row and row.encode("utf-8", "backslashreplace").decode(),
    )
