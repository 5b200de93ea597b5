"""The requirements, each with its basis, in every form."""

import csv
import io

import pytest

from checks.errors import ExitCode
from checks.rules.choices import load_profile

PROFILE = load_profile("cli-engage")


def test_json_holds_every_file_column_and_open_question(dde):
    data = dde("requirements", "--json").json
    assert data["schema"] == "dde-requirements/1"
    assert data["profile"]["name"] == "cli-engage"
    assert [(file["file"], [c["column"] for c in file["columns"]]) for file in data["files"]] == [
        (spec.name, list(spec.header)) for spec in PROFILE.files
    ]
    bases = {"standard", "published", "told", "assumed", "unsettled"}
    assert {column["basis"] for file in data["files"] for column in file["columns"]} <= bases
    assert {file["basis"] for file in data["files"]} <= bases
    assert [question["id"] for question in data["questions"]] == [q.id for q in PROFILE.questions]
    assert {question["basis"] for question in data["questions"]} == {"unsettled"}


def test_both_flags_for_json_say_the_same(dde):
    assert dde("requirements", "--json").out == dde("requirements", "--format", "json").out


@pytest.mark.parametrize("word", ["users", "users.csv", "USERS.CSV", "Users"])
def test_one_file_is_found_however_it_is_spelled(dde, word):
    said = dde("requirements", word)
    assert said.out.startswith("users.csv: ")
    for column in PROFILE.file("users.csv").header:
        assert f" {column} " in said.out


@pytest.mark.parametrize("word", ["users.csv.role", "users.role", "USERS.csv.ROLE"])
def test_one_column_shows_type_values_example_and_basis(dde, word):
    said = dde("requirements", word)
    assert said.out.startswith("users.csv, column role\n")
    role = PROFILE.file("users.csv").column("role")
    for fact in ("required  yes", f"values    {', '.join(role.vocabulary)}", f"basis     {role.basis.value}"):
        assert fact in said.out
    (file,) = dde("requirements", word, "--json").json["files"]
    assert [column["column"] for column in file["columns"]] == ["role"]


@pytest.mark.parametrize(
    ("word", "words"),
    [("nothing.csv", "has no file 'nothing'"), ("users.csv.shoe", "users.csv has no column 'shoe'")],
)
def test_what_is_not_there_names_what_is(dde, word, words):
    said = dde("requirements", word)
    assert said.code == ExitCode.USAGE
    assert words in said.err
    assert "It has " in said.err


def test_csv_has_a_row_a_column(dde):
    rows = list(csv.DictReader(io.StringIO(dde("requirements", "--format", "csv").out)))
    assert [(row["file"], row["column"]) for row in rows] == [
        (spec.name, column.name) for spec in PROFILE.files for column in spec.columns
    ]
    assert all(row["basis"] for row in rows)


def test_markdown_has_a_table_a_file_and_the_questions(dde):
    out = dde("requirements", "--format", "markdown").out
    assert out.count("| column | required | type | example | basis |") == len(PROFILE.files)
    assert {line.count("|") for line in out.splitlines() if line.startswith("|")} == {6}
    for question in PROFILE.questions:
        assert question.text in out


def test_the_text_shows_basis_and_open_questions(dde):
    out = dde("requirements").out
    for spec in PROFILE.files:
        assert spec.name in out
    assert "assumed" in out
    assert "Not settled yet, ask CLI:" in out
    for question in PROFILE.questions:
        assert question.text in out


def test_the_workspaces_own_profile_is_shown_wherever_dde_is_called(dde, workspace, tmp_path, monkeypatch):
    own = 'name = "ours"\nversion = "1"\ntitle = "Our own"\nextends = "cli-engage"\n'
    (workspace.path / "ours.toml").write_text(own, encoding="utf-8")
    text = workspace.settings_file.read_text("utf-8")
    workspace.settings_file.write_text(
        text.replace('profile = "cli-engage"', 'profile = "ours.toml"'), "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert dde("requirements", "--json", workspace=workspace).json["profile"]["name"] == "ours"
    assert dde("requirements", "--json").json["profile"]["name"] == "cli-engage"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"[", "is not valid TOML"),
        (b'nmae = "x"', 'Did you mean "name"?'),
        (None, "be read"),
    ],
)
def test_a_profile_that_is_none_is_a_sentence(dde, clean, tmp_path, content, words):
    path = tmp_path / "profile.toml"
    if content is not None:
        path.write_bytes(content)
    for command in (["requirements"], ["check", clean]):
        said = dde(*command, "--profile", path)
        assert said.code == ExitCode.USAGE
        assert words in said.err
        assert str(path) in said.err
