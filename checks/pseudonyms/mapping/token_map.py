"""The one-to-one map from runs to runs: random, made for one bundle, and kept nowhere.

One number with and without its leading zeros becomes one number with and without its leading zeros, and a
word in any letter case one word in that case. So what was equal, almost equal or different still is.
"""

import random
from collections.abc import Iterable, Iterator
from itertools import product

from checks.pseudonyms.mapping.alphabets import narrow, wide
from checks.pseudonyms.mapping.tokens import Token

SHORTEST = 3
"""Characters from which a value says something by itself: of these no original may be left."""

_FEW = 2_000
_TRIES = 300
_QUICK = 5
"""Times that a whole run is drawn before it is drawn sign by sign."""
_STEPS = 20
"""Steps for each sign, forth and back."""
_LONG = 64
"""Signs from which a run is only looked at while it is drawn, and by the search in the end."""


class ExhaustedError(ValueError):
    """Every run of this shape is in use."""


def holds_any(text: str, originals: frozenset[str]) -> bool:
    """Tell whether any original stands in the text, which is short; both in small letters."""
    length = len(text)
    return any(
        text[begin:end] in originals
        for begin in range(length - SHORTEST + 1)
        for end in range(begin + SHORTEST, length + 1)
    )


class TokenMap:
    """What each run becomes; every run must be noted before the first is asked for."""

    def __init__(self, rng: random.Random, reserved: Iterable[str]) -> None:
        """Draw with this source of chance, and never a reserved word (small letters)."""
        self._rng = rng
        self._reserved = frozenset(reserved)
        self._originals: frozenset[str] = frozenset()
        self._lengths: tuple[int, ...] = ()
        self._noted: set[str] = set()
        self._narrowest: dict[str, int] = {}
        self._images: dict[str, str] = {}
        self._used: dict[str, str] = {}
        self._banned: dict[str, set[str]] = {}

    def note(self, run: Token) -> None:
        """Remember a run: a number's digits are as many as where it has the fewest leading zeros."""
        if run.is_number:
            number = run.text.lstrip("0")
            width = self._narrowest.get(number, len(run.text))
            self._narrowest[number] = min(width, len(run.text))
        else:
            self._noted.add(run.text)

    def avoid(self, originals: frozenset[str]) -> None:
        """Never make anything that one of these originals (small letters) stands in."""
        self._originals = originals
        self._lengths = tuple(sorted(set(map(len, originals))))

    def image(self, run: Token) -> str:
        """Return what a run becomes: as many small letters, or digits."""
        if not run.is_number:
            return self._images.get(run.text) or self._draw(run.text)
        number = run.text.lstrip("0")
        if not number:
            return run.text
        return (self._images.get(number) or self._draw(number)).rjust(len(run.text), "0")

    def draw_again(self, run: Token) -> bool:
        """Give a run another image than it has; False where there is none."""
        name = run.text.lstrip("0") if run.is_number else run.text
        old = self._images.pop(name, "")
        if not old:
            return False
        del self._used[old]
        self._banned.setdefault(name, set()).add(old)
        return self._draw(name) != old

    def _draw(self, name: str) -> str:
        """Draw what is free; where all that tells nothing is taken, what another one was."""
        banned: set[str] = self._banned.get(name, set())
        for is_strict, avoided in ((True, banned), (False, banned), (False, set[str]())):
            for options in self._options(name):
                for drawn in self._drawn(options, is_strict=is_strict):
                    image = drawn.lstrip("0") if drawn.isascii() and drawn.isdigit() else drawn
                    if not image or image in self._used or image in avoided or image in self._reserved:
                        continue
                    if not is_strict or not self._tells_too_much(name, drawn):
                        return self._keep(name, image)
        raise ExhaustedError(name)

    def _keep(self, name: str, image: str) -> str:
        self._images[name] = image
        self._used[image] = name
        return image

    def _tells_too_much(self, name: str, image: str) -> bool:
        """A run becomes no other run that is there, nor what an original stands in."""
        return (
            image == name
            or image in self._noted
            or (image in self._narrowest and len(image) > 1)
            or (len(image) < _LONG and holds_any(image, self._originals))
        )

    def _options(self, name: str) -> Iterator[list[str]]:
        """Yield the signs for each place: the first that leave something free are taken."""
        width = self._narrowest.get(name)
        if width is None:
            yield ["".join(narrow(sign)) for sign in name]
            yield ["".join(wide(sign)) for sign in name]
            return
        digits, first, letters = "0123456789", "123456789", "abcdefghijklmnopqrstuvwxyz"
        if width > len(name):
            yield ["0", first, *[digits] * (width - 2)]
        if width > len(name) + 1:
            yield ["0", *[digits] * (width - 1)]
        yield [first, *[digits] * (len(name) - 1)]
        yield [letters] * len(name)

    def _drawn(self, options: list[str], *, is_strict: bool) -> Iterator[str]:
        if _are_few(options):
            made = ["".join(each) for each in product(*options)]
            self._rng.shuffle(made)
            yield from made
        else:
            for number in range(_TRIES):
                is_quick = not is_strict or (number < _QUICK and len(options) < _LONG)
                yield "".join(map(self._rng.choice, options)) if is_quick else self._around(options)

    def _around(self, options: list[str]) -> str:
        """Return signs among which no original stands; nothing where hardly any are.

        Where most short numbers are somebody's, drawing whole long ones would hardly ever find one. So it is
        drawn sign by sign, and a step back is made out of a dead end.
        """
        made: list[str] = []
        left: list[list[str]] = []
        for _ in range(_STEPS * len(options)):
            if len(made) == len(options):
                return "".join(made)
            if len(left) == len(made):
                signs = options[len(made)]
                left.append(self._rng.sample(signs, len(signs)))
            before = "".join(made[-_LONG:])
            while left[-1]:
                sign = left[-1].pop()
                if not self._ends_in_original(before + sign):
                    made.append(sign)
                    break
            else:
                left.pop()
                if not made:
                    return ""
                made.pop()
        return ""

    def _ends_in_original(self, text: str) -> bool:
        return any(text[-length:] in self._originals for length in self._lengths if length <= len(text))


def _are_few(options: list[str]) -> bool:
    """Tell whether all that can be made of these signs can be looked at."""
    count = 1
    for signs in options:
        count *= len(signs)
        if count > _FEW:
            return False
    return True
