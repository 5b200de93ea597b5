"""Keys that come faster than the screens go, and an app that ends while a place is still being made."""

import asyncio

import pytest
from textual.content import Content

from dde_tui.app import DdeApp
from dde_tui.screens.shell.dialog import ConfirmDialog, MessageDialog
from dde_tui.screens.shell.session import Session
from support.app_pilot import until, until_shown


async def test_a_dialog_is_left_once_however_fast_the_keys_come(app: DdeApp) -> None:
    answers: list[bool | None] = []
    async with app.run_test() as pilot:
        await until_shown(pilot, "^p All")
        below, question = (
            MessageDialog("Below", Content("stays")),
            ConfirmDialog("Really?", "It matters.", "Do it"),
        )
        await app.push_screen(below)
        await app.push_screen(question, answers.append)
        question.act("yes")
        question.action_leave()  # Esc was pressed before the screen could go
        await until(pilot, lambda: not question.is_running, "the question to go")
        await until(pilot, lambda: len(answers) == 1, "one answer")
        assert answers == [True]
        assert app.screen is below


async def test_a_dialog_below_the_palette_stays_where_it_is(app: DdeApp) -> None:
    async with app.run_test() as pilot:
        await until_shown(pilot, "^p All")
        question = ConfirmDialog("Really?", "It matters.", "Do it")
        await app.push_screen(question)
        await pilot.press("ctrl+p")
        question.action_leave()
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is question, "the question again")


async def test_a_page_of_a_place_is_left_once(app: DdeApp) -> None:
    async with app.run_test() as pilot:
        await pilot.press("f1")
        await until_shown(pilot, "Keys here")
        page = app.screen
        for _ in range(2):
            page.dismiss(None)
        await until(pilot, lambda: not app.screen.is_modal, "the place again")
    assert app.failure is None


@pytest.mark.parametrize("turns", range(5, 15))
async def test_the_app_may_end_at_any_moment_in_which_a_place_is_made(session: Session, turns: int) -> None:
    app = DdeApp(session, session.workspace.path)
    async with app.run_test():
        app.simulate_key("U")
        for _ in range(turns):
            await asyncio.sleep(0)
    assert app.failure is None
