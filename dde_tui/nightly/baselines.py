"""Which earlier sendings a set is compared with: the last one, and the one of a week ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dde_tui.process.events import Event, EventKind

WEEK = timedelta(days=7)
_SLACK = timedelta(hours=6)
"""A night that began a little later than a week ago still is the seventh."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending, as the journal has it."""

    submission: str
    at: datetime
    rows: tuple[tuple[str, int | None], ...] = ()
    """The rows of each file."""
    approved: str = ""
    """The change that a person approved for it."""


def sent_sets(events: Sequence[Event]) -> list[Sent]:
    """Return the sendings in order, from the last one that was approved on: it starts the count anew."""
    found: list[Sent] = []
    for event in events:
        if event.kind is not EventKind.SUBMITTED or not event.data:
            continue
        files = event.data.get("files") or ()
        rows = tuple((str(file.get("file")), file.get("rows")) for file in files)
        approved = str(event.data.get("approved") or "")
        sent = Sent(str(event.data.get("submission") or ""), event.at, rows, approved)
        found = [sent] if approved else [*found, sent]
    return found


def still_needed(sent: Sequence[Sent], now: datetime) -> list[str]:
    """Return the submissions that a later sending may be compared with."""
    older = [each for each in sent if each.at <= now - WEEK]
    return [each.submission for each in (*older[-1:], *(each for each in sent if each not in older))]


def baselines(sent: Sequence[Sent], now: datetime) -> list[Sent]:
    """Return the last sending and that of seven nights ago, or the oldest where there are fewer nights.

    Nine percent lost each night never pass a limit of ten, but half is gone after a week.
    """
    if not sent:
        return []
    last = sent[-1]
    older = [each for each in sent if each.at <= now - WEEK + _SLACK]
    week_ago = older[-1] if older else sent[0]
    return [last] if week_ago is last else [last, week_ago]
