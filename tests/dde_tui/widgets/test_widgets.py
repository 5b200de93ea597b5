"""What the widgets say, each in an app of its own."""

from collections.abc import Iterator

import pytest
from textual.app import App
from textual.content import Content
from textual.widget import Widget

from checks.errors import DdeError
from checks.progress import Progress
from dde_tui.widgets.controls import PlainCheckbox, PlainOptionList, PlainRadioButton, PlainStatic
from dde_tui.widgets.error_panel import ErrorPanel
from dde_tui.widgets.progress_panel import ProgressPanel


class Showing(App[None]):
    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets

    def compose(self) -> Iterator[Widget]:
        yield from self._widgets


async def test_an_error_says_what_happened_what_it_means_and_what_to_do() -> None:
    panel = ErrorPanel()
    async with Showing(panel).run_test():
        panel.tell(DdeError("The disk is full.", meaning="Nothing was written.", to_do="Make room."))
        assert [line.strip() for line in panel.text.splitlines()] == [
            "× The disk is full.",
            "Nothing was written.",
            "Make room.",
            "Esc closes this.",
        ]
        assert panel.close()
        assert not panel.close()


async def test_an_error_cannot_move_the_cursor() -> None:
    panel = ErrorPanel()
    async with Showing(panel).run_test():
        panel.tell(DdeError("a\x1b[2Jb"))
        assert "a␛[2Jb" in panel.text


@pytest.mark.parametrize(("done", "words"), [(0, "0%"), (50, "50%"), (100, "100%"), (200, "100%")])
async def test_progress_never_says_more_than_all(done: int, words: str) -> None:
    row = ProgressPanel()
    async with Showing(row).run_test():
        row.begin("Checking")
        row.tell(Progress("", 0, done, 100))
        assert words in row.text
        assert len([sign for sign in row.text if sign in "═─"]) == 20


async def test_progress_says_file_rows_rate_time_left_and_how_to_stop() -> None:
    seconds = iter((0, 1, 2, 3))
    row = ProgressPanel(clock=lambda: next(seconds))
    async with Showing(row).run_test():
        row.begin("Checking")
        assert row.text == "… Checking\n  Esc stops it"
        for done in (1, 2, 3):
            row.tell(Progress("users\x1b.csv", done * 1_000, done * 10, 100))
        assert row.text == (
            "… Checking users␛.csv  ══════──────────────  30%\n"
            "  3,000 rows, 1,000 rows/s, 7 s left   Esc stops it"
        )
        row.stopping()
        assert row.text == "… Checking: stopping"


async def test_data_in_a_list_is_never_markup() -> None:
    rows = PlainOptionList()
    async with Showing(rows).run_test():
        rows.show([Content("[bold]x[/bold] [@click=quit]y[/]")])
        assert str(rows.get_option_at_index(0).prompt) == "[bold]x[/bold] [@click=quit]y[/]"


async def test_a_list_that_is_shown_again_keeps_the_readers_place() -> None:
    rows = PlainOptionList()
    async with Showing(rows).run_test():
        rows.show([Content(str(number)) for number in range(5)])
        rows.highlighted = 3
        rows.show([Content(f"{number}!") for number in range(5)])
        assert rows.highlighted == 3
        rows.show([Content("only")])
        assert rows.highlighted == 0


async def test_a_choice_shows_by_its_sign_whether_it_is_made() -> None:
    choice, switch = PlainRadioButton("a", value=True), PlainCheckbox("b")
    async with Showing(choice, switch).run_test():
        assert "(●)" in str(choice.render())
        assert "[ ]" in str(switch.render())
        switch.value = True
        assert "[√]" in str(switch.render())


async def test_a_text_shown_twice_is_kept_once() -> None:
    text = PlainStatic()
    async with Showing(text).run_test():
        text.show("the same")
        first = text.content
        text.show("the same")
        assert text.content is first
