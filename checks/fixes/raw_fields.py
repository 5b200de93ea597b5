"""The raw fields of one record, so that a value changes and every sign beside it stays as it was."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

Split = Callable[[bytes], list[bytes]]


@cache
def splitter(separator: bytes) -> Split:
    """Return what takes a sound record apart into its fields as they stand, quotes included.

    Args:
        separator: one ASCII sign. The record is without its line end.
    """
    sign = re.escape(separator)
    raw_fields = re.compile(rb'(?:^|%s)("[^"]*(?:""[^"]*)*"|[^%s]*)' % (sign, sign))

    def split(record: bytes) -> list[bytes]:
        return raw_fields.findall(record) if b'"' in record else record.split(separator)

    return split


def with_values(fields: list[bytes], values: Mapping[int, str], separator: bytes) -> None:
    """Put new values into the fields at these positions; one that stood in quotes keeps them."""
    for position, value in values.items():
        field = value.encode()
        has_quotes = fields[position].startswith(b'"')
        fields[position] = _quoted(field) if has_quotes or _needs_quotes(field, separator) else field


def moved(fields: list[bytes], order: Sequence[int | None], separator: bytes) -> list[bytes]:
    """Return the fields in another order, for another separator; None stands for a blank field."""
    return [b"" if place is None else _for_separator(fields[place], separator) for place in order]


def header(names: Sequence[str], separator: bytes) -> bytes:
    """Return a header as one record."""
    fields = (name.encode() for name in names)
    return separator.join(_quoted(field) if _needs_quotes(field, separator) else field for field in fields)


def _for_separator(field: bytes, separator: bytes) -> bytes:
    return _quoted(field) if separator in field and not field.startswith(b'"') else field


def _needs_quotes(field: bytes, separator: bytes) -> bool:
    return separator in field or b'"' in field or b"\n" in field


def _quoted(field: bytes) -> bytes:
    return b'"' + field.replace(b'"', b'""') + b'"'
