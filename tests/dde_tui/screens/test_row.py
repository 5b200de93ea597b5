"""A row as the finding's page shows it, whatever shape the file is in."""

from pathlib import Path

import pytest

from checks.errors import SourceError
from checks.profile import load_profile
from dde_tui.screens.row import read_row

ORGS = load_profile("cli-engage").file("orgs.csv")
HEADER = ",".join(ORGS.header)
WIDTH = len(ORGS.header)


def orgs(folder: Path, *rows: str, header: str = HEADER) -> Path:
    (folder / "orgs.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8", newline="")
    return folder


def row(*values: str) -> str:
    return ",".join((*values, *("" for _ in range(WIDTH - len(values)))))


def test_the_cells_near_the_column_are_read_and_the_first_one(tmp_path: Path) -> None:
    cells = read_row(orgs(tmp_path, row("O1"), row("O2", "active")), ORGS, 3, ORGS.header[5])
    assert cells[0].value == "O2"
    assert [cell.column for cell in cells] == [ORGS.header[0], *ORGS.header[3:8]][: len(cells)]
    assert [cell.column for cell in cells if cell.is_meant] == [ORGS.header[5]]


def test_a_misspelled_column_is_still_the_one_that_is_meant(tmp_path: Path) -> None:
    path = orgs(tmp_path, row("O1", "active"), header=HEADER.replace("status", "Status"))
    assert [cell.column for cell in read_row(path, ORGS, 2, "status") if cell.is_meant] == ["Status"]


def test_a_record_over_several_lines_is_read_as_one(tmp_path: Path) -> None:
    path = orgs(tmp_path, row('"O\n1"', "active"))
    assert read_row(path, ORGS, 2, "sourcedId")[0].value == "O\n1"


def test_a_row_with_too_few_fields_is_shown_as_it_stands(tmp_path: Path) -> None:
    (cell,) = read_row(orgs(tmp_path, "O1,active"), ORGS, 2, "status")
    assert (cell.column, cell.value) == ("", "O1,active")


def test_the_header_is_shown_as_it_stands(tmp_path: Path) -> None:
    (cell,) = read_row(orgs(tmp_path), ORGS, 1, "status")
    assert cell.value == HEADER


def test_a_line_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no line 9"):
        read_row(orgs(tmp_path, row("O1")), ORGS, 9, "status")


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("sourcedId\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no longer there"):
        read_row(tmp_path, ORGS, 2, "status")
