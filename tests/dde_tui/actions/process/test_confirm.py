"""Step 2: a person confirms; the letter counts the rows of a trial export."""

from checks.errors import ExitCode


def kinds(workspace):
    return [str(event.kind) for event in workspace.journal.events()]


def test_yes_records_the_confirmation(dde, workspace):
    said = dde("confirm", "--yes", workspace=workspace)
    assert said.code == 0
    letter = workspace.path / "outbox" / "2-confirmation.txt"
    assert said.out.strip() == letter.read_text("utf-8").strip()
    assert kinds(workspace) == ["confirmed"]


def test_a_script_without_yes_confirms_nothing(dde, workspace):
    said = dde("confirm", "--json", workspace=workspace)
    assert said.code == said.json["exit"] == ExitCode.USAGE
    assert "--yes" in said.json["sentence"]
    assert kinds(workspace) == []


def test_a_person_is_asked_and_may_say_no(dde, workspace):
    assert dde("confirm", typed="no\n", workspace=workspace).err.endswith("Nothing was recorded.\n")
    assert dde("confirm", typed="\n", workspace=workspace).code == 0
    assert kinds(workspace) == []
    assert dde("confirm", typed="yes\n", workspace=workspace).code == 0
    assert kinds(workspace) == ["confirmed"]


def test_the_rows_of_a_trial_export_are_in_letter_and_journal(dde, workspace, clean):
    said = dde("confirm", clean, "--yes", "--json", workspace=workspace)
    assert said.json == {
        "schema": "dde-confirm/1",
        "draft": str(workspace.path / "outbox" / "2-confirmation.txt"),
        "recorded": True,
    }
    rows = {path.name: len(path.read_bytes().splitlines()) - 1 for path in clean.iterdir()}
    assert dict(workspace.journal.events()[0].data["trial_rows"]) == rows
    letter = (workspace.path / "outbox" / "2-confirmation.txt").read_text("utf-8")
    assert f"users.csv: {rows['users.csv']:,} rows" in letter


def test_a_trial_export_that_is_not_there_records_nothing(dde, workspace, tmp_path):
    said = dde("confirm", tmp_path / "none", "--yes", workspace=workspace)
    assert said.code == ExitCode.SOURCE
    assert kinds(workspace) == []
    assert not (workspace.path / "outbox").exists()
