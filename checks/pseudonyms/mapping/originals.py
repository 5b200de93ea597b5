"""The values that may not be left, and the words and names that stay unless one of these stands in them."""

import re
from collections.abc import Iterable

from checks.profile.model import Profile
from checks.pseudonyms.mapping.columns import known_names
from checks.pseudonyms.mapping.leak_search import LeakSearch, originals_in
from checks.pseudonyms.mapping.text import blanked
from checks.pseudonyms.mapping.values import Values, plain

_RUN = re.compile(r"[^\W_]+")
_ENDING = re.compile("(?i)([.](csv|tsv|txt|zip|xlsx?|ods|pdf|docx?|json|xml|html?|md|log|png|jpe?g))+$")


class Originals:
    """What is somebody's and what is public: first all is noted, then the words that are both are found."""

    def __init__(self, profile: Profile, values: Values) -> None:
        """Replace with `values` what has to go."""
        self._values = values
        self._known = known_names(profile)
        self._words = {word for name in self._known for word in re.split("[^a-z0-9]+", name)}
        self._of_people: set[str] = set()
        self._of_classes: set[str] = set()
        self._elsewhere: set[str] = set()
        self._public: set[str] = set()
        self._plain: set[str] = set()
        self._tainted: set[str] = set()
        self.search = LeakSearch(())

    @property
    def tainted(self) -> int:
        """How many public words and numbers are replaced, because a person's value stands in them."""
        return len(self._tainted)

    def note(self, value: str, *, is_own: bool, is_list: bool = False) -> None:
        """Note a value that is replaced; `is_own` where it is a person's, and not only a class's."""
        (self._of_people if is_own else self._of_classes).update(originals_in(value, is_list=is_list))

    def note_public(self, value: str) -> None:
        """Note a value that stays, unless a person's value stands in it."""
        self._public.add(value)
        self._plain.add(plain(value))

    def note_elsewhere(self, cells: Iterable[str]) -> None:
        """Note cells of files that are not checked: the name of a file or column may not tell them."""
        for cell in cells:
            self._elsewhere |= originals_in(cell)

    def names_public(self, value: str) -> bool:
        """Tell whether it is one of them, also without its zeros, with decimals or in another letter case."""
        return plain(value) in self._plain

    def close(self) -> None:
        """End the noting: find the public words that must go, and what is searched in the end."""
        public = sorted(self._public)
        self._tainted = self._touched(public, LeakSearch(self._of_people))
        told = {each for found in LeakSearch(self._of_classes).found_in(public).values() for each in found}
        self.search = LeakSearch(self._of_people | (self._of_classes - told))
        for value in public:
            for word in _RUN.findall(value):
                if plain(word) in self._tainted:
                    self._values.note(word)
        self._values.avoid(self.search.originals)

    def _touched(self, texts: list[str], search: LeakSearch) -> set[str]:
        """Return the plain forms of the words in which an original stands."""
        hits = [texts[number] for number in search.found_in(texts)]
        found = ((word, search.places_in(text)) for text in hits for word in _RUN.finditer(text))
        return {plain(word[0]) for word, places in found if not places.isdisjoint(range(*word.span()))}

    def public(self, value: str) -> str:
        """Return a public value with the words replaced in which a person's value stands."""
        return self._without(value, self._tainted) if self._tainted else value

    def name(self, name: str) -> str:
        """Return the name of a file or column, without the words of it in which a person's value stands.

        What the profile calls a file or column stays, and so do its words in other names: a family `User`
        takes no name from `users (1).csv`. What a file's name ends in stays too.
        """
        if name.strip().lower() in self._known:
            return name
        ending = _ENDING.search(name)
        stem = name[: ending.start()] if ending else name
        told = {plain(word) for word in _RUN.findall(stem) if word.lower() in self._elsewhere}
        gone = (told | self._touched([stem], self.search)) - self._words
        return self._without(stem, gone) + name[len(stem) :]

    def column_name(self, name: str) -> str:
        """Return the name of a column likewise; hidden, where an original is left in words of the profile."""
        made = self.name(name)
        is_known = name.strip().lower() in self._known
        return blanked(made) if not is_known and self.search.found_in([made]) else made

    def _without(self, text: str, gone: set[str]) -> str:
        return _RUN.sub(lambda word: self._values.image(word[0]) if plain(word[0]) in gone else word[0], text)
