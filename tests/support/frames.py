"""What Textual does many times over in one process of tests, done once: it is as slow as all that is tested.

Each app parses the same style sheets, five times over, and draws sixty frames a second for nobody. Here a sheet is
parsed once, and a frame is drawn when a test looks at the screen. `DDE_EVERY_FRAME=1` draws them all; what runs
in a real terminal, and the walk through the demo, always does.
"""

import os
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet

EVERY_FRAME = "DDE_EVERY_FRAME"


def parse_once(patch: pytest.MonkeyPatch) -> None:
    """Keep the rules of each style sheet for every other app with the same colours."""
    parse, kept = Stylesheet._parse_rules, {}

    def parsed(self: Stylesheet, css: str, read_from: Any, *more: Any, **named: Any) -> Any:
        key = (css, read_from, more, *named.items(), frozenset(self._variables.items()))
        if key not in kept:
            kept[key] = parse(self, css, read_from, *more, **named)
        return kept[key]

    patch.setattr(Stylesheet, "_parse_rules", parsed)


def draw_when_looked_at(patch: pytest.MonkeyPatch) -> None:
    """Draw no frame of an app without a terminal, unless the whole screen is asked for."""
    draw = Compositor.render_update

    def drawn(self: Compositor, full: bool = False, **named: Any) -> Any:
        if full or os.environ.get(EVERY_FRAME):
            return draw(self, full, **named)
        self._dirty_regions.clear()
        return None

    patch.setattr(Compositor, "render_update", drawn)
