"""The whole journey without a screen: the same actions a person would run, each printed as it happens."""

import time
from collections.abc import Callable
from dataclasses import replace

from checks.job import Job
from checks.reports.text import counts_in_words
from dde_tui.actions.feedback import words
from dde_tui.actions.feedback.answers import Recorded, fetch, record
from dde_tui.actions.files.check import check_files
from dde_tui.actions.files.criteria import criteria
from dde_tui.actions.process.confirm import confirm
from dde_tui.actions.process.request import request
from dde_tui.actions.process.sentences import headline
from dde_tui.actions.process.status import as_lines, status
from dde_tui.actions.transfer.connect.command import connect_workspace, look_at_server
from dde_tui.actions.transfer.send.acceptance import may_accept
from dde_tui.actions.transfer.send.command import send
from dde_tui.actions.transfer.send.submission import Sending
from dde_tui.demo.stage import Stage
from dde_tui.errors import TransferError
from dde_tui.feedback.hand import enter
from dde_tui.process.events import Event, EventKind
from dde_tui.process.progress import State
from dde_tui.securestor.diagnosis import steps as trial_steps
from dde_tui.terminal.time_format import moment

Say = Callable[[str], None]

_TIMEOUT = 300.0  # a busy machine plays slower
"""Seconds an answer of the demo's Help Center may take."""

_REASON = "We asked CLI whether it needs this; until it answers we send what we have."


class Journey:
    """Plays the seven steps on a stage and prints them line by line."""

    def __init__(self, stage: Stage, say: Say) -> None:
        self._stage = stage
        self._say = say
        self._workspace = stage.workspace
        self._job: Job[object] = Job(clock=stage.clock, environ=stage.environ)
        self._untold: list[Event] = []

    def play(self) -> bool:
        """Play to the end; true when the files are in production."""
        self._request()
        self._confirm()
        self._connect()
        self._first_sending()
        self._fix_and_send("assumed")
        self._await(EventKind.ACCEPTED)
        self._step(5)
        self._await(EventKind.RETURNED)
        self._fix_and_send("quality")
        self._await(EventKind.ACCEPTED)
        self._step(6)
        self._await(EventKind.PREPARED)
        self._step(7)
        self._await(EventKind.LIVE)
        return self._end()

    def _request(self) -> None:
        self._step(1)
        request(self._workspace, self._stage.clock())
        self._tell("dde request: the letter is drafted and the request recorded.")
        self._await_letter(EventKind.ANSWERED)

    def _confirm(self) -> None:
        self._step(2)
        confirm(self._workspace, self._stage.clock(), self._workspace.files)
        self._tell("dde confirm: the requirements are read; the letter has the row counts of a trial export.")

    def _connect(self) -> None:
        self._step(3)
        self._await_letter(EventKind.FOLDER_READY)
        offer = self._stage.offer
        shown = look_at_server(self._workspace, offer, self._job)
        self._tell(f"The server shows {shown.key.fingerprint}.")
        pin = shown.pin(self._stage.fingerprint)
        self._tell("That is the key in CLI's e-mail, so it is trusted from now on.")
        connect_workspace(
            self._workspace,
            replace(offer, host_keys=(pin,)),
            self._job.with_progress(self._tell_step),
        )
        fetch(self._workspace, self._job)

    def _tell_step(self, result: trial_steps.StepReport) -> None:
        if result.state is not trial_steps.StepStatus.UNDER_WAY:
            self._tell(f"dde connect: {result.step.title}: {result.found}")

    def _first_sending(self) -> None:
        self._step(4)
        sending = self._send()
        self._tell(
            f"dde send: {sending.outcome} ({counts_in_words(sending.report)}); nothing left this computer."
        )
        self._fix("standard")
        stopping = may_accept(sending.report)
        assumed = [code for code, may in stopping.items() if may]
        sending = self._send(accept=assumed)
        self._tell_sent(sending)
        for code, why in sending.accepted.items():
            self._tell(f"  {code} rests on an assumption and was sent anyway: {why}")
        self._await(EventKind.RETURNED)

    def _fix_and_send(self, kind: str) -> None:
        self._fix(kind)
        self._tell_sent(self._send())

    def _fix(self, kind: str) -> None:
        for story in self._stage.fix():
            self._tell(f"fixed ({kind}): {story}")
        against = criteria(today=self._stage.clock().date(), workspace=self._workspace)
        report = check_files(self._workspace.files, against)
        self._tell(f"dde check: {report.outcome}, {counts_in_words(report)}.")

    @property
    def _profile(self) -> str:
        return self._workspace.profile

    def _send(self, accept: list[str] | None = None) -> Sending:
        return send(
            self._workspace,
            self._workspace.files,
            self._job,
            accept=dict.fromkeys(accept or (), _REASON),
        )

    def _tell_sent(self, sending: Sending) -> None:
        steps = status(self._workspace, self._stage.clock()).steps
        waiting = next(step for step in steps if step.state is State.WAITING)
        self._tell(
            f"dde send: {sending.outcome} {len(sending.files)} files as {sending.submission} "
            f"({waiting.name.lower()}, round {waiting.round})."
        )
        for file in sending.files:
            self._tell(f"  {file.file:<21} {file.bytes:>7,} bytes  sha256 {file.sha256[:16]}…")

    def _await_letter(self, kind: EventKind) -> None:
        def arrived() -> bool:
            return any(letter.kind is kind for letter in self._stage.letters())

        self._wait(arrived, kind)
        letter = next(letter for letter in self._stage.letters() if letter.kind is kind)
        record(self._workspace, enter(kind, letter.at, self._stage.clock(), text=letter.text))
        self._stage.opened(letter)
        self._tell(f"An e-mail from CLI, recorded by hand: {letter.subject}.")

    def _await(self, kind: EventKind) -> None:
        """Wait for an answer in the exchange folder and print it.

        On a slow machine the next answer may arrive with it; that one is printed in its turn.
        """

        def arrived() -> bool:
            self._untold.extend(fetch(self._workspace, self._job).answers)
            return any(event.kind is kind for event in self._untold)

        self._wait(arrived, kind)
        zone = self._workspace.settings.district.zone
        told: str | None = None
        while told != kind:
            event = self._untold.pop(0)
            told = event.kind
            for line in words.as_lines(Recorded(event), zone):
                self._tell(f"dde feedback: {line}")

    def _wait(self, arrived: Callable[[], bool], kind: EventKind) -> None:
        end = time.monotonic() + _TIMEOUT
        while not arrived():
            if self._stage.failure is not None:
                raise self._stage.failure
            if time.monotonic() > end:
                raise TransferError(f"The demo's Help Center did not say {kind.value} in time.")
            time.sleep(0.1)

    def _step(self, number: int) -> None:
        found = status(self._workspace, self._stage.clock())
        step = found.steps[number - 1]
        zone = self._workspace.settings.district.zone
        self._say("")
        self._say(f"Step {number} of 7: {step.name}  ({moment(self._stage.clock(), zone)})")
        self._say(f"  Next: {headline(found, zone, self._stage.clock())}")

    def _tell(self, line: str) -> None:
        self._say(f"  {line}")

    def _end(self) -> bool:
        found = status(self._workspace, self._stage.clock())
        settings = self._workspace.settings
        self._say("")
        for line in as_lines(settings.district.name, settings.district.zone, found, self._stage.clock()):
            self._say(line)
        return all(step.state is State.DONE for step in found.steps)
