"""Names of files, folders and columns in a bundle: none tells a person, and what nobody knows is hidden."""

import re
from pathlib import Path

import pytest

from checks.example.changes import AddColumn, Cell, RenameFile, changed
from checks.example.tiny import tiny
from support.pseudonymized import bytes_of, made_of, rows_of


def test_a_column_that_nobody_knows_is_hidden_and_said():
    files = changed(
        tiny(), [AddColumn("users.csv", "notes", ("Mother is Ana Pérez, 512-555-0100", "Ng", "x"))]
    )
    made = made_of(files)
    data = bytes_of(made)["users.csv"].decode()
    assert [row["notes"] for row in rows_of(data.encode())] == ["x", "x", "x"]
    assert [(each.file, each.column) for each in made.left_out] == [("users.csv", "notes")]


@pytest.mark.parametrize("name", ["notes.txt", "photos.zip", "report.pdf", "results.csv"])
def test_a_file_that_is_not_checked_is_left_out_and_said(name):
    files = {**changed(tiny(), ()), name: b"sourcedId,name\n1,Mar\xc3\xada L\xc3\xb3pez\n"}
    made = made_of(files)
    assert b"Mar" not in bytes_of(made)[name]
    assert [(each.file, each.column) for each in made.left_out] == [(name, None)]


def test_names_of_files_folders_and_columns_that_are_a_persons_are_replaced():
    files = {
        **changed(tiny(), [AddColumn("users.csv", "noteForNguyễn Tuấn", ("x",))]),
        "López 10021/notes of MaríaLópez.csv": b"",
    }
    made = made_of(files)
    assert {file.folder for file in made.as_set(Path("x")).files} == {"", "folder-0000"}
    assert "Nguyễn" not in bytes_of(made)["users.csv"].decode()
    assert "notes of MaríaLópez.csv" in made.renamed
    (name,) = (name for name in bytes_of(made) if name.startswith("notes of "))
    assert name.endswith(".csv")
    assert not re.search("María|López", name)


def test_a_family_called_as_a_file_takes_no_name_from_it():
    files = changed(tiny(), [Cell("users.csv", 3, "familyName", "User"), RenameFile("users.csv", "")])
    files["users (1).csv"] = changed(tiny(), [Cell("users.csv", 3, "familyName", "User")])["users.csv"]
    assert "users (1).csv" in bytes_of(made_of(files))


def test_people_of_a_file_that_is_not_checked_are_not_told_by_its_name():
    files = changed(tiny(), ())
    files["López users.csv"] = files.pop("users.csv")
    assert not [name for name in bytes_of(made_of(files)) if "López" in name]


def test_folders_stay_in_their_order_and_as_deep():
    files = {f"{folder}/users.csv": changed(tiny(), ())["users.csv"] for folder in ("b", "a/López", "c")}
    folders = [file.folder for file in made_of(files).as_set(Path("x")).files]
    assert folders == ["folder-0001", "folder-0000/folder", "folder-0002"]
