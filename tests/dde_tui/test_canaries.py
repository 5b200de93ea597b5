"""One journey with fifty marked students and marked secrets; afterwards none of them is anywhere but in its place.

The journey has everything that could spill something: files with errors, a wrong password, a server that fails,
a kill, a review that quotes a student, a defect whose message quotes everything, and the app.
"""

import asyncio
import base64
import gzip
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
)

from checks.example.changes import Files, as_files
from checks.reports.formats import FORMATS
from dde_tui.app import DdeApp
from dde_tui.feedback.folder import Review
from dde_tui.process.events import EventKind
from dde_tui.screens.shell.session import Session
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.workspace.folder import open_workspace
from support import leaks as canaries
from support.app_pilot import screen_text, until_shown
from support.changed_sets import students, without
from support.marked_files import STUDENTS, marked_files, misnamed_exports, rows_of, with_errors, with_names

PASSWORD = "Kwyjibo-Päss-71f3"
PASSPHRASE = "Zzyzx-phrase-52c8"
TOKEN = "dde-token-Xochitl-90ab"
SECRETS = (PASSWORD, PASSPHRASE, TOKEN)
ROOT = str(Path(__file__).parents[2])
PLACES = ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
TEMPORARY = ("TMPDIR", "TEMP", "TMP", "LOCALAPPDATA", "APPDATA")
WATCHED = """
import json, os, sys
STARTS = ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.fork", "os.forkpty", "os.system", "os.spawn")

def note(event, given):
    if event in STARTS:
        environ = given[-1] if given and isinstance(given[-1], dict) else dict(os.environ)
        with open({path!r}, "a", encoding="utf-8") as children:
            children.write(json.dumps([event, repr(given), environ]) + chr(10))

sys.addaudithook(note)
"""
"""Notes each program that is started, with its arguments and the environment it gets."""

DEFECT = """
import os, sys
from pathlib import Path

def boom(*_, **__):
    values = Path(sys.argv[-1]).joinpath("users.csv").read_text("utf-8")
    raise RuntimeError(values, dict(os.environ))

import {module} as module
module.{name} = boom
"""


@dataclass
class Journey:
    """Where everything lies, what was said, and what the processes showed of themselves."""

    root: Path
    values: tuple[str, ...]
    said: list[tuple[tuple[str, ...], int, bytes]] = field(default_factory=list)
    command_lines: list[bytes] = field(default_factory=list)
    """What the process list showed of each command, where this system shows it as a file."""

    @property
    def workspace(self) -> Path:
        return self.root / "workspace"

    @property
    def children(self) -> Path:
        """Where each started program is noted."""
        return self.root / "children.txt"

    @property
    def spared(self) -> list[Path]:
        """The district's own files, its key, and what lies on the server: places where they belong."""
        names = ("export", "errors", "cut", "named", "sis", "fixed", "bundle.zip", "keys", "securestor")
        return [self.workspace / "files", *(self.root / name for name in names)]

    def environ(self) -> dict[str, str]:
        machine = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DDE_WORKSPACE", "SSH_AUTH_SOCK")
        }
        homes = {name: str(self.root / "home" / name.lower()) for name in PLACES}
        rooms = {name: str(self.root / "rooms" / name.lower()) for name in TEMPORARY}
        secrets = {"DISTRICT_PASSWORD": PASSWORD, "KEY_PASSPHRASE": PASSPHRASE, "CLI_TOKEN": TOKEN}
        for folder in (*homes.values(), *rooms.values()):
            Path(folder).mkdir(parents=True, exist_ok=True)
        return {**machine, **homes, **rooms, **secrets, "PYTHONUTF8": "1", "PYTHONPATH": ROOT}

    def dde(
        self, *arguments: str, exits: int | tuple[int, ...] = 0, before: str = "", killed: bool = False
    ) -> bytes:
        """Run one command as a process of its own and keep what it said."""
        watched = WATCHED.format(path=str(self.children))
        program = f"import sys\n{watched}\n{before}\nfrom dde_tui.__main__ import main\nmain()"
        everything = ("--workspace", str(self.workspace), *arguments)
        running = subprocess.Popen(
            [sys.executable, "-c", program, *everything],
            cwd=self.root,
            env=self.environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        with suppress(OSError):
            self.command_lines.append(Path(f"/proc/{running.pid}/cmdline").read_bytes())
        if killed:
            self._kill_while_sending(running)
        said, _ = running.communicate(timeout=60)
        self.said.append((arguments, running.returncode, said))
        assert killed or running.returncode in (exits if isinstance(exits, tuple) else (exits,)), (
            arguments,
            said.decode(),
        )
        return said

    def _kill_while_sending(self, running: subprocess.Popen[bytes]) -> None:
        folder = self.root / "securestor" / "district"
        while running.poll() is None:
            if any(path.name.startswith(".") for path in folder.iterdir()):
                running.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
                return


def write(folder: Path, files: Files) -> Path:
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def new_key(path: Path) -> str:
    """Make a private key that its passphrase locks, and return the public line."""
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir()
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, locked))
    path.chmod(0o600)
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


async def through_the_app(journey: Journey) -> None:
    """Send once more, and look at everything, by keyboard."""
    session = Session(open_workspace(journey.workspace, {}), journey.environ(), lambda: datetime.now(UTC))
    app = DdeApp(session, journey.workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("C")
        await pilot.press("r")
        await until_shown(pilot, "Ready")
        await pilot.press("S")
        await until_shown(pilot, "Send the files")
        await pilot.press("s")
        await until_shown(pilot, "[ Send 8 files ]")
        await pilot.press("left", "enter")
        await until_shown(pilot, "Sent as")
        journey.said.append((("app",), 0, screen_text(app).encode()))


def through_names(walk: Journey, files: Files, folder: Path) -> None:
    """Check, fix, build, bundle and review where things are named after children."""
    named = str(write(walk.root / "named", with_names(files)))
    for form in FORMATS:
        walk.dde("check", named, "--format", form, exits=1)
    walk.dde("check", named, "--before", str(walk.root / "export"), exits=1)
    walk.dde("fix", named, "--output", str(walk.root / "fixed"), exits=1)
    walk.dde("fix", named, "--diff", "--json", exits=1)
    walk.dde("send", named, exits=1)
    walk.dde("bundle", named, "-o", str(walk.root / "bundle.zip"))
    walk.dde("check", str(walk.root / "bundle.zip"), "--bundle", exits=1)
    sis = write(walk.root / "sis", misnamed_exports(files))
    for recipe in sorted(sis.glob("*.toml")):
        walk.dde("build", str(recipe), "--output", str(walk.root / "built"), exits=2)
    here = ("--folder", str(folder))
    good = (folder / "users.csv").read_bytes()
    (folder / "users.csv").write_bytes((walk.root / "named" / "users.csv").read_bytes())
    walk.dde("helpcenter", "review", *here, exits=(0, 1))
    walk.dde("helpcenter", "review", *here, "--json", exits=(0, 1))
    walk.dde("helpcenter", "return", *here, "--text", "Please mend it.")
    walk.dde("helpcenter", "queue", "--folder", str(folder.parent))
    (folder / "users.csv").write_bytes(good)
    walk.dde("feedback", "fetch")
    walk.dde("feedback", "list")


def through_a_hold(walk: Journey, files: Files) -> None:
    """Have a cut export held, look at why, and approve it."""
    rows = {name: rows_of(data) for name, data in files.items()}
    cut = str(write(walk.root / "cut", as_files(without(rows, students(rows)[20:]))))
    walk.dde("send", cut, "--dry-run", exits=4)
    walk.dde("send", cut, exits=4)
    walk.dde("send", cut, "--json", exits=4)
    walk.dde("approve", "--because", "Lincoln closed in June")
    walk.dde("approve", "--json")


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """The whole of it, once for all tests of this file."""
    root = tmp_path_factory.mktemp("canaries")
    files, values = marked_files()
    walk = Journey(root, values)
    export = write(root / "export", files)
    errors = write(root / "errors", with_errors(files))
    folder = root / "securestor" / "district"
    folder.mkdir(parents=True)
    public = new_key(root / "keys" / "id_ed25519")
    with EmbeddedServer(root / "securestor", password=PASSWORD, authorized_keys=[public]) as server:
        where = [
            "--host",
            "127.0.0.1",
            "--port",
            str(server.port),
            "--user",
            "district",
            "--folder",
            "district",
        ]
        key = ["--host-key", server.fingerprint]
        walk.dde("init", "--district", "Caprock Bend ISD", "--feedback", "folder")
        walk.dde("request", "--draft")
        walk.dde("confirm", str(export), "--yes")
        walk.dde("connect", *where, *key, "--password-env", "CLI_TOKEN", exits=2)
        walk.dde("connect", *where, *key, "--password-env", "DISTRICT_PASSWORD", "--exchange")
        for form in ("text", "json", "csv"):
            walk.dde("check", str(errors), "--format", form, exits=1)
        walk.dde("check", str(errors), "--output", str(root / "report.html"), exits=1)
        walk.dde("fix", str(errors), "--diff", exits=1)
        walk.dde("send", str(errors), exits=1)
        (folder / "users.csv" / "in the way").mkdir(parents=True)
        walk.dde("send", str(export), exits=5)
        (folder / "users.csv" / "in the way").rmdir()
        (folder / "users.csv").rmdir()
        walk.dde("send", str(export), killed=True)
        walk.dde("send", str(export))
        walk.dde("send", str(export), "--json")
        through_a_hold(walk, files)
        finding = {"code": "DDE501", "file": "users.csv", "line": 3, "message": "twice", "value": values[0]}
        review = Review(
            EventKind.RETURNED, datetime.now(UTC), "Ana", "Please mend it.", "initial", "", (finding,)
        )
        (folder / review.path).write_bytes(
            json.dumps({**json.loads(review.encode()), "cell": values[1]}).encode()
        )
        walk.dde("feedback", "fetch")
        walk.dde("feedback", "list", "--json")
        through_names(walk, files, folder)
        walk.dde("status", "--json")
        walk.dde("doctor")
        walk.dde("doctor", "--json")
        for module, name in (("dde_tui.actions.transfer.send.command", "send"), ("dde_tui.cli", "_call")):
            walk.dde("send", str(export), exits=70, before=DEFECT.format(module=module, name=name))
        file = ["--key-file", str(root / "keys" / "id_ed25519"), "--password-env", "KEY_PASSPHRASE"]
        walk.dde("connect", *where, *key, *file)
        walk.dde("connect", "--test")
        shutil.copytree(export, walk.workspace / "files")
        (folder / "orgs.csv").unlink()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in walk.environ().items():
                patch.setenv(name, value)
            patch.setattr(tempfile, "tempdir", None)
            asyncio.run(through_the_app(walk))
        yield walk


def test_no_secret_and_nothing_of_a_student_is_in_any_file(journey: Journey) -> None:
    assert canaries.found_below([*SECRETS, *journey.values], journey.root, journey.spared) == {}


def test_nothing_of_them_was_said(journey: Journey) -> None:
    for arguments, _, said in journey.said:
        values = SECRETS if arguments == ("app",) else (*SECRETS, *journey.values)
        assert canaries.found(values, said) == set(), arguments


def test_a_bundle_holds_nothing_of_them(journey: Journey) -> None:
    """Days of birth are left out: a day made at random can be another child's."""
    values = [value for value in journey.values if not re.fullmatch(r"\d{4}-\d\d-\d\d", value)]
    assert canaries.found(values, (journey.root / "bundle.zip").read_bytes()) == set()


def test_what_is_named_after_a_child_was_looked_at(journey: Journey) -> None:
    said = b"".join(said for _, _, said in journey.said)
    assert b"column 19" in said
    assert b"another .xlsx file" in said
    reviews = journey.root / "securestor" / "district" / "dde" / "reviews"
    assert any(re.search(rb"Column [0-9]+ appears twice", path.read_bytes()) for path in reviews.iterdir())


def test_the_server_holds_the_files_under_their_names_and_no_secret(journey: Journey) -> None:
    folder = journey.root / "securestor" / "district"
    assert {path.name for path in folder.glob(".*")} == set(), "and no part of a file"
    assert canaries.found_below(SECRETS, journey.root / "securestor") == {}
    assert canaries.found_below(journey.values[2:], folder / "dde") == {}, "the review quotes the first two"
    for path in (journey.root / "export").iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()


def test_nothing_of_them_is_an_argument_or_handed_to_another_program(journey: Journey) -> None:
    assert canaries.found((*SECRETS, *journey.values), b"\0".join(journey.command_lines)) == set()
    started = journey.children.read_bytes() if journey.children.exists() else b""
    assert canaries.found((*SECRETS, *journey.values), started) == set()


def test_a_program_that_is_started_would_be_noted(journey: Journey) -> None:
    before = f"import subprocess; subprocess.run([{sys.executable!r}, '-c', ''], check=True)"
    told = replace(journey, root=journey.root / "control", said=[])
    told.root.mkdir()
    told.dde("doctor", "--json", before=before)
    assert canaries.found(SECRETS, told.children.read_bytes()) == {*SECRETS}
    shutil.rmtree(told.root)


def test_there_was_something_to_find(journey: Journey) -> None:
    """The journey went where things spill, and the marked values are in the district's own files."""
    assert len(journey.values) > 4 * STUDENTS
    assert canaries.found(
        journey.values, b"".join(path.read_bytes() for path in (journey.root / "export").iterdir())
    ) == {*journey.values}
    defects = list(journey.root.rglob("defect-*.txt"))
    assert len(defects) == 2
    assert list((journey.workspace / ".dde" / "receipts").iterdir())
    assert (journey.workspace / ".dde" / "journal.sqlite3").stat().st_size > 0


@pytest.mark.parametrize("value", [PASSWORD, "O'Quxleyab", "Žofquéab", "2021-11-08"])
def test_the_search_finds_what_is_planted(tmp_path: Path, value: str) -> None:
    text = f"before {value} behind"
    zipped, packed = io.BytesIO(), gzip.compress(text.encode())
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", text)
    planted = {
        "plain": text.encode(),
        "wide": text.encode("utf-16"),
        "json": json.dumps({"a": text}).encode(),
        "repr": repr(text).encode(),
        "zip": zipped.getvalue(),
        "gzip": packed,
        **{f"base64-{skip}": base64.b64encode(b"x" * skip + text.encode()) for skip in range(3)},
        **{f"exact-{skip}": base64.b64encode(b"x" * skip + value.encode()) for skip in range(3)},
    }
    for name, data in planted.items():
        (tmp_path / name).write_bytes(data)
    journal = sqlite3.connect(tmp_path / "journal", isolation_level=None)
    journal.execute("PRAGMA journal_mode = WAL")
    journal.execute("CREATE TABLE event (data TEXT)")
    journal.execute("INSERT INTO event VALUES (?)", (text,))
    (tmp_path / f"named {value}").mkdir()
    leaks = canaries.found_below([value, "nowhere to be found"], tmp_path)
    assert {*planted, f"named {value}"} <= leaks.keys()
    assert {"journal", "journal-wal"} & leaks.keys()
    assert all(here == {value} for here in leaks.values())
    journal.close()


@pytest.mark.skipif(os.name == "nt", reason="on Windows the user's own folders keep others out")
def test_nobody_else_may_read_what_dde_keeps(journey: Journey) -> None:
    kept = [journey.workspace / ".dde", *(journey.workspace / ".dde").rglob("*")]
    defects = list(journey.root.rglob("defect-*.txt"))
    modes = {
        str(path.relative_to(journey.root)): stat.filemode(path.stat().st_mode) for path in (*kept, *defects)
    }
    assert {*modes.values()} == {"drwx------", "-rw-------"}, modes
