"""A required column under another name is connected with it, if its values leave no doubt."""

import pytest

from checks.example.changes import changed
from checks.example.tiny import tiny

TINY = changed(tiny(), ())


def with_name(file, old, new):
    return {**TINY, file: TINY[file].replace(old, new, 1)}


@pytest.fixture
def header_findings(check_files):
    def of(files):
        return [
            (each.code, each.file, each.column, each.message)
            for each in check_files(files).findings
            if each.code in {"DDE211", "DDE212", "DDE215"}
        ]

    return of


def test_ids_of_another_file_tell_which_column_is_meant(header_findings):
    (found,) = header_findings(with_name("users.csv", b",orgSourcedIds,", b",orgs,"))
    assert found[:3] == ("DDE212", "users.csv", "orgSourcedIds")
    assert found[3] == "The column orgs is meant to be orgSourcedIds: its values are IDs of orgs.csv."


def test_words_of_a_vocabulary_tell_it_too_and_no_strange_name_is_quoted(header_findings):
    (found,) = header_findings(with_name("users.csv", b",role,", b",Tomato,"))
    assert found[3] == "Column 6 is meant to be role: its values are the words of role."


def test_nothing_else_is_said_of_the_set(check_files):
    found = check_files(with_name("users.csv", b",orgSourcedIds,", b",orgs,")).findings
    assert [each.code for each in found] == ["DDE212"]


def test_true_and_false_tell_nothing(header_findings):
    found = header_findings(with_name("users.csv", b",enabledUser,", b",photo,"))
    assert [each[0] for each in found] == ["DDE211", "DDE215"]


def test_a_required_column_is_never_to_be_added_blank(check_files):
    report = check_files(with_name("users.csv", b",enabledUser,", b",photo,"))
    (hint,) = (each.hint for each in report.findings if each.code == "DDE211")
    assert "blank" not in hint
    assert "another name" in hint
