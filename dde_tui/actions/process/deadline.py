"""CLI's clock as a calculator: any start, allowance and calendar, for whoever answers "until when" daily."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from checks.errors import ExitCode
from checks.regular_file import read_regular
from checks.suggest import suggest
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.process import clock_words
from dde_tui.errors import UsageError
from dde_tui.process.calendars.calendar import Calendar, ClockError
from dde_tui.process.calendars.closing_days import (
    NAMES,
    CalendarError,
    ClosingDays,
    closing_days,
    parse_closing_days,
)
from dde_tui.process.clock import Allowance
from dde_tui.process.deadline import Deadline, deadline
from dde_tui.terminal.time_format import moment, parse_moment
from dde_tui.workspace import values

SCHEMA = "dde-deadline/1"


def as_json(found: Deadline, zone: str, now: datetime) -> dict[str, Any]:
    """Return the deadline as plain data; `deadline.schema.json` describes it."""
    return {
        "schema": SCHEMA,
        "due": found.due.isoformat(),
        "earliest": found.earliest.isoformat(),
        "remaining_minutes": found.remaining_minutes(now),
        "because": [*clock_words.because(found, zone)],
    }


def _calendar(call: Call) -> Calendar:
    """Return the workspace's calendar, or the default one, with what the flags change."""
    options = call.options
    calendar = call.workspace.calendar if call.has_workspace else Calendar()
    days = _named_days(options.calendar) if options.calendar else calendar.days
    closed = [_day(text) for text in options.closed]
    try:
        calendar = replace(calendar, days=days.also_closed(closed, "closed, as you said"))
        if options.zone:
            calendar = replace(calendar, zone=ZoneInfo(values.zone(options.zone)))
        if options.hours:
            opens, closes = values.clock_range(options.hours)
            calendar = replace(calendar, opens=opens, closes=closes, lunch=None)
    except ClockError as error:
        raise UsageError(f"This calendar can't be used: {error}.") from error
    except ValueError as error:
        flag = "--hours" if options.hours and "span" in str(error) else "--zone"
        raise UsageError(f"{flag} {error}") from error
    return calendar


def _named_days(name: str) -> ClosingDays:
    if name in NAMES:
        return closing_days(name)
    path = Path(name)
    try:
        return parse_closing_days(read_regular(path).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise UsageError(
            f"There is no calendar {visible(name)!r}, and no file of that name.",
            to_do=suggest(name, NAMES).strip()
            or "Use uthealth or federal, or name a file that has [closed] and lines such as "
            '2026-12-24 = "Christmas Eve".',
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{visible(name)} is not UTF-8 text.") from error
    except OSError as error:
        raise UsageError(
            f"{visible(name)} can't be read: {error.strerror or type(error).__name__}."
        ) from error
    except CalendarError as error:
        raise UsageError(f"{visible(name)}: {error}", to_do="Correct that line and try again.") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--closed {text!r} is not a day.", to_do="Write it as 2026-12-24.") from error


def _allowance(text: str) -> Allowance:
    try:
        return Allowance.parse(text)
    except ClockError as error:
        raise UsageError(f"--allowance: {error}.") from error


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    for flag, value in (("--from", options.start), ("--allowance", options.allowance)):
        if not value:
            raise UsageError(
                f"{flag} is missing.",
                to_do='For example: dde deadline --from 2026-11-24T15:00 --allowance "20 business hours"',
            )
    calendar = _calendar(call)
    zone = (
        call.workspace.settings.district.zone
        if call.has_workspace and not options.zone
        else str(calendar.zone)
    )
    now = parse_moment(options.now, zone) if options.now else call.clock()
    try:
        found = deadline(parse_moment(options.start, zone), _allowance(options.allowance), calendar)
        answer = as_json(found, zone, now)
    except ClockError as error:
        raise UsageError(f"No deadline follows from this: {error}.") from error
    if call.wants_json:
        console.json(answer)
        return ExitCode.DONE
    ends = "" if found.is_certain else f" at the latest; at the earliest {moment(found.earliest, zone)}"
    console.say(f"Due {moment(found.due, zone)}{ends}.")
    if options.now:
        is_over = answer["remaining_minutes"] < 0
        console.say(
            f"Overdue by {clock_words.overdue(found, now)}."
            if is_over
            else f"{clock_words.left(found, now)} left."
        )
    for sentence in answer["because"]:
        console.say(f"  {sentence}")
    return ExitCode.DONE


COMMAND = Command(
    name="deadline",
    sentence="When an allowance of CLI's ends, and what is left of it: the clock as a calculator.",
    run=_run,
    options=(
        Option("--from", "When CLI received it.", metavar="TIME", name="start"),
        Option("--allowance", 'How long: "20 business hours", "5 business days", "1 hour".', metavar="TEXT"),
        Option("--now", "Also say what is left at this time, or how much it is overdue.", metavar="TIME"),
        Option(
            "--calendar",
            "The closing days: uthealth, federal, or a TOML file of your own (default: the workspace's).",
            metavar="NAME|FILE",
        ),
        Option("--hours", "When CLI is open, such as 09:00-17:00.", metavar="SPAN"),
        Option("--zone", "The time zone of these hours and of times without an offset.", metavar="ZONE"),
        Option("--closed", "One more day on which CLI is closed.", metavar="DATE", many=True),
        JSON,
    ),
    examples=(
        Example('dde deadline --from 2026-11-24T15:00 --allowance "20 business hours"', "over Thanksgiving"),
        Example(
            'dde deadline --from "12/21/2026 10:00 AM" --allowance "5 business days" --now 2027-01-08T09:00',
            "what is left, or how much it is overdue",
        ),
        Example(
            'dde deadline --from 2026-10-09T10:00 --allowance "20 business hours" --calendar federal --json',
            "for a script, by federal holidays",
        ),
    ),
)
