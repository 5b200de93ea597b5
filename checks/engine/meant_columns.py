"""Connect a missing column with an unknown one: its values show that it is the same under another name."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from checks.input.cells import read_values
from checks.input.header import Header
from checks.input.structure import Batch, Structure
from checks.profile.model import ColumnSpec, FileSpec, Type

if TYPE_CHECKING:
    import polars as pl


def may_be_connected(header: Header) -> bool:
    """Return whether a look at the first rows may connect columns."""
    return bool(header.places and header.missing and header.unknown)


def connected(
    header: Header, spec: FileSpec, structure: Structure, rows: Batch, frames: "Mapping[str, pl.DataFrame]"
) -> Header:
    """Return the header with each unknown column that surely is a missing one.

    That is so if all values are IDs of the file that a required column refers to, or words of its vocabulary,
    and one such column is missing and one such is unknown: two could be mixed up.

    Args:
        header: the matched header; `may_be_connected` says when it is worth a look.
        spec: the file's requirements.
        structure: the file's structure.
        rows: the first undamaged rows.
        frames: the tables of the files that were read before.
    """
    import polars as pl

    cells = read_values(rows.data, structure.delimiter, len(structure.header), len(rows.lines))
    missing = [spec.column(name) for name in header.missing if spec.column(name).required]
    places = header.unknown_places()
    fits: dict[str, list[int]] = {}
    for column in missing:
        known = _known_values(column, spec, frames)
        if known:
            fits[column.name] = [
                place for place in places if _all_known(cells[str(place)].cast(pl.String), column, known)
            ]
    taken = [place for found in fits.values() for place in found]
    for name, found in fits.items():
        if len(found) == 1 and taken.count(found[0]) == 1:
            column = spec.column(name)
            values = f"IDs of {column.references}" if column.references else f"the words of {name}"
            header = header.with_meant(name, found[0], values)
    return header


def _known_values(
    column: ColumnSpec, spec: FileSpec, frames: "Mapping[str, pl.DataFrame]"
) -> Collection[str]:
    """Return what the values of a column can be; nothing where that would fit other columns too."""
    if column.references and column.references != spec.name:
        table = frames.get(column.references)
        return set(table["sourcedId"].to_list()) - {""} if table is not None and "sourcedId" in table else ()
    return column.vocabulary if column.type is not Type.BOOLEAN else ()


def _all_known(cells: "pl.Series", column: ColumnSpec, known: Collection[str]) -> bool:
    values = {value.strip() for value in cells.unique().to_list()} - {""}
    if column.list:
        values = {part.strip() for value in values for part in value.split(",")}
    return bool(values) and values <= set(known)
