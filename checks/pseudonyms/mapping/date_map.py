"""Days of birth moved within their year, on the same side of 1 September, where grades are told apart.

A day in the future stays one. What is no date stays none, and of its kind: an American one, one that could be
read in two ways, a day that no calendar has.
"""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = r"(?P<rest>(?:[ T][0-9]{1,2}:[0-9:.]+ ?(?:[AaPp][Mm]|Z|[+-][0-9:]+)?)?)"
_PARTS = tuple(
    re.compile(form + _TIME)
    for form in (
        "(?P<y>[0-9]{4})(?P<s>[-/. ]?)(?P<a>[0-9]{2})(?P=s)(?P<b>[0-9]{2})",
        "(?P<y>[0-9]{4})(?P<s>[-/. –—−‐‑])(?P<a>[0-9]{1,2})(?P=s)(?P<b>[0-9]{1,2})",
        "(?P<a>[0-9]{1,2})(?P<s>[-/. –—−‐‑])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4}|[0-9]{2})",
    )
)
"""Dates in digits: with a and b for month and day in either order."""
_SERIAL = re.compile(r"([1-5][0-9])([0-9]{3})((?:\.[0-9]+)?)")
MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{0,6})"
_WORDED = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<before>)(?P<day>[0-9]{{1,2}})(?P<after>[-/. ]*{MONTH}[-/., ]*[0-9]{{2,4}})",
        rf"(?P<before>{MONTH}[-/. ]*)(?P<day>[0-9]{{1,2}})(?P<after>[-/., ]+[0-9]{{2,4}})",
    )
)
_CLASSES = (range(1), range(1, 13), range(13, 32), range(32, 100))
"""Numbers that may all be a month, a day only, or neither."""
_LONGEST = 40
"""Signs that a date may have in any form, with its time."""
_SHARED = 4
"""Days of birth that may become the same day; more of them would make one child of two namesakes."""
_TRIES = 400
_FIRST_DAY = date(1899, 12, 30)
"""The day before the first one that a spreadsheet counts from."""


class DateMap:
    """What each day of birth becomes: random, made for one bundle, and kept nowhere."""

    def __init__(self, rng: random.Random, today: date, *, shares: bool = True) -> None:
        """`today` parts the days that are over from those in the future.

        Where free days are few, `shares` lets several days become one rather than another child's.
        """
        self._rng = rng
        self._most = _SHARED if shares else 1
        self._today = today
        self._originals: set[str] = set()
        self._meant: set[str] = set()
        """Days that originals mean which are written otherwise: no child is given one either."""
        self._images: dict[str, str] = {}
        self._days: dict[tuple[date, date], dict[str, str]] = {}
        self.is_crowded = False
        """Whether there were children on almost every day: then a day is another child's day of birth."""

    def note(self, value: str) -> None:
        """Remember an original; all of them come before the first is asked for."""
        self._originals.add(value)
        self._meant.update(day.isoformat() for day in _meanings(value))

    def knows(self, value: str) -> bool:
        """Tell whether it looks like a date in any form."""
        return len(value) <= _LONGEST and any(True for _ in self._forms(value))

    def image(self, value: str) -> str | None:
        """Return another day of the same kind; None for what is not like a date."""
        if value not in self._images:
            if not self.knows(value):
                return None
            self._images[value] = self._moved(value)
        return self._images[value]

    def _moved(self, value: str) -> str:
        if (day := _day(value)) is not None:
            return self._in_window(day)
        used = self._originals.union(self._images.values())
        made = value
        for made in self._forms(value):
            if made not in used and not any(original in made for original in _near(made, self._originals)):
                return made
        return made

    def _in_window(self, day: date) -> str:
        """Return a day on which nobody was born; where those are few, each day becomes one other day."""
        window = self._window(day)
        if window not in self._days:
            days = [window[0] + timedelta(number) for number in range((window[1] - window[0]).days + 1)]
            every = [each.isoformat() for each in days]
            self._rng.shuffle(every)
            free = [each for each in every if each not in self._originals and each not in self._meant]
            births = [each for each in every if each in self._originals]
            if len(free) * self._most >= len(births):
                images = [free[number % len(free)] for number in range(len(births))]
            else:
                self.is_crowded = True
                images = births[1:] + births[:1]
            self._days[window] = dict(zip(births, images, strict=True))
        return self._days[window][day.isoformat()]

    def _window(self, day: date) -> tuple[date, date]:
        """Return the first and last day that are in the same year and on the same side of both borders."""
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
        for border in (date(day.year, 9, 1), self._today):
            if day > border:
                first = max(first, border + timedelta(1))
            else:
                last = min(last, border)
        return first, last

    def _forms(self, value: str) -> Iterator[str]:
        """Yield values of the same kind at random, the value itself never."""
        for form in _PARTS:
            if found := form.fullmatch(value):
                yield from self._other_parts(found)
                return
        if found := _SERIAL.fullmatch(value):
            for _ in range(_TRIES):
                yield f"{found[1]}{self._rng.randrange(1000):03}{found[3]}"
            return
        for form in _WORDED:
            if found := form.fullmatch(value):
                for _ in range(_TRIES):
                    number = self._like(found["day"])
                    if number != found["day"]:
                        yield f"{found['before']}{number}{found['after']}"
                return

    def _other_parts(self, found: re.Match[str]) -> Iterator[str]:
        year = int(found["y"]) if len(found["y"]) == 4 else 2000 + int(found["y"])
        kind = _readings(year, int(found["a"]), int(found["b"]))
        for _ in range(_TRIES):
            a, b = self._like(found["a"]), self._like(found["b"])
            if (a, b) == (found["a"], found["b"]) or _readings(year, int(a), int(b)) != kind:
                continue
            sign = found["s"]
            parts = (found["y"], a, b) if found.start("y") == 0 else (a, b, found["y"])
            yield sign.join(parts) + found["rest"]

    def _like(self, number: str) -> str:
        """Return a number of as many digits that could mean the same."""
        kind = next(numbers for numbers in _CLASSES if int(number) in numbers)
        fits = [
            text
            for each in kind
            for text in {str(each), f"{each:02}"}
            if len(text) == len(number) and (text[0] == "0") == (number[0] == "0")
        ]
        return self._rng.choice(fits)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _ISO.fullmatch(value) else None
    except ValueError:
        return None


def _meanings(value: str) -> Iterator[date]:
    """Yield the days that a date in digits may mean, whichever of its parts is the month."""
    found = next((found for form in _PARTS if (found := form.fullmatch(value[:_LONGEST]))), None)
    if found is not None:
        year = int(found["y"]) if len(found["y"]) == 4 else 2000 + int(found["y"])
        for month, day in ((int(found["a"]), int(found["b"])), (int(found["b"]), int(found["a"]))):
            if _is_day(year, month, day):
                yield date(year, month, day)
    elif serial := _SERIAL.fullmatch(value[:_LONGEST]):
        yield _FIRST_DAY + timedelta(int(serial[1] + serial[2]))


def _readings(year: int, a: int, b: int) -> tuple[bool, bool]:
    """Tell whether it is a day with the month first, and with the day first."""
    return _is_day(year, a, b), _is_day(year, b, a)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _near(made: str, originals: set[str]) -> Iterator[str]:
    """Yield the originals that stand in what was made."""
    for begin in range(len(made)):
        for end in range(begin + 6, len(made) + 1):
            if made[begin:end] in originals:
                yield made[begin:end]
