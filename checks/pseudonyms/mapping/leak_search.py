"""What may not be left: every value of a person, and whether any of it stands in a text."""

import re
from collections.abc import Iterable, Sequence

from checks.pseudonyms.mapping.alphabets import as_seen
from checks.pseudonyms.mapping.token_map import SHORTEST
from checks.pseudonyms.mapping.tokens import tokens_of
from checks.tables.suggestions import PLACEHOLDERS

_BETWEEN = re.compile("[,;|]")
LONGEST = 64
"""Signs of an original that are searched: where the whole of it stands, so does its beginning."""


def folded(text: str) -> str:
    """Return a text as it is searched: as the check reads it, in small letters, sign for sign."""
    seen = as_seen(text)
    small = seen.lower()
    return small if len(small) == len(seen) else "".join(map(_lower, seen))


def _lower(sign: str) -> str:
    small = sign.lower()
    return small if len(small) == 1 else sign


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
        and any(run.text.strip("0") for run in tokens_of(each))
    }


class LeakSearch:
    """A search for all the originals at once."""

    def __init__(self, originals: Iterable[str]) -> None:
        """`originals` as `folded` gives them."""
        import polars as pl

        self._whole = frozenset(originals)
        self._patterns = pl.Series(sorted(self._whole), dtype=pl.String).implode()

    def found_in(self, texts: Sequence[str]) -> dict[int, list[str]]:
        """Return the number of each text in which originals stand, and which; texts are folded here."""
        import polars as pl

        if not texts or not self._whole:
            return {}
        lines = pl.Series([folded(text) for text in texts], dtype=pl.String)
        hit = lines.str.contains_any(self._patterns).arg_true()
        found = lines.gather(hit).str.extract_many(self._patterns, overlapping=True)
        return dict(zip(hit.to_list(), (list(dict.fromkeys(each)) for each in found.to_list()), strict=True))

    def stands_in(self, text: str) -> bool:
        """Tell whether any original stands in a text."""
        return bool(self.found_in([text]))
