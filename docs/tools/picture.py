"""Renews docs/screen.svg, the picture in the README: `python docs/tools/picture.py`.

The app is really run, on the sample district with its typical mistakes, and photographed.
"""

import asyncio
import re
import tempfile
from datetime import datetime
from pathlib import Path

from dde_tui.actions.files.template import template_files, write_template
from dde_tui.app import DdeApp
from dde_tui.process.events import EventKind
from dde_tui.screens.shell.session import Session
from dde_tui.workspace.folder import create_workspace

NOW = datetime.fromisoformat("2026-09-15T10:00:00-05:00")
PICTURE = Path(__file__).parents[1] / "screen.svg"


async def photograph() -> str:
    with tempfile.TemporaryDirectory() as home:
        workspace = create_workspace(Path(home) / "bluebonnet", "Bluebonnet ISD")
        for day, kind in ((11, EventKind.REQUESTED), (11, EventKind.ANSWERED), (14, EventKind.CONFIRMED)):
            workspace.journal.append(kind, at=NOW.replace(day=day, hour=13))
        write_template(workspace.files, template_files("mistakes"))
        app = DdeApp(Session(workspace, {}, lambda: NOW), workspace.path)
        async with app.run_test(size=(120, 32)) as pilot:
            await pilot.press("C", "r")
            await app.workers.wait_for_complete()
            await pilot.press("down", "down", "enter")
            await pilot.pause(0.5)
            return app.export_screenshot(title="dde")


if __name__ == "__main__":
    picture = asyncio.run(photograph())
    PICTURE.write_text(re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL), encoding="utf-8")
