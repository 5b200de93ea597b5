"""The overview: clocks with two ends, when it may be live, and the rounds, all by keyboard."""

from dataclasses import replace
from datetime import datetime

import pytest

from dde_tui.app import DdeApp
from dde_tui.process.events import EventKind
from dde_tui.screens.shell.session import Session
from dde_tui.widgets.controls import PlainOptionList, PlainStatic
from support.app_pilot import screen_text, until, until_shown

SIZE = (80, 24)
NOW = datetime.fromisoformat("2026-12-22T12:00:00-06:00")


def at(day, hour):
    return NOW.replace(day=day, hour=hour)


def files(mark):
    rows = {"users.csv": 260, "orgs.csv": 4, "classes.csv": 20}
    return [{"file": name, "sha256": mark + name, "rows": count} for name, count in rows.items()]


@pytest.fixture
def in_round_two(workspace):
    """Files that were returned on the 18th and sent again on the 21st of December."""
    workspace = replace(workspace, clock=lambda: NOW)
    workspace.journal.append(EventKind.FOLDER_READY, at=at(14, 9))
    first = {"submission": "a", "files": files("1"), "findings": {"DDE302": 12, "DDE501": 1, "DDE706": 3}}
    workspace.journal.append(EventKind.SUBMITTED, first, at(15, 10))
    back = {
        "text": "Row 19 has a wrong role.",
        "findings": [{"code": "DDE302", "file": "users.csv", "line": 19}],
    }
    workspace.journal.append(EventKind.RETURNED, back, at(18, 14))
    second = {"submission": "b", "files": files("2"), "findings": {"DDE706": 3}}
    workspace.journal.append(EventKind.SUBMITTED, second, at(21, 10))
    return workspace


@pytest.fixture
def app(in_round_two):
    return DdeApp(Session(in_round_two, {}, lambda: NOW), in_round_two.path)


async def test_the_clock_shows_both_ends_and_where_they_come_from(app, golden_when_it_grows):
    async with app.run_test(size=SIZE) as pilot:
        await until_shown(pilot, "In production")
        about = app.screen.query_one("#about", PlainStatic).text
        assert "9 of 20 business hours left" in about
        assert "By Mon 4 Jan, 12:00 at the latest." in about
        assert "CLI may be closed from Wed 23 Dec; at the earliest Wed 23 Dec, 12:00." in about
        assert "20 business hours, as CLI publishes it; no promise" in about
        await golden_when_it_grows(pilot, "overview-round-two")


async def test_when_it_may_be_live_opens_step_by_step(app, golden_when_it_grows):
    async with app.run_test(size=SIZE) as pilot:
        await until_shown(pilot, "In production")
        await pilot.press("w")
        await until(pilot, lambda: app.screen.is_modal, "the scenarios")
        assert "With one more round in each review" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal, "the dialog to close")


async def test_the_rounds_open_with_what_is_gone_and_what_cli_wrote(app, golden_when_it_grows):
    async with app.run_test(size=SIZE) as pilot:
        await until_shown(pilot, "In production")
        await pilot.press("d")
        await until(pilot, lambda: app.screen.is_modal, "the rounds")
        shown = screen_text(app)
        assert "√ gone: DDE302, DDE501" in shown
        assert "! still there: DDE706" in shown
        assert "“Row 19 has a wrong role.”" in shown
        await golden_when_it_grows(pilot, "rounds")


async def test_another_step_says_what_it_is_for(app):
    async with app.run_test(size=SIZE) as pilot:
        await until_shown(pilot, "In production")
        await pilot.press("down")
        await pilot.pause()
        about = app.screen.query_one("#about", PlainStatic).text
        assert about.startswith(
            "Quality Review\nOpens when CLI has accepted your files in the initial review."
        )
        assert '"the 20 business hours" start again' in about
        assert app.screen.query_one("#steps", PlainOptionList).highlighted == 4


async def test_an_overdue_answer_offers_a_text_and_says_why(in_round_two):
    late = datetime.fromisoformat("2027-01-06T12:00:00-06:00")
    app = DdeApp(Session(in_round_two, {}, lambda: late), in_round_two.path)
    async with app.run_test(size=(120, 40)) as pilot:
        await until_shown(pilot, "In production")
        about = app.screen.query_one("#about", PlainStatic).text
        assert "overdue by 2 business days" in about
        assert "It was due Mon 4 Jan, 12:00." in about
        assert "Notifications may be off" in about
        assert "A text for your help ticket" in about


async def test_steps_that_are_done_offer_no_key(app):
    async with app.run_test(size=SIZE) as pilot:
        await until_shown(pilot, "In production")
        assert "Ask CLI" not in screen_text(app)
        await pilot.press("a")
        await pilot.pause()
        assert not app.screen.is_modal
