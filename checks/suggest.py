"""Names the known word that a wrong one is nearest to: "did you mean" in one wording for the whole program.

A person who mistyped a name mends it at once where the right one stands in the same sentence.
"""

from collections.abc import Iterable

from checks.visible import visible


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a sentence to put after another, such as ' Did you mean "port"?', or nothing."""
    near = closest(word, known)
    return f' Did you mean "{visible(near[0])}"?' if near else ""


def closest(word: str, known: Iterable[str], *, most: int = 1, alike: float = 0.6) -> list[str]:
    """Return the known words that are like this one, the nearest first.

    Args:
        word: what was written.
        known: what there is.
        most: how many are returned at most.
        alike: how much of both words must be the same, from 0 to 1.
    """
    import difflib  # here, because a command that makes no mistake does without it

    return difflib.get_close_matches(word, list(known), most, alike)
