"""The header of a file: names as the standard writes them, columns in its order, and those that are missing.

A name is fixed if its letters are right, or if it is exactly where the column belongs.
Columns are moved or added only when each of them is known, so that no value comes under another name.
"""

from collections.abc import Iterator

from checks.fixes.file_format import Draft, FileFix, Found
from checks.profile.model import METADATA
from checks.suggest import letters

SAYS_SOMETHING = {
    "users.csv": frozenset(("email", "grades")),
    "demographics.csv": frozenset(
        (
            *("birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
            *("nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces"),
            "hispanicOrLatinoEthnicity",
        )
    ),
}
"""Optional columns that are not added blank: the set would say that nobody has such a thing, where the export
only left it out."""
_MEANS_NOTHING = ("", "identifier", "phone", "user-ids")


def _names(draft: Draft) -> Iterator[Found]:
    header = draft.read.header
    if header.edition is not None:
        draft.notes.append(f"Its header was left: it is that of OneRoster {header.edition.name}.")
        return
    for column, found in header.misspelled.items():
        place = header.places[column]
        if column in header.twice or not (letters(found) == letters(column) or _is_in_place(draft, column)):
            continue
        yield 1, column, found, column
        draft.names[place] = column


def _is_in_place(draft: Draft, column: str) -> bool:
    """Tell whether a column stands between the same two columns as in the standard, or at the same edge."""
    header, standard = draft.read.header, ["", *draft.read.spec.header, ""]
    columns = ["", *("?" for _ in draft.names), ""]
    for name, place in header.places.items():
        columns[place + 1] = name
    at, rank = header.places[column] + 1, standard.index(column)
    return (columns[at - 1], columns[at + 1]) == (standard[rank - 1], standard[rank + 1])


def _is_clear(draft: Draft) -> bool:
    """Tell whether the columns can be moved: each has a name of its own, and every row all of its fields."""
    header = draft.read.header
    return not (
        header.edition or header.twice or header.blank or draft.read.is_damaged or not all(draft.names)
    )


def _order(draft: Draft) -> Iterator[Found]:
    moved = draft.read.header.out_of_place
    if not moved:
        return
    if not _is_clear(draft):
        draft.notes.append(
            "Its columns were not moved: some are unnamed, appear twice, or are missing in a row."
        )
        return
    places = draft.read.header.places
    known = [places[name] for name in draft.read.spec.header if name in places]
    others = [place for place in range(len(draft.names)) if place not in known]
    yield 1, draft.read.header.called(moved[0]), "", None
    draft.order = [*known, *others]
    draft.names = [draft.names[place] for place in (*known, *others)]


def _missing(draft: Draft) -> Iterator[Found]:
    header, spec = draft.read.header, draft.read.spec
    if not _is_clear(draft) or header.unknown:
        return
    for name in header.missing:
        column = spec.column(name)
        is_plain = column.means in _MEANS_NOTHING and not name.startswith(METADATA)
        if column.required or not is_plain or name in SAYS_SOMETHING.get(spec.name, ()):
            continue
        yield 1, name, "", ""
        at = _position(draft, name)
        draft.names.insert(at, name)
        draft.order.insert(at, None)


def _position(draft: Draft, name: str) -> int:
    """Return where a column belongs: behind the nearest of those before it that is there, added or not."""
    header, places = draft.read.spec.header, draft.read.header.places
    for before in reversed(header[: header.index(name)]):
        if before in places:
            return draft.order.index(places[before]) + 1
        if before in draft.names:
            return draft.names.index(before) + 1
    return 0


HEADERS = (
    FileFix(
        code="DDE212",
        name="column-name",
        sentence="corrects a column name where its letters or its position leave no doubt",
        may_be_off=True,
        apply=_names,
    ),
    FileFix(
        code="DDE214",
        name="column-order",
        sentence="puts the columns in the standard's order",
        may_be_off=True,
        apply=_order,
    ),
    FileFix(
        code="DDE211",
        name="column-added",
        sentence="adds an optional blank column where nothing depends on it",
        may_be_off=True,
        apply=_missing,
    ),
)
