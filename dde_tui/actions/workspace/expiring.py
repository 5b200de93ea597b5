"""What will stop working within two weeks, as far as this machine can know, and what to do about it."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from checks.errors import DdeError
from checks.visible import visible
from dde_tui.process.calendars.closing_days import NAMES, closing_days
from dde_tui.terminal.time_format import day
from dde_tui.workspace.folder import WAIVERS_FILE, Workspace

WITHIN = timedelta(days=14)
_PYTHON_ENDS = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
"""The last day with security fixes of each version, as its release schedule plans it."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """One thing that stops working, or has stopped."""

    what: str
    ends: date | None
    """The last day on which it works; None where it stops with the next run."""
    to_do: str

    def sentence(self, today: date) -> str:
        """Return what ends when, and what to do."""
        if self.ends is None:
            return f"{self.what}. {self.to_do}"
        when = f"ended on {day(self.ends)}" if self.ends < today else f"ends on {day(self.ends)}"
        return f"{self.what} {when} {self.ends.year}. {self.to_do}"


def expiring(workspace: Workspace | None, now: datetime) -> tuple[Expiring, ...]:
    """Return what stops working within two weeks, the first to stop first.

    What can't be looked at is left out: whoever uses it is told there.
    """
    today = now.date()
    found = [*_of_machine()]
    if workspace is not None:
        for look in (_certificate, _waivers, _copies):
            try:
                found += look(workspace, now)
            except (DdeError, OSError, ValueError):
                continue
    soon = [each for each in found if each.ends is None or each.ends <= today + WITHIN]
    return tuple(sorted(soon, key=lambda each: each.ends or date.min))


def key_age(workspace: Workspace, now: datetime) -> int | None:
    """Return how many days ago the login key's file was last written; None where there is none."""
    path = _key_file(workspace)
    if path is None or not path.is_file():
        return None
    return (now - datetime.fromtimestamp(path.stat().st_mtime, UTC)).days


def _of_machine() -> Iterator[Expiring]:
    version = sys.version_info[:2]
    if ends := _PYTHON_ENDS.get(version):
        yield Expiring(
            f"Support of Python {version[0]}.{version[1]} with security fixes",
            ends,
            "Install a newer Python.",
        )
    last = date(closing_days(NAMES[0]).last_year, 12, 31)
    yield Expiring("The table of holidays", last, "Install a newer version of dde, or due times ignore them.")


def _certificate(workspace: Workspace, now: datetime) -> list[Expiring]:  # noqa: ARG001 - as its siblings
    path = _key_file(workspace)
    if path is None:
        return []
    from dde_tui.securestor.auth.key_file import certificate_end

    ends = certificate_end(path)
    words = ("The certificate of your login key", "Ask its issuer for a new one.")
    return [Expiring(words[0], ends.date(), words[1])] if ends else []


def _waivers(workspace: Workspace, now: datetime) -> list[Expiring]:
    if not (workspace.path / WAIVERS_FILE).exists():
        return []  # without reading what reads them: `dde status` must be quick
    return [
        Expiring(
            f"The waiver of {visible(each.code, 20)}",
            each.until,
            "Correct what it covers, or extend it in waivers.toml; else the files are stopped.",
        )
        for each in workspace.waivers
        if each.until >= now.date() - WITHIN
    ]


def _copies(workspace: Workspace, now: datetime) -> list[Expiring]:  # noqa: ARG001 - as its siblings
    """Compare what the next fourteen copies need with the free space."""
    most = workspace.settings.send.copies
    if not most:
        return []
    from dde_tui.workspace.files.copies import copies_in

    kept = copies_in(workspace.state)
    if not kept:
        return []
    size = sum(each.stat().st_size for each in kept[-1].rglob("*") if each.is_file())
    needed = size * min(WITHIN.days, max(most - len(kept), 1))
    if shutil.disk_usage(workspace.state).free >= needed:
        return []
    what = "The disk has no space for the copies of the next two weeks"
    return [Expiring(what, None, "Free some space, or lower send.copies in dde.toml.")]


def _key_file(workspace: Workspace) -> Path | None:
    name = workspace.settings.securestor.key_file
    return workspace.path / Path(name).expanduser() if name else None
