"""A search for what may not be left in a bundle, by somebody who does not know how it was made."""

import csv
import io
import re

from checks.rules.choices import load_profile

PERSONAL = {
    "users.csv": (
        *("sourcedId", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email"),
        *("sms", "phone", "agentSourcedIds", "password"),
    ),
    "demographics.csv": (
        *("sourcedId", "birthDate", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth"),
        "publicSchoolResidenceStatus",
    ),
    "enrollments.csv": ("userSourcedId",),
}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
CELLS = re.compile('([,;|\t\r\n"]+)')
NUMBER = re.compile(rb"(?<![A-Za-z0-9])[0-9][0-9,.-]*(?![A-Za-z0-9])")
WORDS = {"NULL", "N/A", "#REF!"}
"""Words of programs: they are faults to reproduce, and nobody's."""


def personal_values(files):
    """Every value of three characters and more of the students and teachers of a sound set."""
    found = set()
    for name, columns in PERSONAL.items():
        for row in csv.DictReader(io.StringIO(files[name].decode("utf-8", "replace"))):
            found.update((row.get(column) or "").strip() for column in columns)
    return {value for value in found if len(value) >= 3} - WORDS


def still_there(values, files):
    """Those of the values that are still cells of a set after it was damaged."""
    cells = set()
    for data in files.values():
        for codec in ("utf-8", "cp1252", "utf-16-le", "utf-16-be"):
            cells.update(cell.strip() for cell in re.split('[,;|\t\r\n"]', data.decode(codec, "replace")))
    return values & cells


def values_left(values, members):
    """Those of the values that stand in any of these bytes, also in another encoding or escaped in JSON."""
    left = set()
    for data in members:
        texts = [data.decode("utf-8", "replace"), data.decode("cp1252", "replace")]
        texts += [data.decode(codec, "replace") for codec in ("utf-16-le", "utf-16-be")]
        if b"\\u" in data:
            texts.append(ESCAPED.sub(lambda found: chr(int(found[1], 16)), texts[0]))
        left |= {value for value in values for text in texts if value in text}
    return left


def common_words():
    """What everybody writes alike: words of the standard, names of files and columns."""
    files = load_profile().files
    return {
        word
        for spec in files
        for column in spec.columns
        for word in (spec.name, column.name, *column.vocabulary, "true", "false", "")
    }


def survivors_in(values, members):
    """Those of the values that are left in a bundle's members, by name, and that nothing excuses.

    Excused is what is equal to somebody's value and yet tells nobody's: of a file, whole cells that are a word of
    the standard or the name of a file or column, and for a value that is no day itself whole cells that are a day
    (a day of birth keeps its year, so `2022` stands in some, whoever has it as a number); and of what goes along
    every number, because lines, rows and bytes are counted there and a child may have the number 214. Whole cells
    and whole numbers only: a name in a longer text, a message or a path is never excused, nor is a day of birth.
    """
    days = {value for value in values if DAY.fullmatch(value)}
    return values_left(days, without_words(members, but=days)) | values_left(
        values - days, without_words(members)
    )


def without_words(members, but=()):
    """The members without what is excused; `but` are days that are none."""
    common = common_words()
    kept = []
    for name, member in members:
        data = member
        if name.startswith(".dde-"):
            kept.append(data if but else NUMBER.sub(b"\0", data))
            continue
        if b"\0" in data[:200]:
            codec = "utf-16-le" if data[:200:2].count(0) < data[1:200:2].count(0) else "utf-16-be"
            data = data.decode(codec, "replace").encode()
        cells = CELLS.split(data.decode("utf-8", "surrogateescape").removeprefix("\ufeff"))
        left = [
            "\0"
            if cell.strip() not in but and (cell.strip() in common or DAY.fullmatch(cell.strip()))
            else cell
            for cell in cells
        ]
        kept.append("".join(left).encode("utf-8", "surrogateescape"))
    return kept
