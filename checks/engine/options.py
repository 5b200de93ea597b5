"""Options of a check: which rules run, on what, and how many findings are kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checks.finding import Waiver
from checks.input.source import FileSet
from checks.tables.tables import Tables


@dataclass(frozen=True, slots=True)
class Observer:
    """Somebody who looks at the tables of the set that is checked, so that it is read only once."""

    uses: Mapping[str, tuple[str, ...]]
    """The columns of each file to keep for it."""
    look: Callable[[Tables], None]
    """Called once, after the rules ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """The options; the defaults run every rule on one set."""

    review: str = "all"
    """`initial`, `quality` or `all`: run only the rules of that review."""
    select: tuple[str, ...] = ()
    """Rule codes or prefixes to run; all if empty."""
    ignore: tuple[str, ...] = ()
    """Rule codes or prefixes to skip."""
    limit: int = 1_000
    """Maximum findings kept per rule; counts stay exact."""
    before: FileSet | None = None
    """An earlier set, such as yesterday's, for comparison rules."""
    waivers: tuple[Waiver, ...] = ()
    """Waivers: what they cover is listed but does not count."""
    with_statistics: bool = False
    """Whether to compute roster statistics too, for the charts of the HTML report."""
    observer: Observer | None = None
    """Who else looks at the tables."""


DEFAULT = CheckOptions()
"""Every rule, one set."""
