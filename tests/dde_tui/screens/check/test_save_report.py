"""The report saved from the app: where, in which form, and with nobody's values unless they are asked for."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from checks.reports.formats import FORMATS
from dde_tui.app import DdeApp
from dde_tui.screens.check.save_report import FORMS
from dde_tui.widgets.controls import PlainInput, PlainOptionList
from dde_tui.workspace.folder import Workspace
from support.app_pilot import screen_text, until, until_shown

SIZE = (80, 24)


async def open_dialog(pilot) -> None:
    await pilot.press("C", "r")
    await until_shown(pilot, "Not ready")
    await until(pilot, lambda: not pilot.app.screen.is_busy, "the check to end")
    await again(pilot)


async def again(pilot) -> None:
    await pilot.press("s")
    await until_shown(pilot, "Save the report")


async def close(pilot) -> None:
    await pilot.press("escape")
    await until(pilot, lambda: not pilot.app.screen.is_modal, "the dialog to close")


async def save_as(pilot, name: str) -> None:
    """Write a name into the field, and press the button; it takes no press while it still shows the last one."""
    button = pilot.app.screen.query_one("#yes")
    await until(pilot, lambda: not button.has_class("-active"), "the button to be free")
    pilot.app.screen.query_one("#target", PlainInput).value = name
    pilot.app.screen.query_one("#target").focus()
    await pilot.press("enter", "enter")


def test_every_form_of_a_report_can_be_chosen() -> None:
    assert set(FORMS) == set(FORMATS)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.usefixtures("wrong_files")
async def test_the_dialog_looks_as_kept(
    app: DdeApp, golden: Callable[..., Awaitable[None]], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await open_dialog(pilot)
        await golden(pilot, "save")


@pytest.mark.usefixtures("wrong_files")
async def test_a_page_is_saved_without_values_and_it_is_told_where(
    app: DdeApp, workspace: Workspace, secrets_of_the_district: tuple[str, ...]
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await open_dialog(pilot)
        await pilot.press("tab", "enter", "enter")
        await until_shown(pilot, "√ The report was saved")
        assert "check-2026-09-15.html" in screen_text(app)
        assert "It contains no cell values." in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal, "the dialog to close")
        assert isinstance(app.focused, PlainOptionList)
    page = (workspace.path / "check-2026-09-15.html").read_text(encoding="utf-8")
    assert "DDE301" in page
    assert "Students by school and grade" in page
    assert [secret for secret in secrets_of_the_district if len(secret) > 4 and secret in page] == []


@pytest.mark.usefixtures("wrong_files")
async def test_a_form_is_saved_under_its_ending(app: DdeApp, workspace: Workspace) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        await pilot.press(*["down"] * list(FORMS).index("junit"), "enter")
        line = app.screen.query_one("#target", PlainInput)
        await until(pilot, lambda: line.value == "check-2026-09-15.xml", "the form's ending")
        await pilot.press("tab", "enter", "enter")
        await until_shown(pilot, "√ The report was saved")
    assert "<testsuite" in (workspace.path / "check-2026-09-15.xml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("wrong_files")
async def test_values_stand_in_the_file_only_after_the_switch(app: DdeApp, workspace: Workspace) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        await pilot.press("down", "down", "down", "enter")
        await save_as(pilot, "without.json")
        await until_shown(pilot, "√ The report was saved")
        await close(pilot)
        await again(pilot)
        await pilot.press("down", "down", "down", "enter", "tab", "tab", "space")
        assert "[√] with values" in screen_text(app)
        await save_as(pilot, "with.json")
        await until_shown(pilot, "It contains cell values.")
    read = {
        name: json.loads((workspace.path / name).read_text(encoding="utf-8"))["findings"]
        for name in ("without.json", "with.json")
    }
    assert {finding["value"] for finding in read["without.json"]} == {None}
    assert "pupil" in {finding["value"] for finding in read["with.json"]}


async def test_no_source_file_is_ever_written_over(app: DdeApp, wrong_files: Path) -> None:
    before = (wrong_files / "users.csv").read_bytes()
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        for name in ("files/users.csv", "files/new.html", "files"):
            await save_as(pilot, name)
            await until_shown(pilot, "is one of the checked files")
        assert (wrong_files / "users.csv").read_bytes() == before
        assert not (wrong_files / "new.html").exists()


NAMES = {
    "": "Enter a name.",
    "nowhere/report.html": "There is no folder nowhere.",
    ".": "is a folder",
    "x" * 300: "This path can't be used: File name too long.",
    "~nobody-of-this-name/report.html": "There is no folder ~nobody-of-this-name.",
}


@pytest.mark.usefixtures("wrong_files")
async def test_a_name_that_cannot_be_is_complained_of_under_the_fields(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        for name, words in NAMES.items():
            await save_as(pilot, name)
            await until_shown(pilot, words)
            assert app.focused is app.screen.query_one("#target")


@pytest.mark.usefixtures("wrong_files")
async def test_a_file_that_is_there_is_replaced_only_after_a_yes(app: DdeApp, workspace: Workspace) -> None:
    kept = workspace.path / "kept.html"
    kept.write_text("mine", encoding="utf-8")
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        await save_as(pilot, "kept.html")
        await until_shown(pilot, "Replace kept.html?")
        await pilot.press("enter")
        await until(pilot, lambda: "Replace kept.html?" not in screen_text(app), "the question to close")
        assert "Save the report" in screen_text(app)
        assert kept.read_text(encoding="utf-8") == "mine"
        await save_as(pilot, "kept.html")
        await until_shown(pilot, "Replace kept.html?")
        await pilot.press("left", "enter")
        await until_shown(pilot, "√ The report was saved")
    assert "DDE301" in kept.read_text(encoding="utf-8")


@pytest.mark.usefixtures("wrong_files")
async def test_the_next_report_of_a_day_gets_a_name_of_its_own(app: DdeApp, workspace: Workspace) -> None:
    (workspace.path / "check-2026-09-15.html").write_text("the first", encoding="utf-8")
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        assert "check-2026-09-15-2.html" in screen_text(app)


@pytest.mark.usefixtures("wrong_files")
async def test_esc_saves_nothing(app: DdeApp, workspace: Workspace) -> None:
    before = set(workspace.path.iterdir())
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        await pilot.press("tab", "tab", "escape")
        await until(pilot, lambda: not app.screen.is_modal, "the dialog to close")
    assert set(workspace.path.iterdir()) == before


@pytest.mark.usefixtures("wrong_files")
async def test_the_buttons_are_there_in_the_smallest_window(app: DdeApp) -> None:
    async with app.run_test(size=(60, 18)) as pilot:
        await open_dialog(pilot)
        await until_shown(pilot, "[ Save ]")
        await pilot.press("tab", "tab", "tab")
        assert "[ ] with values" in screen_text(app)


@pytest.mark.usefixtures("wrong_files")
async def test_before_a_check_there_is_nothing_to_save(app: DdeApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("C", "s")
        await until_shown(pilot, "Check the files first: press r.")
        assert not app.screen.is_modal
