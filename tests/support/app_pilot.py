"""How a test drives the app and reads its screen; nothing here sleeps for a guessed time."""

import html
import re
import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

PATIENCE = 60.0  # seconds
_CELL = 12.2
_TEXT = re.compile(r'<text class="[^"]*" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)


def screen_text(app: App[Any]) -> str:
    """Return what stands on the screen, row by row, as a person reads it."""
    rows: dict[float, list[tuple[int, str]]] = {}
    for x, y, text in _TEXT.findall(app.export_screenshot(simplify=True)):
        rows.setdefault(float(y), []).append((round(float(x) / _CELL), html.unescape(text)))
    lines = []
    for _, parts in sorted(rows.items()):
        line = ""
        for column, text in sorted(parts):
            line = line.ljust(column) + text.replace("\xa0", " ")
        lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


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


async def until(pilot: Pilot[Any], condition: Callable[[], object], what: str) -> None:
    """Wait until the condition holds; fail with what was waited for, and the screen as it is."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"never came: {what}\n{screen_text(pilot.app)}")
        await pilot.pause(0.02)


async def until_shown(pilot: Pilot[Any], text: str) -> None:
    """Wait until this text stands on the screen."""
    await until(pilot, lambda: text in screen_text(pilot.app), f"{text!r} on the screen")


async def until_ready(pilot: Pilot[Any], button: str) -> None:
    """Wait until this button has shown its last press: until then it takes no other one."""
    pressed = pilot.app.screen.query_one(button)
    await until(pilot, lambda: not pressed.has_class("-active"), f"the end of a press of {button}")
