"""A file as the finding's page reads it anew, whatever shape it is in."""

from pathlib import Path

import pytest

from checks.errors import CancelledError, SourceError
from checks.input import row_lookup as module
from checks.input.row_lookup import RowLookup
from checks.job import Job
from checks.rules.choices import load_profile

PROFILE = load_profile("cli-engage")
ORGS, USERS = PROFILE.file("orgs.csv"), PROFILE.file("users.csv")
HEADER = ",".join(ORGS.header)
WIDTH = len(ORGS.header)


def orgs(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8", end: str = "\n") -> Path:
    text = end.join((header, *rows)) + end
    (folder / "orgs.csv").write_bytes(text.encode(encoding))
    return folder


def row(*values: str) -> str:
    return ",".join((*values, *("" for _ in range(WIDTH - len(values)))))


def test_a_row_has_its_values_and_the_lines_around_it(tmp_path: Path) -> None:
    lines = [row(f"O{number}", "active") for number in range(2, 10)]
    found = RowLookup(orgs(tmp_path, *lines), ORGS).row(5)
    assert found.values == ("O5", "active", *("" for _ in range(WIDTH - 2)))
    assert found.text == lines[3]
    assert found.around == tuple((number, lines[number - 2]) for number in range(3, 8))


@pytest.mark.parametrize("line", [2, 3])
def test_the_first_and_the_last_row_have_lines_on_one_side(tmp_path: Path, line: int) -> None:
    found = RowLookup(orgs(tmp_path, row("O1"), row("O2")), ORGS).row(line)
    assert found.around == ((1, HEADER), (2, row("O1")), (3, row("O2")))


def test_a_record_over_several_lines_is_read_as_one(tmp_path: Path) -> None:
    found = RowLookup(orgs(tmp_path, '"O\n\n1",active' + "," * (WIDTH - 2), row("O2")), ORGS).row(2)
    assert found.values[0] == "O\n\n1"
    assert [number for number, _ in found.around] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("text", ["O1,active", '"O1,active', 'O"1' + "," * (WIDTH - 1)])
def test_a_damaged_row_is_its_line_as_it_stands(tmp_path: Path, text: str) -> None:
    found = RowLookup(orgs(tmp_path, text, row("O2")), ORGS).row(2)
    assert (found.values, found.text) == ((), text)


@pytest.mark.parametrize(("encoding", "end"), [("utf-16", "\r\n"), ("cp1252", "\r"), ("utf-8-sig", "\r\n")])
def test_any_encoding_and_any_line_end_is_read(tmp_path: Path, encoding: str, end: str) -> None:
    path = orgs(tmp_path, row("O1", "Peña"), row("O2", "Ñandú"), encoding=encoding, end=end)
    assert RowLookup(path, ORGS).row(3).values[:2] == ("O2", "Ñandú")


def test_lines_are_found_by_number_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 50)
    path = orgs(tmp_path, *(row(f"O{number}") for number in range(2, 60)))
    assert RowLookup(path, ORGS).row(40).values[0] == "O40"
    assert RowLookup(path, ORGS).lines_with("sourcedId", "O40", 5) == ([40], True)


def test_rows_are_found_by_the_whole_value_of_a_column(tmp_path: Path) -> None:
    path = orgs(tmp_path, row("O1", "O2"), row("O2"), row("O22"), row('" O2 "'), row("O3"), row("O2"))
    file = RowLookup(path, ORGS)
    assert file.lines_with("sourcedId", "O2", 9) == ([3, 5, 7], True)
    assert file.lines_with("sourcedId", "O2", 2) == ([3, 5], False)
    assert file.lines_with("sourcedId", "O9", 9) == ([], True)


def test_rows_are_found_by_one_value_of_a_list_and_by_a_value_with_quotes(tmp_path: Path) -> None:
    names, at = USERS.header, USERS.header.index("orgSourcedIds")
    rows = [["" for _ in names] for _ in range(2)]
    rows[0][0], rows[0][at] = '"O""1"', '"A, B"'
    lines = [",".join(names), *(",".join(cells) for cells in rows)]
    (tmp_path / "users.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    file = RowLookup(tmp_path, USERS)
    assert file.lines_with("orgSourcedIds", "B", 9) == ([2], True)
    assert file.lines_with("sourcedId", 'O"1', 9) == ([2], True)


def test_many_rows_are_read_in_one_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 50)
    path = orgs(tmp_path, *(row(f"O{number}", "a") for number in range(2, 60)))
    found = RowLookup(path, ORGS).rows([59, 3, 40, 3, 400])
    assert {line: values[0] for line, values in found.items()} == {3: "O3", 40: "O40", 59: "O59"}
    assert RowLookup(path, ORGS).rows([]) == {}


def test_a_row_over_several_lines_is_told_by_its_first(tmp_path: Path) -> None:
    found = RowLookup(orgs(tmp_path, '"O\n1",active' + "," * (WIDTH - 2)), ORGS).rows([2])
    assert found == {2: ('"O',)}


def test_a_column_that_the_file_lacks_has_no_value(tmp_path: Path) -> None:
    path = orgs(tmp_path, "O1,x", header="sourcedId,name")
    assert RowLookup(path, ORGS).lines_with("type", "x", 9) == ([], False)


def test_a_line_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no longer has line 9"):
        RowLookup(orgs(tmp_path, row("O1")), ORGS).row(9)


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("sourcedId\n", encoding="utf-8")
    with pytest.raises(SourceError, match="not in the set"):
        RowLookup(tmp_path, ORGS)


def test_reading_stops_when_somebody_asks_for_it(tmp_path: Path) -> None:
    file = RowLookup(orgs(tmp_path, row("O1")), ORGS, Job(cancelled=lambda: True))
    with pytest.raises(CancelledError):
        file.row(2)
