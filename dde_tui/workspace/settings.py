"""Every setting of a workspace, declared once: key, type, default, help and check.

The file's template, its checks and the names that `change_settings` knows are all derived from these
records. The file holds no secret: it names where a password is, never the password.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from checks.profile.shipped import DEFAULT_PROFILE
from checks.regular_file import read_regular
from checks.toml_reader import TableError, UnknownKeyError, key, one_line, parse, read_table
from checks.visible import visible
from dde_tui.errors import SettingsError
from dde_tui.process.calendars.calendar import CLI_ZONE, Calendar, ClockError
from dde_tui.process.calendars.closing_days import NAMES, ClosingDays, closing_days
from dde_tui.workspace import values
from dde_tui.workspace.disk import disk_trouble, replace_file

CHANNELS = 4
PATIENCE = 30
"""Defaults that also hold where there are no settings, as in a test of a server."""
_NEWER = "If a newer version of dde wrote it, use that version here; `dde --version` tells which one this is."


def _setting(default: object, help_: str, check: Callable[[Any], Any] | None = None) -> Any:
    whole = (lambda value: check(one_line(value))) if check else one_line
    allowed = (check.__doc__ or "").partition("\n")[0] if check else ""
    return field(default=default, metadata={**key(help_, whole), "allowed": allowed})


@dataclass(frozen=True, slots=True)
class DistrictSettings:
    """Who the district is."""

    name: str = _setting(MISSING, "The district's name, as CLI knows it.", values.name)
    zone: str = _setting(CLI_ZONE, "The time zone for the deadlines you see.", values.zone)


@dataclass(frozen=True, slots=True)
class FeedbackSettings:
    """Where CLI's answers come from."""

    kind: str = _setting(
        values.FEEDBACK_KINDS[0],
        '"hand": you record what CLI answers. "folder": answers are read from the folder dde/ in SecureStor.',
        values.feedback_kind,
    )


@dataclass(frozen=True, slots=True)
class SecureStorSettings:
    """How to reach the SecureStor folder; `dde connect` fills this in."""

    host: str = _setting("", "The name of the server.")
    port: int = _setting(22, "The SFTP port.", values.port)
    user: str = _setting("", "The user name to log in with.")
    folder: str = _setting("", "The folder on the server; empty means the folder you are in after login.")
    key_file: str = _setting(
        "", "The private key to log in with. On Windows write / instead of \\ in the path."
    )
    agent: bool = _setting(default=False, help_="Whether to ask the SSH agent for a key.")
    password: str = _setting(
        "",
        'Where the password or passphrase is: "keyring", "env:NAME_OF_A_VARIABLE", "credential:NAME" for a '
        'credential that systemd hands over, "ask" to be asked at each run, or "" for none.',
        values.password_source,
    )
    host_keys: tuple[str, ...] = _setting(
        (),
        "Fingerprints of the server's keys that you confirmed; nothing is sent to another server.",
        values.fingerprints,
    )
    exchange: bool = _setting(
        default=False, help_="Whether the folder dde/ on the server holds receipts and reviews."
    )
    channels: int = _setting(CHANNELS, "Files sent at once, from 1 to 10.", values.channels)
    patience: int = _setting(
        PATIENCE, "Seconds without any answer after which the connection counts as lost.", values.seconds
    )
    retries: int = _setting(
        4, "How often a lost connection is retried, after 1, 2, 4 ... seconds; 0 for never.", values.retries
    )
    verify: str = _setting(
        "read-back",
        'How an upload is verified: "read-back" reads all back, "hash" asks the server for its SHA-256 if '
        'it has one, "size" compares only sizes.',
        values.verify,
    )
    publish: str = _setting(
        "rename",
        'How a file gets its name: "rename" when it is complete; "in-place" only if a server refuses every '
        "rename, because a lost connection then leaves half a file under its name.",
        values.publish,
    )
    collects: bool = _setting(
        default=False, help_="Whether the server removes files as soon as they have their names."
    )
    proxy: str = _setting(
        "",
        'The proxy of your network: "socks5://user@host:port", "ssh://user@host:port" for a jump host, or '
        '"" for none. The user may be left out.',
        values.proxy,
    )
    proxy_password: str = _setting(
        "", "Where the proxy's password is, written as for password.", values.password_source
    )
    proxy_host_keys: tuple[str, ...] = _setting(
        (), "Fingerprints of the jump host that you confirmed, for a proxy ssh://.", values.fingerprints
    )


@dataclass(frozen=True, slots=True)
class SendSettings:
    """How files are sent."""

    quiet: int = _setting(
        0,
        "Seconds for which the files must be unchanged before they are sent; dde waits for that. "
        "Use 60 for an export that runs by itself; 0 does not wait.",
        values.pause,
    )
    copies: int = _setting(
        0,
        "How many of the sets sent last are kept in .dde/copies; 0 keeps none. These are your "
        "students' data, not encrypted unless your disk is; only your account can read them.",
        values.copies,
    )


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """How much a sending may change before a person must approve it."""

    removed: int = _setting(
        10,
        "Percent of the students, teachers, homerooms or rows of the set or of one school that may be gone.",
        values.percent,
    )
    fewest: int = _setting(
        5, "So many students or rows must be gone before the percentage counts.", values.fewest
    )
    fewest_groups: int = _setting(2, "The same for teachers and homerooms.", values.fewest)
    changed: int = _setting(
        75, "Percent of them that may have other values, such as another name or grade.", values.percent
    )
    waves: tuple[str, ...] = _setting(
        (),
        'The testing waves, such as ["2026-09-08/2026-10-16"]: an account lost then hurts most.',
        values.waves,
    )
    removed_in_waves: int = _setting(5, "Percent that may be gone during a testing wave.", values.percent)
    canaries: tuple[str, ...] = _setting(
        (),
        'Rows that must be in every set, such as ["orgs.csv 057950101"]: the file and the sourcedId. Name '
        "schools and homeroom teachers, not children. dde replaces each ID here by a keyed hash.",
        values.canaries,
    )

    def wave_days(self) -> list[tuple[date, date]]:
        """Return the first and the last day of each testing wave."""
        return [values.span_of_days(each) for each in self.waves]


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """When CLI is open: CLI publishes no hours, so these are assumptions."""

    zone: str = _setting(CLI_ZONE, "CLI's time zone.", values.zone)
    open: str = _setting("08:00", "When CLI opens.", values.wall_clock)
    close: str = _setting("17:00", "When CLI closes.", values.wall_clock)
    weekdays: tuple[str, ...] = _setting(values.DAYS[:5], "The days on which CLI is open.", values.weekdays)
    lunch: str = _setting("", 'CLI\'s break at noon, such as "12:00-13:00"; "" for none.', values.lunch_break)
    holidays: str = _setting(
        NAMES[0],
        'The holidays CLI keeps: "uthealth" (its staff follow UTHealth), "federal", or "none".',
        values.holidays,
    )
    closed: tuple[date, ...] = _setting((), "More days on which CLI is closed, such as [2026-12-24].")
    federal_holidays: bool = field(
        default=True, metadata={**key("An earlier setting; holidays replaced it."), "earlier": True}
    )
    """False in a workspace of an earlier version means that no holidays count."""

    def calendar(self) -> Calendar:
        """Return the calendar that the clocks of the process count with.

        Raises:
            ClockError: it closes before it opens, or the break is not within the hours.
        """
        keeps_none = self.holidays == "none" or not self.federal_holidays
        days = ClosingDays() if keeps_none else closing_days(self.holidays)
        return Calendar(
            zone=ZoneInfo(self.zone),
            opens=time.fromisoformat(self.open),
            closes=time.fromisoformat(self.close),
            lunch=values.clock_range(self.lunch) if self.lunch else None,
            weekdays=frozenset(values.DAYS.index(day) for day in self.weekdays),
            days=days.also_closed(self.closed, "closed by your settings"),
        )


def _opens_before_it_closes(calendar: CalendarSettings) -> CalendarSettings:
    try:
        calendar.calendar()
    except ClockError as error:
        raise TableError(
            "calendar.lunch" if calendar.lunch and "break" in str(error) else "calendar.close",
            f"is wrong: {error}",
        ) from error
    return calendar


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What files are checked against."""

    profile: str = _setting(
        DEFAULT_PROFILE,
        "The requirements: a profile's name, or the path of a profile's file in this folder.",
        values.path_inside,
    )


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """How the files are made."""

    recipe: str = _setting(
        "build.toml", "The recipe that builds the files from your SIS's exports.", values.path_inside
    )
    output: str = _setting(
        "files", "The folder here that holds the files to check and to send.", values.path_inside
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one workspace, as `dde.toml` holds them."""

    district: DistrictSettings = field(metadata=key("Your district."))
    feedback: FeedbackSettings = field(metadata=key("Where CLI's answers come from."))
    securestor: SecureStorSettings = field(
        metadata=key("The connection to your SecureStor folder. `dde connect` fills this in.")
    )
    send: SendSettings = field(metadata=key("How your files are sent."))
    limits: LimitSettings = field(
        metadata=key("How much a sending may change. Beyond these limits it is held until you approve it.")
    )
    calendar: CalendarSettings = field(
        metadata=key(
            "When CLI is open. CLI publishes no hours, so these are assumptions.", _opens_before_it_closes
        )
    )
    check: CheckSettings = field(metadata=key("What your files are checked against."))
    build: BuildSettings = field(metadata=key("How your files are made."))


def load_settings(path: Path) -> Settings:
    """Read a workspace's `dde.toml`; what it leaves out has its default.

    Raises:
        SettingsError: it is missing or not TOML, or a key is unknown or has an invalid value.
        DiskError: it cannot be read.
    """
    return _parsed(_read(path), path)


def change_settings(path: Path, changes: Mapping[str, object]) -> Settings:
    """Set these keys (`{"securestor.port": 2222}`) and keep everything else, comments too.

    All of it is checked before any of it is written.

    Raises:
        SettingsError: as `load_settings`, for the settings as they would be.
        DiskError: the file cannot be read or written; it is as it was.
    """
    import tomlkit

    text = _read(path)
    _parsed(text, path)
    table = parse(text)
    for name, value in changes.items():
        section, _, key = name.partition(".")
        table.setdefault(section, {})[key] = value
    settings = settings_from(table, path)
    document = tomlkit.parse(text)
    for name, value in changes.items():
        section, _, key = name.partition(".")
        if section not in document:
            document[section] = tomlkit.table()
        document[section][key] = list(value) if isinstance(value, tuple) else value
    replace_file(path, tomlkit.dumps(document).encode())
    return settings


def settings_from(table: Mapping[str, Any], path: Path) -> Settings:
    """Return the settings that a table of tables holds; `path` is only named in errors.

    Raises:
        SettingsError: a key is unknown, missing, or has an invalid value.
    """
    try:
        return read_table(Settings, table)
    except TableError as error:
        raise SettingsError(
            f"{visible(str(path))}: {error}",
            meaning="These settings cannot be used.",
            to_do=f"Correct {error.key} and try again."
            + (f" {_NEWER}" if isinstance(error, UnknownKeyError) else ""),
        ) from error


def _read(path: Path) -> str:
    try:
        with disk_trouble(path):
            return read_regular(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{visible(str(path))} is not UTF-8 text.", to_do="Save it as UTF-8 in your editor."
        ) from error


@lru_cache(maxsize=32)
def _parsed(text: str, path: Path) -> Settings:
    """Return the settings of this text; a run asks for them again and again."""
    try:
        table = parse(text)
    except TableError as error:
        raise SettingsError(
            f"{visible(str(path))} {error}",
            to_do="Correct that line; text goes in quotes, and \\ in it must be written / or \\\\.",
        ) from error
    return settings_from(table, path)
