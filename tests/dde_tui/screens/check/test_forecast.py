"""What CLI Engage would do, number by number, by keyboard alone on real files."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from dde_tui.app import DdeApp
from dde_tui.screens.check.forecast import Forecast
from dde_tui.widgets.virtual_list import VirtualList
from support.app_pilot import screen_text, until, until_shown

SIZE = (80, 24)
TITLE = "What CLI Engage would do"


async def open_forecast(pilot) -> None:
    await pilot.press("C", "r")
    await until_shown(pilot, "CLI would take")
    await pilot.press("f")
    await until_shown(pilot, TITLE)
    await until(pilot, lambda: not pilot.app.screen.is_busy, "the rows to be read")
    await pilot.pause()


async def go_to(pilot, words: str) -> None:
    """Go to the number with these words, and on to its rows."""
    screen = pilot.app.screen
    heads = [entry.head.plain for entry in screen.entries()]
    at = next(number for number, head in enumerate(heads) if words in head)
    await pilot.press(*["down"] * at, "enter")
    await until(pilot, lambda: isinstance(pilot.app.focused, VirtualList), "the rows to have the focus")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.usefixtures("wrong_files")
async def test_the_forecast_looks_as_kept(
    app: DdeApp, golden: Callable[..., Awaitable[None]], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await open_forecast(pilot)
        await golden(pilot, "forecast")
        await go_to(pilot, "only in classes")
        await pilot.press("enter")
        await until_shown(pilot, "as the file is now")
        await golden(pilot, "forecast-row")


@pytest.mark.usefixtures("wrong_files")
async def test_each_number_leads_to_its_rows_and_esc_all_the_way_back(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "CLI would take")
        await pilot.press("down", "enter")
        before = app.focused
        assert isinstance(before, VirtualList)
        await pilot.press("f")
        await until_shown(pilot, TITLE)
        await until(pilot, lambda: not app.screen.is_busy, "the rows to be read")
        await go_to(pilot, "only in classes")
        await until_shown(pilot, "users.csv:138  S094125")
        await pilot.press("enter")
        await until_shown(pilot, "Line 138 of users.csv, as the file is now:")
        assert "They are only in classes that are not homerooms." in screen_text(app)
        await pilot.press("escape", "escape")
        await until_shown(pilot, "CLI would take")
        assert app.focused is before
        assert app.current_mode == "check"


@pytest.mark.usefixtures("wrong_files")
async def test_the_basis_of_the_number_under_the_cursor_is_told_in_words(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_forecast(pilot)
        assert "Basis: published: CLI says so in public." in screen_text(app)
        await pilot.press("down")
        await until_shown(pilot, "Basis: assumed: we infer it, CLI may see it otherwise.")


async def test_a_main_number_of_none_says_so(app: DdeApp, clean_files: Path) -> None:
    enrollments = clean_files / "enrollments.csv"
    lines = enrollments.read_text(encoding="utf-8").splitlines(keepends=True)
    enrollments.write_text("".join(line for line in lines if ",teacher," not in line), encoding="utf-8")
    async with app.run_test(size=SIZE) as pilot:
        await open_forecast(pilot)
        await go_to(pilot, "teachers would be created")
        await until_shown(pilot, "None. There is nothing to show or to do.")
        await pilot.press("enter")
        assert isinstance(app.screen, Forecast)


async def test_privacy_mode_shows_lines_alone(
    app: DdeApp, wrong_files: Path, secrets_of_the_district: tuple[str, ...]
) -> None:
    async with app.run_test(size=(120, 60)) as pilot:
        await open_forecast(pilot)
        await go_to(pilot, "only in classes")
        await until_shown(pilot, "S094125")
        await pilot.press("v")
        await until(pilot, lambda: "S094125" not in screen_text(app), "the values to be hidden")
        assert "users.csv:138" in screen_text(app)
        await pilot.press("enter")
        await until_shown(pilot, "(hidden)")
        shown = screen_text(app)
        assert [secret for secret in secrets_of_the_district if len(secret) > 4 and secret in shown] == []


async def test_values_hidden_at_first_are_read_when_they_are_shown(
    app: DdeApp, session, wrong_files: Path
) -> None:
    session.shows_values = False
    async with app.run_test(size=SIZE) as pilot:
        await open_forecast(pilot)
        await go_to(pilot, "only in classes")
        assert "S094125" not in screen_text(app)
        await pilot.press("v")
        await until_shown(pilot, "S094125")


async def test_files_that_are_gone_leave_the_lines_and_a_sentence(app: DdeApp, wrong_files: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "CLI would take")
        (wrong_files / "users.csv").unlink()
        await pilot.press("f")
        await until_shown(pilot, TITLE)
        await go_to(pilot, "only in classes")
        await until_shown(pilot, "users.csv:138")
        await pilot.press("enter")
        await until_shown(pilot, "users.csv is not in the set. Check the files again.")


async def test_without_the_files_it_needs_it_says_which(app: DdeApp, clean_files: Path) -> None:
    (clean_files / "enrollments.csv").unlink()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "Not ready")
        await pilot.press("f")
        await until_shown(pilot, "There is no forecast for these files.")
        assert "classSourcedId, userSourcedId, role" in screen_text(app)
        await pilot.press("escape")
        await until_shown(pilot, "Not ready")


async def test_before_a_check_it_says_what_to_do(app: DdeApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("C", "f")
        await until_shown(pilot, "Check the files first: press r.")
        assert not isinstance(app.screen, Forecast)


async def test_an_earlier_set_tells_who_would_be_switched_off(app: DdeApp, clean_files: Path) -> None:
    earlier = clean_files.with_name("yesterday")
    shutil.copytree(clean_files, earlier)
    enrollments = clean_files / "enrollments.csv"
    lines = enrollments.read_text(encoding="utf-8").splitlines(keepends=True)
    taught = next(line for line in lines if ",teacher," in line)
    enrollments.write_text("".join(line for line in lines if line != taught), encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("C", "t", *"yesterday", "enter")
        await until_shown(pilot, "CLI would take")
        await pilot.press("f")
        await until_shown(pilot, TITLE)
        await until(pilot, lambda: not app.screen.is_busy, "the rows to be read")
        assert "would need a second night" not in screen_text(app), "nobody would"
        await go_to(pilot, "would be switched off")
        await until_shown(pilot, "These rows are only in the earlier set")


async def test_the_palette_offers_nothing_that_only_the_check_can_do(app: DdeApp, wrong_files: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_forecast(pilot)
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert "Check: Hide" in titles
        assert "Check: Save report" not in titles
        await pilot.press("question_mark")
        await until_shown(pilot, "Help: Forecast")
