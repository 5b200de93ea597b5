"""Findings that a district has decided to leave as they are for a while: who said so, why, until when.

A waiver hides nothing: what it covers stays listed and marked, and is counted apart. It ends by itself on
its day, and it does not hold when more is found than it was made for.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from checks.errors import UnknownCodeError, WaiverError
from checks.finding import Waiver
from checks.rules.registry import find_rule
from checks.suggest import suggest
from checks.visible import visible

_KEYS = ("code", "because", "until", "file", "column", "at_most")


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Read a file of `[[waiver]]` tables.

    Raises:
        WaiverError: it can't be read or is no TOML, or a key is unknown, missing or can't be what it is.
    """
    shown = visible(str(path))
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise WaiverError(f"{shown} is no TOML: {visible(str(error))}.") from error
    except (OSError, ValueError) as error:
        raise WaiverError(
            f"The waivers {shown} can't be read: {getattr(error, 'strerror', '') or 'it is not UTF-8 text'}."
        ) from error
    for key in data:
        if key != "waiver":
            raise _wrong(shown, key, f"is no known key.{suggest(key, ('waiver',))}")
    entries = data.get("waiver", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong(shown, "waiver", "must be a list of [[waiver]] tables.")
    return tuple(_waiver(entry, shown, f"waiver[{number}]") for number, entry in enumerate(entries, 1))


def _waiver(entry: Mapping[str, Any], shown: str, place: str) -> Waiver:
    for key in entry:
        if key not in _KEYS:
            raise _wrong(shown, f"{place}.{key}", f"is no known key.{suggest(key, _KEYS)}")
    texts = {key: entry.get(key, "") for key in ("code", "because", "file", "column")}
    for key, text in texts.items():
        if not isinstance(text, str) or not text.isprintable():
            raise _wrong(shown, f"{place}.{key}", "must be a text of one line.")
    try:
        code = find_rule(texts["code"]).code
    except UnknownCodeError as error:
        raise WaiverError(f"{shown}: {place}.code: {error.happened}", to_do=error.to_do) from error
    if not texts["because"].strip():
        raise _wrong(shown, f"{place}.because", "must say why this may stay as it is.")
    until, at_most = entry.get("until"), entry.get("at_most")
    if not isinstance(until, date) or isinstance(until, datetime):
        raise _wrong(shown, f"{place}.until", "must be a date such as 2027-05-31, without quotes.")
    if at_most is not None and (type(at_most) is not int or at_most < 1):
        raise _wrong(shown, f"{place}.at_most", "must be a whole number from 1 up.")
    return Waiver(code, texts["because"].strip(), until, texts["file"], texts["column"], at_most)


def _wrong(shown: str, key: str, what: str) -> WaiverError:
    return WaiverError(
        f"{shown}: {visible(key)} {what}",
        to_do='A waiver looks like: [[waiver]] code = "DDE704" because = "CLI knows" until = 2027-05-31',
    )
