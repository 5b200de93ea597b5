"""The guarantees of a sending, and the weaker options that give up some: declared once.

If a server needs a weaker option, you accept it explicitly with its flag: there is no automatic fallback.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dde_tui.workspace.settings import SecureStorSettings


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One guarantee of a sending, and what is true without it."""

    id: str
    kept: str
    lost: str


PROMISES = (
    Guarantee(
        "whole",
        "A file appears under its name complete, or not at all.",
        "A broken connection leaves a partial file under its name until the next sending.",
    ),
    Guarantee(
        "together",
        "All files get their names together, or none do.",
        "Files are replaced one after another: during a sending, old and new files are mixed.",
    ),
    Guarantee(
        "always",
        "Each name always has either the old or the new file.",
        "For a moment there is no complete file under a name that is being replaced.",
    ),
    Guarantee(
        "proved",
        "Every file is verified to have the bytes that were checked.",
        "Only sizes are compared: bytes that the server stored wrong go unnoticed.",
    ),
    Guarantee(
        "seen",
        "At the end every file is confirmed under its name.",
        "It can't be checked whether the files are still there: dde assumes that CLI has them.",
    ),
    Guarantee(
        "unsent",
        "Identical files that are already there are not sent again.",
        "Files there can't be compared: they are sent again unless the journal says they were sent.",
    ),
    Guarantee("resumed", "An interrupted upload is resumed.", "An interrupted upload starts over."),
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
        "Acknowledged files are on the server's disk.",
        "If the server's machine loses power within seconds, files it acknowledged may be lost.",
    ),
    Guarantee(
        "room",
        "A full disk is detected before the first byte.",
        "A full disk is detected only during the upload.",
    ),
)


@dataclass(frozen=True, slots=True)
class WeakerOption:
    """A setting that gives up guarantees, accepted explicitly by its flag."""

    setting: str
    value: str | bool
    words: str
    loses: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """The flag that accepts it: "--publish in-place"."""
        return f"--{self.setting}" if self.value is True else f"--{self.setting} {self.value}"

    def is_set(self, settings: SecureStorSettings) -> bool:
        """Whether these settings include it."""
        return bool(getattr(settings, self.setting) == self.value)

    def accepted(self, settings: SecureStorSettings) -> "WeakerOption | None":
        """Return what these settings accept: itself, an even weaker option, or None."""
        below = WEAKER[WEAKER.index(self) :]
        return next((each for each in below if each.setting == self.setting and each.is_set(settings)), None)


IN_PLACE = WeakerOption(
    "publish",
    "in-place",
    "files are written directly under their final names",
    ("whole", "together", "always", "resumed", "tidy"),
)
BY_HASH = WeakerOption("verify", "hash", "arrival is verified by the server's own SHA-256")
BY_SIZE = WeakerOption("verify", "size", "arrival is assumed if the size is right", ("proved",))
COLLECTED = WeakerOption(
    "collects", True, "a file that is gone after it was sent is not an error", ("seen", "unsent")
)
WEAKER = (IN_PLACE, BY_HASH, BY_SIZE, COLLECTED)
"""For each setting, ordered from strong to weak."""


def lost_guarantees(lost: Iterable[str]) -> str:
    """Return the lost guarantees, in sentences."""
    names = {*lost}
    return " ".join(promise.lost for promise in PROMISES if promise.id in names)


def promises_json(kept: Mapping[str, bool]) -> list[dict[str, Any]]:
    """Return the guarantees as plain data, each with the sentence that is true."""
    return [
        {
            "promise": each.id,
            "kept": kept[each.id],
            "words": each.kept if kept[each.id] else each.lost,
        }
        for each in PROMISES
    ]
