"""The demo's world: a district's workspace, a SecureStor on this machine, and a Help Center at work."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from checks.example.changes import as_files
from checks.example.district import NAME, district
from checks.example.flat import flat_children
from checks.example.mistakes import Mistake, planted, with_mistakes
from checks.visible import without_marks
from dde_tui.build.sample import sample_recipe
from dde_tui.demo.clock import FastClock
from dde_tui.demo.helpcenter import HelpCenter
from dde_tui.demo.mailbox import Letter, Mailbox
from dde_tui.errors import UsageError
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.workspace.disk import disk_trouble, replace_file
from dde_tui.workspace.files.staging import remove_folder
from dde_tui.workspace.folder import Workspace, create_workspace
from dde_tui.workspace.settings import SecureStorSettings

_START = datetime.fromisoformat("2026-09-14T09:00:00-05:00")
"""A Monday on which CLI is open, in the sample district's school year."""

_FIX_ORDER = ("standard", "assumed", "quality")


class Stage:
    """Context manager of everything the demo needs; removed on exit unless it is kept.

    Args:
        keep: a folder that does not exist yet or is empty; the workspace, SecureStor's folder and the
            receipts stay there. Without it a temporary folder is used and removed.
        hours_a_second: how many of CLI's open hours pass in one real second.
    """

    def __init__(self, keep: Path | None = None, hours_a_second: float = 1.0) -> None:
        self._keep = keep
        self._speed = hours_a_second
        self.mistakes: tuple[Mistake, ...] = ()
        self.mailbox = Mailbox()

    def __enter__(self) -> Self:
        """Set everything up; nothing is left behind when that fails."""
        with ExitStack() as ending:
            self.home = self._make_home()
            if self._keep is None:
                ending.callback(remove_folder, self.home)
            self._set_up(ending)
            self._ending = ending.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the Help Center and the server; remove the folder unless it is kept."""
        self._ending.close()

    def letters(self) -> list[Letter]:
        """Return CLI's e-mails that are not recorded yet."""
        return self.mailbox.letters()

    def opened(self, letter: Letter) -> None:
        """Mark a letter as recorded."""
        self.mailbox.opened(letter)

    def fix(self) -> tuple[str, ...]:
        """Fix the next kind of mistakes in the sample district's system and export its files again.

        Returns:
            what was wrong, one sentence each; empty when everything is fixed.
        """
        for stage in _FIX_ORDER:
            fixed = [mistake for mistake in self.mistakes if mistake.stage == stage]
            if fixed:
                self.mistakes = tuple(mistake for mistake in self.mistakes if mistake.stage != stage)
                self._export()
                return tuple(mistake.story for mistake in fixed)
        return ()

    @property
    def failure(self) -> BaseException | None:
        """What ended the Help Center early, if anything did."""
        return self._helpcenter.failure

    def _make_home(self) -> Path:
        if self._keep is None:
            return Path(tempfile.mkdtemp(prefix="dde-demo-"))
        with disk_trouble(self._keep):
            self._keep.mkdir(parents=True, exist_ok=True)
            if any(self._keep.iterdir()):
                raise UsageError(
                    f"{self._keep} is not empty.",
                    meaning="The demo did not start.",
                    to_do="Give --keep a folder that does not exist yet.",
                )
        return self._keep.absolute()

    def _set_up(self, ending: ExitStack) -> None:
        self.environ: Mapping[str, str] = dict(os.environ)
        made = create_workspace(self.home / "workspace", NAME, feedback="folder")
        calendar: Calendar = made.calendar
        self.clock = FastClock(_START, calendar, self._speed, rests=lambda: bool(self.letters()))
        self.workspace: Workspace = replace(made, clock=self.clock)
        self._rows = district()
        self.mistakes = planted(self._rows)
        self._export()
        self._leave_recipe()
        folder = without_marks(NAME).split()[0].lower()
        root = self.home / "securestor"
        root.mkdir()
        key = self.workspace.path / "id_ed25519"
        self._server = EmbeddedServer(root, user="district", authorized_keys=(make_key(key),)).start()
        ending.callback(self._server.stop)
        self.fingerprint = self._server.fingerprint
        self.offer = SecureStorSettings(
            host="127.0.0.1",
            port=self._server.port,
            user="district",
            folder=folder,
            key_file=key.name,
            exchange=True,
        )
        self.securestor = root / folder
        self._helpcenter = HelpCenter(
            self.securestor,
            self.workspace.path / "outbox",
            self.mailbox,
            self._invitation(),
            self.clock,
            calendar,
        )
        self._helpcenter.start()
        ending.callback(self._helpcenter.stop)

    def _export(self) -> None:
        """Write the files as the district's system would export them today."""
        folder = self.workspace.files
        with disk_trouble(folder):
            folder.mkdir(exist_ok=True)
        for name, content in with_mistakes(self._rows, self.mistakes).items():
            replace_file(folder / name, content)

    def _leave_recipe(self) -> None:
        """Leave a flat export and its recipe in the workspace, to try `dde build` with."""
        flat = as_files({"children.csv": flat_children(self._rows)})
        replace_file(self.workspace.path / "children.csv", flat["children.csv"])
        replace_file(self.workspace.recipe, sample_recipe().encode())

    def _invitation(self) -> str:
        return (
            "You were added to a SecureStor folder.\n"
            f"Host {self.offer.host}, port {self.offer.port}, user {self.offer.user}, "
            f"folder {self.offer.folder}.\n"
            f"The server's key is {self.fingerprint}"
        )
