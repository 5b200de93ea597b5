"""The due times as an iCalendar file (RFC 5545), to be opened in the contact's own calendar."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from checks.visible import cleaned
from dde_tui.actions.process import clock_words
from dde_tui.process.forecast import Scenario
from dde_tui.process.progress import Progress

_LONGEST = 75
"""Octets of a line; longer ones are folded."""


def as_ics(
    district: str, owner: str, found: Progress, ways: Sequence[Scenario], zone: str, now: datetime
) -> str:
    """Return the file's text.

    Args:
        district: its name.
        owner: the workspace's own ID, so that an event is replaced and not added again.
        found: where the district stands.
        ways: when the files may be in production.
        zone: the contact's time zone, for the words.
        now: the time, with a zone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//dde//status//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for step in found.steps:
        if step.deadline is not None:
            end = step.deadline.due.astimezone(UTC)
            lines += _event(
                f"{step.id}-{step.round}@{owner}.dde",
                now,
                (f"DTSTART:{end:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"),
                f"CLI's answer is due: {step.name}, round {step.round} ({district})",
                " ".join(clock_words.because(step.deadline, zone)),
            )
    for way in ways[:1]:
        day = _local_day(way.live, found)
        lines += _event(
            f"in-production@{owner}.dde",
            now,
            (f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"),
            f"In production, if CLI returns nothing more ({district})",
            "This follows from CLI's published allowances; it is no promise.",
        )
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _local_day(moment: datetime, found: Progress) -> date:
    """Return the day in CLI's zone, in which the forecast was made."""
    zones = [step.deadline.calendar.zone for step in found.steps if step.deadline]
    return (moment.astimezone(zones[0]) if zones else moment).date()


def _event(uid: str, now: datetime, times: Sequence[str], summary: str, words: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        *times,
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(words)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    safe = cleaned(value)
    for sign in ("\\", ";", ","):
        safe = safe.replace(sign, f"\\{sign}")
    return safe.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, no character cut in two."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > _LONGEST:
            yield part
            part = " "
        part += sign
    yield part
