"""The base screen of every place: headline, rail, body, error panel, help, and keys."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.widgets import Input, TextArea

from checks.errors import CancelledError
from checks.visible import visible
from dde_tui.actions.process.sentences import headline
from dde_tui.process.progress import Progress
from dde_tui.screens.shell.messages import Go
from dde_tui.screens.shell.safe_dismiss import SafeDismiss
from dde_tui.screens.shell.session import Session
from dde_tui.screens.shell.task import Task, as_error
from dde_tui.widgets.controls import PlainFooter, PlainStatic
from dde_tui.widgets.error_panel import ErrorPanel
from dde_tui.widgets.headline import Headline
from dde_tui.widgets.progress_panel import ProgressPanel
from dde_tui.widgets.rail import Navigation, PlaceEntry, Rail

T = TypeVar("T")

HOME = "overview"
"""The place where Esc finally leads."""
TOO_SMALL = "Please make this window at least 60 × 18. Nothing is lost."
LETTER = "An e-mail from CLI arrived: read it and record what it says."
LOW = 22
"""Screen rows below which the explanation is hidden in favor of the lists."""
LOOKS_AT_TASK = 0.1
"""Seconds between progress updates."""


class Place(SafeDismiss[None]):
    """One place of the app: a thin view that calls the actions and shows their results."""

    NAME: ClassVar[str]
    KEY: ClassVar[str]
    """The key that opens this place from anywhere."""
    TITLE = ""
    GROUP: ClassVar[str] = "Files"
    """Its group in the rail."""
    HELP_TEXT: ClassVar[str]
    """What the place is for, shown by F1."""
    DOES: ClassVar[str] = ""
    """The key for the next thing to do, if it is done here."""

    AUTO_FOCUS = ""  # each place says itself where the reader begins
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False, id="place.back"),
    ]

    def __init__(self, session: Session, places: Sequence[type["Place"]]) -> None:
        super().__init__()
        self.session = session
        self._places = places
        self._at_work: Task | None = None
        self._is_ready = False

    def compose(self) -> ComposeResult:
        """Lay out the frame around the place's body."""
        yield PlainStatic(id="too-small")
        yield Headline(id="headline")
        with Horizontal(id="middle"):
            yield Rail(id="rail")
            with Vertical(id="body"):
                yield from self.compose_body()
                yield ProgressPanel(id="doing")
                yield ErrorPanel(id="trouble")
        yield PlainFooter()

    def compose_body(self) -> ComposeResult:
        """Lay out the place's body."""
        yield from ()

    def on_mount(self) -> None:
        """Show the district's progress, and refresh it periodically."""
        try:
            self._set_up()
        except NoMatches:  # an app that ends while a place is made leaves it without its parts
            if self.app.is_running and self.is_attached:
                raise

    def _set_up(self) -> None:
        self.query_one("#too-small", PlainStatic).show(TOO_SMALL)
        self.query_one(ProgressPanel).end()
        self.query_one(ErrorPanel).close()
        self.prepare()
        self._is_ready = True
        self.refresh_place()
        self.set_interval(1 if self.session.stage else 30, self._look_again)

    def prepare(self) -> None:
        """Set up the place's body, once."""

    def show(self) -> None:
        """Refresh the place's body."""

    def on_screen_resume(self) -> None:
        """Refresh whenever you come here."""
        self.refresh_place()

    def on_resize(self) -> None:
        """Refresh after a change of size."""
        self.refresh_place()

    def refresh_place(self) -> None:
        """Refresh everything, once the place is set up."""
        if not self._is_ready:
            return
        with self.guarded():
            self._show_top()
            self.show()

    def _look_again(self) -> None:
        if self.is_current:
            self.refresh_place()

    def _show_top(self) -> None:
        progress, district = self.session.progress(), self.session.workspace.settings.district
        key = self.does(progress) if self.session.next_place() == self.NAME else "F2"
        now = self.session.clock()
        sentence = LETTER if self.session.has_letters else headline(progress, district.zone, now)
        navigation = Navigation(progress, district.zone, self._rail_entries(), self.NAME)
        self.query_one(Headline).tell(district.name, navigation, sentence, key)
        self.query_one(Rail).tell(navigation)

    def does(self, _progress: Progress) -> str:
        """Return the key for the next thing to do, if it is done here."""
        return self.DOES

    @classmethod
    def badge(cls, session: Session) -> str:  # noqa: ARG003 - for places that have something open
        """Return a short badge for the rail, such as a count of errors."""
        return ""

    @property
    def columns(self) -> int:
        """Width of the place's body, in columns."""
        return self.query_one("#body").content_size.width or self.size.width

    def _rail_entries(self) -> list[PlaceEntry]:
        return [
            PlaceEntry(place.NAME, place.KEY, place.TITLE, place.GROUP, place.badge(self.session))
            for place in self._places
        ]

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Show any unexpected error in the panel instead of letting it end the app."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - a screen never dies of what an action met
            self.tell_trouble(error)

    def tell_trouble(self, error: Exception) -> None:
        """Show any error in the panel, where it stays until you close it."""
        for panel in self.query(ErrorPanel):
            panel.tell(as_error(error, self.session.environ))

    @property
    def is_busy(self) -> bool:
        """Whether a task is running."""
        return self._at_work is not None

    def begin(self, what: str, action: Callable[[Task], T], then: Callable[[T], None]) -> None:
        """Run an action in a worker thread, show its progress, and pass its result to `then`.

        Does nothing while another task of this place is running.
        """
        if self._at_work is None:
            self._at_work = Task(self.session.job)
            self.query_one(ErrorPanel).close()
            self.query_one(ProgressPanel).begin(what)
            self._run_task(self._at_work, action, then)

    @work
    async def _run_task(self, task: Task, action: Callable[[Task], T], then: Callable[[T], None]) -> None:
        doing = self.query_one(ProgressPanel)
        timer = self.set_interval(LOOKS_AT_TASK, lambda: self._look_at(task))
        try:
            result = await asyncio.to_thread(action, task)
        except CancelledError as error:
            self.stopped(error)
        except Exception as error:  # noqa: BLE001 - a screen never dies of what an action met
            self.tell_trouble(error)
        else:
            self._at_work = None
            with self.guarded():
                then(result)
        finally:
            task.cancel()
            timer.stop()
            if self._at_work in (None, task):
                self._at_work = None
                doing.end()
            if self.app.is_running:
                self.refresh_place()

    def _look_at(self, task: Task) -> None:
        if self._at_work is task and not task.cancelled():
            self.show_task(task)

    def show_task(self, task: Task) -> None:
        """Show a task's progress."""
        self.query_one(ProgressPanel).tell(task.state)

    def stopped(self, error: CancelledError) -> None:
        """Say that a task was stopped and what that means."""
        self.app.notify(visible(error.sentence, 400), title="Stopped", markup=False)

    def say(self, text: str) -> None:
        """Show good news as a toast; errors go into the panel and stay."""
        self.app.notify(text, markup=False)

    def action_back(self) -> None:
        """Stop the task, else close what is open, else leave the field, else go home."""
        if self._at_work is not None:
            self._at_work.cancel()
            self.query_one(ProgressPanel).stopping()
        elif self.query_one(ErrorPanel).close() or self.close_own():
            return
        elif isinstance(self.focused, Input | TextArea) and self.home() is not None:
            self.set_focus(self.home())
        elif self.NAME != HOME:
            self.post_message(Go(HOME))

    def close_own(self) -> bool:
        """Close what the place itself has open; return whether there was anything."""
        return False

    def home(self) -> Widget | None:
        """Return the widget that has the focus when no field does."""
        return None
