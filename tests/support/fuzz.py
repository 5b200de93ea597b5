"""Damaged roster sets for tests that look for crashes, hangs and lies; `DDE_FUZZ=5000` makes a long run.

The suite tries a fixed third of a test's examples, for each is a whole check or several. `DDE_FUZZ=5000` tries that
many new ones instead, of every test that takes its settings from `options`: in tests/checks and tests/dde_tui.

A mark stands in many of the cells that are put in, so that a test sees a message that quotes a cell.
"""

import codecs
import csv
import faulthandler
import io
import os
import sys
import zipfile
from contextlib import contextmanager
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from checks.example.changes import as_files, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.rules.choices import load_profile
from support.file_sets import zipped

MARK = "Qx7Mark"
PROFILE = load_profile("cli-engage")
NAMES = [spec.name for spec in PROFILE.files]
LONG = int(os.environ.get("DDE_FUZZ", "0"))
SECONDS = 30
"""Longer than this and one example is a hang: the run ends with the traceback of where it stands."""

WORDS = [
    *("", " ", ",", '"', '""', '"x', "\t", "\0", "\x1b[31m", "\x1a", "\ufeff", "\u200b", "é", "😀", "\ud7ff"),
    *("true", "TRUE", "1", "PK", "K", "student", "teacher", "homeroom", "2027", "2026-08-12", "8/12/2026"),
    *("9999-99-99", "1.23457E+11", "NULL", "#REF!", "=1+1", "Ã©", '["PK"]', "a;b", "a|b", "a,b", "a, b,,"),
    *("S1", "T1", "C1", "E1", "SY2027", "057950", "057950101", "57950101", "0", "-1", "x" * 300),
    *(MARK, f" {MARK} ", f"{MARK}@x", f"{MARK},S1", f"20{MARK}", f'{MARK}"{MARK}', f"{MARK}\n{MARK}"),
]
ENCODINGS = ["utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
ENDS = [b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\n\n", b"\x0b", b"\xe2\x80\xa8"]
ODD_NAMES = [
    *("../users.csv", "/etc/users.csv", "C:\\users.csv", "export\\users.csv", "a/b/c/users.csv", "USERS.CSV"),
    *("users.csv.csv", "users .csv", "users.csv/", ".csv", ".users.csv", "__MACOSX/users.csv", "Thumbs.db"),
    *("\x1b[31m.csv", "usérs.csv", "users.csv\0x", "u" * 250 + ".csv", "con.csv", "results.csv", "set.zip"),
]


def options(examples):
    """Settings of a test: always the same third of these in the suite, as many as wanted in a long run."""
    return settings(
        max_examples=LONG or examples // 3,
        derandomize=not LONG,
        suppress_health_check=[*HealthCheck],
        print_blob=True,
    )


@contextmanager
def no_hang():
    """End the run with a traceback when this takes too long."""
    faulthandler.dump_traceback_later(SECONDS, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@cache
def base_sets():
    rows = district(schools=2, homerooms=2, children=4)
    wrong = district()
    return (
        changed(tiny(), ()),
        as_files(rows),
        with_mistakes(wrong, planted(wrong)),
    )


class Damaged(dict):
    """A set that shows only what is not as in the set it was made from."""

    def __init__(self, base):
        super().__init__(base)
        self.base = base

    def __repr__(self):
        changed = {name: data for name, data in self.items() if self.base.get(name) != data}
        gone = [name for name in self.base if name not in self]
        return f"set {[*map(id, base_sets())].index(id(self.base))} with {changed} without {gone}"


@st.composite
def damaged_sets(draw):
    """A clean set, tiny or a small district, or one with mistakes, after one to five kinds of damage."""
    files = Damaged(draw(st.sampled_from(base_sets()[:2] * 4 + base_sets()[2:])))
    for _ in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(sorted(files))) if files else None
        if name is not None:
            draw(st.sampled_from(DAMAGE))(draw, files, name)
    return files


def _place(draw, length):
    return draw(st.integers(0, max(0, length)))


def _slice(draw, length):
    begin = _place(draw, length - 1)
    return begin, min(length, begin + draw(st.integers(1, 40)))


def _bytes(draw, files, name):
    data = files[name]
    begin, end = _slice(draw, len(data))
    at = _place(draw, len(data))
    piece = data[begin:end]
    new = draw(st.binary(max_size=6) | st.sampled_from([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"\xc3"]))
    files[name] = draw(
        st.sampled_from(
            [
                data[:begin] + data[end:],
                data[:at] + piece + data[at:],
                data[:at] + new + data[at:],
                data[:begin] + new + data[end:],
                data[:begin],
                data[:begin] + piece[::-1] + data[end:],
            ]
        )
    )


def _lines(draw, files, name):
    lines = files[name].splitlines(keepends=True)
    if not lines:
        return
    a, b = _place(draw, len(lines) - 1), _place(draw, len(lines) - 1)
    what = draw(st.sampled_from(["drop", "again", "swap", "blank", "cut", "many"]))
    if what == "drop":
        del lines[a]
    elif what == "again":
        lines.insert(b, lines[a])
    elif what == "swap":
        lines[a], lines[b] = lines[b], lines[a]
    elif what == "blank":
        lines.insert(a, draw(st.sampled_from([b"\n", b" \n", b",,\n", b'""\n'])))
    elif what == "cut":
        lines[a] = lines[a][: _place(draw, len(lines[a]))]
    else:
        lines[a:a] = [lines[b]] * draw(st.integers(2, 300))
    files[name] = b"".join(lines)


def _table(files, name):
    text = files[name].decode("utf-8", "surrogateescape")
    return [*csv.reader(io.StringIO(text.replace("\0", ""), newline=""))]


def _written(rows, quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogateescape")


def _cells(draw, files, name):
    rows = _table(files, name)
    for _ in range(draw(st.integers(1, 4))):
        row = rows[draw(st.integers(1, len(rows) - 1))] if len(rows) > 1 else []
        if row:
            row[_place(draw, len(row) - 1)] = draw(st.sampled_from(WORDS))
    files[name] = _written(rows)


def _column(draw, files, name):
    """One value in a whole column, a column taken out, doubled, moved or renamed."""
    rows = _table(files, name)
    width = len(rows[0]) if rows else 0
    if not width:
        return
    a, b = _place(draw, width - 1), _place(draw, width - 1)
    what = draw(st.sampled_from(["value", "drop", "again", "swap", "header", "metadata"]))
    word = draw(st.sampled_from(WORDS))
    header = draw(
        st.sampled_from(["", " ", "Email", "sourcedid", "agents", "x", rows[0][b], rows[0][a].upper()])
    )
    for number, row in enumerate(rows):
        if len(row) != width:
            continue
        if what == "value" and number:
            row[a] = word
        elif what == "drop":
            del row[a]
        elif what == "again":
            row.insert(b, row[a])
        elif what == "swap":
            row[a], row[b] = row[b], row[a]
        elif what == "header" and not number:
            row[a] = header
        elif what == "metadata":
            row.insert(b, word if number else "metadata.x")
    files[name] = _written(rows)


def _layout(draw, files, name):
    """Another encoding, other line ends, quotes around everything, another separator."""
    data = files[name]
    what = draw(st.sampled_from(["encoding", "ends", "quotes", "separator", "bom", "last"]))
    if what == "encoding":
        encoding = draw(st.sampled_from(ENCODINGS))
        files[name] = data.decode("utf-8", "replace").encode(encoding, "replace")
    elif what == "ends":
        files[name] = data.replace(b"\n", draw(st.sampled_from(ENDS)), draw(st.sampled_from([-1, 1, 3])))
    elif what == "quotes":
        files[name] = _written(_table(files, name), csv.QUOTE_ALL)
    elif what == "separator":
        files[name] = data.replace(b",", draw(st.sampled_from([b";", b"\t", b"|", b", "])))
    elif what == "bom":
        files[name] = draw(st.sampled_from([codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"\xef\xbb"])) + data
    else:
        files[name] = data.rstrip(b"\n") + draw(st.sampled_from([b"", b"\n\n", b"\x1a", b"\n\0", b'\n"']))


def _names(draw, files, name):
    data = files[name]
    what = draw(st.sampled_from(["drop", "rename", "copy", "swap", "empty", "binary"]))
    other = draw(st.sampled_from(NAMES) | st.sampled_from([n for n in ODD_NAMES if not n.endswith("/")]))
    if what in ("drop", "rename"):
        del files[name]
    if what in ("rename", "copy"):
        files[other] = data
    elif what == "swap" and other in files:
        files[name], files[other] = files[other], data
    elif what == "empty":
        files[name] = b""
    elif what == "binary":
        files[name] = draw(st.binary(max_size=80))


DAMAGE = [_bytes, _bytes, _lines, _cells, _cells, _cells, _column, _column, _layout, _names]


@st.composite
def sets_with_random_bytes(draw):
    """The tiny set, with random bytes, or random text of a table, in some of its files."""
    files = Damaged(base_sets()[0])
    signs = st.sampled_from([b"a", b",", b'"', b"\n", b"\r", b"\0", b"\xff", b"\xc3", b" ", b"S1", b"true"])
    noise = st.binary(max_size=200) | st.lists(signs, max_size=80).map(b"".join)
    for name in draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=4, unique=True)):
        header = files[name].split(b"\n")[0] + b"\n" if draw(st.booleans()) else b""
        files[name] = header + draw(noise)
    return files


@st.composite
def zips(draw):
    """The bytes of something that is, was, or only looks like a zip."""
    method = draw(
        st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    )
    files = [*base_sets()[0].items()]
    odd = draw(st.lists(st.sampled_from(ODD_NAMES), max_size=4))
    extra = [(name, draw(st.sampled_from([files[4][1], b"", b"x"]))) for name in odd]
    whole = zipped(files[draw(st.integers(0, len(files))) :] + extra, method)
    what = draw(st.sampled_from(["odd names", "cut", "flipped", "noise", "before", "behind"]))
    if what == "cut":
        return whole[: _place(draw, len(whole))]
    if what == "flipped":
        data = bytearray(whole)
        for _ in range(draw(st.integers(1, 8))):
            at = draw(st.integers(0, len(data) - 1) | st.integers(max(0, len(data) - 200), len(data) - 1))
            data[at] = draw(st.integers(0, 255))
        return bytes(data)
    if what == "noise":
        return draw(st.sampled_from([b"", b"PK", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])) + draw(
            st.binary(max_size=120)
        )
    if what == "before":
        return draw(st.binary(max_size=50)) + whole
    return whole + (draw(st.binary(max_size=50)) if what == "behind" else b"")
