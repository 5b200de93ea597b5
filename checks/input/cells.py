"""Parse undamaged rows into text columns, with no type inference: `007` and `NA` stay as they are."""

import codecs
from typing import TYPE_CHECKING

from checks.input.record import split_record

if TYPE_CHECKING:
    import polars as pl


def read_values(batch: bytes, delimiter: str, width: int, rows: int) -> "pl.DataFrame":
    """Return the batch as a frame of text columns, one per field, in the order of the file.

    The byte pass has already found the rows, and polars parses them fast. If it counts other rows, or would
    take the first character for a byte order mark, they are parsed one by one.

    Args:
        batch: undamaged records in UTF-8, each ending in LF.
        delimiter: one ASCII character.
        width: the number of fields per record.
        rows: the number of records in the batch.
    """
    import polars as pl

    schema = {str(position): pl.String for position in range(width)}
    try:
        frame = pl.read_csv(
            batch,
            has_header=False,
            schema=schema,
            separator=delimiter,
            empty_string_is_null=False,
        )
    except pl.exceptions.PolarsError:
        frame = pl.DataFrame(schema=schema)
    loses_bom = batch.startswith(codecs.BOM_UTF8)
    return _one_by_one(batch, delimiter, schema) if loses_bom or len(frame) != rows else frame


def _one_by_one(batch: bytes, delimiter: str, schema: "dict[str, type[pl.String]]") -> "pl.DataFrame":
    import polars as pl

    records: list[list[str]] = []
    held = b""
    for line in batch.splitlines(keepends=True):
        held += line
        if held.count(b'"') % 2 == 0:
            records.append(split_record(held.removesuffix(b"\n"), delimiter) or [""] * len(schema))
            held = b""
    return pl.DataFrame(records, schema=schema, orient="row")
