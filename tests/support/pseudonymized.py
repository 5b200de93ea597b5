"""Sets with every person's value replaced, and what is in them."""

import csv
import io
from datetime import date
from pathlib import Path

from checks.pseudonyms.pseudonymize import Sheets, pseudonymize
from checks.rules.choices import load_profile
from support.file_sets import in_memory

TODAY = date(2026, 9, 1)


def made_of(files, rng=None):
    profile = load_profile()
    return pseudonymize(Sheets(in_memory(files), profile), profile, today=TODAY, rng=rng)


def bytes_of(made):
    return {file.name: file.read() for file in made.as_set(Path("x")).files}


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode())))
