"""Declarations of commands: name, sentence, flags and examples, each declared once."""

import os
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from checks.errors import ExitCode
from checks.job import Job, time_now
from checks.profile.shipped import DEFAULT_PROFILE
from dde_tui.errors import NoWorkspaceError
from dde_tui.terminal.console import Console
from dde_tui.workspace.files.cloud import placeholders_in
from dde_tui.workspace.files.location import synced_by
from dde_tui.workspace.files.permissions import closing_command, may_be_read_by_others
from dde_tui.workspace.folder import Workspace, open_workspace
from dde_tui.workspace.seen import remember

Clock = Callable[[], datetime]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option:
    """One flag or positional argument, with the words of its help."""

    flag: str
    help: str
    default: Any = None
    choices: tuple[str, ...] = ()
    metavar: str = ""
    kind: Callable[[str], Any] = str
    switch: bool = False
    """Whether the flag takes no value."""
    many: bool = False
    """Whether it may be given several times, or take several values when positional."""
    implied: str | None = None
    """What the flag means when it is given without a value."""
    optional: bool = True
    """Whether a positional argument may be left out."""
    short: str = ""
    """The same flag in one letter, where people expect one."""
    name: str = ""
    """What the parsed value is called, where the flag's own word is one of Python's."""


@dataclass(frozen=True, slots=True)
class Example:
    """A command line that works as is, and what it is for."""

    line: str
    words: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command of `dde`: everything its help, the README and the palette say about it."""

    name: str
    sentence: str
    run: "Callable[[Call], ExitCode] | None" = None
    options: tuple[Option, ...] = ()
    examples: tuple[Example, ...] = ()
    opens_app: "Callable[[Call], bool]" = lambda _call: False
    """Whether this call is answered by the app on the screen."""
    commands: "tuple[Command, ...]" = ()
    """Commands below this one, such as `dde feedback record`."""


JSON = Option("--json", "Write the answer as one JSON object.", switch=True)
SHOW_VALUES = Option(
    "--show-values", "Show cell values, even when the output is not a terminal.", switch=True, default=False
)


@dataclass(slots=True)
class Call:
    """One call of a command: its parsed options, console, environment and clock."""

    options: Namespace
    console: Console
    environ: Mapping[str, str]
    clock: Clock = time_now
    _workspace: Workspace | None = field(default=None, init=False)

    @property
    def wants_json(self) -> bool:
        """Whether the answer is for a program."""
        return wants_json(self.options)

    @property
    def workspace(self) -> Workspace:
        """The workspace to work in; SettingsError where there is none."""
        if self._workspace is None:
            named = self.options.workspace
            found = open_workspace(Path(named) if named else None, self.environ)
            self._workspace = replace(found, clock=self.clock)
        return self._workspace

    def tell_workspace(self) -> None:
        """Say which workspace is used and how it was found, before anything leaves this machine.

        It is remembered for the list of districts, too.
        """
        remember(self.workspace.path)
        self.console.narrate(f"Workspace: {self.workspace.path} ({self.workspace.found}).")

    def tell_readable(self, folder: Path) -> None:
        """Warn where others on this computer may be able to read what is written into a folder."""
        home = Path(os.path.expanduser("~"))  # noqa: PTH111 - pathlib's own raises where a service has no home
        if may_be_read_by_others(folder.absolute(), home):
            self.console.narrate(
                f"! Others on this computer may be able to read {folder}: it is outside of your user folder, "
                "and this Python can't close it to them. Use a folder of your own, a newer Python, or this "
                f"command: {closing_command(folder.absolute(), self.environ)}"
            )

    def tell_cloud(self, path: Path) -> None:
        """Warn where files to read are not on this computer yet, but only in a cloud service."""
        if missing := placeholders_in(path):
            service = synced_by(path.absolute(), self.environ) or "a cloud service"
            self.console.narrate(
                f"! {len(missing)} of the files in {path} are not on this computer yet, only in {service}: "
                'reading them takes longer. "Always keep on this device" in their menu brings them here.'
            )

    @property
    def profile(self) -> str:
        """What files are checked against: as the workspace says, where there is one."""
        return self.workspace.profile if self.has_workspace else DEFAULT_PROFILE

    @property
    def has_workspace(self) -> bool:
        """Whether there is a workspace to work in; one that was named must be there."""
        try:
            return bool(self.workspace.path)
        except NoWorkspaceError:
            if self.options.workspace or self.environ.get("DDE_WORKSPACE"):
                raise
            return False

    def job(
        self,
        progress: Callable[[T], None] = lambda _seen: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Job[T]:
        """Return the job of this call: progress, cancellation, and prompts on its console."""
        from dde_tui.securestor.auth.keyboard_interactive import asked_at

        return Job(
            progress=progress,
            cancelled=cancelled,
            tell=self.console.narrate,
            ask=asked_at(self.console),
            clock=self.clock,
            environ=self.environ,
        )


def wants_json(options: Namespace) -> bool:
    """Return whether the parsed command line asks for JSON."""
    return bool(getattr(options, "json", False)) or getattr(options, "format", "") == "json"
