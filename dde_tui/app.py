"""The terminal app: one screen per place, global keys, and the command palette."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, SearchIcon
from textual.filter import LineFilter
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.widgets import Input

from checks.errors import CancelledError, ExitCode
from checks.visible import cleaned
from dde_tui.actions.command import Call
from dde_tui.errors import UsageError
from dde_tui.process.steps import load_steps
from dde_tui.screens.feedback.watcher import AnswerWatcher
from dde_tui.screens.places import PLACES
from dde_tui.screens.shell.help import help_page
from dde_tui.screens.shell.messages import Changed, Go
from dde_tui.screens.shell.place import HOME, Place
from dde_tui.screens.shell.safe_dismiss import SafeDismiss
from dde_tui.screens.shell.session import Session
from dde_tui.screens.shell.themes import DARK, PLAIN, THEMES, TITLES
from dde_tui.screens.welcome import Welcome
from dde_tui.terminal.interrupt import stops_calling
from dde_tui.terminal.sanitizer import Sanitizer
from dde_tui.widgets.controls import PlainScrollBar
from dde_tui.workspace.folder import VARIABLE, Workspace
from dde_tui.workspace.seen import remember

LOOKS_FOR_NEWS = 2.0
"""Seconds between polls for CLI's answers in the demo."""


class Palette(CommandPalette, SafeDismiss[None]):
    """The command palette, without a blinking cursor."""

    def on_mount(self) -> None:
        """Stop the blinking cursor, and use a character that every console has."""
        self.query_one(Input).cursor_blink = False
        self.query_one(SearchIcon).icon = "►"


class DdeApp(App[None]):
    """The app of one workspace; without one it first offers to create one."""

    TITLE = "dde"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (80, "-normal"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (18, "-tall")]  # noqa: RUF012 - Textual's form
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f1,question_mark",
            "help",
            "Help",
            key_display="F1",
            id="app.help",
            tooltip="Explain this place and its keys",
        ),
        Binding(
            "f2", "next", "Next", key_display="F2", id="app.next", tooltip="Go where the next thing is done"
        ),
        Binding("n", "next", "Next", show=False, id="app.next-too", tooltip="The same as F2"),
        *(
            Binding(str(number), f"step({number})", f"Step {number}", show=False, id=f"app.step-{number}")
            for number in range(1, 8)
        ),
        *(
            Binding(place.KEY, f"go('{place.NAME}')", place.TITLE, show=False, id=f"app.go-{place.NAME}")
            for place in PLACES
        ),
        Binding(
            "ctrl+p",
            "command_palette",
            "All",
            id="app.palette",
            priority=True,
            tooltip="Every command",
            show=False,
            key_display="^p",
        ),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit", tooltip="Leave the app"),
        Binding("ctrl+c", "help_quit", show=False, system=True, id="app.help-quit"),
    ]

    NOTIFICATION_TIMEOUT = 4

    def __init__(self, session: Session | None, folder: Path, *, no_color: bool = False) -> None:
        super().__init__(ansi_color=True if no_color else None)
        self._session = session
        self._folder = folder
        self._sanitiser = Sanitizer()
        self.was_stopped = False
        """Whether a signal ended the app."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = PLAIN if no_color else DARK
        self.animation_level = "none"
        ScrollBar.renderer = PlainScrollBar

    def stop(self) -> None:
        """Leave the app from outside, as a signal wants; running tasks are cancelled."""
        self.was_stopped = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.exit)

    @property
    def failure(self) -> Exception | None:
        """The defect that ended the app, if any."""
        return self._exception

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters and, last, the one that sanitizes all output."""
        return [*super().get_line_filters(), self._sanitiser]

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text without control characters: a terminal may execute them when pasted."""
        super().copy_to_clipboard(cleaned(text, keep="\n\t"))

    def on_mount(self) -> None:
        """Open the overview, or the welcome screen without a workspace."""
        if self._session is None:
            self.push_screen(Welcome(self._folder, self._made))
        else:
            self._open(self._session)

    def _made(self, workspace: Workspace) -> None:
        from os import environ

        from checks.job import time_now

        self.pop_screen()
        self._open(Session(workspace, environ, time_now))

    def _open(self, session: Session) -> None:
        self._session = session
        for place in PLACES:
            self.add_mode(place.NAME, partial(place, session, PLACES))
        self.switch_mode(HOME)
        if session.stage is not None:
            self._news = AnswerWatcher(session)
            self.set_interval(LOOKS_FOR_NEWS, self._look_for_news)

    @work(exclusive=True, group="news")
    async def _look_for_news(self) -> None:
        try:
            sentences = await asyncio.to_thread(self._news.look)
        except Exception as error:  # noqa: BLE001 - the app never dies of what it met on the way
            if isinstance(self.screen, Place):
                self.screen.tell_trouble(error)
            return
        for sentence in sentences:
            self.notify(sentence, markup=False)
            self.on_changed()

    def on_changed(self, _message: Changed | None = None) -> None:
        """Refresh the current place."""
        if isinstance(self.screen, Place):
            self.screen.refresh_place()

    def on_go(self, message: Go) -> None:
        """Go to a place."""
        self.action_go(message.place)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide what needs a workspace while there is none."""
        return self._session is not None or action not in ("help", "next")

    def action_go(self, place: str) -> None:
        """Go to a place; without a workspace, stay."""
        if self._session is not None and not self.screen.is_modal:
            self.switch_mode(place)

    def action_step(self, number: int) -> None:
        """Go to the place of a step."""
        self.action_go(load_steps()[number - 1].place)

    def action_next(self) -> None:
        """Go where the next thing is done."""
        if self._session is not None:
            self.action_go(self._session.next_place())

    def action_help(self) -> None:
        """Explain the current place."""
        if isinstance(self.screen, Place) and self._session is not None:
            step = load_steps()[self._session.progress().next.step - 1]
            self.push_screen(help_page(self.screen, step, EVERYWHERE))

    def action_help_quit(self) -> None:
        """Say how to quit: Ctrl+C copies a selection and never ends anything."""
        self.notify("Ctrl+Q quits; what was recorded stays. Esc stops a running task.", markup=False)

    def action_command_palette(self) -> None:
        """Open the palette."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette(id="--command-palette"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield every command: of this place, of the others, and of the app."""
        current = screen if isinstance(screen, Place) else None
        if self._session is not None:
            for place in PLACES:
                yield SystemCommand(
                    f"Go to {place.TITLE}", f"Key {place.KEY}", partial(self.action_go, place.NAME)
                )
            for place in PLACES:
                yield from self._commands_of(place, current)
            yield SystemCommand("Next", "Go where the next thing is done (F2)", self.action_next)
            yield SystemCommand("Help", "Explain this place and its keys (F1)", self.action_help)
        for name, title in TITLES.items():
            yield SystemCommand(f"Theme: {title}", "Change the colors", partial(setattr, self, "theme", name))
        yield SystemCommand("Quit", "Leave the app; what was recorded stays (Ctrl+Q)", self.action_quit)

    def _commands_of(self, place: type[Place], current: Place | None) -> Iterable[SystemCommand]:
        for binding in place.BINDINGS:
            if not isinstance(binding, Binding):
                continue
            if current is not None and current.check_action(binding.action, ()) is False:
                continue

            def run(name: str = place.NAME, action: str = binding.action) -> None:
                self.action_go(name)
                self.call_after_refresh(self.run_action, action, self.screen)

            yield SystemCommand(f"{place.TITLE}: {binding.description}", str(binding.tooltip), run)

    def _fatal_error(self) -> None:
        """Close without Textual's traceback; `open_app` hands the defect to the command line."""
        self._close_messages_no_wait()


EVERYWHERE = (
    ("F1, ?", "Explain this place and its keys"),
    ("F2, n", "Go where the next thing is done"),
    ("1 to 7", "Go to a step's place"),
    *((place.KEY, f"Go to {place.TITLE}") for place in PLACES),
    ("Ctrl+P", "Every command, found by typing"),
    ("Tab", "The next field or list"),
    ("Esc", "Stop, close, leave a field, or go to the overview"),
    ("Ctrl+Q", "Leave the app"),
)


def open_app(call: Call) -> ExitCode:
    """Open the app on the given workspace, on the demo's, or on the welcome screen.

    Raises:
        UsageError: it is not run in a terminal, or questions are forbidden, and the app is full of them.
        DdeError: the named workspace can't be used, or the demo can't be set up.
    """
    if not call.console.may_ask:
        raise UsageError(
            "The app is not opened: --no-input or DDE_NO_INPUT forbids every question.",
            to_do="See `dde --help` for what works without one.",
        )
    if not call.console.can_open_app:
        raise UsageError("The app needs a terminal.", to_do="See `dde --help` for what works without one.")
    command = call.options.command
    if command is not None and command.name == "demo":
        from dde_tui.demo.command import SCREEN_SPEED
        from dde_tui.demo.stage import Stage

        keep = Path(call.options.keep) if call.options.keep else None
        with Stage(keep, SCREEN_SPEED) as stage:
            return _run(call, Session(stage.workspace, stage.environ, stage.clock, stage))
    if call.has_workspace:
        remember(call.workspace.path)
        return _run(call, Session(call.workspace, call.environ, call.clock))
    return _run(call, None)


def _run(call: Call, session: Session | None) -> ExitCode:
    folder = Path(call.options.workspace or call.environ.get(VARIABLE) or ".").absolute()
    app = DdeApp(session, folder, no_color=bool(call.environ.get("NO_COLOR")))
    with stops_calling(app.stop):
        app.run()
    if app.was_stopped:
        raise CancelledError("Stopped.")
    if app.failure is not None:
        raise app.failure
    return ExitCode.DONE
