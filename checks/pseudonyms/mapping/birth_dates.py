"""Days of birth moved within their year, on the same side of 1 September, where grades are told apart.

A day in the future stays one. What is no valid date stays none, in its form: other numbers for day and month.
"""

import random
import re
from datetime import date, timedelta

from checks.pseudonyms.mapping.columns import DATE_LIKE

_ISO = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}")
_SERIAL = re.compile(r"[1-5][0-9]{4}([.][0-9]+)?")
_NO_DAYS = ("02-30", "02-31", "04-31", "06-31", "09-31", "11-31")
_LONGEST = 40
"""Signs that a date may have in any form, with its time."""
_TRIES = 50


def is_date_like(text: str) -> bool:
    """Tell whether a value looks like a date in any form."""
    return len(text) <= _LONGEST and bool(DATE_LIKE.fullmatch(text) or _SERIAL.fullmatch(text))


class BirthDates:
    """What each day of birth becomes, the same each time: random, made for one bundle, and kept nowhere."""

    def __init__(self, rng: random.Random, today: date) -> None:
        """`today` parts the days that are over from those in the future."""
        self._rng = rng
        self._today = today
        self._originals: set[str] = set()
        self._images: dict[str, str] = {}
        self.is_crowded = False
        """Whether there were children on every day: then a day is another child's day of birth."""

    def note(self, text: str) -> None:
        """Remember an original; all of them come before the first is asked for."""
        self._originals.add(text)

    def image(self, text: str) -> str:
        """Return another day of the same kind for what is like a date."""
        if text not in self._images:
            try:
                day = date.fromisoformat(text) if _ISO.fullmatch(text) else None
                self._images[text] = self._moved(day) if day else self._otherwise(text)
            except ValueError:
                days = [day for day in _NO_DAYS if day != text[5:]] if text.strip("0-") else [text[5:]]
                self._images[text] = f"{text[:4]}-{self._rng.choice(days)}"
        return self._images[text]

    def _moved(self, day: date) -> str:
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
        for border in (date(day.year, 9, 1), self._today):
            if day > border:
                first = max(first, border + timedelta(1))
            else:
                last = min(last, border)
        days = {(first + timedelta(number)).isoformat() for number in range((last - first).days + 1)}
        free = days - self._originals
        self.is_crowded |= not free
        return self._rng.choice(sorted(free or days - {day.isoformat()} or days))

    def _otherwise(self, text: str) -> str:
        made = text
        for _ in range(_TRIES):
            made = re.sub("[0-9]+", lambda found: self._number(found[0]), text)
            if made not in self._originals:
                break
        return made

    def _number(self, digits: str) -> str:
        """Return another number that could be the same part of a date; a year stays."""
        if len(digits) == len("YYYYMMDD"):
            return digits[:4] + self._number(digits[4:6]) + self._number(digits[6:])
        if len(digits) > len("YYYY"):  # days that a spreadsheet counts, or parts of a second
            return digits[:2] + str(self._rng.randrange(10 ** len(digits[2:]))).zfill(len(digits[2:]))
        number = int(digits)
        alike = range(1, 13) if 0 < number < 13 else range(13, 29) if 12 < number < 32 else range(0)
        texts = [text for each in alike for text in {str(each), f"{each:02}"} if len(text) == len(digits)]
        fits = [text for text in texts if (text[0] == "0") == (digits[0] == "0")]
        return self._rng.choice(fits) if fits else digits
