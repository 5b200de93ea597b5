"""What a value becomes: drawn at random for one bundle, the same for the same value, and kept nowhere.

What programs change on the way (letter case, leading zeros, decimals, blanks) is kept: so what was equal,
nearly equal or different still is. Signs and lengths are kept only where a rule looks at them; a name becomes
any word.
"""

import random
import re
from collections.abc import Iterable, Sequence

from checks.errors import DdeError
from checks.pseudonyms.mapping.leak_search import SHORTEST
from checks.pseudonyms.mapping.text import OTHER_BYTE, as_seen, folded, signs_like
from checks.tables.patterns import EXPONENT, HTML_CODE, INVISIBLE, MOJIBAKE, STRANGE
from checks.tables.suggestions import PLACEHOLDERS

_UNSEEN = re.compile(r"[\s\xad\u200b-\u200f\u2060\ufeff]")
_DECIMALS = re.compile(r"\.0+$")
_EXPONENT, _MOJIBAKE = re.compile(EXPONENT), re.compile(MOJIBAKE)
_HTML_CODE = re.compile(HTML_CODE)
_DAMAGED = r"[^\W\d_]\?|\?[^\W\d_]|\w[\xa0\u2007\u202f]\w|^'[0-9]|[^\W\d_], ?(?!(?:[JS]r|I+|I?V)\b)[^\W\d_]"
"""Damage as in `checks.tables.patterns`, in Python's kind of expression; and a whole name with its comma."""
_ODD = re.compile(rf"{EXPONENT}|^[0-9]+\.0+$|^[=@+-]|{MOJIBAKE}|{INVISIBLE}|{STRANGE}|{HTML_CODE}|{_DAMAGED}")
"""What rules look for in a value, so that its signs stay of their kind."""
_LONGEST = 255
_GUID = re.compile(rf"[0-9A-Za-z.\-_/@]{{1,{_LONGEST}}}")
_EMAIL = re.compile(r'[^@\s,:;<>()"]+@[^@\s,:;<>()".]+(\.[^@\s,:;<>()".]+)+')
_VALID = {"guid": _GUID, "email": _EMAIL}
_WORD, _PLAIN_WORD = re.compile(r"[^\W\d_]{3,}"), re.compile("[A-Za-z]{3,}")
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_GARBLED = ("Ã©", "Ã±", "Ã¡", "Ã³", "Ã¼")
_BYTE = re.compile("[\udc80-\udcff]")
_TRIES = 200
_LONG = 64
"""Signs up to which a value is looked at while it is drawn; longer ones are left to the final search."""


class LeakError(DdeError):
    """A person's value would have been left in a bundle; nothing was written."""


def plain(value: str) -> str:
    """Return an ID without what programs change on the way, as `checks.tables.references` compares them."""
    return _DECIMALS.sub("", _UNSEEN.sub("", value).lower()).lstrip("0")


def is_odd(text: str) -> bool:
    """Tell whether a rule about values could look at the signs of this one."""
    seen = as_seen(text)
    return len(seen) > _LONGEST or not seen.isprintable() or bool(_ODD.search(seen))


class Values:
    """The values of one set: first all are noted, then each is asked for."""

    def __init__(self, rng: random.Random) -> None:
        """Draw with this source of chance."""
        self.rng = rng
        self._originals: frozenset[str] = frozenset()
        self._spelled: dict[str, str] = {}
        self._several: set[str] = set()
        """Plain forms that are written in more than one way."""
        self._invalid: set[str] = set()
        self._drawn: dict[str, str] = {}
        """What the letters and digits of a plain form become, where it is written in several ways."""
        self._images: dict[str, str] = {}
        self._used: set[str] = set()

    def note(self, value: str, form: str = "") -> None:
        """Remember a value; `form` is `guid` or `email` where a rule asks for it."""
        text = value.strip()
        core = plain(text)
        if not core:
            return
        if self._spelled.setdefault(core, text) != text:
            self._several.add(core)
        if form in _VALID and not _VALID[form].fullmatch(text):
            self._invalid.add(core)

    def knows(self, value: str) -> bool:
        """Tell whether a value was noted, in any spelling."""
        return plain(value) in self._spelled

    def avoid(self, originals: Iterable[str]) -> None:
        """Draw nothing in which one of these originals stands."""
        known = frozenset(originals)
        self._originals = known | {shown for each in known if len(shown := _shown(each)) >= SHORTEST}

    def image(self, value: str) -> str:
        """Return what a value becomes: for each spelling of it the same, but for case, zeros and blanks."""
        text = value.strip()
        core = plain(text)
        if not core or text in PLACEHOLDERS:
            return value
        if text not in self._images:
            if core in self._several:
                self._images[text] = self._alike(text, core)
            elif core in self._invalid or is_odd(text):
                self._images[text] = self._alike(self._stretched(text), core)
            elif _WORD.search(text):
                self._images[text] = _cased(self._word(text), text)
            else:
                self._images[text] = self._alike(text, "")
        return value.replace(text, self._images[text], 1)

    def fresh(self, value: str) -> str:
        """Return what a name becomes, or a number: each time another one."""
        text = value.strip()
        if is_odd(text) or text in PLACEHOLDERS:
            return self.image(value)
        has_letters = any(map(str.isalpha, text))
        return value.replace(text, self._word(text).title() if has_letters else self._alike(text, ""), 1)

    def _word(self, text: str) -> str:
        """Return a word that nobody has, of any length; an address for an address, with digits for digits."""
        is_address, has_digits = bool(_EMAIL.fullmatch(text)), any(map(str.isdigit, text))
        made = ""
        for _ in range(_TRIES):
            made = self._syllables()
            if is_address:
                made = f"{made}@{self._syllables()}.example"
            elif has_digits:
                made = f"{made}{self.rng.randrange(100, 1000)}"
            if self._is_free(made):
                break
        self._used.add(plain(made))
        return made

    def _syllables(self) -> str:
        return "".join(self.rng.choices(_SYLLABLES, k=self.rng.randint(2, 4)))

    def _stretched(self, text: str) -> str:
        """Return a value with its words of any other length, unless its length is what is wrong with it."""
        if len(text) > _LONGEST or not text.isprintable() or _EXPONENT.match(text):
            return text
        codes = [found.span() for found in _HTML_CODE.finditer(text)]

        def stretched(found: re.Match[str]) -> str:
            is_code = any(begin < found.start() < end for begin, end in codes)
            return found[0] if is_code else _cased(self._syllables(), found[0])

        return _PLAIN_WORD.sub(stretched, text)

    def _alike(self, text: str, core: str) -> str:
        """Return a value with other letters and digits in its places; without `core` each time others."""
        seen = as_seen(text)
        places = [at for at in _places(seen) if not _BYTE.match(text[at])]
        options = [signs_like(seen[at]) for at in places]
        if core in self._drawn:
            return self._written(text, places, self._drawn[core])
        if not options:
            return self._written(text, (), "")
        if seen[places[0]] in "123456789":
            options[0] = options[0].replace("0", "")
        letters = ["abcdefghijklmnopqrstuvwxyz" if each[0] in "01" else each for each in options]
        for number in range(3 * _TRIES):
            drawn = "".join(map(self.rng.choice, options if number < _TRIES else letters))
            made = self._written(text, places, drawn)
            is_last_resort = number > 2 * _TRIES and plain(made) not in self._used
            if is_last_resort or (made != text and self._is_free(made)):
                self._used.add(plain(made))
                if core in self._several:
                    self._drawn[core] = drawn
                return made
        raise LeakError(
            "A value could not be replaced by one that is nobody's.",
            meaning="Nothing was written.",
            to_do="The files hold so many short values that all of their kind are in use: bundle fewer rows.",
        )

    def _is_free(self, made: str) -> bool:
        core = plain(made)
        return (
            core not in self._used
            and made not in PLACEHOLDERS
            and (core not in self._spelled or len(core) < SHORTEST - 1)
            and (len(made) > _LONG or not self._holds_any(folded(_shown(made))))
        )

    def _holds_any(self, text: str) -> bool:
        return any(
            text[begin:end] in self._originals
            for begin in range(len(text) - SHORTEST + 1)
            for end in range(begin + SHORTEST, len(text) + 1)
        )

    def _written(self, text: str, places: Sequence[int], drawn: str) -> str:
        """Return a text with these signs at these places, in its letter case, and other broken letters."""
        signs, seen = list(text), as_seen(text)
        for at, sign in zip(places, drawn, strict=False):
            signs[at] = sign.upper() if seen[at] != seen[at].lower() else sign
        made = "".join(signs)
        if text.isascii():
            return made
        return _MOJIBAKE.sub(self._garbled, _BYTE.sub(OTHER_BYTE, made))

    def _garbled(self, found: re.Match[str]) -> str:
        pairs = self.rng.choices(_GARBLED, k=len(found[0]) // 2)
        return found[0][: len(found[0]) % 2] + "".join(pairs)


def _places(seen: str) -> list[int]:
    """Return where the letters and digits of a value stand that make it this value."""
    places = [at for at, sign in enumerate(seen) if not _UNSEEN.match(sign)]
    core = "".join(seen[at] for at in places)
    if found := _DECIMALS.search(core):
        places = places[: found.start()]
    places = places[len(core) - len(core.lstrip("0")) :]
    fixed = set[int]()
    if _EXPONENT.match(seen):
        fixed.update(range(seen.upper().index("E"), len(seen)))
    for found in _HTML_CODE.finditer(seen):
        fixed.update(range(*found.span()))
    if not seen.isascii():
        for found in _MOJIBAKE.finditer(seen):
            fixed.update(range(*found.span()))
    return [at for at in places if at not in fixed and signs_like(seen[at])]


def _shown(text: str) -> str:
    """Return the signs of a text that can be seen: what stands in it also between NULs."""
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def _cased(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word.title() if like[0].isupper() else word
