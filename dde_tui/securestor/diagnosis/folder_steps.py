"""The later steps of a connection test: folder permissions, and speed."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from checks.job import Job
from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.connection.connection import Connection
from dde_tui.securestor.diagnosis.capabilities import Capabilities
from dde_tui.securestor.diagnosis.probe import Probe
from dde_tui.securestor.diagnosis.step_result import (
    SkippedStepError,
    StepFailedError,
    StepResult,
    WeakerNeededError,
    sentence,
)
from dde_tui.securestor.diagnosis.steps import Contact, StepStatus
from dde_tui.securestor.status import Status
from dde_tui.terminal.eta import size_in_words
from dde_tui.workspace.settings import SecureStorSettings

ROSTER = 15_000_000
"""Bytes of the six files of a district with 10,000 students, for the time estimate."""
_SLOW = 600  # seconds for such a roster
_LATE = 1.0  # seconds for a small question
_FULL = 1 << 20  # bytes; below that a disk is full
_ONLY_A_BROKEN_DISK_SHOWS = {"durable", "room"}
"""Guarantees whose loss is reported, but is not worth a warning."""


class FolderSteps:
    """Probes the folder; `abilities` is extended by each step.

    Args:
        connection: logged in.
        settings: which weaker options are accepted, and how many channels are wanted.
        job: polled often for cancellation.
    """

    def __init__(self, connection: Connection, settings: SecureStorSettings, job: Job[Any]) -> None:
        self._connection = connection
        self._settings = settings
        self._job = job
        self._made: Probe | None = None
        self._names: list[str] = []
        self._rosters: list[str] = []
        self.abilities = Capabilities()

    def folder(self) -> StepResult:
        """List the folder."""
        try:
            sftp = self._connection.sftp()
        except TransferError as error:
            raise StepFailedError(error, Contact.CLI) from error
        called = visible(self._connection.server.folder, 80) or "the login folder"
        path = self._connection.folder().path()
        try:
            self._names = sftp.names(path, self._job)
        except faults.RefusedError as error:
            if error.status != Status.PERMISSION_DENIED:
                raise self._no_folder(error) from error
            self._find(list=False)
            return StepResult(f"{called} can't be listed, only used.", StepStatus.WARNING)
        self._find(list=True)
        self._rosters = [name for name in self._names if name.lower().endswith(".csv")]
        return StepResult(f"{called} is there; roster files in it: {len(self._rosters)}.")

    def write(self) -> StepResult:
        """Write a test file and stat it."""
        probe = self._probe
        try:
            names = probe.write()
        except faults.RefusedError as error:
            return self._unwritable(error)
        stays = probe.stays()
        self._find(names=names, look=stays is not None, stays=stays, sync=probe.is_synced())
        probe.forget(self._names)
        return self._weighed("names", "stays", "look", "sync")

    def read(self) -> StepResult:
        """Read the test file back."""
        self._check_test_file("read")
        reads, hashes = self._probe.read()
        can_look = self.abilities.look
        if reads == "hash" and not can_look:
            reads = "none"  # a hash says nothing about bytes that stand behind
        self._find(read=reads, hash=hashes)
        if reads == "none" and not can_look and self._probe.measured is None:
            raise TransferError(
                "Nothing can confirm that a file arrived intact: no reading back, no reported size.",
                meaning="dde does not send to such a server.",
                to_do="Ask the CLI Engage Help Center to let this user inspect the files it wrote.",
            )
        return self._weighed("read", "hash")

    def rename(self) -> StepResult:
        """Rename the test file over another one, and remove both."""
        self._check_test_file("rename")
        self._find(rename=self._probe.rename())
        self._find(remove=self.clear())
        return self._weighed("rename", "remove")

    def space(self) -> StepResult:
        """Ask for the free space."""
        room = self._probe.room()
        self._find(space=room is not None)
        if room is None:
            return self._weighed("space")
        if room < _FULL:
            raise faults.disk_full(_FULL, room)
        if room < 2 * ROSTER:
            shown = f"Only {size_in_words(room)} free."
            return StepResult(
                f"{shown} A new set needs space next to the one it replaces.", StepStatus.WARNING
            )
        return StepResult(f"{size_in_words(room)} free.")

    def speed(self) -> StepResult:
        """Measure the upload speed and open the sessions."""
        self._check_test_file("upload")
        wanted = self._settings.channels
        speed = self._probe.speed(wanted)
        self._find(sessions=speed.sessions)
        times = 2 if self._settings.verify == "read-back" else 1
        seconds = times * ROSTER / speed.rate
        fewer = f" of the {wanted} wanted" if speed.sessions < wanted else ""
        return StepResult(
            f"{size_in_words(speed.rate)} per second: a typical roster ({size_in_words(ROSTER)}) takes about "
            f"{_lasting(seconds)}. Sessions at once: {speed.sessions}{fewer}.",
            StepStatus.WARNING if seconds > _SLOW else StepStatus.PASSED,
        )

    def latency(self) -> StepResult:
        """Measure the round-trip time."""
        seconds = self._probe.latency()
        state = StepStatus.WARNING if seconds > _LATE else StepStatus.PASSED
        return StepResult(f"The round trip takes {seconds * 1000:.1f} ms.", state)

    def clear(self) -> bool:
        """Remove every test file; return whether the server allowed all of it."""
        return self._made is None or self._made.clear()

    @property
    def _probe(self) -> Probe:
        if self._made is None:
            self._made = Probe(self._connection, self._job)
        return self._made

    def _no_folder(self, error: faults.RefusedError) -> TransferError:
        """Return the error for a folder that can't be opened, with the folders that exist instead."""
        there: list[str] = []
        with suppress(TransferError):
            sftp = self._connection.sftp()
            names = [name for name in sftp.names(".", self._job) if not name.startswith(".")]
            found = sftp.stats(names[:100], self._job)
            there = [name for name, each in zip(names, found, strict=False) if each and each.is_folder]
        beside = visible(", ".join(there), 200)
        beside = f" The login folder contains these folders: {beside}." if there else ""
        spelling = (
            "Compare the folder with CLI's e-mail, including letter case and slashes; then ask the CLI "
            "Engage Help Center whether it was created."
        )
        return TransferError(
            f"{error.happened}{beside}",
            meaning="The login works; nothing was written.",
            to_do=spelling if error.status == Status.NO_SUCH_FILE else error.to_do,
        )

    def _unwritable(self, error: faults.RefusedError) -> StepResult:
        """Report what it means that no test file can be created."""
        free = self._probe.room() if error.status == Status.FAILURE else None
        if free is not None and free < _FULL:
            raise faults.disk_full(_FULL, free)
        if error.status != Status.PERMISSION_DENIED or not self._rosters:
            raise error
        if not any(map(self._probe.is_writable, self._rosters)):
            raise TransferError(
                "The account is read-only: no file can be created in the folder, and none that is there "
                "can be written.",
                meaning="Nothing was changed, and nothing can be sent.",
                to_do=error.to_do,
            ) from error
        self._find(names="none")
        came = self._weighed("names")
        return StepResult(
            f"{came.found} That was tested without changing any of them.",
            StepStatus.WARNING,
        )

    def _check_test_file(self, what: str) -> None:
        """Raise if there is no test file to work with."""
        if self.abilities.names in (None, "none"):
            raise SkippedStepError(f"There is no test file to {what}.")
        if self.abilities.stays is False:
            raise SkippedStepError("A test file would be removed.")

    def _find(self, **found: Any) -> None:
        self.abilities = replace(self.abilities, **found)

    def _weighed(self, *abilities: str) -> StepResult:
        """Return what was found about these capabilities.

        Raises:
            WeakerNeededError: it needs an option that was not accepted.
        """
        only = Capabilities(**{name: getattr(self.abilities, name) for name in abilities})
        answers = list(only.answers())
        refused = [answer for answer in answers if answer.missing(self._settings)]
        if refused:
            raise WeakerNeededError(refused)
        words = sentence(answer.words for answer in answers)
        accepted = [each.accepted(self._settings) for answer in answers for each in answer.needs]
        ways = dict.fromkeys(each.words for each in accepted if each is not None)
        if ways:
            words += f" As you accepted, {' and '.join(ways)}."
        lost = {promise for answer in answers for promise in answer.loses} - _ONLY_A_BROKEN_DISK_SHOWS
        return StepResult(words, StepStatus.WARNING if ways or lost else StepStatus.PASSED)


def _lasting(seconds: float) -> str:
    if seconds < 1:
        return "a second"
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
