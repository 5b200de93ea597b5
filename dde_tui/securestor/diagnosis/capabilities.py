"""What a server can do, found by a trial, and what a sending can then still promise there.

`dde connect`, its JSON, the app and docs/servers.md are all derived from these records.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

from dde_tui.securestor.diagnosis.guarantees import (
    BY_HASH,
    BY_SIZE,
    COLLECTED,
    IN_PLACE,
    PROMISES,
    WEAKER,
    WeakerOption,
)
from dde_tui.workspace.settings import SecureStorSettings

Names = Literal["hidden", "short", "visible", "none"]
Reading = Literal["all", "hash", "none"]
Renaming = Literal["over", "replaces", "refuses", "none"]


@dataclass(frozen=True, slots=True)
class Probed:
    """One thing that may be found out about a server, and what follows from it."""

    value: str | bool | int
    words: str
    needs: tuple[WeakerOption, ...] = ()
    """The settings without which nothing can be sent there."""
    loses: tuple[str, ...] = ()
    """What can't be promised there, whatever the settings."""
    instead: str = ""
    """What a sending does by itself instead."""

    def missing(self, settings: SecureStorSettings) -> tuple[WeakerOption, ...]:
        """Return what a person must still accept before anything can be sent there."""
        return tuple(each for each in self.needs if each.accepted(settings) is None)


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing a server can do or not."""

    id: str
    title: str
    answers: tuple[Probed, ...]
    """The first one is what a sending is made for."""

    def answer(self, value: object) -> Probed | None:
        """Return what a value means; None where it was not found out, or means nothing by itself."""
        return next((each for each in self.answers if each.value == value and value is not None), None)


_STEPS_ASIDE = "The old file steps aside under a hidden name before the new one gets its name."

ABILITIES = (
    Capability(
        "list",
        "List the folder",
        (
            Probed(True, "the folder may be listed"),
            Probed(
                False,
                "the folder may not be listed",
                loses=("resumed", "tidy"),
                instead="Every upload begins anew; what an earlier one left behind stays.",
            ),
        ),
    ),
    Capability(
        "names",
        "Make new files",
        (
            Probed("hidden", "hidden files may be made"),
            Probed(
                "short", "hidden names as long as those of files on their way are refused", needs=(IN_PLACE,)
            ),
            Probed("visible", "hidden names are refused", needs=(IN_PLACE,), loses=("turns",)),
            Probed(
                "none",
                "no new file may be made",
                needs=(IN_PLACE,),
                loses=("turns",),
                instead="The roster files that stand there are written over; no other one can come.",
            ),
        ),
    ),
    Capability(
        "stays",
        "Keep files where they are put",
        (
            Probed(True, "files stay where they are put"),
            Probed(
                False,
                "files are taken away as soon as they arrive",
                needs=(IN_PLACE, BY_SIZE, COLLECTED),
                loses=("turns",),
            ),
        ),
    ),
    Capability(
        "look",
        "Say what stands there",
        (
            Probed(True, "what stands there may be looked at"),
            Probed(False, "nothing that stands there may be looked at", needs=(COLLECTED,)),
        ),
    ),
    Capability(
        "sync",
        "Write through to the disk (fsync)",
        (
            Probed(True, "files are synced to the disk"),
            Probed(False, "the server can't be asked to sync files to its disk", loses=("durable",)),
        ),
    ),
    Capability(
        "read",
        "Read files back",
        (
            Probed("all", "files may be read back"),
            Probed(
                "hash",
                "files may not be read back, but the server reckons their SHA-256",
                needs=(BY_HASH,),
                loses=("resumed",),
            ),
            Probed("none", "files may not be read back", needs=(BY_SIZE,), loses=("unsent", "resumed")),
        ),
    ),
    Capability(
        "hash",
        "Reckon a file's SHA-256 (check-file)",
        (
            Probed(True, "the server reckons SHA-256 itself"),
            Probed(False, "the server reckons no SHA-256", instead="Files are read back."),
        ),
    ),
    Capability(
        "rename",
        "Rename over an older file",
        (
            Probed("over", "a file replaces another in one step (posix-rename)"),
            Probed("replaces", "the plain rename replaces", loses=("always",), instead=_STEPS_ASIDE),
            Probed(
                "refuses",
                "a rename is refused where the name is taken",
                loses=("always",),
                instead=_STEPS_ASIDE,
            ),
            Probed("none", "every rename is refused", needs=(IN_PLACE,)),
        ),
    ),
    Capability(
        "remove",
        "Remove files",
        (
            Probed(True, "files may be removed"),
            Probed(
                False, "no file may be removed", loses=("tidy",), instead="Empty hidden files stay behind."
            ),
        ),
    ),
    Capability(
        "space",
        "Say how much room there is (statvfs)",
        (
            Probed(True, "the server says how much room there is"),
            Probed(False, "the server can't say how much room there is", loses=("room",)),
        ),
    ),
    Capability(
        "sessions",
        "Take several files at once",
        (
            Probed(
                1,
                "one file at a time",
                instead="Files go one after the other, which costs only time; channels = 1 is saved.",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a trial found about one server; None where it did not come so far."""

    list: bool | None = None
    names: Names | None = None
    stays: bool | None = None
    look: bool | None = None
    sync: bool | None = None
    read: Reading | None = None
    hash: bool | None = None
    rename: Renaming | None = None
    remove: bool | None = None
    space: bool | None = None
    sessions: int | None = None

    def answers(self) -> Iterator[Probed]:
        """Yield what each thing that was found means."""
        for ability in ABILITIES:
            answer = ability.answer(getattr(self, ability.id))
            if answer is not None:
                yield answer

    def missing(self, settings: SecureStorSettings) -> tuple[WeakerOption, ...]:
        """Return what a person must accept before anything can be sent to this server."""
        found = {each for answer in self.answers() for each in answer.missing(settings)}
        # A server that takes files away at once can't be asked for their hash either.
        if BY_SIZE in found:
            found.discard(BY_HASH)
        return tuple(each for each in WEAKER if each in found)

    def as_json(self) -> dict[str, Any]:
        """Return what was found as plain data."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def promised(abilities: Capabilities, settings: SecureStorSettings) -> dict[str, bool]:
    """Return, for each promise, whether a sending to this server keeps it with these settings."""
    lost = {promise for answer in abilities.answers() for promise in answer.loses}
    for weaker in WEAKER:
        if weaker.is_set(settings):
            lost.update(weaker.loses)
    return {promise.id: promise.id not in lost for promise in PROMISES}
