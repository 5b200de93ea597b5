"""What stays of a file that the check does not read: its name, and names of columns that everybody knows."""

import re

from checks.input.layouts.editions import EDITIONS
from checks.input.layouts.standards import STANDARDS
from checks.input.rows import Rows
from checks.input.source import SourceFile
from checks.profile.model import Profile

NO_TEXT = b"\0\xff"
"""Stands for a file that is no text."""
WEB_PAGE = b"<!DOCTYPE html>\n"
"""Stands for a web page."""

_TEXTS = (".csv", ".txt", ".tsv")
_BETWEEN = re.compile('[,;|\t\r\n"]')


def cells_in(file: SourceFile) -> set[str]:
    """Return what may be somebody's in the beginning of a file that nobody checks: no name may tell it.

    Raises:
        SourceError: it can't be read.
    """
    if not file.name.lower().endswith(_TEXTS):
        return set()
    head = file.head()
    codecs = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
    return {cell.strip() for codec in codecs for cell in _BETWEEN.split(head.decode(codec, "replace"))}


def remains(file: SourceFile, profile: Profile) -> bytes:
    """Return what is put in the place of a file that nobody checks: no row of it, and no value.

    The header is needed to know the file's layout again, where it has one.

    Raises:
        SourceError: it can't be read.
    """
    if not file.name.lower().endswith(_TEXTS):
        return b""
    structure = Rows((file.head(),)).structure
    if structure.text.encoding == "binary":
        return NO_TEXT
    names = {column.name for spec in profile.files for column in spec.columns}
    names.update(name for edition in EDITIONS for header in edition.headers.values() for name in header)
    signs = (sign.has | sign.lacks for standard in STANDARDS for sign in standard.signs)
    known = {name.lower() for name in names}.union(*signs)
    header = [name if name.strip().lower() in known else "x" for name in structure.header]
    return (structure.delimiter.join(header) + "\n").encode() if header else b""
