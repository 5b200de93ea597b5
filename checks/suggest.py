"""Did-you-mean suggestions by edit similarity, in one wording for the whole program."""

import unicodedata
from collections.abc import Iterable

from checks.visible import visible


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a sentence to append, such as ' Did you mean "port"?', or nothing."""
    near = closest(word, known)
    return f' Did you mean "{visible(near[0])}"?' if near else ""


def letters(name: str) -> str:
    """Return only the letters and digits of a name, in lower case and without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name) if sign.isalnum()).casefold()


def is_misspelling(word: str, known: str) -> bool:
    """Whether a word can only be a misspelling of the known one, and so is nobody's name or number.

    It has letters only, is as long but for one letter, and nearly the same: a known word with an ID or a name
    glued to it is not. Case is the caller's matter.
    """
    return word.isalpha() and abs(len(word) - len(known)) <= 1 and bool(closest(word, [known], alike=0.8))


def closest(word: str, known: Iterable[str], *, most: int = 1, alike: float = 0.6) -> list[str]:
    """Return the most similar known words, best match first.

    Args:
        word: the word as written.
        known: the valid words.
        most: maximum number of results.
        alike: minimum similarity, from 0 to 1.
    """
    import difflib  # here, so that a command without a mistake starts without it

    return difflib.get_close_matches(word, list(known), most, alike)
