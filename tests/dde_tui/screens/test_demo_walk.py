"""The whole journey by keyboard alone: the real app on the demo's real stage."""

from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from dde_tui.app import DdeApp
from dde_tui.demo.stage import Stage
from dde_tui.process.progress import State
from dde_tui.screens.shell.place import LETTER
from dde_tui.screens.shell.session import Session
from support.app_pilot import screen_text, until, until_shown
from support.frames import EVERY_FRAME

QUICK = 8.0
"""Open hours of CLI that pass in one real second."""


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(None, QUICK) as stage:
        yield stage


async def press_yes(pilot: Pilot[Any]) -> None:
    """Choose the verb, which stands left of the way out."""
    await pilot.press("left", "enter")


async def record_letter(pilot: Pilot[Any]) -> None:
    await until_shown(pilot, LETTER)
    await pilot.press("f2")
    await until_shown(pilot, "This e-mail is not recorded yet")
    await pilot.press("f")


async def until_step(pilot: Pilot[Any], session: Session, number: int) -> None:
    await until(pilot, lambda: session.progress().next.step == number, f"step {number}")


async def send(pilot: Pilot[Any]) -> None:
    await pilot.press("S", "s")
    await until_shown(pilot, "[ Send 8 files ]")
    await press_yes(pilot)


async def mend(pilot: Pilot[Any]) -> None:
    await pilot.press("C", "m")
    await until_shown(pilot, "Fixed in the student information system")
    await pilot.press("escape")


async def test_the_journey_from_step_1_to_step_7_by_keyboard_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dde_tui.app.LOOKS_FOR_NEWS", 0.5)
    monkeypatch.setenv(EVERY_FRAME, "1")
    session = Session(stage.workspace, stage.environ, stage.clock, stage)
    app = DdeApp(session, stage.workspace.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Ask CLI for information")
        await pilot.press("a")
        await until_shown(pilot, "[ Record as sent ]")
        await press_yes(pilot)
        await record_letter(pilot)
        await until_step(pilot, session, 2)
        await pilot.press("f2", "y")
        await until_shown(pilot, "[ Confirm and record ]")
        await press_yes(pilot)
        await record_letter(pilot)
        await until_step(pilot, session, 4)
        await pilot.press("K", "l")
        await until_shown(pilot, "The server shows this key")
        await pilot.press("escape", "p", "enter")
        await until_shown(pilot, "SecureStor is connected")
        await send(pilot)
        await until_shown(pilot, "must be fixed")
        await mend(pilot)
        await until_shown(pilot, "3 errors")
        await send(pilot)
        await until_shown(pilot, "[ Send anyway ]")
        await pilot.press(*"asked", "enter", "enter")
        await until_shown(pilot, "DDE703 accepted: asked")
        await until(pilot, lambda: session.progress().steps[3].state is State.RETURNED, "the return")
        await mend(pilot)
        await until_shown(pilot, "Ready. 0 errors")
        await send(pilot)
        await until_step(pilot, session, 5)
        await until(pilot, lambda: session.progress().steps[4].state is State.RETURNED, "the second return")
        await pilot.press("F")
        await until_shown(pilot, "DDE304")
        await mend(pilot)
        await until_shown(pilot, "0 warnings")
        await send(pilot)
        await until(pilot, lambda: session.progress().steps[6].state is State.DONE, "production")
        await pilot.press("O")
        await until_shown(pilot, "7 of 7 steps done")
        assert screen_text(app).count("√") >= 14
