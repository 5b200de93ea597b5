"""Asks before something doubtful is recorded: asked twice, about files never sent, or dated too early."""

from datetime import datetime

from dde_tui.actions.command import Call, Option
from dde_tui.errors import UsageError
from dde_tui.process.doubts import Doubt, Reason, doubts
from dde_tui.process.events import EventKind
from dde_tui.process.steps import load_steps
from dde_tui.terminal.time_format import moment
from dde_tui.workspace.folder import Workspace

SURE = Option("--yes", "Record it without asking, also where it looks wrong.", switch=True)

_ANOTHER_WAY = "If another program sent them, record that first with `dde send --recorded --at TIME`."
_SENTENCES = {
    Reason.TWICE: "This was already recorded for {at}; CLI's clock would start anew.",
    Reason.DONE: "{steps} is already done.",
    Reason.NOTHING_SENT: f"No files were sent from this workspace. {_ANOTHER_WAY}",
    Reason.NOTHING_SENT_SINCE: f"CLI returned your files, {{at}}; nothing was sent since. {_ANOTHER_WAY}",
    Reason.BEFORE_SENDING: "It is dated before the last files were sent, {at}.",
    Reason.BEFORE_STEP: "It is dated before {steps} began, {at}.",
    Reason.SKIPS: "{steps} would count as done, although nobody recorded that.",
}


def why_doubtful(
    workspace: Workspace, kind: EventKind, at: datetime, now: datetime, review: str = ""
) -> tuple[str, ...]:
    """Return sentences that say why this record may be wrong; none where it fits."""
    found = doubts(kind, at, workspace.journal.events(), now, workspace.calendar, review)
    zone = workspace.settings.district.zone
    return tuple(_in_words(each, zone) for each in found)


def ask_if_doubtful(call: Call, kind: EventKind, at: datetime, review: str = "") -> bool:
    """Return whether to record it: a person is asked where it looks wrong, unless they said --yes.

    Raises:
        UsageError: it looks wrong, and nobody is there to be asked.
    """
    why = why_doubtful(call.workspace, kind, at, call.clock(), review)
    if not why or call.options.yes:
        return True
    if not call.console.can_ask:
        raise UsageError(
            " ".join(why), meaning="Nothing was recorded.", to_do="If it is right all the same, add --yes."
        )
    for sentence in why:
        call.console.narrate(f"! {sentence}")
    if call.console.ask("Record it all the same? (yes/no)", "no").lower() in ("y", "yes"):
        return True
    call.console.narrate("Nothing was recorded.")
    return False


def _in_words(doubt: Doubt, zone: str) -> str:
    words = ""
    if len(doubt.steps) == 1:
        words = f"step {doubt.steps[0]} ({load_steps()[doubt.steps[0] - 1].name})"
    elif doubt.steps:
        words = f"steps {doubt.steps[0]} to {doubt.steps[-1]}"
    sentence = _SENTENCES[doubt.reason].format(at=moment(doubt.at, zone), steps=words)
    return sentence[:1].upper() + sentence[1:]
