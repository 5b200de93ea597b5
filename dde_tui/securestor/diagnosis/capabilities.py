"""What a server can do, found by probing, and which guarantees a sending can still give there.

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
    """One possible finding about a server, and its consequences."""

    value: str | bool | int
    words: str
    needs: tuple[WeakerOption, ...] = ()
    """The settings required to send anything there."""
    loses: tuple[str, ...] = ()
    """The guarantees that can't be given there, whatever the settings."""
    instead: str = ""
    """What a sending does instead, automatically."""

    def missing(self, settings: SecureStorSettings) -> tuple[WeakerOption, ...]:
        """Return the options that you must still accept before anything can be sent there."""
        return tuple(each for each in self.needs if each.accepted(settings) is None)


@dataclass(frozen=True, slots=True)
class Capability:
    """One capability of a server."""

    id: str
    title: str
    answers: tuple[Probed, ...]
    """The possible values; the first is the ideal one."""

    def answer(self, value: object) -> Probed | None:
        """Return what a value means; None if unknown or without meaning of its own."""
        return next((each for each in self.answers if each.value == value and value is not None), None)


_STEPS_ASIDE = "The old file moves to a hidden name before the new one gets its name."

ABILITIES = (
    Capability(
        "list",
        "List the folder",
        (
            Probed(True, "the folder can be listed"),
            Probed(
                False,
                "the folder can't be listed",
                loses=("resumed", "tidy"),
                instead="Every upload starts over; leftovers of earlier ones stay.",
            ),
        ),
    ),
    Capability(
        "names",
        "Create files",
        (
            Probed("hidden", "hidden files can be created"),
            Probed("short", "hidden names as long as those of uploads are refused", needs=(IN_PLACE,)),
            Probed("visible", "hidden names are refused", needs=(IN_PLACE,), loses=("turns",)),
            Probed(
                "none",
                "no new file can be created",
                needs=(IN_PLACE,),
                loses=("turns",),
                instead="The roster files already there are overwritten; no other file can be added.",
            ),
        ),
    ),
    Capability(
        "stays",
        "Keep files in place",
        (
            Probed(True, "files stay in place"),
            Probed(
                False,
                "files are removed as soon as they arrive",
                needs=(IN_PLACE, BY_SIZE, COLLECTED),
                loses=("turns",),
            ),
        ),
    ),
    Capability(
        "look",
        "Report what is there (stat)",
        (
            Probed(True, "existing files can be inspected"),
            Probed(False, "existing files can't be inspected", needs=(COLLECTED,)),
        ),
    ),
    Capability(
        "sync",
        "Write through to disk (fsync)",
        (
            Probed(True, "files are synced to the disk"),
            Probed(False, "the server can't sync files to disk on request", loses=("durable",)),
        ),
    ),
    Capability(
        "read",
        "Read files back",
        (
            Probed("all", "files can be read back"),
            Probed(
                "hash",
                "files can't be read back, but the server computes their SHA-256",
                needs=(BY_HASH,),
                loses=("resumed",),
            ),
            Probed("none", "files can't be read back", needs=(BY_SIZE,), loses=("unsent", "resumed")),
        ),
    ),
    Capability(
        "hash",
        "Compute a file's SHA-256 (check-file)",
        (
            Probed(True, "the server computes SHA-256 itself"),
            Probed(False, "the server can't compute SHA-256", instead="Files are read back."),
        ),
    ),
    Capability(
        "rename",
        "Rename over an existing file",
        (
            Probed("over", "a rename replaces a file in one step (posix-rename)"),
            Probed("replaces", "a plain rename replaces a file", loses=("always",), instead=_STEPS_ASIDE),
            Probed(
                "refuses",
                "a rename is refused if the name is taken",
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
            Probed(True, "files can be removed"),
            Probed(
                False, "files can't be removed", loses=("tidy",), instead="Empty hidden files stay behind."
            ),
        ),
    ),
    Capability(
        "space",
        "Report free space (statvfs)",
        (
            Probed(True, "the server reports its free space"),
            Probed(False, "the server can't report its free space", loses=("room",)),
        ),
    ),
    Capability(
        "sessions",
        "Accept several files at once",
        (
            Probed(
                1,
                "one file at a time",
                instead="Files are sent one after another, which costs only time; channels = 1 is saved.",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The capabilities of one server; None if not probed."""

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
        """Yield the meaning of each known value."""
        for ability in ABILITIES:
            answer = ability.answer(getattr(self, ability.id))
            if answer is not None:
                yield answer

    def missing(self, settings: SecureStorSettings) -> tuple[WeakerOption, ...]:
        """Return the options that must be accepted before anything can be sent to this server."""
        found = {each for answer in self.answers() for each in answer.missing(settings)}
        # A server that takes files away at once can't be asked for their hash either.
        if BY_SIZE in found:
            found.discard(BY_HASH)
        return tuple(each for each in WEAKER if each in found)

    def as_json(self) -> dict[str, Any]:
        """Return the capabilities as plain data."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def promised(abilities: Capabilities, settings: SecureStorSettings) -> dict[str, bool]:
    """Return for each guarantee whether a sending to this server gives it with these settings."""
    lost = {promise for answer in abilities.answers() for promise in answer.loses}
    for weaker in WEAKER:
        if weaker.is_set(settings):
            lost.update(weaker.loses)
    return {promise.id: promise.id not in lost for promise in PROMISES}
