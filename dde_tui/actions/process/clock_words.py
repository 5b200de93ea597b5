"""Clocks in words: until when, how much is left or overdue, and where the time comes from."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from checks.visible import visible
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.clock import Allowance, Unit
from dde_tui.process.deadline import Deadline, days_between, in_business_time
from dde_tui.terminal.time_format import day, moment, near_moment, runs_of_days
from dde_tui.workspace.values import DAYS

_DAY_MINUTES = 24 * 60
_BREAK = timedelta(days=14)
"""How far the days of one break lie apart at most."""


def until(deadline: Deadline, zone: str, now: datetime) -> str:
    """Return "5 business days, until Fri 4 Dec, 17:00"."""
    return f"{deadline.allowance}, until {near_moment(deadline.due, zone, now)}"


def may_be_closed(deadline: Deadline, zone: str, now: datetime) -> str:
    """Return why there is an earlier end, and when that is; nothing where both ends are one."""
    if deadline.is_certain:
        return ""
    days = deadline.may_be_closed
    is_one_break = len(days) > 1 and max(days) - min(days) < _BREAK
    when = f"from {day(min(days))}" if is_one_break else f"on {runs_of_days(days)}"
    return f"CLI may be closed {when}; at the earliest {near_moment(deadline.earliest, zone, now)}"


def overdue(deadline: Deadline, now: datetime) -> str:
    """Return by how much it is overdue: "2 business days"."""
    minutes = -deadline.remaining_minutes(now)
    if not deadline.allowance.unit.is_business:
        return _elapsed(minutes)
    if whole := deadline.overdue_days(now):
        return str(Allowance(whole, Unit.BUSINESS_DAY))
    return _business(minutes, deadline.calendar)


def left(deadline: Deadline, now: datetime) -> str:
    """Return how much of it is left, in the unit of the allowance: "11 business hours"."""
    minutes = deadline.remaining_minutes(now)
    if not deadline.allowance.unit.is_business:
        return _elapsed(minutes)
    if deadline.allowance.unit is Unit.BUSINESS_DAY:
        whole = days_between(now, deadline.due, deadline.calendar)
        if whole > 1:
            return str(Allowance(whole, Unit.BUSINESS_DAY))
    return _hours(minutes)


def because(deadline: Deadline, zone: str) -> Iterator[str]:
    """Yield the sentences that explain both ends."""
    allowance, calendar = deadline.allowance, deadline.calendar
    if not allowance.unit.is_business:
        yield f"{_capital(allowance)} is counted day and night, also while CLI is closed."
        return
    yield (
        f"{_capital(allowance)} count only while CLI is open: {hours(calendar)}. CLI publishes no hours, so "
        "these are an assumption."
    )
    if allowance.unit is Unit.BUSINESS_DAY:
        received = next(calendar.open_days(deadline.start))[0][0].astimezone(calendar.zone)
        yield f"The day of receipt, {day(received.date())}, does not count; the last day ends at closing."
    elif (opening := next(calendar.windows(deadline.start))[0]) > deadline.start:
        yield f"It arrived while CLI is closed, so it counts from {moment(opening, zone)}."
    if deadline.closed:
        yield f"Closed: {_named(deadline.closed)}."
    if deadline.may_be_closed:
        ends = (
            "both ends are the same"
            if deadline.is_certain
            else f"at the earliest {moment(deadline.earliest, zone)}"
        )
        yield f"CLI may be closed: {_named(deadline.may_be_closed)}; {ends}."
    if not deadline.is_covered:
        yield "The table of holidays does not cover that year, so none is counted there."


def hours(calendar: Calendar) -> str:
    """Return when CLI is open: "Mon to Fri, 08:00 to 17:00, America/Chicago"."""
    listed = sorted(calendar.weekdays)
    in_a_row = len(listed) > 2 and listed[-1] - listed[0] == len(listed) - 1
    words = (
        f"{DAYS[listed[0]]} to {DAYS[listed[-1]]}" if in_a_row else ", ".join(DAYS[each] for each in listed)
    )
    lunch = f" without {calendar.lunch[0]:%H:%M} to {calendar.lunch[1]:%H:%M}" if calendar.lunch else ""
    return f"{words}, {calendar.opens:%H:%M} to {calendar.closes:%H:%M}{lunch}, {calendar.zone}"


def _named(days: Mapping[date, str]) -> str:
    """Return days with their names, each name once for a run of days."""
    names: dict[str, list[date]] = {}
    for each, name in days.items():
        names.setdefault(name, []).append(each)
    parts = [
        f"{runs_of_days(run)} ({visible(name, 60)})" for name, days_ in names.items() for run in _years(days_)
    ]
    return ", ".join(parts)


def _years(days: Iterable[date]) -> Iterator[list[date]]:
    """Split days where half a year lies between them, so that each part needs no year."""
    part: list[date] = []
    for each in days:
        if part and each - part[-1] > timedelta(days=180):
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _business(minutes: int, calendar: Calendar) -> str:
    amount, unit = in_business_time(minutes, calendar)
    return str(Allowance(max(amount, 1), unit))


def _hours(minutes: int) -> str:
    whole, rest = divmod(max(minutes, 0), 60)
    if not whole:
        return f"{rest} open {'minute' if rest == 1 else 'minutes'}"
    return str(Allowance(whole, Unit.BUSINESS_HOUR))


def _elapsed(minutes: int) -> str:
    size = abs(minutes)
    for amount, name in ((size // _DAY_MINUTES, "day"), (size // 60, "hour")):
        if amount:
            return f"{amount:,} {name}{'' if amount == 1 else 's'}"
    return f"{size} {'minute' if size == 1 else 'minutes'}"


def _capital(allowance: Allowance) -> str:
    words = str(allowance)
    return words[:1].upper() + words[1:]
