"""When an allowance ends at the latest and at the earliest, and the days that make the difference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.clock import Allowance, Unit, due, open_time, remaining_minutes

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The two ends of one allowance, and why they are where they are.

    Nothing is overdue before `due`, the late end: on a day that may be closed nobody is late.
    """

    start: datetime
    allowance: Allowance
    calendar: Calendar
    due: datetime
    earliest: datetime
    closed: Mapping[date, str]
    """The days between start and `due` that would count if CLI were not closed, with their names."""
    may_be_closed: Mapping[date, str]
    """The same, of the days on which CLI may be closed."""

    @property
    def is_certain(self) -> bool:
        """Whether both ends are the same."""
        return self.earliest == self.due

    @property
    def is_covered(self) -> bool:
        """Whether the calendar knows the closing days up to the end."""
        zone, days = self.calendar.zone, self.calendar.days
        return not self.allowance.unit.is_business or all(
            days.covers(moment.astimezone(zone).date()) for moment in (self.start, self.due)
        )

    def remaining_minutes(self, now: datetime) -> int:
        """Return the whole minutes left, negative exactly when it is overdue; see `clock`."""
        return remaining_minutes(now, self.due, self.allowance, self.calendar)

    def overdue_days(self, now: datetime) -> int:
        """Return how many whole business days it is overdue."""
        return days_between(self.due, now, self.calendar)

    def used_minutes(self, now: datetime) -> tuple[int, int]:
        """Return how many minutes of the allowance have passed, and how many there are."""
        if not self.allowance.unit.is_business:
            passed, whole = now - self.start, self.due - self.start
        else:
            passed = open_time(self.start, min(now, self.due), self.calendar)
            whole = open_time(self.start, self.due, self.calendar)
        return min(max(passed // _MINUTE, 0), whole // _MINUTE), whole // _MINUTE


def deadline(start: datetime, allowance: Allowance, calendar: Calendar) -> Deadline:
    """Return when the allowance ends.

    Raises:
        ClockError: the start has no zone, or the end is beyond the year 9999.
    """
    late = due(start, allowance, calendar)
    early = due(start, allowance, calendar.at_the_earliest) if calendar.may_be_closed else late
    counted = [*_weekdays(start, late, calendar)] if allowance.unit.is_business else []
    return Deadline(
        start,
        allowance,
        calendar,
        late,
        early,
        {day: calendar.closed[day] for day in counted if day in calendar.closed},
        {day: calendar.may_be_closed[day] for day in counted if day in calendar.may_be_closed},
    )


def days_between(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Return the business days that ended after the first instant and by the second."""
    count = 0
    for windows in calendar.open_days(start):
        if windows[-1][1] > end:
            break
        count += 1
    return count


def in_business_time(minutes: int, calendar: Calendar) -> tuple[int, Unit]:
    """Return open minutes in the largest unit of which there is at least one: days, hours or minutes."""
    day = _minutes_a_day(calendar)
    size = abs(minutes)
    if size >= day:
        return size // day, Unit.BUSINESS_DAY
    return (size // 60, Unit.BUSINESS_HOUR) if size >= 60 else (size, Unit.MINUTE)


def _minutes_a_day(calendar: Calendar) -> int:
    lunch = calendar.lunch
    clocks = [calendar.opens, *(lunch or ()), calendar.closes]
    points = [clock.hour * 60 + clock.minute for clock in clocks]
    return sum(end - begin for begin, end in zip(points[::2], points[1::2], strict=True))


def _weekdays(start: datetime, end: datetime, calendar: Calendar) -> Iterator[date]:
    day, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    while day <= last:
        if day.weekday() in calendar.weekdays:
            yield day
        day += _DAY
