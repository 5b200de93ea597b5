"""What goes along with the files of a bundle, and what `dde check --bundle` takes from it: day and profile.

These members begin with a dot, so that a check of the bundle passes them over, in the zip and unpacked.
"""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checks.errors import SourceError
from checks.input.archive import DAMAGED, read_small_members
from checks.profile.loader import profile_names
from checks.regular_file import read_regular
from checks.toml_reader import parse

SCHEMA = "dde-bundle/1"
ABOUT, REPORT, REPORT_TEXT = ".dde-bundle.json", ".dde-report.json", ".dde-report.txt"
PROFILE = ".dde-profile-{}.toml"
_PROFILES = re.compile(r"[.]dde-profile-[1-9][.]toml")
_MOST = 1_000_000
"""Maximum bytes of each of these members."""


@dataclass(frozen=True, slots=True)
class BundleMetadata:
    """How a bundle was checked, so that it is checked the same way again."""

    profile: str
    """A profile's name, or the path of its file, which is there as long as the bundle is open."""
    today: date
    """The day on which it was made, and for which it is checked."""
    version: str
    """Of the program that made it."""
    has_all_rows: bool
    """Whether no row was left out, so that lines are those of the originals."""
    same_findings: bool


@contextmanager
def opened_bundle(path: Path) -> Iterator[BundleMetadata | None]:
    """Yield how a bundle was checked; None for anything that is not a valid bundle."""
    members = _members(path)
    if ABOUT not in members:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="dde-") as folder:
        for name, data in members.items():
            (Path(folder) / name).write_bytes(data)
        yield _bundled(members, Path(folder))


def _members(path: Path) -> dict[str, bytes]:
    """Return what went along with the files, by its name; nothing for what can't be read."""
    try:
        if path.is_dir():
            return {each.name: read_regular(each, _MOST) for each in path.iterdir() if _is_member(each.name)}
        return read_small_members(path, _is_member, _MOST) if path.is_file() else {}
    except (SourceError, *DAMAGED):
        return {}


def _is_member(name: str) -> bool:
    return name == ABOUT or bool(_PROFILES.fullmatch(name))


def _bundled(members: Mapping[str, bytes], folder: Path) -> BundleMetadata | None:
    """Return the metadata of a bundle; None where it is not valid.

    A bundle is untrusted input: the requirements are taken from the bundle or from this program, never
    from a path that it names.
    """
    try:
        about = json.loads(members[ABOUT])
        own = PROFILE.format(1)
        profile = str(folder / own) if own in members else str(about["profile"]["name"])
        bases = {
            str(parse(data.decode()).get("extends", "")) for name, data in members.items() if name != ABOUT
        }
        if about["schema"] != SCHEMA or not {profile, *bases} <= {
            str(folder / own),
            *members,
            *profile_names(),
        }:
            return None
        return BundleMetadata(
            profile=profile,
            today=date.fromisoformat(about["today"]),
            version=str(about["versions"]["dde"]),
            has_all_rows=not about["rows_left_out"],
            same_findings=about["same_findings"] is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
