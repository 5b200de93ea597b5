"""Findings that a district has decided to leave as they are for a while: who said so, why, until when.

A waiver hides nothing: what it covers stays listed and marked, and is counted apart. It ends by itself on
its day, and it does not hold when more is found than it was made for.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from checks.errors import UnknownCodeError, WaiverError
from checks.finding import Waiver
from checks.regular_file import read_regular
from checks.rules.registry import find_rule
from checks.toml_reader import TableError, parse, read_table
from checks.visible import visible

_EXAMPLE = 'A waiver looks like: [[waiver]] code = "DDE704" because = "CLI knows" until = 2027-05-31'


@dataclass(frozen=True, slots=True)
class _Waivers:
    waiver: tuple[Waiver, ...] = ()


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Read a file of `[[waiver]]` tables.

    Raises:
        WaiverError: it can't be read or is not valid TOML, or a key is unknown, missing or invalid.
    """
    shown = visible(str(path))
    try:
        waivers = read_table(_Waivers, parse(read_regular(path).decode("utf-8-sig"))).waiver
    except TableError as error:
        raise WaiverError(f"{shown}: {error}", to_do=_EXAMPLE) from error
    except (OSError, ValueError) as error:
        raise WaiverError(
            f"The waivers {shown} can't be read: {getattr(error, 'strerror', '') or 'it is not UTF-8 text'}."
        ) from error
    return tuple(_known(waiver, f"{shown}: waiver[{number}]") for number, waiver in enumerate(waivers, 1))


def _known(waiver: Waiver, place: str) -> Waiver:
    """Return the waiver with its rule's code, which may be given by the rule's name."""
    try:
        return replace(waiver, code=find_rule(waiver.code).code)
    except UnknownCodeError as error:
        raise WaiverError(f"{place}.code: {error.happened}", to_do=error.to_do) from error
