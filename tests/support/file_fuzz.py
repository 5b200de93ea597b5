"""Files that a stranger could have written, made from valid ones by a seed, and what becomes of each.

`outcome` gives the exit code that the command would end with; 70 is a defect.
"""

import io
import random
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl

from checks.engine.run import check
from checks.errors import DdeError, ExitCode
from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.input.source import open_file_set
from checks.rules.choices import load_profile
from dde_tui.build.export.workbook import read_workbook
from dde_tui.build.recipe import load_recipe
from dde_tui.build.sample import sample_recipe
from dde_tui.feedback.folder import FolderSource, Receipt, Review, prepare, read_receipts
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder
from dde_tui.workspace.settings import load_settings
from dde_tui.workspace.template import settings_text
from support.file_sets import zipped

TODAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
PLACE = {
    "file": "users.csv",
    "line": 2,
    "column": "role",
    "code": "DDE301",
    "severity": "error",
    "message": "x",
}
FILE = {"file": "users.csv", "bytes": 1, "sha256": "0" * 64, "rows": 1, "verified": "hash"}
PROFILE = """\
extends = "cli-engage"
name = "own"
version = "1"
title = "Own"
[rules]
DDE215 = "info"
[[file]]
name = "users.csv"
columns = [{name = "email", type = "date", required = true}, {name = "metadata.x", values = ["A", "B"]}]
[[told]]
question = "bulk"
answer = true
on = 2026-08-01
source = "ticket 1"
"""
NASTY = [
    *(b"", b"\0", b"\xff\xfe", b"[" * 5_000, b"{" * 5_000, b"a." * 3_000, b"9" * 6_000, b"1e999", b"NaN"),
    *(b'"', b"'", b"\n" * 3_000, b"=", b"]", b"<", b"&#0;", b"<!DOCTYPE x>", b"../../x", b"\\u0000", b"true"),
    *(
        b"2999-01-01",
        b"0000-00-00",
        b"-1",
        b"null",
        b"[]",
        b"{}",
        b"\x1b[2J",
        b"\xed\xa0\x80",
        b"x" * 100_000,
    ),
]


def valid(kind):
    """Return a valid file of a kind."""
    return VALID[kind]()


def mutated(data, chance):
    """Return the bytes after one to four changes."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(data) + 1), chance.choice((1, 1, 4, 40, 400))
        piece = bytes(data[at : at + size])
        other = chance.randrange(len(data) + 1)
        change = chance.choice(("flip", "cut", "drop", "again", "nasty", "nasty", "swap"))
        if change == "flip" and piece:
            data[at] ^= 1 << chance.randrange(8)
        elif change == "cut":
            del data[at:]
        elif change == "drop":
            del data[at : at + size]
        elif change == "again":
            data[other:other] = piece * chance.choice((1, 1, 50))
        elif change == "nasty":
            data[at : at + chance.choice((0, size))] = chance.choice(NASTY)
        elif change == "swap":
            data[at : at + size] = bytes(data[other : other + size])
    return bytes(data)


def example(kind, seed):
    """Return the file of a seed: of packed kinds, half have a member changed and not the packing."""
    chance = random.Random(f"{kind} {seed}")
    data = valid(kind)
    if kind in ("workbook", "zip") and chance.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(parts))
        return zipped({**parts, name: mutated(parts[name], chance)}.items())
    return mutated(data, chance)


def outcome(kind, data):
    """Return the exit code that the command would end with, and the name of the defect if it is one."""
    with tempfile.TemporaryDirectory() as place:
        try:
            return USES[kind](Path(place), data), ""
        except DdeError as error:
            return int(error.exit_code), ""
        except Exception as error:  # noqa: BLE001 - it is what the benchmark counts
            return int(ExitCode.DEFECT), type(error).__name__


def _workbook():
    book, data = openpyxl.Workbook(), io.BytesIO()
    for row in (["id", "born"], ["007", NOON.replace(tzinfo=None)], [1, True], [None, 2.5]):
        book.active.append(row)
    book.active["A3"].number_format = "00000"
    book.save(data)
    return data.getvalue()


VALID = {
    "workbook": _workbook,
    "zip": lambda: zipped(changed(tiny(), ()).items()),
    "review": Review(
        EventKind.RETURNED, NOON, "Pat", "x", "initial", "s", ({**PLACE, "affected": 1},)
    ).encode,
    "receipt": lambda: Receipt("s", "Peña ISD", NOON, 1, (), counts={"error": 0}).encode(),
    "recipe": lambda: sample_recipe().encode(),
    "profile": PROFILE.encode,
    "settings": lambda: settings_text({"district.name": "Peña ISD"}).encode(),
}


def _written(place, name, data):
    path = place / name
    path.write_bytes(data)
    return path


def _check(place, data):
    report = check(open_file_set(_written(place, "set.zip", data)), load_profile(), today=TODAY)
    return int(report.outcome != "ready")


def _profile(place, data):
    profile = load_profile(str(_written(place, "own.toml", data)))
    report = check(open_file_set(_written(place, "set.zip", valid("zip"))), profile, today=TODAY)
    return int(report.outcome != "ready")


def _exchange(home):
    def use(place, data):
        folder = LocalFolder(place)
        prepare(folder)
        _written(place / "dde" / home, "1.json", data)
        if home == "receipts":
            read_receipts(folder)
            return 0
        source = FolderSource(folder)
        source.fetch(())
        return 5 if source.not_understood else 0

    return use


def _loads(load, name):
    def use(place, data):
        load(_written(place, name, data))
        return 0

    return use


def _reads_workbook(_place, data):
    read_workbook(data, "children.xlsx")
    return 0


USES = {
    "workbook": _reads_workbook,
    "zip": _check,
    "review": _exchange("reviews"),
    "receipt": _exchange("receipts"),
    "recipe": _loads(load_recipe, "build.toml"),
    "profile": _profile,
    "settings": _loads(load_settings, "dde.toml"),
}
CONTRACT = {
    "workbook": {0, 2, 3},
    "zip": {0, 1, 3},
    "review": {0, 5},
    "receipt": {0, 5},
    "recipe": {0, 2},
    "profile": {0, 1, 2},
    "settings": {0, 2},
}
"""The exit codes that each kind may end with."""
