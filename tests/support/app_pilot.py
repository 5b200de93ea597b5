"""How a test drives the app and reads its screen; nothing here sleeps for a guessed time."""

import os
import time
from collections.abc import Callable
from itertools import chain
from typing import Any

from rich.cells import cell_len
from textual.app import App
from textual.pilot import Pilot

PATIENCE = float(os.environ.get("DDE_PATIENCE", "300"))
"""Seconds to wait for what must come; so many that a busy machine fails no test."""


_FRAME = str.maketrans("║│", "  ")


def screen_text(app: App[Any]) -> str:
    """Return what stands on the screen, row by row, as a person reads it."""
    drawn = app.screen._compositor.render_update(
        full=True, screen_stack=app._background_screens, simplify=True
    )
    rows = []
    for strips in drawn.strips:
        row, column = "", 0
        for text, _style, _control in chain.from_iterable(strips):
            if text.strip(" "):
                row = row.ljust(column) + text.replace("\xa0", " ")
            column += cell_len(text)
        rows.append(row.rstrip())
    if rows and not rows[-1]:
        del rows[-1]
    return "\n".join(rows) + "\n"


def own_part(app: App[Any]) -> str:
    """Return what stands in the box of a dialog, or in a place's own part and its footer."""
    lines = screen_text(app).splitlines()
    for selector in ("#box", "#body"):
        for widget in app.screen.query(selector):
            region = widget.region
            rows = lines[region.y : region.bottom]
            shown = [row[region.x : region.right].rstrip() for row in rows]
            return "\n".join([*shown, *(lines[-1:] if selector == "#body" else [])]) + "\n"
    return screen_text(app)


def is_shown(app: App[Any], text: str) -> bool:
    """Whether this text stands on the screen; in a place's own part it may be wrapped."""
    if text in screen_text(app):
        return True
    return text in " ".join(own_part(app).translate(_FRAME).split())


async def until(pilot: Pilot[Any], condition: Callable[[], object], what: str) -> None:
    """Wait until the condition holds; fail with what was waited for, and the screen as it is."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"never came: {what}\n{screen_text(pilot.app)}")
        await pilot.pause(0.02)


async def until_shown(pilot: Pilot[Any], text: str) -> None:
    """Wait until this text stands on the screen, and what came together with it is laid out, too."""
    await until(pilot, lambda: is_shown(pilot.app, text), f"{text!r} on the screen")
    for _ in range(2):
        await pilot.pause(0)


async def until_ready(pilot: Pilot[Any], button: str) -> None:
    """Wait until this button has shown its last press: until then it takes no other one."""
    pressed = pilot.app.screen.query_one(button)
    await until(pilot, lambda: not pressed.has_class("-active"), f"the end of a press of {button}")
