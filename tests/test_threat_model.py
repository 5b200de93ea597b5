"""The threat model holds to the tests: each promise names one that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
SOURCES = {path: path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|") and "---" not in line and "promised | not promised" not in line
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_promise_names_a_test_that_is_there(row):
    _, promised, _, tests = row
    assert promised
    names = re.findall(r"`(test_\w+)(\.py)?`", tests)
    assert names or tests == "the same test"
    for name, is_file in names:
        if is_file:
            assert any(path.name == f"{name}.py" for path in SOURCES), name
        else:
            assert any(f"def {name}(" in text for text in SOURCES.values()), name
