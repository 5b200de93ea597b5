"""Every place as a person sees it, kept as text."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from dde_tui.app import PLACES, DdeApp
from dde_tui.screens.shell.place import TOO_SMALL, Place
from support.app_pilot import screen_text, until, until_shown


def named(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.NAME)
@pytest.mark.usefixtures("wrong_files")
async def test_a_place_looks_as_kept_also_when_the_window_grows(
    app: DdeApp, golden: Callable[..., Awaitable[None]], place: type[Place]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(place.KEY)
        await until(pilot, lambda: app.current_mode == place.NAME, place.NAME)
        if place.NAME == "check":
            await pilot.press("r")
            await until_shown(pilot, "Not ready")
        await until_shown(pilot, "^p All")
        await golden(pilot, place.NAME)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: app.screen.has_class("-wide"), "the wide form")
        await pilot.pause()
        await golden(pilot, place.NAME)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 60)], ids=named)
async def test_the_top_and_the_rail_look_as_kept(
    app: DdeApp, golden: Callable[..., Awaitable[None]], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await until_shown(pilot, "^p All")
        await golden(pilot, "navigation", whole=True)


@pytest.mark.parametrize("size", [(59, 24), (80, 17)], ids=named)
async def test_a_window_that_is_too_small_says_so_in_one_sentence(app: DdeApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await until_shown(pilot, "at least 60")
        assert " ".join(screen_text(app).split()) == TOO_SMALL


@pytest.mark.usefixtures("wrong_files")
async def test_a_finding_looks_as_kept(app: DdeApp, golden: Callable[..., Awaitable[None]]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("C", "r")
        await until_shown(pilot, "DDE301")
        await pilot.press("down", "down", "enter", "enter")
        await until_shown(pilot, "as the file is now")
        await golden(pilot, "finding")


async def test_the_first_screen_without_a_workspace_looks_as_kept(
    golden: Callable[..., Awaitable[None]],
) -> None:
    app = DdeApp(None, Path("rostering"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "^p All")
        await golden(pilot, "welcome")
