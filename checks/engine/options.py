"""What a check looks at, and how much of what it finds is kept."""

from dataclasses import dataclass

from checks.finding import Waiver
from checks.input.source import FileSet


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """How a check goes about it; without any it runs every rule over one set."""

    review: str = "all"
    """`initial`, `quality` or `all`; chooses the rules by the review that would trip."""
    select: tuple[str, ...] = ()
    """Rule codes, or their beginnings, that are checked; all when empty."""
    ignore: tuple[str, ...] = ()
    """Rule codes, or their beginnings, that are not."""
    limit: int = 1_000
    """Places kept for each rule; counts stay exact."""
    before: FileSet | None = None
    """An earlier set, such as yesterday's, for the rules that compare."""
    waivers: tuple[Waiver, ...] = ()
    """What is left as it is for a while; it is listed, but does not count."""
    portrayed: bool = False
    """Whether the roster's own figures are drawn too, for a page with pictures."""


DEFAULT = CheckOptions()
"""Every rule over one set."""
