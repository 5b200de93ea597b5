"""A real workspace under the app, a clock that stands, and screens kept as text."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from dde_tui.actions.files.template import template_files, write_template
from dde_tui.app import DdeApp
from dde_tui.process.events import EventKind
from dde_tui.screens.shell.session import Session
from dde_tui.workspace.folder import Workspace, create_workspace
from support.app_pilot import own_part, screen_text, until

GOLDEN = Path(__file__).parents[2] / "golden"
_PORT = re.compile(r"(127\.0\.0\.1):\d{5}\b")
"""A port that the system chose: it has five digits, and is another one each time."""
NOW = datetime.fromisoformat("2026-09-15T10:00:00-05:00")


def at(day: int, hour: int) -> datetime:
    return NOW.replace(day=day, hour=hour)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A district that has confirmed, while CLI makes the folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = replace(create_workspace(tmp_path / "bluebonnet", "Bluebonnet ISD"), clock=lambda: NOW)
    made.journal.append(EventKind.REQUESTED, at=at(11, 9))
    made.journal.append(EventKind.ANSWERED, {"text": "Here are the requirements."}, at(11, 10))
    made.journal.append(EventKind.CONFIRMED, at=at(14, 13))
    return made


@pytest.fixture
def clean_files(workspace: Workspace) -> Path:
    """The sample district's files, all right."""
    write_template(workspace.files, template_files("clean"))
    return workspace.files


@pytest.fixture
def wrong_files(workspace: Workspace) -> Path:
    """The sample district's files with every planted mistake."""
    rows = district()
    write_template(workspace.files, with_mistakes(rows, planted(rows)))
    return workspace.files


@pytest.fixture
def session(workspace: Workspace) -> Session:
    return Session(workspace, {}, lambda: NOW)


@pytest.fixture
def app(session: Session) -> DdeApp:
    return DdeApp(session, session.workspace.path)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[..., Awaitable[None]]:
    """Compares a place's own part with the one that is kept; `--update-golden` keeps it as it is now.

    The top and the rail are the same for every place and are kept once, as a `whole` screen: so a new
    place changes one of these files. What was waited for may come before the rest of the screen, so the app
    first does all that it has to do.
    """

    async def compare(pilot: Pilot[Any], name: str, *, whole: bool = False) -> None:
        await pilot.pause()
        app = pilot.app
        path = GOLDEN / f"{name}@{app.size.width}x{app.size.height}.txt"
        now = _PORT.sub(r"\1:00000", screen_text(app) if whole else own_part(app))
        if request.config.getoption("--update-golden"):
            path.write_text(now, encoding="utf-8")
        assert now == path.read_text(encoding="utf-8"), f"{path.name} differs; look, then --update-golden"

    return compare


@pytest.fixture
def golden_when_it_grows(
    golden: Callable[..., Awaitable[None]],
) -> Callable[[Pilot[Any], str], Awaitable[None]]:
    """Compares the screen of 80 × 24 with the one that is kept, and again when the window has grown."""

    async def compare(pilot: Pilot[Any], name: str) -> None:
        await golden(pilot, name)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: pilot.app.screen.has_class("-wide"), "the wide form")
        await golden(pilot, name)

    return compare
