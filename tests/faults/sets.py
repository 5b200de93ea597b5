"""Sets of files that are right, as large as a fault needs them, and different in every byte of their large parts."""

from functools import cache

from checks.example.changes import Files, as_files
from checks.example.tiny import tiny

LARGE = {"courses.csv": "courseCode", "classes.csv": "classCode", "users.csv": "username"}
"""The files that are made large, and the column of free text that makes them so."""


@cache
def roster(version: str, size: int = 1_200_000) -> Files:
    """Return a set; each version, a letter, is a right set of its own.

    Args:
        version: a letter that fills the large cells; also the small files differ by it.
        size: bytes of each large cell.
    """
    rows = tiny()
    for file, column in LARGE.items():
        rows[file][0][column] = version * max(1, size)
    rows["orgs.csv"][1]["name"] = f"Pecan Grove {version}"
    rows["academicSessions.csv"][0]["title"] = f"School year {version}"
    rows["users.csv"][1]["familyName"] = f"O'Quinn {version}"
    rows["demographics.csv"][0]["birthDate"] = f"2022-03-{10 + ord(version) % 10}"
    rows["enrollments.csv"][1]["beginDate"] = f"2026-08-{13 + ord(version) % 10}"
    return as_files(rows)
