"""A sending that is held, on the place Send: the cause, who it is, and an approval with a reason."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from checks.example.changes import as_files
from checks.example.district import district
from dde_tui.app import DdeApp
from dde_tui.process.events import EventKind
from dde_tui.screens.send.place import Send
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.workspace.folder import Workspace
from support.app_pilot import screen_text, until, until_shown
from support.changed_sets import students, without_school

Compare = Callable[[Pilot[Any], str], Awaitable[None]]
SCHOOL = "057950102"


async def hold(app: DdeApp, pilot: Pilot[Any], files: Path) -> list[str]:
    """Send the whole set, then one without a school; return the children who would be removed."""
    await pilot.press("S", "s")
    await until_shown(pilot, "[ Send 8 files ]")
    await pilot.press("left", "enter")
    await until_shown(pilot, "√ Sent as")
    app.clear_notifications()
    rows = district()
    smaller = without_school(rows, SCHOOL)
    for name, data in as_files(smaller).items():
        (files / name).write_bytes(data)
    await pilot.press("s")
    await until_shown(pilot, "[ Send 8 files ]")
    await pilot.press("left", "enter")
    await until_shown(pilot, "Approve this change?")
    return [kid for kid in students(rows) if kid not in students(smaller)]


def events(workspace: Workspace, kind: EventKind) -> list[Any]:
    return [event for event in workspace.journal.events() if event.kind is kind]


async def test_the_dialog_names_the_cause_and_leaving_it_sends_nothing(
    app: DdeApp,
    connected: Workspace,
    clean_files: Path,
    server: EmbeddedServer,
    golden: Callable[..., Awaitable[None]],
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await hold(app, pilot, clean_files)
        await golden(pilot, "hold-approve")
        before = (server.root / "users.csv").read_bytes()
        await pilot.press("escape")
        await until_shown(pilot, "Held: nothing was sent.")
        await golden(pilot, "held")
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: app.screen.has_class("-wide"), "the wide form")
        await pilot.pause()
        await golden(pilot, "held")
        assert (server.root / "users.csv").read_bytes() == before
        assert events(connected, EventKind.APPROVED) == []
        await pilot.press("a")
        await until_shown(pilot, "Approve this change?")
        await golden(pilot, "hold-approve")


async def test_an_approval_asks_for_a_reason_and_sends(
    app: DdeApp, connected: Workspace, clean_files: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await hold(app, pilot, clean_files)
        await pilot.press("enter", "enter")
        await until_shown(pilot, "Enter a reason")
        await pilot.press(*"closed", "enter", "enter")
        await until_shown(pilot, "√ Sent as")
        (approved,) = events(connected, EventKind.APPROVED)
        assert approved.data["because"] == "closed"
        assert isinstance(app.screen, Send)
        assert app.screen.check_action("approve", ()) is False


async def test_who_would_be_removed_is_listed_and_privacy_mode_hides_them(
    app: DdeApp, connected: Workspace, clean_files: Path
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        gone = await hold(app, pilot, clean_files)
        await pilot.press("escape", "w")
        await until_shown(pilot, "Who would be removed")
        await until_shown(pilot, gone[0])
        await pilot.press("escape", "v", "w")
        await until_shown(pilot, "•••")
        assert [kid for kid in gone if kid in screen_text(app)] == []
        assert events(connected, EventKind.APPROVED) == []
