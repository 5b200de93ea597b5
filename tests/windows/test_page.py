"""docs/windows.md says what the tests do: which files skip on Windows, which parts there are, and what a person looks at."""

import re
from pathlib import Path

from windows.play import ALL

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
PAGE = (ROOT / "docs" / "windows.md").read_text("utf-8")
SKIPS = re.compile(
    r"""skipif\([^\n]*(win32|os\.name|"nt"|posix)|(win32|os\.name|"nt")[^\n]*\n[^\n]*(pytest\.skip|lacks)\("""
)
"""A mark that looks at the system, or a condition on it with a skip in the next line."""


def section(title):
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return found


def test_every_file_that_skips_on_windows_is_named_with_its_reason():
    named = set(re.findall(r"`([\w/]+\.py)`", section("What is skipped there, and why")))
    skipping = {
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        if "windows" not in path.parts and SKIPS.search(path.read_text("utf-8"))
    }
    assert len(skipping) > 20
    assert skipping - named == set()
    assert {name for name in named if not (TESTS / name).exists()} == set()


def test_the_table_of_what_ran_has_a_row_for_each_part():
    rows = re.findall(r"^\| ([\w ]+) \| (?:[\d,]+|—) \|", section("What ran"), re.MULTILINE)
    assert rows == ["the command", *ALL]


def test_the_lines_for_a_person_are_numbered_and_say_what_to_do_and_to_see():
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \|$", section("Ten minutes at a real PC"), re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, len(rows) + 1))
    asked = section("Ten minutes at a real PC").casefold()
    for word in (
        "windows terminal",
        "conhost",
        "ctrl+c",
        "ctrl+break",
        "task scheduler",
        "excel",
        "onedrive",
        "icacls",
        "260",
    ):
        assert word in asked, word
