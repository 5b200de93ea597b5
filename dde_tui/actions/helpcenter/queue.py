"""The Help Center's queue: what waits, and what a person should look at."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.helpcenter.own_answers import own_answers
from dde_tui.helpcenter.queue import Case, Waiting, is_ahead
from dde_tui.process.calendars.calendar import CLI_ZONE, Calendar
from dde_tui.terminal.time_format import moment

if TYPE_CHECKING:
    from dde_tui.securestor.connection.folder import Folder

NOT_FROM_HERE = "answered in the folder by a review that was not written from this computer"


@dataclass(frozen=True, slots=True)
class Entry:
    """One district's submission that waits, or would without reviews that others wrote."""

    name: str
    waiting: Waiting
    remark: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        receipt, due = self.waiting.receipt, self.waiting.due
        return {
            "district": receipt.district or self.name,
            "submission": receipt.submission,
            "review": self.waiting.review,
            "round": self.waiting.round,
            "sent": receipt.sent.isoformat(),
            "due": due.isoformat() if due else None,
            "remark": self.remark,
            "files": [file.to_data() for file in receipt.files],
        }

    def as_line(self) -> str:
        """Return it as a line of text."""
        each = self.waiting
        until = f", due {moment(each.due, CLI_ZONE)}" if each.due else ""
        remark = f" ({self.remark})" if self.remark else ""
        about = f"{each.review} review, round {each.round}{until}{remark}"
        return f"{visible(each.receipt.submission)}  {visible(self.name)}  {about}"


@dataclass(slots=True)
class Queue:
    """What waits in some districts' folders."""

    waiting: list[Entry] = field(default_factory=list)
    """Oldest first."""
    unconfirmed: list[Entry] = field(default_factory=list)
    """What would wait if only the reviews written from this computer counted."""
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """A district, and a sentence about a file there."""
    failed: list[tuple[str, TransferError]] = field(default_factory=list)
    """A district, and why its folder could not be read at all."""


def look(folders: "dict[str, Folder]", now: datetime, calendar: Calendar) -> Queue:
    """Return the queue of these districts; what is wrong with one hides no other."""
    queue, ours = Queue(), own_answers()
    for name, folder in folders.items():
        try:
            case = Case.of(folder)
        except TransferError as error:
            queue.failed.append((name, error))
            continue
        if each := case.waiting(now, calendar):
            remark = _date_remark(each.receipt.sent) if is_ahead(each.receipt.sent, now) else ""
            queue.waiting.append(Entry(name, each, remark))
        elif each := case.written_by(ours).waiting(now, calendar):
            queue.unconfirmed.append(Entry(name, each, NOT_FROM_HERE))
        listed = {entry.waiting.receipt.submission for entry in queue.waiting if entry.name == name}
        for receipt in case.unanswered_ahead(now):
            if receipt.submission not in listed:
                about = f"The receipt of {receipt.submission} is {_date_remark(receipt.sent)}."
                queue.remarks.append((name, f"{about} If these files are the newest, answer it by its name."))
        queue.remarks += [(name, f"{error.happened} It was skipped.") for error in case.left_out]
    for entries in (queue.waiting, queue.unconfirmed):
        entries.sort(key=lambda entry: entry.waiting.receipt.sent)
    return queue


def _date_remark(sent: datetime) -> str:
    return f"dated in the future: {moment(sent, CLI_ZONE)}"
