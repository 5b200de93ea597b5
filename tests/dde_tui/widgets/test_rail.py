"""The rail: every place and step on a line of its own, or all of it folded into one row."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from textual.app import App
from textual.widget import Widget

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import Event, EventKind
from dde_tui.process.progress import progress
from dde_tui.process.steps import load_steps
from dde_tui.widgets.rail import JOURNEY, Navigation, PlaceEntry, Rail, RailRow

ZONE = "America/Chicago"
MONDAY = datetime.fromisoformat("2026-09-14T09:00:00-05:00")
TWELVE = (
    PlaceEntry("overview", "O", "Overview", JOURNEY),
    *(PlaceEntry(f"files-{n}", str(n), f"File place {n}", "Files") for n in range(5)),
    *(PlaceEntry(f"more-{n}", str(n), f"Place {n}", "More") for n in range(6)),
)


class Showing(App[None]):
    CSS = "Rail { width: 1fr; height: 1fr; } RailRow { height: 1; }"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def compose(self) -> Iterator[Widget]:
        yield self._widget


def navigation(*events: Event, now: datetime = MONDAY, current: str = "overview") -> Navigation:
    return Navigation(progress(events, now, Calendar()), ZONE, TWELVE, current)


async def lines(shown: Navigation, width: int, height: int) -> list[str]:
    rail = Rail()
    async with Showing(rail).run_test(size=(width, height)):
        rail.tell(shown)
        return rail.text.splitlines()


@pytest.mark.parametrize(
    ("height", "gaps", "headings"), [(24, True, True), (22, False, True), (19, False, False)]
)
async def test_twelve_places_and_the_steps_fit_whatever_the_height(
    height: int, gaps: bool, headings: bool
) -> None:
    rows = await lines(navigation(), 21, height)
    assert len(rows) <= height
    assert ("" in rows, "JOURNEY" in rows) == (gaps, headings)
    assert [row for row in rows if "File place 4" in row]
    assert [row for row in rows if load_steps()[6].short in row]


async def test_every_line_fits_its_width_with_what_is_open_at_its_right() -> None:
    sent = Event(EventKind.SUBMITTED, MONDAY, {})
    returned = Event(EventKind.RETURNED, MONDAY + timedelta(hours=1), {"review": "initial"})
    rows = await lines(navigation(sent, returned, now=MONDAY + timedelta(hours=2)), 21, 24)
    assert max(map(len, rows)) <= 21
    assert next(row for row in rows if "First review" in row).endswith(" R2")


async def test_a_step_that_waits_for_cli_shows_the_day() -> None:
    rows = await lines(navigation(Event(EventKind.CONFIRMED, MONDAY, {})), 21, 24)
    assert next(row for row in rows if "SecureStor" in row).endswith(" Wed")


@pytest.mark.parametrize("width", [58, 78])
async def test_folded_it_names_the_step_its_neighbors_and_the_place(width: int) -> None:
    row = RailRow()
    async with Showing(row).run_test(size=(width, 3)):
        row.tell(navigation(Event(EventKind.CONFIRMED, MONDAY, {}), current="more-2"), width)
        assert len(row.text) <= width
        assert row.text.startswith("‹ 2  3 … SecureStor: CLI's turn")
        assert "4 ›" in row.text
        assert row.text.rstrip().endswith("Place 2")


async def test_a_line_is_clicked_as_its_key_is_pressed() -> None:
    rail, gone = Rail(), []

    class Going(Showing):
        def action_go(self, place: str) -> None:
            gone.append(place)

        def action_step(self, number: int) -> None:
            gone.append(number)

    async with Going(rail).run_test(size=(21, 24)) as pilot:
        rail.tell(navigation())
        await pilot.pause()
        await pilot.click(rail, offset=(5, 1))
        await pilot.click(rail, offset=(5, 4))
        assert gone == ["overview", 3]
