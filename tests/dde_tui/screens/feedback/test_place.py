"""The place Feedback: what is held is shown with its reason, and an answer can be taken back."""

from textual.widgets import RadioButton

from dde_tui.actions.feedback.answers import held_now
from dde_tui.app import DdeApp
from dde_tui.feedback.held import Held, write_held
from dde_tui.process.events import EventKind
from dde_tui.screens.shell.session import Session
from dde_tui.workspace.folder import Workspace
from support.app_pilot import screen_text, until, until_shown

HELD = Held(
    "dde/reviews/1.json", "live", "2026-09-14T15:00:00+00:00", "no sending is recorded", "Welcome aboard"
)


async def test_a_held_answer_is_shown_with_its_reason_and_taken_off_the_list(session: Session) -> None:
    write_held(session.workspace.state, [HELD])
    app = DdeApp(session, session.workspace.path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F")
        await until_shown(pilot, "held: the files are in production, Mon 14 Sep 2026, 10:00")
        await until_shown(pilot, "Not counted: no sending is recorded. Welcome aboard")
        await pilot.press("x")
        await until_shown(pilot, "Take this off the list?")
        await pilot.press("shift+tab", "enter")
        await until(pilot, lambda: not held_now(session.workspace), "an empty list of held answers")
    assert [event.kind for event in session.workspace.journal.events()][-1] is EventKind.CONFIRMED


async def test_an_answer_is_taken_back_after_a_question(session: Session, workspace: Workspace) -> None:
    said = {"source": "folder", "answer": "0", "text": "Your rosters are live."}
    session.workspace.journal.append(EventKind.LIVE, said, session.clock())
    app = DdeApp(session, session.workspace.path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F")
        await until_shown(pilot, "was written by whoever may write to dde/ on SecureStor")
        await pilot.press("x")
        await until_shown(pilot, "Take this answer back?")
        await pilot.press("enter")
        await pilot.press("x")
        await until_shown(pilot, "Take this answer back?")
        await pilot.press("shift+tab", "enter")
        await until_shown(pilot, "the files are in production (taken back)")
        await until_shown(pilot, "You took this answer back: it moves no step.")
    events = workspace.journal.events()
    assert [event.kind for event in events][-2:] == [EventKind.LIVE, EventKind.WITHDRAWN]
    assert events[-1].data["withdraws"] == events[-2].id


async def test_an_answer_to_files_that_were_never_sent_is_asked_about(
    session: Session, workspace: Workspace
) -> None:
    before = len(workspace.journal.events())
    app = DdeApp(session, session.workspace.path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F")
        for answer in ("enter", "shift+tab"):
            await pilot.press("f")
            await until_shown(pilot, "Record what CLI said")
            app.screen.query_one("#accepted", RadioButton).value = True
            await pilot.pause()
            app.screen.query_one("#yes").press()
            await until_shown(pilot, "Record it all the same?")
            assert "No files were sent from this workspace." in screen_text(app)
            await pilot.press(answer)
            if answer != "enter":
                await pilot.press("enter")
            await until(pilot, lambda: not app.screen.is_modal, "the question to close")
            if answer == "enter":
                assert len(workspace.journal.events()) == before
        await until(pilot, lambda: len(workspace.journal.events()) == before + 1, "the record")
    assert workspace.journal.events()[-1].kind is EventKind.ACCEPTED
