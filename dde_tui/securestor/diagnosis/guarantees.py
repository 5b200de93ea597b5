"""What a sending promises, and the weaker ways that promise less: declared once.

Where a server needs a weaker way, a person accepts it on purpose, by its flag: none is chosen by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dde_tui.workspace.settings import SecureStorSettings


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One thing a sending promises, and what is true where it can't."""

    id: str
    kept: str
    lost: str


PROMISES = (
    Guarantee(
        "whole",
        "A file stands under its name whole, or not at all.",
        "A line that breaks leaves half a file under its name until the next sending.",
    ),
    Guarantee(
        "together",
        "All files get their names together, or none does.",
        "Files become new one after the other: while a sending lasts, old and new ones stand side by side.",
    ),
    Guarantee(
        "always",
        "Under each name stands the old or the new file at every moment.",
        "For a moment no whole file stands under a name that is being renewed.",
    ),
    Guarantee(
        "proved",
        "Every file is proved to hold the bytes that were checked.",
        "Only sizes are compared: bytes that the server stored wrong are not noticed.",
    ),
    Guarantee(
        "seen",
        "In the end every file is seen under its name.",
        "Nobody can look whether the files still stand there: that CLI has them is believed.",
    ),
    Guarantee(
        "unsent",
        "What stands there already and is equal is not sent again.",
        "What stands there can't be compared: files go again unless the journal knows that they went.",
    ),
    Guarantee("resumed", "An upload that broke off is continued.", "An upload that broke off is begun anew."),
    Guarantee(
        "tidy",
        "A stopped sending leaves the folder as it was.",
        "A stopped sending may leave something behind.",
    ),
    Guarantee(
        "turns",
        "Two computers that send to one folder take turns.",
        "Two computers that send at the same time may mix their sets: let only one send.",
    ),
    Guarantee(
        "durable",
        "What was acknowledged is on the server's disk.",
        "If the server's machine loses power within seconds, files it acknowledged may be lost.",
    ),
    Guarantee(
        "room",
        "A full disk is noticed before the first byte.",
        "A full disk is noticed only while files go up.",
    ),
)


@dataclass(frozen=True, slots=True)
class WeakerOption:
    """A setting that promises less, which a person accepts by its flag."""

    setting: str
    value: str | bool
    words: str
    loses: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """What accepts it: "--publish in-place"."""
        return f"--{self.setting}" if self.value is True else f"--{self.setting} {self.value}"

    def is_set(self, settings: SecureStorSettings) -> bool:
        """Whether these settings have it."""
        return bool(getattr(settings, self.setting) == self.value)

    def accepted(self, settings: SecureStorSettings) -> "WeakerOption | None":
        """Return what these settings have in its place: itself, what promises even less, or None."""
        below = WEAKER[WEAKER.index(self) :]
        return next((each for each in below if each.setting == self.setting and each.is_set(settings)), None)


IN_PLACE = WeakerOption(
    "publish",
    "in-place",
    "files are written under their final names",
    ("whole", "together", "always", "resumed", "tidy"),
)
BY_HASH = WeakerOption("verify", "hash", "an arrival is proved by the server's own SHA-256")
BY_SIZE = WeakerOption("verify", "size", "an arrival is believed when its size is right", ("proved",))
COLLECTED = WeakerOption(
    "collects", True, "a file that is gone after it was sent is no fault", ("seen", "unsent")
)
WEAKER = (IN_PLACE, BY_HASH, BY_SIZE, COLLECTED)
"""Of those for one setting, the one that promises less stands behind."""


def lost_guarantees(lost: Iterable[str]) -> str:
    """Return what can't be promised any more, in sentences."""
    names = {*lost}
    return " ".join(promise.lost for promise in PROMISES if promise.id in names)


def promises_json(kept: Mapping[str, bool]) -> list[dict[str, Any]]:
    """Return the promises as plain data, each with the sentence that is true."""
    return [
        {
            "promise": each.id,
            "kept": kept[each.id],
            "words": each.kept if kept[each.id] else each.lost,
        }
        for each in PROMISES
    ]
