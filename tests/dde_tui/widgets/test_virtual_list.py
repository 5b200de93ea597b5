"""The list of any length: only what is in sight is made, and the cursor stays in sight."""

from collections.abc import Iterator

import pytest
from textual.app import App
from textual.content import Content

from dde_tui.widgets.virtual_list import VirtualList
from support.app_pilot import screen_text, until

MANY = 100_000


class Showing(App[None]):
    CSS = "Rows { text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, count: int = MANY) -> None:
        super().__init__()
        self._count = count
        self.made: list[int] = []
        self.chosen: list[int] = []

    def compose(self) -> Iterator[VirtualList]:
        yield VirtualList()

    @property
    def rows(self) -> VirtualList:
        return self.query_one(VirtualList)

    def on_mount(self) -> None:
        self.rows.show(self._count, self.row)
        self.rows.focus()

    def row(self, number: int) -> Content:
        self.made.append(number)
        return Content(f"row {number} [bold]x[/bold] " + "long " * 40)

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        assert event.control is self.rows
        self.chosen.append(event.number)


async def test_only_rows_in_sight_are_made_and_none_is_markup() -> None:
    app = Showing()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert "row 9 [bold]x[/bold]" in screen_text(app)
        assert max(app.made) < 10
        assert all(len(line) <= 40 for line in screen_text(app).splitlines())


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        (["down", "down", "up"], 1),
        (["up"], 0),
        (["pagedown"], 9),
        (["pagedown", "pagedown", "pageup"], 9),
        (["end"], MANY - 1),
        (["end", "down"], MANY - 1),
        (["end", "home"], 0),
    ],
)
async def test_the_cursor_moves_by_keys_and_stays_in_sight(keys: list[str], at: int) -> None:
    app = Showing()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press(*keys)
        assert app.rows.cursor == at
        await until(pilot, lambda: f"row {at} " in screen_text(app), "the row under the cursor")
        await pilot.press("enter")
        assert app.chosen == [at]


async def test_a_click_chooses_the_row_under_it() -> None:
    app = Showing()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("end")
        await pilot.click(VirtualList, offset=(3, 4))
        assert app.chosen == [MANY - 6]


async def test_what_is_shown_anew_begins_where_it_is_told_to() -> None:
    app = Showing()
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.show(500, app.row, cursor=400)
        await until(pilot, lambda: "row 400 " in screen_text(app), "the row under the cursor")
        app.rows.show(3, app.row, cursor=400)
        await until(pilot, lambda: "row 2 " in screen_text(app), "the last row")
        assert app.rows.cursor == 2


async def test_the_cursor_stays_in_sight_when_the_window_shrinks() -> None:
    app = Showing()
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.press("pagedown")
        await pilot.resize_terminal(40, 8)
        await until(pilot, lambda: "row 19 " in screen_text(app), "the row under the cursor")


async def test_an_empty_list_has_nothing_to_choose() -> None:
    app = Showing(0)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "end", "enter")
        assert app.chosen == []
