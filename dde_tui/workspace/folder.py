"""A workspace is a folder with `dde.toml` and `.dde/`: creating and finding one."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.job import time_now
from checks.visible import visible
from dde_tui.errors import NoWorkspaceError, SettingsError
from dde_tui.process.calendars.calendar import CLI_ZONE, Calendar
from dde_tui.process.events import Event, EventKind
from dde_tui.terminal.author import who
from dde_tui.terminal.system import this_system
from dde_tui.workspace.disk import disk_trouble, private_folder, replace_file
from dde_tui.workspace.files.permissions import changeable_by_others, this_account
from dde_tui.workspace.journal.journal import Journal
from dde_tui.workspace.settings import Settings, load_settings, settings_from
from dde_tui.workspace.template import settings_text
from dde_tui.workspace.values import FEEDBACK_KINDS

if TYPE_CHECKING:
    from checks.finding import Waiver

SETTINGS_FILE = "dde.toml"
STATE_FOLDER = ".dde"
WAIVERS_FILE = "waivers.toml"
VARIABLE = "DDE_WORKSPACE"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One district's folder. Settings are read each time, so that they are never stale."""

    path: Path
    clock: Callable[[], datetime] = field(default=time_now, compare=False, repr=False)
    """Tells when something is recorded; the same clock as everything else in this run."""
    found: str = field(default="named", compare=False)
    """How it was found, in words."""

    @property
    def settings_file(self) -> Path:
        """The file of the settings."""
        return self.path / SETTINGS_FILE

    @property
    def state(self) -> Path:
        """The folder of what dde itself keeps: the journal, the lock, receipts."""
        return self.path / STATE_FOLDER

    @property
    def owner(self) -> str:
        """Eight hexadecimal digits of this folder on this computer: an ID unique to this workspace."""
        where = f"{this_system().node}\0{self.path.resolve()}"
        return hashlib.sha256(where.encode("utf-8", "surrogateescape")).hexdigest()[:8]

    @property
    def settings(self) -> Settings:
        """The settings as the file holds them now; raises SettingsError or DiskError."""
        return load_settings(self.settings_file)

    @property
    def files(self) -> Path:
        """The folder that holds the files to check and to send; SettingsError where a link leads out."""
        return self._inside("build.output", self.settings.build.output)

    @property
    def recipe(self) -> Path:
        """The recipe that builds the files; SettingsError where a link leads out of the workspace."""
        return self._inside("build.recipe", self.settings.build.recipe)

    @property
    def profile(self) -> str:
        """What files are checked against: a profile's name, or the path of its file in the workspace."""
        name = self.settings.check.profile
        return str(self._inside("check.profile", name)) if name.endswith(".toml") else name

    @property
    def waivers(self) -> "tuple[Waiver, ...]":
        """What the district leaves as it is for a while; raises WaiverError where the file is wrong."""
        from checks.waivers import read_waivers

        path = self.path / WAIVERS_FILE
        with disk_trouble(path):
            return read_waivers(path) if path.exists() else ()

    @property
    def calendar(self) -> Calendar:
        """When CLI is open, as the settings say."""
        return self.settings.calendar.calendar()

    @property
    def journal(self) -> Journal:
        """What happened so far."""
        return Journal(self.state / "journal.sqlite3", clock=self.clock)

    def record(
        self, kind: EventKind, data: Mapping[str, Any] | None = None, at: datetime | None = None
    ) -> Event:
        """Record in the journal that something happened, with who recorded it; raises as `Journal.append`."""
        return self.journal.append(kind, {**(data or {}), "by": who()}, at)

    def refuse_ways_out(self) -> None:
        """Raise SettingsError where the settings can't be used, or name a path outside of the workspace."""
        settings = self.settings
        self._inside("build.output", settings.build.output)
        self._inside("build.recipe", settings.build.recipe)
        self._inside("check.profile", settings.check.profile)

    def _inside(self, key: str, name: str) -> Path:
        """Return the path that a setting names: what the settings decide stays in the workspace."""
        path = self.path / name
        with disk_trouble(path):
            is_inside = path.resolve().is_relative_to(self.path.resolve())
        if not is_inside:
            raise SettingsError(
                f"{key} in {SETTINGS_FILE} is {visible(name)}, a link that leads out of the workspace.",
                meaning="Nothing was read or written there.",
                to_do="Name a folder or file in the workspace. A command can name any other one.",
            )
        return path


def create_workspace(
    path: Path, name: str, zone: str = CLI_ZONE, feedback: str = FEEDBACK_KINDS[0]
) -> Workspace:
    """Create the folder of a district's workspace with its parents, and write its settings.

    An existing journal is kept. On a failure everything created is removed again.

    Args:
        path: the folder; it may exist and hold other files.
        name: the district's name, as CLI knows it.
        zone: the contact's time zone.
        feedback: "hand" or "folder".

    Raises:
        SettingsError: it is already a workspace, or a value is invalid.
        DiskError: the folder or a file cannot be created.
    """
    workspace = Workspace(path.absolute())
    given = {"district.name": name, "district.zone": zone, "feedback.kind": feedback}
    settings_from(
        {"district": {"name": name, "zone": zone}, "feedback": {"kind": feedback}}, workspace.settings_file
    )
    with disk_trouble(workspace.path):
        if workspace.settings_file.exists():
            raise SettingsError(
                f"{visible(str(workspace.path))} is already a workspace.",
                meaning="Nothing was changed.",
                to_do=f"Edit its {SETTINGS_FILE}, or create the new workspace in another folder.",
            )
    with _made_folders(workspace.path):
        private_folder(workspace.state)
        replace_file(workspace.settings_file, settings_text(given).encode())
    return workspace


def open_workspace(path: Path | None, environ: Mapping[str, str], start: Path | None = None) -> Workspace:
    """Find the workspace to work in and check that its settings can be used.

    The first one decides: none is passed over. One that was found and not named must be this user's own, as
    git demands of a repository and OpenSSH of its settings: its settings say where the files go.

    Args:
        path: the folder that a flag names, if any.
        environ: DDE_WORKSPACE comes next.
        start: else the search goes from here upwards; the current folder if not given.

    Raises:
        NoWorkspaceError: there is none.
        SettingsError: its settings cannot be used, or others may have written them.
        DiskError: its settings cannot be read.
    """
    named = path or (Path(environ[VARIABLE]) if environ.get(VARIABLE) else None)
    start = (start or Path.cwd()).absolute()
    how = "named by --workspace" if path else f"named by {VARIABLE}"
    for candidate in [named.absolute()] if named else _upwards(start):
        if not named:
            how = "the current folder" if candidate == start else "found above the current folder"
        workspace = Workspace(candidate, found=how)
        with disk_trouble(candidate):
            is_one = workspace.settings_file.is_file() or workspace.settings_file.is_symlink()
            if is_one and not named:
                _refuse_others(workspace)
        if is_one:
            workspace.refuse_ways_out()
            return workspace
    if named:
        raise NoWorkspaceError(
            f"{visible(str(named))} is not a workspace: it has no {SETTINGS_FILE}.",
            to_do=f"Create one there with `dde --workspace {visible(str(named))} init`, or name another.",
        )
    raise NoWorkspaceError(
        f"There is no workspace here: neither this folder nor one above it has a {SETTINGS_FILE}.",
        to_do=f"Create one with `dde init`, or name one with --workspace or {VARIABLE}.",
    )


def _refuse_others(workspace: Workspace) -> None:
    """Refuse a workspace that somebody else may have written; OSError where nobody may look."""
    me = this_account()
    for path in (workspace.settings_file, workspace.path, workspace.state):
        if not os.path.lexists(path):
            continue
        why = changeable_by_others(path.lstat(), me) or changeable_by_others(path.stat(), me)
        if why:
            folder = visible(str(workspace.path))
            raise SettingsError(
                f"{visible(str(path))} {why}.",
                meaning="It decides what is checked and where your files are sent, so it was not used.",
                to_do="If it is yours, take the right to change it from the others. If you trust it, "
                f"name it: `dde --workspace {folder}`, or {VARIABLE}.",
            )


def _upwards(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.parents


@contextmanager
def _made_folders(path: Path) -> Iterator[None]:
    """Make the folder and its parents, private; remove them again if the body fails."""
    with disk_trouble(path):
        made = [each for each in (path / STATE_FOLDER, *_upwards(path)) if not each.exists()]
    try:
        with disk_trouble(path):
            for each in reversed([each for each in made if each != path / STATE_FOLDER]):
                each.mkdir(mode=0o700, exist_ok=True)
        yield
    except BaseException:
        for each in made:
            with suppress(OSError):
                each.rmdir()
        raise
