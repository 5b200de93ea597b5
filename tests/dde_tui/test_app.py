"""The app as a whole: its keys, its footer, its palette, its first screen, and what starting it imports."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.widgets import Footer

from dde_tui.app import PLACES, DdeApp
from dde_tui.process.steps import load_steps
from dde_tui.screens.shell.place import Place
from dde_tui.screens.shell.session import Session
from dde_tui.widgets.rail import Rail
from dde_tui.workspace.folder import Workspace, create_workspace, open_workspace
from support.app_pilot import screen_text, until, until_shown

TAKEN = {"ctrl+b", "ctrl+a", "ctrl+h", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+z", "ctrl+s", "f10", "f11"}
"""Keys of tmux, screen, the terminal and the window manager."""

NOT_ALWAYS = {"fix_sample", "paste", "approve", "who"}
"""Keys that a place offers only where there is something for them."""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return create_workspace(tmp_path / "bluebonnet", "Bluebonnet ISD")


@pytest.fixture
def app(workspace: Workspace) -> DdeApp:
    from checks.job import time_now

    return DdeApp(Session(workspace, {}, time_now), workspace.path)


def bindings_of(owner: type[DdeApp | Place]) -> list[Binding]:
    return [binding for binding in owner.BINDINGS if isinstance(binding, Binding)]


def keys_of(owner: type[DdeApp | Place]) -> list[str]:
    return [key for binding in bindings_of(owner) for key in binding.key.split(",")]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.NAME)
def test_no_key_means_two_things(place: type[Place]) -> None:
    keys = Counter(keys_of(DdeApp) + keys_of(place) + ["escape"])
    assert [key for key, count in keys.items() if count > 1] == []
    assert not TAKEN & set(keys)


def test_every_binding_has_an_id_of_its_own() -> None:
    ids = [binding.id for owner in (DdeApp, *PLACES) for binding in bindings_of(owner)]
    assert all(ids)
    assert len(set(ids)) == len(ids)


async def test_the_footer_of_every_place_fits_and_names_at_most_six_keys(app: DdeApp) -> None:
    async with app.run_test(size=(60, 24)) as pilot:
        for place in PLACES:
            app.action_go(place.NAME)
            await until_shown(pilot, f" {place.TITLE}\n─")
            shown = [b for b in bindings_of(place) if b.show and b.action not in NOT_ALWAYS]
            names = [*(b.description for b in shown), "F1 Help", "F2 Next", "^p All"]

            def are_shown(names: list[str] = names) -> bool:
                app.screen.set_focus(None)  # a place that just opened may still go to a field of its own
                return all(name in screen_text(app) for name in names)

            await until(pilot, are_shown, "its keys")
            keys = app.screen.query_one(Footer).query("FooterKey")
            assert len(keys) <= 6
            assert sum(key.outer_size.width for key in keys) <= 60


def test_every_step_leads_to_a_place_of_the_app() -> None:
    names = {place.NAME for place in PLACES}
    assert {step.place for step in load_steps()} <= names
    assert {step.meanwhile for step in load_steps()} <= {*names, ""}


async def test_every_place_is_reached_by_its_key_and_by_its_steps_number(app: DdeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for key, name in {
            **{place.KEY: place.NAME for place in PLACES},
            "2": "requirements",
            "5": "feedback",
        }.items():
            await pilot.press(key)
            if name == "securestor":
                await pilot.press("escape")
            await until(pilot, lambda: app.current_mode == name, name)  # noqa: B023


async def test_help_explains_the_place_and_its_keys(app: DdeApp) -> None:
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("C", "f1")
        await until_shown(pilot, "Help: Check")
        text = screen_text(app)
        assert "Hide or show cell values" in text
        assert "Go where the next thing is done" in text
        assert "Fix SIS" not in text


async def test_the_palette_holds_every_action_of_every_place(app: DdeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "^p All")
        titles = {command.title for command in app.get_system_commands(app.screen)}
        for place in PLACES:
            assert f"Go to {place.TITLE}" in titles
            for binding in bindings_of(place):
                if binding.action not in NOT_ALWAYS - {"paste"}:
                    assert f"{place.TITLE}: {binding.description}" in titles
        await pilot.press("ctrl+p", *"check: check")
        await until_shown(pilot, "Check: Check")
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "check", "the check")
        await until_shown(pilot, "There is no folder or zip")


async def test_ctrl_c_ends_nothing_and_says_how_to_leave(app: DdeApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until_shown(pilot, "^p All")
        await pilot.press("ctrl+c")
        await until_shown(pilot, "Ctrl+Q quits")
        assert app.is_running


async def test_without_a_workspace_the_first_screen_makes_one(tmp_path: Path) -> None:
    app = DdeApp(None, tmp_path / "new")
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "There is no workspace here yet")
        await pilot.press(*"Lone ISD", "enter", "enter", "enter", "enter")
        await until_shown(pilot, "Step 1 of 7")
        assert open_workspace(tmp_path / "new", {}).settings.district.name == "Lone ISD"


async def test_an_idle_app_writes_nothing_new(app: DdeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "^p All")
        assert isinstance(app.screen, Place)
        before = screen_text(app)
        for _ in range(3):
            app.screen.refresh_place()
            await pilot.pause()
        assert screen_text(app) == before
        assert all(not field.cursor_blink for field in app.screen.query("Input"))


def test_the_first_frame_imports_nothing_heavy(workspace: Workspace) -> None:
    program = """
import asyncio, sys
from pathlib import Path
from checks.job import time_now
from dde_tui.app import DdeApp
from dde_tui.screens.shell.session import Session
from dde_tui.workspace.folder import Workspace

async def main():
    workspace = Workspace(Path(sys.argv[1]))
    async with DdeApp(Session(workspace, {}, time_now), workspace.path).run_test() as pilot:
        await pilot.pause()
        heavy = {"pandas", "polars", "numpy", "pyarrow", "paramiko", "keyring"} & set(sys.modules)
        assert not heavy, heavy

asyncio.run(main())
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(workspace.path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


async def test_a_click_does_what_the_key_does(app: DdeApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until_shown(pilot, "^p All")
        for title, name in (("Check", "check"), ("SecureStor", "securestor")):
            rail = app.screen.query_one(Rail)
            line = next(n for n, text in enumerate(rail.text.splitlines()) if f" {title} " in text)
            await pilot.click(rail, offset=(5, line))
            await until(pilot, lambda: app.current_mode == name, title)  # noqa: B023


def test_away_from_a_terminal_the_app_says_what_works_there(
    dde: Callable[..., Any], workspace: Workspace
) -> None:
    said = dde(workspace=workspace)
    assert said.code == 2
    assert "needs a terminal" in said.sentence
