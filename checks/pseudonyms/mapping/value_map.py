"""What the values of persons become, the same everywhere, and which public words have to go with them."""

import random
import re
from collections.abc import Callable, Iterable
from datetime import date

from checks.errors import DdeError
from checks.profile.model import Profile
from checks.pseudonyms.mapping.alphabets import as_bytes_of, as_seen
from checks.pseudonyms.mapping.column_policy import known_names, reserved_words
from checks.pseudonyms.mapping.date_map import DateMap
from checks.pseudonyms.mapping.leak_search import LeakSearch, folded, originals_in
from checks.pseudonyms.mapping.token_map import ExhaustedError, TokenMap
from checks.pseudonyms.mapping.tokens import Token, tokens_of
from checks.tables.suggestions import PLACEHOLDERS

_ROUNDS = 60
_ENDING = re.compile("(?i)([.](csv|tsv|txt|zip|xlsx?|ods|pdf|docx?|json|xml|html?|md|log|png|jpe?g))+$")
_UNSEEN = re.compile(r"[\s\xad\u200b-\u200f\u2060\ufeff]")


class LeakError(DdeError):
    """A person's value would have been left in a bundle; nothing was written."""


class ValueMap:
    """The values of persons: first all are noted, then each is asked for."""

    def __init__(
        self, profile: Profile, rng: random.Random, today: date, *, shares_days: bool = True
    ) -> None:
        """Draw with this source of chance; `shares_days` as `DateMap` shares them."""
        self.rng = rng
        self._runs = TokenMap(rng, reserved_words(profile))
        self._known = known_names(profile)
        self._words = reserved_words(profile).union(re.split("[^a-z]+", " ".join(self._known)))
        self.days = DateMap(rng, today, shares=shares_days)
        self._values: set[str] = set()
        self._public: set[str] = set()
        self._together: set[str] = set()
        self._plain: set[str] = set()
        self._elsewhere: set[str] = set()
        self._of_people: set[str] = set()
        self._of_classes: set[str] = set()
        self._tainted: set[str] = set()
        self._images: dict[str, str] = {}
        self.search = LeakSearch(())

    @property
    def tainted(self) -> int:
        """How many public words and numbers are replaced, because a person's value stands in them."""
        return len(self._tainted)

    def note(self, value: str, *, is_own: bool, is_list: bool = False) -> None:
        """Note a value that is replaced; `is_own` where it is a person's, and not only a class's."""
        if value in self._values and not is_own:
            return
        if value.strip() in PLACEHOLDERS:
            return
        if value not in self._values:
            self._values.add(value)
            for run in tokens_of(value):
                self._runs.note(run)
        (self._of_people if is_own else self._of_classes).update(originals_in(value, is_list=is_list))

    def note_birth(self, value: str) -> None:
        """Note a day of birth, or what stands in its place."""
        if self.days.knows(value.strip()):
            self.days.note(value.strip())
            self._of_people.update(originals_in(value))
        else:
            self.note(value, is_own=True)

    def note_name(self, name: str) -> None:
        """Note the name of a file, folder or column, which is replaced where a person's value is in it."""
        for run in tokens_of(name, is_parted=True):
            self._runs.note(run)

    def note_elsewhere(self, cells: Iterable[str]) -> None:
        """Note cells of files that are not checked: the name of a file or column may not tell them."""
        for cell in cells:
            self._elsewhere |= originals_in(cell)

    def note_public(self, value: str) -> None:
        """Note a value that stays, unless a person's value stands in it."""
        self._public.add(value)
        self._plain.add(_plain(value))

    def note_together(self, value: str) -> None:
        """Note what holds several values that stay: a person's value may stand across them."""
        self._together.add(value)

    def is_public(self, value: str) -> bool:
        """Tell whether a value was noted as one that stays."""
        return value in self._public

    def names_public(self, value: str) -> bool:
        """Tell whether it is one of them, also without its zeros, with decimals or in another letter case."""
        return _plain(value) in self._plain

    def close(self, stop: Callable[[], None] = lambda: None, *, may_leave: bool = False) -> None:
        """End the noting: find the public words that must go, and draw until no original is left.

        Args:
            stop: asked after each piece of work; raises CancelledError where a person stopped it.
            may_leave: whether an original may be left where no drawing helps; the caller hides it.

        Raises:
            SurvivorError: what cannot be made without an original in it.
        """
        public = sorted(self._public | self._together)
        own = LeakSearch(self._of_people)
        for number, originals in own.found_in(public).items():
            self._taint(public[number], originals)
        for value in public:
            for run in tokens_of(value, is_parted=True):
                if _name(run) in self._tainted:
                    self._runs.note(run)
        told = {each for found in LeakSearch(self._of_classes).found_in(public).values() for each in found}
        left = frozenset(self._of_people | (self._of_classes - told))
        self._runs.avoid(left)
        self.search = LeakSearch(left)
        try:
            is_clean = self._draw_until_clean(stop)
        except ExhaustedError:
            raise _no_way_out() from None
        if not is_clean and not may_leave:
            raise _no_way_out()

    def _taint(self, value: str, originals: list[str]) -> None:
        self._tainted.update(map(_name, _touched(value, originals)))

    def _draw_until_clean(self, stop: Callable[[], None]) -> bool:
        values = [*self._values, *(value for value in self._public if self._is_tainted(value))]
        asked = values
        for _ in range(_ROUNDS):
            stop()
            self._images.clear()
            hits = self.search.found_in([self._made(value) for value in asked])
            if not hits:
                if len(asked) == len(values):
                    return True
                asked = values
                continue
            for number, found in hits.items():
                self._draw_again(asked[number], found)
            asked = [asked[number] for number in hits]
        return False

    def _is_tainted(self, value: str) -> bool:
        return bool(self._tainted) and any(
            _name(run) in self._tainted for run in tokens_of(value, is_parted=True)
        )

    def _made(self, value: str) -> str:
        return (
            self.public(value) if value in self._public and value not in self._values else self.image(value)
        )

    def _draw_again(self, value: str, found: list[str]) -> None:
        """Give another image to a run in which an original was found: the longest has the most."""
        made = folded(self._made(value))
        touched = {
            place
            for original in found
            for begin in range(len(made))
            if made.startswith(original, begin)
            for place in range(begin, begin + len(original))
        }
        runs = [run for run in tokens_of(value) if not touched.isdisjoint(run.at)]
        any(self._runs.draw_again(run) for run in sorted(runs, key=lambda run: -len(run.text)))

    def image(self, value: str) -> str:
        """Return what a person's value becomes: the same shape, other letters and digits."""
        known = self._images.get(value)
        if known is None:
            is_word = value.strip() in PLACEHOLDERS
            known = self._images[value] = value if is_word else self._replaced(value, tokens_of(value))
        return known

    def birth(self, value: str) -> tuple[str, bool]:
        """Return what stands in the place of a day of birth, and whether it is a day.

        A day keeps its year, which may be somebody's number too; that it is nobody's day of birth is known.
        """
        text = value.strip()
        moved = self.days.image(text)
        return (self.image(value), False) if moved is None else (value.replace(text, moved), True)

    def public(self, value: str) -> str:
        """Return a public value with the words replaced in which a person's value stands."""
        if not self._tainted:
            return value
        return self._replaced(
            value, [run for run in tokens_of(value, is_parted=True) if _name(run) in self._tainted]
        )

    def name(self, name: str) -> str:
        """Return the name of a file or column, without the words of it in which a person's value stands.

        What the profile calls a file or column stays, and so do its words in other names: a family `User`
        takes no name from `users (1).csv`. What a file's name ends in stays too.
        """
        if name.strip().lower() in self._known:
            return name
        stem = _ENDING.sub("", name)
        originals = self.search.found_in([stem]).get(0, [])
        touched = [
            run
            for run in tokens_of(stem, is_parted=True)
            if run.text in self._elsewhere or run in _touched(stem, originals)
            if run.text not in self._words
        ]
        return self._replaced(name, touched) if touched else name

    def _replaced(self, value: str, runs: list[Token]) -> str:
        signs, seen = list(value), as_seen(value)
        for run in runs:
            for place, sign in zip(run.at, self._runs.image(run), strict=True):
                is_capital = seen[place] != seen[place].lower()
                signs[place] = as_bytes_of(value[place], sign.upper() if is_capital else sign)
        return "".join(signs)


def _touched(value: str, originals: list[str]) -> list[Token]:
    """Return the words and numbers of a value in which one of these originals stands."""
    text, places = folded(value), set[int]()
    for original in originals:
        at = text.find(original)
        while at >= 0:
            places.update(range(at, at + len(original)))
            at = text.find(original, at + 1)
    return [run for run in tokens_of(value, is_parted=True) if not places.isdisjoint(run.at)]


def _plain(value: str) -> str:
    """An ID without what programs change on the way, as `checks.tables.references` compares them."""
    return re.sub(r"\.0+$", "", _UNSEEN.sub("", value).lower()).lstrip("0")


def _no_way_out() -> LeakError:
    return LeakError(
        "A value could not be replaced by one that is nobody's.",
        meaning="Nothing was written.",
        to_do="The files hold so many short values that all of their kind are in use: bundle fewer rows.",
    )


def _name(run: Token) -> str:
    return run.text.lstrip("0") if run.is_number else run.text
