"""What the app draws: every widget with a text that nobody cleaned, seen at the last moment before the terminal."""

import base64
import re

import pytest
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from dde_tui.terminal.sanitizer import Sanitizer
from support.app_pilot import screen_text, until_shown
from support.hostile_text import HOSTILE, controls, got_through, kinds, of_equal_width
from support.widget_gallery import GOOD_LINK, GalleryApp

BLACK = Color(0, 0, 0)
LINK = re.compile(r"\x1b\]8;.*?\x1b\\", re.DOTALL)
SPLITS = "\x07\x08\x0b\x0c\r\n\u2028\u2029\u200d"
"""Signs that Textual drops, breaks lines at, or joins with the next one: their twin would lie elsewhere."""


def drawn(app):
    """The escape sequences that would draw the whole screen."""
    return app.screen._compositor.render_update(full=True).render_segments(app.console)


async def all_drawn(pilot):
    """The same, once nothing is loaded or laid out any more: when two pictures are alike."""
    before, now = "", drawn(pilot.app)
    while before != now:
        await pilot.pause(0.2)
        before, now = now, drawn(pilot.app)
    return now


def applied(*segments):
    return Sanitizer().apply(list(segments), BLACK)


@pytest.fixture
def gallery(tmp_path):
    """Opens the gallery with a text; tall enough that all of it stands on the screen."""
    return lambda evil: GalleryApp(tmp_path, evil).run_test(
        size=(100, 140), tooltips=True, notifications=True
    )


async def test_no_widget_draws_a_control_sign(gallery):
    async with gallery(HOSTILE) as pilot:
        await pilot.pause()
        escapes = drawn(pilot.app)
        assert {*controls(escapes)} == {"\x1b"}
        assert kinds(escapes) == {"m", "H", "8"}
        assert got_through(escapes) == []


async def test_as_many_escape_bytes_are_drawn_as_without_the_payload(gallery):
    evil = "".join(sign for sign in HOSTILE if sign not in SPLITS)
    counts = []
    for text in (evil, of_equal_width(evil)):
        async with gallery(text) as pilot:
            counts.append(LINK.sub("", await all_drawn(pilot)).count("\x1b"))
    assert counts[0] == counts[1] > 500


async def test_every_line_stays_as_wide_as_the_screen(gallery):
    async with gallery(HOSTILE) as pilot:
        await pilot.pause()
        lines = pilot.app.screen._compositor.render_strips()
        assert {sum(cell_len(segment.text) for segment in line) for line in lines} == {100}


async def test_a_reader_sees_that_something_was_there(gallery):
    async with gallery(HOSTILE) as pilot:
        await pilot.pause()
        assert "␛]52;c;Q0xJUA==" in screen_text(pilot.app)


async def test_a_sound_link_works_and_another_is_none(gallery):
    async with gallery(HOSTILE) as pilot:
        await pilot.pause()
        links = LINK.findall(drawn(pilot.app))
        assert any(GOOD_LINK in link for link in links)
        assert not any("LINK" in link for link in links)


async def test_the_palette_a_toast_and_a_tooltip_are_drawn_there_too(gallery):
    async with gallery(HOSTILE) as pilot:
        await pilot.hover("Static")
        await pilot.press("ctrl+p")
        await until_shown(pilot, "►")
        await pilot.press("l", "i", "n", "e")
        await until_shown(pilot, "␛]52")
        assert {*controls(drawn(pilot.app))} == {"\x1b"}


async def test_what_is_copied_cannot_be_obeyed_where_it_is_pasted(gallery):
    async with gallery("x") as pilot:
        written = []
        pilot.app._driver.write = written.append
        pilot.app.copy_to_clipboard(f"a\tb\n{HOSTILE}\udcff")
        (sequence,) = written
        copied = base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\a")).decode()
        assert copied.startswith("a\tb\n␛]52;c;")
        assert {*controls(copied)} <= {"\t"}


def test_clean_segments_are_handed_on_as_they_are():
    segments = [Segment("Zoë 李 🙂", Style(bold=True, link=GOOD_LINK)), Segment("plain")]
    assert Sanitizer().apply(segments, BLACK) is segments


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb    ", "a␛[2Jb   "),  # it had no cell; the sign in its place takes one from the end
        ("\x07", ""),
        ("\udcffabcdefghij", "<U+DCFF>abc"),
        ("李\x1b李", "李␛ "),  # half a wide sign is a blank
        ("\xa0", "\xa0"),
    ],
)
def test_a_segment_keeps_its_width(text, shown):
    (segment,) = applied(Segment(text, Style(bold=True)))
    assert segment == Segment(shown, Style(bold=True))
    assert cell_len(segment.text) == cell_len(text)


def test_a_terminal_control_in_a_line_is_not_carried_out():
    segments = applied(Segment("\x1b[2J", None, [(ControlType.CLEAR,)]), Segment("text"))
    assert [segment.text for segment in segments] == ["", "text"]
    assert not any(segment.control for segment in segments)


def test_only_the_link_of_a_style_goes():
    (segment,) = applied(Segment("text", Style(bold=True, color="red", link="mailto:\x1b]0;x\x07")))
    assert segment == Segment("text", Style(bold=True, color="red"))
