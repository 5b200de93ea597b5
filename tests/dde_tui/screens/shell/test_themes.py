"""Every theme can be read: contrast by numbers, and no colour at all where none is wanted."""

import re
from pathlib import Path

import pytest
from textual.color import Color

from dde_tui.app import DdeApp
from dde_tui.screens.shell.session import Session
from dde_tui.screens.shell.themes import PLAIN, THEMES

TEXTS = (
    *("foreground", "text", "text-muted", "text-disabled", "text-primary", "text-success", "text-warning"),
    *(
        "text-error",
        "footer-key-foreground",
        "footer-description-foreground",
        "block-cursor-blurred-foreground",
    ),
)
BACKS = ("background", "surface", "field", "footer-background", "block-cursor-background")
COLOURED = [theme for theme in THEMES if theme.name != PLAIN]


def luminance(color: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_every_text_stands_out_from_every_ground(theme) -> None:
    colours = {**theme.to_color_system().generate(), **theme.variables}
    weak = {
        (text, back): round(contrast(colours[text], colours[back]), 1)
        for text in TEXTS
        for back in BACKS
        if contrast(colours[text], colours[back]) < 4.5
    }
    assert weak == {}
    assert contrast(colours["block-cursor-foreground"], colours["block-cursor-background"]) >= 4.5
    assert contrast(colours["border-blurred"], colours["background"]) >= 3


async def test_no_color_starts_in_the_plain_theme_and_sends_no_colour(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = DdeApp(session, Path(), no_color=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("C")
        await pilot.pause()
        assert app.theme == PLAIN
        strips = [strip for line in range(24) for strip in [app.screen._compositor.render_strips()[line]]]
        coloured = [
            segment
            for strip in strips
            for segment in app._filters[-1].apply(list(strip), app.screen.background_colors[1])
            if segment.style
            and any(c and c.type.name != "DEFAULT" for c in (segment.style.color, segment.style.bgcolor))
        ]
        assert coloured == []


def test_only_borders_that_old_consoles_have_are_used() -> None:
    css = (Path(__file__).parents[4] / "dde_tui" / "app.tcss").read_text(encoding="utf-8")
    used = set(re.findall(r"border[a-z-]*: (\w+)", css))
    assert used <= {"solid", "double", "none", "blank"}
