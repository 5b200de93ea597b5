"""A bundle for the Help Center, made in the app."""

import json
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from checks.rules.choices import load_profile
from dde_tui.app import DdeApp
from dde_tui.widgets.controls import PlainInput, PlainOptionList
from dde_tui.workspace.folder import Workspace
from support.app_pilot import screen_text, until, until_shown

SIZE = (80, 24)
TITLE = "A bundle for the Help Center"


async def open_dialog(pilot) -> None:
    await pilot.press("C", "r")
    await until_shown(pilot, "Not ready")
    await pilot.press("b")
    await until_shown(pilot, TITLE)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.usefixtures("wrong_files")
async def test_the_dialog_looks_as_kept(
    app: DdeApp, golden: Callable[..., Awaitable[None]], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await open_dialog(pilot)
        await golden(pilot, "bundle")


@pytest.mark.parametrize("is_minimal", [False, True], ids=["all rows", "minimal"])
async def test_a_bundle_is_made_and_its_summary_shown(
    app: DdeApp,
    workspace: Workspace,
    wrong_files: Path,
    secrets_of_the_district: tuple[str, ...],
    is_minimal: bool,
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        await pilot.press("tab", *(["space"] if is_minimal else []), "tab", "enter")
        await until_shown(pilot, "√ The bundle was made")
        assert "The same findings" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal, "the summary to close")
        assert isinstance(app.focused, PlainOptionList)
    with zipfile.ZipFile(workspace.path / "bundle-2026-09-15.zip") as bundle:
        text = "".join(bundle.read(name).decode() for name in bundle.namelist())
        about = json.loads(bundle.read(".dde-bundle.json"))
        rows = sum(bundle.read(name).count(b"\n") - 1 for name in bundle.namelist() if name.endswith(".csv"))
    assert about["minimal"] is is_minimal
    assert (rows < 400) is is_minimal
    assert [secret for secret in secrets_of_the_district if "@" in secret and secret in text] == []


async def test_a_bundle_is_checked_as_where_it_was_made(
    app: DdeApp, workspace: Workspace, wrong_files: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        counts = app.screen_stack[0].session.report.counts
        await pilot.press("enter", "enter")
        await until_shown(pilot, "√ The bundle was made")
        await pilot.press("escape", "e")
        app.screen.query_one("#path", PlainInput).value = "bundle-2026-09-15.zip"
        await pilot.press("enter")
        await until_shown(pilot, "Check it as a bundle?")
        await pilot.press("left", "enter")
        await until_shown(pilot, "Checked as the bundle that it says it is")
        session = app.screen_stack[0].session
        assert session.checked == workspace.path / "bundle-2026-09-15.zip"
        assert session.report.counts == counts


async def test_a_zip_that_is_there_is_replaced_only_after_a_yes(
    app: DdeApp, workspace: Workspace, wrong_files: Path
) -> None:
    kept = workspace.path / "kept.zip"
    kept.write_bytes(b"mine")
    async with app.run_test(size=SIZE) as pilot:
        await open_dialog(pilot)
        app.screen.query_one("#target", PlainInput).value = "kept.zip"
        await pilot.press("enter", "enter")
        await until_shown(pilot, "Replace kept.zip?")
        assert kept.read_bytes() == b"mine"
        await pilot.press("left", "enter")
        await until_shown(pilot, "√ The bundle was made")
    assert zipfile.is_zipfile(kept)


async def test_making_a_bundle_is_stopped_by_esc(app: DdeApp, workspace: Workspace) -> None:
    workspace.files.mkdir(exist_ok=True)
    header = ",".join(load_profile("cli-engage").file("users.csv").header)
    rows = "".join(f"S{n},,,true,1,student,u{n},,Ann,Bee,,,,,,,PK,\n" for n in range(300_000))
    (workspace.files / "users.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("C", "b")
        await until_shown(pilot, TITLE)
        await pilot.press("enter")
        app.simulate_key("enter")
        await until_shown(pilot, "Making the bundle")
        app.simulate_key("escape")
        await until_shown(pilot, "Stopped")
        await until(pilot, lambda: not app.screen.is_busy, "the end")
    assert not list(workspace.path.glob("*.zip"))


async def test_a_folder_that_is_not_there_is_a_sentence(app: DdeApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("C", "b")
        await until_shown(pilot, TITLE)
        await pilot.press("enter", "enter")
        await until_shown(pilot, "Check the path for typos")
