"""The page of a finding tells the words of a header only where values are shown, or where they surely are names."""

from datetime import date

import pytest

from checks.engine.run import check
from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.input.source import open_file_set
from checks.rules.choices import load_profile
from dde_tui.screens.check.finding_text import FindingReader

PROFILE = load_profile()
TODAY = date(2026, 9, 1)


@pytest.fixture
def glued(tmp_path):
    """The tiny roster whose first user is glued to the header, beside a file that is named after a child."""
    for name, data in {**changed(tiny(), ()), "Siobhan Nguyen.csv": b"x"}.items():
        (tmp_path / name).write_bytes(data.replace(b"\n", b"", 1) if name == "users.csv" else data)
    return tmp_path


@pytest.mark.parametrize("shows_values", [True, False])
def test_in_privacy_mode_no_word_of_a_glued_row_is_told(glued, shows_values):
    report = check(open_file_set(glued), PROFILE, today=TODAY)
    names = [row["familyName"] for row in tiny()["users.csv"]]
    reader = FindingReader(glued, PROFILE, shows_values=shows_values)
    pages = "\n".join(reader.page(finding).plain for finding in report.findings if finding.line == 1)
    assert "not in the standard" in pages
    assert (names[0] in pages) is shows_values


@pytest.mark.parametrize("shows_values", [True, False])
def test_in_privacy_mode_the_names_of_the_files_are_hidden(glued, shows_values):
    (glued / "orgs.csv").unlink()
    report = check(open_file_set(glued), PROFILE, today=TODAY)
    (missing,) = (finding for finding in report.findings if finding.code == "DDE101")
    page = FindingReader(glued, PROFILE, shows_values=shows_values).page(missing).plain
    assert ("Siobhan" in page) is shows_values
