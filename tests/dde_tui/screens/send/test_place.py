"""The page of a sending, on a real server whose answers a test can hold back."""

import csv
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual.pilot import Pilot

from dde_tui.app import DdeApp
from dde_tui.process.events import EventKind
from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.embedded.filesystem import EmbeddedFile
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.widgets.controls import PlainInput as Row
from dde_tui.widgets.controls import PlainStatic
from dde_tui.widgets.progress_panel import ProgressPanel
from dde_tui.workspace.folder import Workspace
from support.app_pilot import screen_text, until, until_ready, until_shown
from support.connected import set_connection
from support.slow_link import Break, Line

Compare = Callable[[Pilot[Any], str], Awaitable[None]]
BLOCK = 32_640
LOADED = 5.0
"""Seconds that a second may take on a machine with much else to do; the server is silent for longer."""


class HeldFile(EmbeddedFile):
    """Answers the first write of the users' file; the next ones wait at the gate."""

    gate: ClassVar[threading.Event]

    def __init__(self, path: Path, flags: int) -> None:
        super().__init__(path, flags)
        self._is_held = ".users.csv." in path.name

    def write(self, offset: int, data: bytes) -> int:
        if self._is_held and offset:
            self.gate.wait(20)
        return super().write(offset, data)


class HeldServer(EmbeddedServer):
    file_class = HeldFile


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Open at first; closed, the users' file stops after its first block."""
    opened = threading.Event()
    opened.set()
    monkeypatch.setattr(HeldFile, "gate", opened, raising=False)
    yield opened
    opened.set()


@pytest.fixture
def server(tmp_path: Path, workspace: Workspace, gate: threading.Event) -> Iterator[EmbeddedServer]:
    root = tmp_path / "securestor"
    root.mkdir()
    with HeldServer(root, authorized_keys=(make_key(workspace.path / "id_ed25519"),)) as running:
        yield running
        gate.set()


def lengthen(files: Path) -> None:
    """Give the users' file a second block, and keep it right: nobody is another one by a long user name."""
    users = files / "users.csv"
    with users.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    at = head.index("username")
    for row in rows:
        row[at] += "-" + "a" * 120
    with users.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    assert users.stat().st_size > BLOCK


async def send(pilot: Pilot[Any]) -> None:
    await pilot.press("s")
    await until_shown(pilot, "[ Send 8 files ]")
    await pilot.press("left", "enter")


async def sent(pilot: Pilot[Any]) -> None:
    await pilot.press("S")
    await send(pilot)
    await until_shown(pilot, "√ Sent as")


def told(app: DdeApp) -> str:
    """What the page says below the verb, seen or scrolled away."""
    return app.screen.query_one("#sent", PlainStatic).text


def standing(server: EmbeddedServer) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in server.root.iterdir() if path.is_file()}


async def test_what_was_sent_stands_on_the_page_with_each_file_and_its_receipt(
    app: DdeApp, connected: Workspace, clean_files: Path, golden_when_it_grows: Compare
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await sent(pilot)
        app.clear_notifications()
        await until(pilot, lambda: "Sent. CLI" not in screen_text(app), "the toast to go")
        await golden_when_it_grows(pilot, "sent")


async def test_each_file_has_its_row_while_it_is_sent(
    app: DdeApp,
    connected: Workspace,
    clean_files: Path,
    gate: threading.Event,
    golden_when_it_grows: Compare,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await sent(pilot)
        lengthen(clean_files)
        gate.clear()
        app.screen.query_one(ProgressPanel).clock = lambda: 5.0
        await send(pilot)
        await until_shown(pilot, "uploading")
        assert screen_text(app).count("already there") == 7
        await golden_when_it_grows(pilot, "sending")
        gate.set()
        await until(pilot, lambda: told(app).count("already there") == 7, "what was there in the result")


async def test_esc_stops_within_a_second_and_says_what_is_true(
    app: DdeApp,
    connected: Workspace,
    clean_files: Path,
    server: EmbeddedServer,
    gate: threading.Event,
    golden_when_it_grows: Compare,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await sent(pilot)
        before = standing(server)
        lengthen(clean_files)
        gate.clear()
        await send(pilot)
        await until_shown(pilot, "uploading")
        began = time.monotonic()
        app.simulate_key("escape")
        await until_shown(pilot, "Stopped. The files on SecureStor are unchanged.")
        assert time.monotonic() - began < LOADED
        await until_shown(pilot, "[ Send the files ]")
        app.clear_notifications()
        await until(pilot, lambda: "The transfer was stopped" not in screen_text(app), "the toast to go")
        await golden_when_it_grows(pilot, "sending-stopped")
        gate.set()
    assert {name: data for name, data in standing(server).items() if name in before} == before
    assert [event.kind for event in connected.journal.events()].count(EventKind.SUBMITTED) == 1


async def test_a_connection_that_never_comes_is_let_go_of_by_esc(
    app: DdeApp, connected: Workspace, clean_files: Path, line: Line
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S")
        line.snap(Break.STALL, lasting=True)
        await send(pilot)
        await until_shown(pilot, "Connecting and comparing")
        began = time.monotonic()
        app.simulate_key("escape")
        await until_shown(pilot, "Stopped. The files on SecureStor are unchanged.")
        assert time.monotonic() - began < LOADED


async def test_a_line_that_breaks_is_told_and_the_upload_goes_on(
    app: DdeApp,
    connected: Workspace,
    clean_files: Path,
    server: EmbeddedServer,
    line: Line,
    gate: threading.Event,
    golden_when_it_grows: Compare,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await sent(pilot)
        lengthen(clean_files)
        gate.clear()
        app.screen.query_one(ProgressPanel).clock = lambda: 5.0
        await send(pilot)
        await until(
            pilot,
            lambda: any(path.stat().st_size >= BLOCK for path in server.root.glob(".users.csv.*")),
            "the first block",
        )
        line.snap(Break.RESET)
        await until_shown(pilot, "users.csv resumes after the 33 KB from an earlier try.")
        await golden_when_it_grows(pilot, "sending-goes-on")
        gate.set()
        await until_shown(pilot, "√ Sent as")
        assert "Trying again in 1 s (1 of 4)" in told(app)
        assert "users.csv resumes after the 33 KB" in told(app)
    assert standing(server)["users.csv"] == (clean_files / "users.csv").read_bytes()


async def test_a_rehearsal_says_what_would_become_of_each_file(
    app: DdeApp,
    connected: Workspace,
    clean_files: Path,
    server: EmbeddedServer,
    golden_when_it_grows: Compare,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await sent(pilot)
        lengthen(clean_files)
        before = standing(server)
        await pilot.press("d")
        await until_shown(pilot, "What would happen: 1 of 8 files would be sent. Nothing was changed.")
        await until_shown(pilot, "[ Send the files ]")
        app.clear_notifications()
        await until(pilot, lambda: "It is CLI's turn" not in screen_text(app), "the toast to go")
        await golden_when_it_grows(pilot, "rehearsal")
    assert standing(server) == before


async def test_the_receipt_of_the_last_sending_is_one_key_away(
    app: DdeApp, connected: Workspace, clean_files: Path, server: EmbeddedServer
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("S", "o")
        await until_shown(pilot, "Nothing has been sent yet")
        await sent(pilot)
        await pilot.press("o")
        await until_shown(pilot, "The receipt of 2026")
        text = screen_text(app)
        assert server.fingerprint in text
        assert "aes256-gcm@openssh.com" in text
        assert "read-back" in text
        await pilot.press("escape")
        for path in (connected.state / "receipts").iterdir():
            path.write_text("[]", encoding="utf-8")
        await pilot.press("o")
        await until_shown(pilot, "is not a readable receipt")


async def test_the_receipt_looks_as_kept(
    app: DdeApp,
    connected: Workspace,
    clean_files: Path,
    server: EmbeddedServer,
    line: Line,
    golden_when_it_grows: Compare,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await sent(pilot)
        for path in (connected.state / "receipts").iterdir():
            text = path.read_text("utf-8").replace(server.fingerprint, "SHA256:" + "k" * 43)
            text = re.sub(r'("kex": ?)"[^"]+"', r'\1"mlkem768x25519-sha256"', text)
            path.write_text(text.replace(f":{line.port}", ":22"), encoding="utf-8")
        app.clear_notifications()
        await until(pilot, lambda: "Sent. CLI" not in screen_text(app), "the toast to go")
        await pilot.press("o")
        await until_shown(pilot, "The receipt of 2026")
        await golden_when_it_grows(pilot, "receipt")


async def test_an_earlier_sending_that_died_is_finished_first_and_told(
    app: DdeApp, connected: Workspace, clean_files: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await sent(pilot)
        (event,) = [each for each in connected.journal.events() if each.kind is EventKind.SUBMITTED]
        died = {**event.data, "submission": "20260915T150000Z-0", "accepted": {}}
        connected.journal.append(EventKind.SENDING, died, event.at)
        await send(pilot)
        await until_shown(pilot, "An earlier submission was interrupted between renames")


async def test_another_key_is_shown_beside_the_confirmed_one_and_nothing_is_sent(
    app: DdeApp,
    connected: Workspace,
    clean_files: Path,
    server: EmbeddedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    confirmed = "SHA256:" + "A" * 43
    set_connection(connected, {"host_keys": [confirmed]})
    copied: list[str] = []
    attempts = server.auth_attempts
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        await pilot.press("S")
        await send(pilot)
        await until_shown(pilot, "This is not the server you confirmed")
        text = screen_text(app)
        assert server.fingerprint in text
        assert confirmed in text
        assert "[shown]" in text
        assert "[confirmed]" in text
        await pilot.press("enter")
        assert server.fingerprint in copied[0]
        assert copied[0].startswith("What is the SHA-256 fingerprint of the host key of 127.0.0.1")
        await pilot.press("right", "enter")
        await until_shown(pilot, "Nothing was changed: paste")
        for pasted, words in (
            (confirmed, "you confirmed before"),
            ("SHA256:" + "E" * 43, "show that key either"),
        ):
            await until_ready(pilot, "#trust")
            app.screen.query_one("#from-cli", Row).value = pasted
            await pilot.press("enter", "enter")
            await until_shown(pilot, words)
        assert server.auth_attempts == attempts
        assert connected.settings.securestor.host_keys == (confirmed,)
        await until_ready(pilot, "#trust")
        app.screen.query_one("#from-cli", Row).value = f" {server.fingerprint} "
        await pilot.press("enter", "enter")
        await until_shown(pilot, "The new key is confirmed")
    assert connected.settings.securestor.host_keys == (server.fingerprint,)
    assert EventKind.SENDING not in [event.kind for event in connected.journal.events()]
