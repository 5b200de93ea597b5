"""One set in many forms gives one and the same answer, except that lone CRs as line ends are told."""

import codecs
import csv
from datetime import date

import pytest

from checks.engine.run import check
from checks.example.changes import Bytes, Cell, DropRow, as_files, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.input.source import open_file_set
from checks.rules.choices import load_profile
from support.file_sets import as_folder, as_zip


def with_bom(data):
    return codecs.BOM_UTF8 + data


def with_crlf(data):
    return data.replace(b"\n", b"\r\n")


def with_cr(data):
    return data.replace(b"\n", b"\r")


def all_quoted(data):
    """Quotes around every field; a line that is damaged keeps its damage."""
    lines = []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        rows = [*csv.reader([line])]
        is_sound = rows and ",".join(rows[0]) == line
        lines.append(",".join(f'"{cell}"' for cell in rows[0]) if is_sound else line)
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def combined(data):
    return with_bom(with_crlf(all_quoted(data)))


def as_it_is(data):
    return data


def mistakes():
    rows = district()
    return with_mistakes(rows, planted(rows))


def damaged():
    changes = (
        Bytes("users.csv", "López".encode(), "López".encode("cp1252")),
        Bytes("users.csv", b"O'Quinn", b"O'Quinn, Jr."),
        Bytes("courses.csv", b"Prekindergarten", b'The "Cubs'),
        Bytes("classes.csv", b"\nC1,", b"\n\nC1,"),
        Bytes("demographics.csv", b",birthDate,", b",birthdate,"),
        Cell("enrollments.csv", 3, "beginDate", "8/14/2026"),
        Cell("enrollments.csv", 4, "userSourcedId", "S999"),
        DropRow("manifest.csv", 16),
    )
    return changed(tiny(), changes)


SETS = {"clean": lambda: as_files(district()), "mistakes": mistakes, "damaged": damaged}
WRITTEN = [as_it_is, with_bom, with_crlf, with_cr, all_quoted, combined]


LINE_ENDS = "DDE208"


def answer(path):
    """The outcome, the counts, findings and forecast, and which files have another kind of line ends."""
    report = check(open_file_set(path), load_profile(), today=date(2026, 9, 15))
    findings = tuple(found for found in report.findings if found.code != LINE_ENDS)
    ends = {found.file for found in report.findings if found.code == LINE_ENDS}
    rules = {code: count for code, count in report.rules.items() if code != LINE_ENDS}
    return (report.outcome, rules, findings, report.forecast), ends


@pytest.fixture(scope="module", params=SETS)
def expected(request, tmp_path_factory):
    """The set's files, and its answer as a plain folder."""
    files = SETS[request.param]()
    found, ends = answer(as_folder(tmp_path_factory.mktemp("plain") / "set", files))
    assert found[0] == ("ready" if request.param == "clean" else "not-ready")
    assert not ends
    return files, found


@pytest.mark.parametrize("pack", [as_folder, as_zip])
@pytest.mark.parametrize("write", WRITTEN)
def test_how_a_set_is_packed_and_written_changes_nothing(tmp_path, expected, pack, write):
    files, found = expected
    written = {name: write(data) for name, data in files.items()}
    ends = {*files} if write is with_cr else set()
    assert answer(pack(tmp_path / "set", written)) == (found, ends)
