"""Activity: everything that happened, notes, and taking back one's own last record."""

import pytest

from dde_tui.process.events import EventKind
from dde_tui.terminal import author
from dde_tui.widgets.controls import PlainInput
from support.app_pilot import screen_text, until, until_ready, until_shown

SIZE = (80, 24)


@pytest.fixture(autouse=True)
def pat(monkeypatch):
    """The person at this computer."""
    monkeypatch.setattr(author, "who", lambda: "pat@office")
    for module in ("dde_tui.workspace.folder", "dde_tui.actions.workspace.undo"):
        monkeypatch.setattr(f"{module}.who", lambda: "pat@office")


def told(app):
    """What toasts say; they pass, on a busy machine before anybody looks."""
    return [each.message for each in app._notifications]


async def test_it_lists_what_happened_and_who_recorded_it(app, workspace, golden_when_it_grows):
    workspace.record(EventKind.NOTE, {"text": "Pat at CLI answers on Mondays"})
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("A")
        await until_shown(pilot, "you confirmed that you can")
        assert "pat@office" in screen_text(app)
        await golden_when_it_grows(pilot, "activity-note")


async def test_a_note_is_kept_and_a_record_taken_back(app, workspace):
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("A")
        await until_shown(pilot, "you asked CLI for information")
        await pilot.press("t")
        await until_shown(pilot, "Never name a student")
        await pilot.press("tab", "enter")
        await until_shown(pilot, "Enter what you want to keep.")
        await until_ready(pilot, "#yes")
        app.screen.query_one("#note", PlainInput).value = "hello"
        await pilot.press("enter", "enter")
        await until_shown(pilot, "note: hello")
        assert workspace.journal.events()[-1].data == {"text": "hello", "by": "pat@office"}
        await pilot.press("z")
        await until_shown(pilot, "Take back your last record?")
        await pilot.press("shift+tab", "enter")
        await until(pilot, lambda: workspace.journal.events()[-1].kind is EventKind.WITHDRAWN, "the record")
        await until_shown(pilot, "note: hello (taken back)")


async def test_what_somebody_else_recorded_stays(app, workspace):
    before = len(workspace.journal.events())
    workspace.journal.append(EventKind.FOLDER_READY, {"by": "kim@school"})
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("A")
        await until_shown(pilot, "the SecureStor folder is ready")
        await pilot.press("z")
        await until_shown(pilot, "Take back your last record?")
        await pilot.press("shift+tab", "enter")
        await until_shown(pilot, "by kim@school")
    assert len(workspace.journal.events()) == before + 1


async def test_an_empty_history_teaches(tmp_path):
    from dde_tui.app import DdeApp
    from dde_tui.screens.shell.session import Session
    from dde_tui.workspace.folder import create_workspace

    made = create_workspace(tmp_path / "new", "New ISD")
    app = DdeApp(Session(made, {}, made.clock), made.path)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("A")
        await until_shown(pilot, "Nothing is recorded yet.")
        await pilot.press("z")
        await until(pilot, lambda: told(app) == ["There is nothing to take back."], "the toast")
