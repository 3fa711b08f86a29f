"""What a publisher's files may try, guard by guard."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import textwrap
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

import sourcefolder
from clustergraph import names, sources
from clustergraph.sources import Made, gathering, markup, sheets, staging
from hostile.test_queries import Listener

TABLE = sourcefolder.table("things", ["key", "name"])
GOOD = "key,name\na,one\n"


def stage(folder: Path, files: dict[str, str | bytes], path: str = "things.csv") -> Path:
    """Write a project whose table comes from ``path``."""
    toml = f'[files.things]\npath = "{path}"\n'
    return sourcefolder.make(folder, files, toml, [TABLE])


def fault(made: Made) -> str:
    """Return the only fault."""
    (found,) = made.faults
    assert not made.tables
    return str(found)


def test_a_loop_of_links_is_not_followed(tmp_path: Path) -> None:
    """Neither as a folder below a pattern nor as the file itself."""
    project = stage(tmp_path, {"a/things.csv": GOOD}, "**/*.csv")
    (project / "given" / "a" / "again").symlink_to(project / "given", target_is_directory=True)
    assert sourcefolder.made(project).staged["things"].read == 1
    loop = project / "given" / "loop.csv"
    loop.symlink_to("loop.csv")
    assert "given/loop.csv: " in fault(sourcefolder.made(project))


def test_a_folder_a_pipe_and_a_device_are_no_files(tmp_path: Path) -> None:
    """Each is told; a pipe would wait for ever, a device never end."""
    project = stage(tmp_path, {"things.csv/x": "x"})
    assert "is a folder; a file is expected" in fault(sourcefolder.made(project))
    project = stage(tmp_path / "pipe", {})
    os.mkfifo(project / "given" / "things.csv")
    assert "is no plain file" in fault(sourcefolder.made(project))
    project = stage(tmp_path / "device", {})
    (project / "given" / "things.csv").symlink_to("/dev/zero")
    assert "is no plain file" in fault(sourcefolder.made(project))


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """What lies elsewhere is not the publisher's."""
    project = stage(tmp_path, {})
    sourcefolder.write(tmp_path, "secret.csv", GOOD)
    (project / "given" / "things.csv").symlink_to(tmp_path / "secret.csv")
    assert "leads out of the folder of the source" in fault(sourcefolder.made(project))


def test_a_link_to_nowhere_and_a_missing_file_are_told(tmp_path: Path) -> None:
    """At the file, or at the line of source.toml."""
    project = stage(tmp_path, {})
    assert "sources/guest/source.toml:3: " in fault(sourcefolder.made(project))
    (project / "given" / "things.csv").symlink_to("nowhere.csv")
    assert "given/things.csv: is a link to nothing" in fault(sourcefolder.made(project))
    sourcefolder.write(project, "clustergraph.toml", '[sources]\nguest = "nowhere"\n')
    assert "nowhere is no folder" in fault(sourcefolder.made(project))


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    """The permission is asked for before the file is opened."""
    project = stage(tmp_path, {"things.csv": GOOD})
    (project / "given" / "things.csv").chmod(0)
    if os.access(project / "given" / "things.csv", os.R_OK):
        pytest.skip("this user may read everything")
    assert "permission denied" in fault(sourcefolder.made(project))


def test_a_bomb_of_gzip_is_stopped_while_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """300 MB of zeros in 300 KB; with the guard off they would be written to the disk."""
    packed = gzip.compress(b"0" * 300_000_000)
    project = stage(tmp_path, {"things.csv.gz": packed}, "things.csv.gz")
    assert "given/things.csv.gz: unpacks to more than" in fault(sourcefolder.made(project))
    monkeypatch.setattr(gathering, "MOST_RATIO", 1000)
    monkeypatch.setattr(gathering, "_FREE_BYTES", 1 << 40)
    (source,) = sources.read_sources(project)
    (found,), _ = gathering.gather(project, source, "*.gz", 1)
    assert gathering.unpack(found, tmp_path / "whole").stat().st_size == 300_000_000


def test_a_bomb_in_a_workbook_is_refused_before_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sizes that the archive itself gives are enough to refuse it."""
    project = stage(tmp_path, {}, "things.xlsx")
    with zipfile.ZipFile(project / "given" / "things.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)
    assert "given/things.xlsx: unpacks to more than" in fault(sourcefolder.made(project))
    monkeypatch.setattr(sheets, "_FREE_BYTES", 1 << 40)
    sourcefolder.write(project, "sources/guest/source.toml", sourcefolder.TITLE
                       + '[files.things]\npath = "*.xlsx"\n')  # fmt: skip
    assert "is no workbook" in fault(sourcefolder.made(project))


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b"\x00" * 1000, "things.csv"),
        (b"\xff\xfe\x00", "things.csv"),
        (os.urandom(2000).replace(b"\n", b""), "things.jsonl"),
        (gzip.compress(GOOD.encode(), mtime=0)[:-9], "things.csv.gz"),
        (GOOD.encode(), "things.csv.gz"),
        (b"", "things.csv"),
        (b"PAR1" * 9, "things.parquet"),
        (os.urandom(500), "things.xlsx"),
        (b'[{"a": ' * 50_000, "things.json"),
        (b'{"a": ' * 50_000, "things.jsonl"),
    ],
)
def test_rubbish_is_a_finding_and_no_crash(tmp_path: Path, content: bytes, path: str) -> None:
    """Whatever a file holds, the report says so and names it."""
    made = sourcefolder.made(stage(tmp_path, {path: content}, path))
    told = [*made.faults, *made.findings]
    assert told
    assert all("given/" in str(one) for one in told if "LostRecord" not in one.rule)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(12))
DOCTYPE = f"""<!DOCTYPE rdf:RDF [{LAUGHS}]>"""
BODY = (
    f'<rdf:RDF xmlns:rdf="{names.PREFIXES["rdf"]}" xmlns:e="https://example.org/">'
    '<rdf:Description rdf:about="https://example.org/a"><e:p>{text}</e:p></rdf:Description>'
    "</rdf:RDF>"
)
BOMB = DOCTYPE + BODY.replace("{text}", "&a11;")


def declared(encoding: str) -> bytes:
    """Return the bomb in an encoding that its declaration names."""
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{BOMB}'.encode(encoding)


@pytest.mark.parametrize(
    "content",
    [
        BOMB.encode(),
        b"\xef\xbb\xbf" + BOMB.encode(),
        declared("utf-8"),
        declared("utf-16"),
        declared("utf-16-le"),
        declared("utf-16-be"),
        declared("utf-32"),
        declared("latin-1"),
        declared("cp1252"),
        declared("ascii"),
        BOMB.replace("DOCTYPE", "doctype").encode(),
        b"<!-- comment -->\n" + BOMB.encode(),
        b"<?pi ?>" + BOMB.encode(),
        b'<?xml version="1.0" encoding="utf-7"?>' + BOMB.encode("utf-7"),
        b'<?xml version="1.0" encoding="cp037"?>' + BOMB.encode("cp037"),
        # Harmless in the encoding that it names, a bomb to whom that is one with UTF-8.
        b'<?xml version="1.0" encoding="cp037"?>' + b"\x4c\x5a\x60\x60" + BOMB.encode()
        + b"\x60\x60\x6e" + BODY.encode("cp037"),
    ],
)  # fmt: skip
def test_a_document_type_is_refused_in_every_disguise(tmp_path: Path, content: bytes) -> None:
    """Billion laughs never reaches the parser, whatever the encoding says."""
    project = sourcefolder.make(tmp_path, {"c.rdf": content}, '[rdf.c]\npath = "c.rdf"\n')
    made = sourcefolder.made(project)
    assert made.faults or made.graphs == {"guest-c": frozenset()} or made.graphs
    for triples in made.graphs.values():
        assert not any("lol" in term for triple in triples for term in triple)
    if made.faults:
        assert sourcefolder.told(made.faults)[0].startswith("BadGraph given/c.rdf")


def test_the_document_type_is_told_at_its_place(tmp_path: Path) -> None:
    """With line and column."""
    project = sourcefolder.make(
        tmp_path, {"c.rdf": declared("utf-16")}, '[rdf.c]\npath = "c.rdf"\n'
    )
    (found,) = sourcefolder.made(project).faults
    assert (found.origin.line, found.origin.column) == (2, 1)
    assert "DOCTYPE" in found.message_en


def test_without_the_check_billion_laughs_ends_the_process(tmp_path: Path) -> None:
    """The guard guards: in a process of its own the parser is given the bomb as it is."""
    (tmp_path / "c.rdf").write_text(BOMB, encoding="utf-8")
    program = textwrap.dedent(
        """
        import resource, sys
        from pyoxigraph import RdfFormat, parse
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        list(parse(path=sys.argv[1], format=RdfFormat.RDF_XML))
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "c.rdf")],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    with pytest.raises(markup.RefusedMarkup):
        markup.as_utf8(BOMB.encode())


@pytest.mark.parametrize(
    "context",
    [
        '"{url}"',
        '["{url}"]',
        '{{"@version": 1.1, "@import": "{url}"}}',
        '{{"p": {{"@id": "https://example.org/p", "@context": "{url}"}}}}',
    ],
)
def test_a_remote_context_is_refused_and_not_asked_for(tmp_path: Path, context: str) -> None:
    """Nobody hears a knock at the door."""
    with closing(Listener()) as listener:
        given = context.format(url=f"http://127.0.0.1:{listener.port}/context")
        text = f'{{"@context": {given}, "@id": "a:b", "p": {{"q": "x"}}}}'
        project = sourcefolder.make(tmp_path, {"c.jsonld": text}, '[rdf.c]\npath = "c.jsonld"\n')
        (found,) = sourcefolder.made(project).faults
        assert "context" in found.message_en
        assert listener.visits == 0


def test_rows_of_sql_cannot_reach_the_disk_even_if_words_let_them(tmp_path: Path) -> None:
    """The second wall: the database is locked, whatever the check of the words overlooks."""
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    stage_ = staging.open_stage(tmp_path, 256)
    try:
        read = f"FROM read_csv('{tmp_path / 'secret.csv'}')"
        assert stage_.connection.execute(read).fetchall() == [(1,)]
        staging.lock(stage_)
        for statement in (
            read,
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'other.db'}'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            "SET lock_configuration = false",
            "SET memory_limit = '9GB'",
        ):
            with pytest.raises(staging.duckdb.Error):
                stage_.connection.execute(statement)
    finally:
        stage_.connection.close()


def test_a_full_disk_ends_the_build_and_leaves_what_was_published(tmp_path: Path) -> None:
    """No file may grow beyond 2 MB: exit code 2, one clear line, and the last graph is served."""
    project = stage(tmp_path, {"things.csv": GOOD})
    program = textwrap.dedent(
        """
        import resource, sys
        from clustergraph.cli import main
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
        main(["build", sys.argv[2]])
        """
    )

    def build(limit: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, str(limit), str(project)],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    done = build(1 << 40)
    assert done.returncode == 0, done.stderr
    served = (project / "var" / "current").resolve()
    rows = "".join(f"k{n},{'x' * 100}\n" for n in range(50_000))
    sourcefolder.write(project / "given", "things.csv", "key,name\n" + rows)
    done = build(2_000_000)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert (project / "var" / "current").resolve() == served
    assert not list((project / "var" / "sources").glob(".guest-*"))
