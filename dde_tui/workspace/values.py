"""Validators of the settings: each check returns the value or raises ValueError with a sentence."""

import re
from contextlib import suppress
from datetime import date, time
from pathlib import PureWindowsPath
from zoneinfo import ZoneInfo

from checks.profile.loader import shipped_profile
from checks.profile.model import STANDARD
from checks.suggest import suggest
from checks.toml_reader import filled, one_of
from dde_tui.process.calendars.closing_days import NAMES

FEEDBACK_KINDS = ("hand", "folder")
"""Where CLI's answers may come from; the first is what a new workspace has."""
_CALLED = {
    "America/Chicago": "central cst cdt ct texas",
    "America/New_York": "eastern est edt et",
    "America/Denver": "mountain mst mdt mt",
    "America/Los_Angeles": "pacific pst pdt pt",
    "America/Anchorage": "alaska akst akdt",
    "Pacific/Honolulu": "hawaii hst",
}
"""What people call the time zones of the United States; most of Texas has the first."""
_CANARY = re.compile(r"[A-Za-z]+\.csv \S.{0,199}", re.ASCII)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_SOURCE = re.compile(
    r"keyring|ask|env:[A-Za-z_][A-Za-z0-9_]*|credential:[A-Za-z0-9_-][A-Za-z0-9._-]*", re.ASCII
)
PROXY = re.compile(
    r"(?P<kind>socks5|ssh)://(?:(?P<user>[^\s@:/]+)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s@:/\[\]]+)"
    r"(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII,
)
"""A proxy's kind, user, host and port; reserved characters in it are percent-encoded, such as %40."""


def name(value: str) -> str:
    """Text that is not blank."""
    return filled(value)


def zone(value: str) -> str:
    """The name of a time zone, such as "America/Chicago"."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(
            f'is not a time zone; write for example "America/Chicago".{_meant(value)}'
        ) from error
    return value


def _meant(word: str) -> str:
    """Return which zone is meant by what people in the United States call it, or by a misspelled name."""
    called = re.findall("[a-z]+", word.lower())
    for name, words in _CALLED.items():
        if {*called} & {*words.split()}:
            return f' Did you mean "{name}"?'
    from zoneinfo import available_timezones

    return suggest(word, sorted(name for name in available_timezones() if "/" in name))


def port(value: int) -> int:
    """A TCP port, from 1 to 65535."""
    if not 1 <= value <= 65535:
        raise ValueError("is not a port; ports are 1 to 65535, and SFTP uses 22")
    return value


def channels(value: int) -> int:
    """A number from 1 to 10."""
    return _between(value, 1, 10)


def seconds(value: int) -> int:
    """Seconds, from 1 to 3,600."""
    return _between(value, 1, 3600)


def pause(value: int) -> int:
    """Seconds, from 0 to 3,600."""
    return _between(value, 0, 3600)


def copies(value: int) -> int:
    """A number from 0 to 366."""
    return _between(value, 0, 366)


def percent(value: int) -> int:
    """A share; at 100 percent it never counts."""
    return _between(value, 1, 100)


def fewest(value: int) -> int:
    """From how many on a share counts."""
    return _between(value, 1, 1000)


def span_of_days(value: str) -> tuple[date, date]:
    """Return the first and the last day of "2026-09-08/2026-10-16"; ValueError where it is no span."""
    first, slash, last = value.partition("/")
    with suppress(ValueError):
        days = date.fromisoformat(first), date.fromisoformat(last)
        if slash and days[0] <= days[1]:
            return days
    raise ValueError('must be spans of days; write for example "2026-09-08/2026-10-16"')


def waves(values: tuple[str, ...]) -> tuple[str, ...]:
    """Spans of days."""
    for value in values:
        span_of_days(value)
    return values


def canaries(values: tuple[str, ...]) -> tuple[str, ...]:
    """Rows, each named by its file and its ID, or by a keyed hash of it; no message repeats one."""
    for value in values:
        if not _CANARY.fullmatch(value):
            raise ValueError('must name rows, each as "orgs.csv 057950101": the file and the sourcedId')
        file, known = value.partition(" ")[0], [spec.name for spec in shipped_profile(STANDARD).files]
        if file not in known:
            raise ValueError(f"must name files of the standard.{suggest(file, known)}")
    return values


def retries(value: int) -> int:
    """A number from 0 to 20."""
    return _between(value, 0, 20)


def verify(value: str) -> str:
    """One of "read-back", "hash" and "size"."""
    return one_of(value, ("read-back", "hash", "size"))


def publish(value: str) -> str:
    """One of "rename" and "in-place"."""
    return one_of(value, ("rename", "in-place"))


def feedback_kind(value: str) -> str:
    """One of "hand" and "folder"."""
    if value in {"jira", "mail"}:
        raise ValueError('is not supported by this version of dde; use "hand" or "folder"')
    if value not in FEEDBACK_KINDS:
        raise ValueError(
            f'is not a kind of feedback; use "hand" or "folder".{suggest(value, FEEDBACK_KINDS)}'
        )
    return value


def password_source(value: str) -> str:
    """Empty, "keyring", "ask", "env:" and a variable's name, or "credential:" and a credential's name.

    A password itself is refused and never repeated.
    """
    if value and not _SOURCE.fullmatch(value):
        raise ValueError(
            'is not a place for a password: write "keyring", "ask", "env:" and the name of an environment '
            'variable, "credential:" and the name of a systemd credential, or nothing. '
            "The password itself is never in this file"
        )
    return value


def proxy(value: str) -> str:
    """Empty, or an address such as "socks5://host:port" or "ssh://user@host:port", without a password.

    One with a password in it is refused and never repeated.
    """
    match = PROXY.fullmatch(value)
    if value and (match is None or not 1 <= int(match["port"] or 1) <= 65535):
        raise ValueError(
            'is not a proxy address; write for example "socks5://proxy.example.org:1080" or'
            ' "ssh://user@jump.example.org:22". Its password is never in this file'
        )
    return value


def path_inside(value: str) -> str:
    """A path in this folder.

    One that leads out is refused on every system, whatever separator it has.
    """
    path = PureWindowsPath(filled(value))
    if path.anchor or ".." in path.parts or value.startswith("~"):
        raise ValueError("leads out of the workspace; it must be a path in this folder")
    return value


def fingerprints(values: tuple[str, ...]) -> tuple[str, ...]:
    """Fingerprints as OpenSSH writes them: "SHA256:" and 43 signs."""
    for value in values:
        if not _FINGERPRINT.fullmatch(value.removesuffix("=")):
            raise ValueError(
                'has an invalid fingerprint; one looks like "SHA256:" and 43 letters, digits, + and /'
            )
    return tuple(value.removesuffix("=") for value in values)


def wall_clock(value: str) -> str:
    """A time of day such as "08:00"."""
    if not _CLOCK.fullmatch(value):
        raise ValueError('is not a time of day; write for example "08:00" or "17:30"')
    return value


def clock_range(value: str) -> tuple[time, time]:
    """Return the two times of day that "12:00-13:00" names; ValueError where it names none."""
    first, _, last = value.partition("-")
    if not (_CLOCK.fullmatch(first) and _CLOCK.fullmatch(last) and first < last):
        raise ValueError('is not a span of the day; write for example "09:00-17:00"')
    return time.fromisoformat(first), time.fromisoformat(last)


def lunch_break(value: str) -> str:
    """A break at noon, or nothing."""
    if value:
        clock_range(value)
    return value


def holidays(value: str) -> str:
    """Which holidays CLI keeps."""
    return one_of(value, (*NAMES, "none"))


def weekdays(values: tuple[str, ...]) -> tuple[str, ...]:
    """At least one of Mon, Tue, Wed, Thu, Fri, Sat and Sun."""
    if not values or not {*values} <= {*DAYS}:
        raise ValueError(f"must name at least one of {', '.join(DAYS)}")
    return values


def _between(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise ValueError(f"must be from {least} to {most:,}")
    return value
