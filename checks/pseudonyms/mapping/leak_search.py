"""What may not be left: every value of a person, and whether any of it stands in a text."""

import re
from collections.abc import Iterable, Sequence

from checks.pseudonyms.mapping.text import folded
from checks.tables.suggestions import PLACEHOLDERS

SHORTEST = 3
"""Characters from which a value says something by itself: of these no original may be left."""
LONGEST = 64
"""Signs of an original that are searched: where the whole of it stands, so does its beginning."""
_BETWEEN = re.compile("[,;|]")


def originals_in(value: str, *, is_list: bool = False) -> set[str]:
    """Return what of a value may not be left: all of it, or of a list each value.

    What is too short, a program's word for nothing, or without a letter and a digit above zero says nothing.
    """
    items = _BETWEEN.split(value) if is_list else [value]
    found = {item.strip()[:LONGEST] for item in items}
    return {
        folded(each)
        for each in found
        if len(each) >= SHORTEST
        and each not in PLACEHOLDERS
        and any(sign != "0" and (sign.isalnum() or not sign.isascii()) for sign in each)
    }


class LeakSearch:
    """A search for all the originals at once."""

    def __init__(self, originals: Iterable[str]) -> None:
        """`originals` as `originals_in` gives them."""
        import polars as pl

        self.originals = frozenset(originals)
        self._patterns = pl.Series(sorted(self.originals), dtype=pl.String).implode()

    def found_in(self, texts: Sequence[str]) -> dict[int, list[str]]:
        """Return the number of each text in which originals stand, and which; texts are folded here."""
        import polars as pl

        if not texts or not self.originals:
            return {}
        lines = pl.Series([folded(text) for text in texts], dtype=pl.String)
        hit = lines.str.contains_any(self._patterns).arg_true()
        found = lines.gather(hit).str.extract_many(self._patterns, overlapping=True)
        return dict(zip(hit.to_list(), (list(dict.fromkeys(each)) for each in found.to_list()), strict=True))

    def places_in(self, text: str) -> set[int]:
        """Return the places of all signs of a text that are part of an original."""
        line, places = folded(text), set[int]()
        for original in self.found_in([text]).get(0, ()):
            at = line.find(original)
            while at >= 0:
                places.update(range(at, at + len(original)))
                at = line.find(original, at + 1)
        return places
