"""`dde check` as scripts and people use it; what is found is the engine's own matter."""

import json
import os
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import checks.reports.formats
from checks.errors import ExitCode
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes

MISTAKES = planted(district())
SCHEMA = json.loads((Path(checks.reports.formats.__file__).parent / "check.schema.json").read_text("utf-8"))


@pytest.fixture
def report(dde):
    """Runs a check and returns its JSON, which keeps the schema."""

    def run(path, *flags, code=None):
        said = dde("check", path, "--format", "json", *flags)
        assert code is None or said.code == code
        assert said.err == ""
        Draft202012Validator(SCHEMA).validate(said.json)
        return said.json

    return run


def troubles(data):
    return sorted(
        (f["code"], f["file"], f["line"], f["column"] or "")
        for f in data["findings"]
        if f["severity"] != "info"
    )


def test_the_clean_example_is_ready_without_an_error_or_a_warning(report, clean):
    data = report(clean, code=0)
    assert data["outcome"] == "ready"
    assert (data["counts"]["error"], data["counts"]["warning"]) == (0, 0)
    assert data["partial"] is False
    assert [file["file"] for file in data["source"]["files"]] == [
        *("academicSessions.csv", "orgs.csv", "courses.csv", "classes.csv", "users.csv"),
        *("demographics.csv", "enrollments.csv", "manifest.csv"),
    ]


def test_every_planted_mistake_is_found_at_its_file_line_and_column(report, wrong):
    data = report(wrong, code=ExitCode.NOT_READY)
    assert troubles(data) == sorted((m.code, m.file, m.line, m.column or "") for m in MISTAKES)
    assert data["outcome"] == "not-ready"
    assert data["counts"] == dict(Counter(f["severity"] for f in data["findings"]))


def test_a_zip_gives_the_same_findings_as_its_folder(report, wrong, tmp_path):
    path = tmp_path / "roster.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in wrong.iterdir():
            archive.write(file, file.name)
    folder, zipped = report(wrong), report(path)
    assert zipped["source"].pop("path") == str(path)
    assert folder["source"].pop("path") == str(wrong)
    assert zipped == folder


def test_a_check_changes_no_file(dde, wrong, wrong_files):
    dde("check", wrong)
    assert {path.name: path.read_bytes() for path in wrong.iterdir()} == wrong_files


def test_no_value_is_in_the_json_unless_it_is_asked_for(report, wrong, secrets_of_the_district):
    hidden, shown = report(wrong), report(wrong, "--show-values")
    assert {finding["value"] for finding in hidden["findings"]} == {None}
    text = json.dumps(hidden, ensure_ascii=False)
    assert [value for value in secrets_of_the_district if f'"{value}"' in text or f" {value} " in text] == []
    for value in ("pupil", "TRUE", "S999999", "mlopez@isd", "2012-03-01"):
        assert value not in text
        assert value in {finding["value"] for finding in shown["findings"]}
    for finding in shown["findings"]:
        finding["value"] = None
    assert shown == hidden


def test_the_text_shows_values_on_a_terminal_only(dde, wrong, tmp_path):
    assert "[pupil]" in dde("check", wrong, terminal=True).out
    assert "pupil" not in dde("check", wrong).out
    assert "[pupil]" in dde("check", wrong, "--show-values").out
    dde("check", wrong, "--output", tmp_path / "report.txt", terminal=True)
    assert "pupil" not in (tmp_path / "report.txt").read_text("utf-8")
    assert "pupil" not in dde("check", wrong, "--json", terminal=True).out


def test_what_a_file_says_never_steers_the_terminal(dde, clean):
    users = (clean / "users.csv").read_bytes()
    (clean / "users.csv").write_bytes(
        users.replace(b",student,", b",\x1b]52;c;cHduZWQ=\x07\xe2\x80\xae[red],", 1)
    )
    name, shown = (
        ("notes\u202e.csv", "notes<U+202E>.csv") if os.name == "nt" else ("notes\x1b[2J.csv", "notes␛[2J.csv")
    )
    (clean / name).write_bytes(b"x\n")  # Windows takes no control signs in a name, but this one
    said = dde("check", clean, "--show-values")
    assert said.code == ExitCode.NOT_READY
    assert "␛]52;c;cHduZWQ=␇<U+202E>[red]" in said.out
    assert shown in said.out
    for sign in ("\x1b", "\x07", "\u202e"):
        assert sign not in said.out


def test_a_limit_shortens_the_places_and_keeps_the_counts(report, wrong):
    users = (wrong / "users.csv").read_bytes()
    (wrong / "users.csv").write_bytes(users.replace(b",student,", b",pupil,"))
    whole = report(wrong)
    for limit in (0, 1, 7):
        short = report(wrong, "--limit", limit)
        assert short["counts"] == whole["counts"]
        shown = Counter(finding["code"] for finding in short["findings"])
        for code, rule in whole["rules"].items():
            assert short["rules"][code] == {**rule, "shown": min(limit, rule["count"])}
            assert shown[code] == min(limit, rule["count"])
    assert whole["rules"]["DDE301"]["count"] > 200


def test_text_shows_20_places_a_rule_and_says_how_many_more(dde, wrong):
    users = (wrong / "users.csv").read_bytes()
    (wrong / "users.csv").write_bytes(users.replace(b",student,", b",pupil,"))
    out = dde("check", wrong, "--select", "DDE301").out
    assert out.count("  users.csv:") == 20
    assert "more" in out


def test_what_fails_is_chosen(dde, tmp_path, put, wrong):
    rows = district()
    warned = put(tmp_path / "warned", with_mistakes(rows, [m for m in planted(rows) if m.stage == "quality"]))
    assert dde("check", warned).code == 0
    assert dde("check", warned, "--fail-on", "warning").code == ExitCode.NOT_READY
    assert dde("check", wrong, "--fail-on", "never").code == 0
    assert dde("check", wrong, "--fail-on", "error").code == ExitCode.NOT_READY


def test_a_part_of_the_rules_is_called_a_part(report, wrong):
    some = report(wrong, "--select", "DDE3,DDE502", "--select", "DDE401", "--ignore", "DDE304")
    assert some["partial"] is True
    assert {f["code"] for f in some["findings"]} == {
        "DDE301",
        "DDE302",
        "DDE303",
        "DDE308",
        "DDE401",
        "DDE502",
    }
    initial, quality = (report(wrong, "--review", review) for review in ("initial", "quality"))
    assert initial["partial"] is quality["partial"] is True
    assert {f["review"] for f in initial["findings"]} == {"initial"}
    assert {f["review"] for f in quality["findings"]} == {"quality"}
    assert sorted(troubles(initial) + troubles(quality)) == troubles(report(wrong))


def test_a_code_that_is_none_names_the_nearest(dde, clean):
    said = dde("check", clean, "--select", "DDE9")
    assert said.code == ExitCode.USAGE
    assert "No rule has the code 'DDE9'" in said.err


@pytest.mark.parametrize("flags", [["--json"], []])
def test_a_report_is_written_beside_and_renamed(dde, wrong, tmp_path, flags):
    folder = tmp_path / "reports"
    folder.mkdir()
    path = folder / "report"
    path.write_text("the old one", encoding="utf-8")
    said = dde("check", wrong, "--output", path, "--force", *flags)
    assert said.code == ExitCode.NOT_READY
    assert said.out == ""
    assert said.err == f"The report is at {path}.\n"
    assert [each.name for each in folder.iterdir()] == ["report"]
    on_screen = dde("check", wrong, *flags).out
    assert path.read_bytes().decode("utf-8") == on_screen


def test_a_report_replaces_a_file_only_with_force(dde, clean, tmp_path):
    path = tmp_path / "keep.txt"
    path.write_text("precious", encoding="utf-8")
    said = dde("check", clean, "--output", path)
    assert said.code == ExitCode.USAGE
    assert "keep.txt already exists. Nothing was written." in said.sentence
    assert path.read_text("utf-8") == "precious"
    assert dde("check", clean, "--output", path, "--force").code == ExitCode.DONE
    assert path.read_text("utf-8") != "precious"


@pytest.mark.skipif(sys.platform == "win32", reason="links and rights of POSIX")
@pytest.mark.parametrize("command", ["check", "bundle"])
def test_a_link_that_somebody_left_in_place_of_the_output_is_not_followed(dde, clean, tmp_path, command):
    (tmp_path / "victim").write_text("precious", encoding="utf-8")
    (tmp_path / "report").symlink_to(tmp_path / "victim")
    for force in ([], ["--force"]):
        said = dde(command, clean, "--output", tmp_path / "report", *force)
        assert said.code == ExitCode.USAGE
        assert "is a link, and dde does not write through links" in said.sentence
    assert (tmp_path / "victim").read_text("utf-8") == "precious"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root gives files away")
def test_a_pipe_that_another_user_left_gets_no_report(dde, clean, tmp_path):
    os.mkfifo(tmp_path / "report", 0o666)
    os.chown(tmp_path / "report", 12345, 12345)
    said = dde("check", clean, "--output", tmp_path / "report", "--force")
    assert said.code == ExitCode.USAGE
    assert "already exists" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_report_can_be_read_by_nobody_else(dde, clean, tmp_path):
    before = os.umask(0)
    try:
        dde("check", clean, "--output", tmp_path / "report")
    finally:
        os.umask(before)
    assert (tmp_path / "report").stat().st_mode & 0o777 == 0o600


def test_a_check_that_fails_leaves_the_old_report(dde, tmp_path):
    path = tmp_path / "report.json"
    path.write_text("the old one", encoding="utf-8")
    said = dde("check", tmp_path / "none", "--json", "--output", path, "--force")
    assert said.code == said.json["exit"] == ExitCode.SOURCE
    assert path.read_text("utf-8") == "the old one"


def source_faults(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "readme.txt").write_text("x", encoding="utf-8")
    (tmp_path / "none.zip").write_bytes(b"PK\x03\x04 and then something else")
    (tmp_path / "plain.csv").write_text("sourcedId\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    return [tmp_path / name for name in ("missing", "empty", "other", "none.zip", "plain.csv", "empty.zip")]


def test_a_source_that_cannot_be_read_is_3(dde, tmp_path):
    for path in source_faults(tmp_path):
        said = dde("check", path, "--json")
        assert said.code == said.json["exit"] == ExitCode.SOURCE, path
        assert path.name in said.json["sentence"]


def test_a_damaged_zip_is_3(dde, clean, tmp_path):
    path = tmp_path / "roster.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in clean.iterdir():
            archive.write(file, file.name)
    data = bytearray(path.read_bytes())
    data[100:400] = bytes(300)
    path.write_bytes(data)
    said = dde("check", path)
    assert said.code == ExitCode.SOURCE
    assert "the zip is damaged" in said.err


def test_a_file_that_is_no_text_is_a_finding_of_that_file(report, clean):
    (clean / "users.csv").write_bytes(bytes(range(256)) * 40)
    data = report(clean, code=ExitCode.NOT_READY)
    assert ("DDE201", "users.csv") in {(f["code"], f["file"]) for f in data["findings"]}


def test_a_required_file_that_is_missing_is_1(report, clean):
    (clean / "demographics.csv").unlink()
    data = report(clean, code=ExitCode.NOT_READY)
    (found,) = [f for f in data["findings"] if f["code"] == "DDE101"]
    assert (found["file"], found["line"], found["column"]) == ("demographics.csv", None, None)


def test_a_path_must_be_given(dde):
    assert dde("check").code == ExitCode.USAGE


def test_the_workspaces_own_profile_is_used_and_a_flag_goes_before(
    dde, report, workspace, clean, monkeypatch
):
    own = 'name = "ours"\nversion = "1"\ntitle = "Our own"\nextends = "cli-engage"\n'
    (workspace.path / "ours.toml").write_text(own, encoding="utf-8")
    text = workspace.settings_file.read_text("utf-8")
    workspace.settings_file.write_text(
        text.replace('profile = "cli-engage"', 'profile = "ours.toml"'), "utf-8"
    )
    assert dde("check", clean, "--json", workspace=workspace).json["profile"]["name"] == "ours"
    flagged = dde("check", clean, "--json", "--profile", "oneroster-1.1", workspace=workspace)
    assert flagged.json["profile"]["name"] == "oneroster-1.1"
    monkeypatch.chdir(clean)
    assert report(".")["profile"]["name"] == "cli-engage"


def test_a_report_is_never_written_over_what_was_checked(dde, clean):
    users = (clean / "users.csv").read_bytes()
    for output in (clean / "users.csv", clean / "report.txt"):
        said = dde("check", clean, "--output", output)
        assert said.code == 2
        assert "is inside what is being checked" in said.err
    assert (clean / "users.csv").read_bytes() == users
    assert not (clean / "report.txt").exists()


def test_a_report_into_a_device_does_not_replace_it(dde, clean):
    import os
    from pathlib import Path

    null = Path(os.devnull)
    assert dde("check", clean, "--output", null).code == 0
    assert not null.is_file()


WAIVER = '[[waiver]]\ncode = "{code}"\nbecause = "CLI knows"\nuntil = 2999-05-31\n'


def waivers_of(data):
    return "".join(
        WAIVER.format(code=code) for code, rule in data["rules"].items() if rule["severity"] == "error"
    )


def test_the_workspaces_waivers_hold_for_every_check_and_a_file_that_is_named_goes_before(
    dde, wrong, workspace, tmp_path
):
    before = dde("check", wrong, "--json", workspace=workspace)
    (workspace.path / "waivers.toml").write_text(waivers_of(before.json), "utf-8")
    said = dde("check", wrong, "--json", workspace=workspace)
    assert (before.code, said.code) == (ExitCode.NOT_READY, 0)
    assert said.json["outcome"] == "ready"
    Draft202012Validator(SCHEMA).validate(said.json)
    assert {use["state"] for use in said.json["waivers"]} == {"applied"}
    assert len(said.json["findings"]) == len(before.json["findings"])
    assert {f["waived"] for f in said.json["findings"] if f["severity"] == "error"} == {True}
    none = tmp_path / "none.toml"
    none.write_text("", "utf-8")
    assert dde("check", wrong, "--waivers", none, workspace=workspace).code == ExitCode.NOT_READY


def test_a_file_of_waivers_needs_no_workspace(dde, report, wrong, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(waivers_of(report(wrong)), "utf-8")
    data = report(wrong, "--waivers", path, code=0)
    assert data["counts"]["error"] == 0
    text = dde("check", wrong, "--waivers", path).out
    assert "waived: CLI knows (until 2999-05-31)" in text
    assert "√ Ready." in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            "[[waiver]]\ncode = 'DDE999'\nbecause = 'x'\nuntil = 2027-05-31",
            "waiver[1].code: No rule has the code 'DDE999'",
        ),
        (None, "can't be read"),
    ],
)
def test_a_file_of_waivers_that_is_none_is_2(dde, clean, tmp_path, content, words):
    path = tmp_path / "waivers.toml"
    if content is not None:
        path.write_text(content, "utf-8")
    said = dde("check", clean, "--waivers", path)
    assert said.code == ExitCode.USAGE
    assert words in said.err
    assert str(path) in said.err


def test_an_earlier_set_is_compared_with(report, clean, clean_files, put, tmp_path):
    earlier = put(tmp_path / "earlier", clean_files)
    assert report(clean, "--before", earlier)["outcome"] == "ready"
    users = clean_files["users.csv"].splitlines(keepends=True)
    fewer = put(tmp_path / "fewer", {**clean_files, "users.csv": b"".join(users[: len(users) // 2])})
    flags = ("--select", "DDE8")
    assert report(fewer, *flags)["findings"] == []
    found = report(fewer, *flags, "--before", earlier)["findings"]
    assert found
    assert all(finding["code"].startswith("DDE8") for finding in found)


def test_an_earlier_set_that_is_not_there_is_3(dde, clean, tmp_path):
    said = dde("check", clean, "--before", tmp_path / "nowhere")
    assert said.code == ExitCode.SOURCE
    assert "nowhere" in said.err


def test_the_workspaces_waivers_do_not_hold_for_requirements_that_are_named(dde, report, wrong, workspace):
    (workspace.path / "waivers.toml").write_text(waivers_of(report(wrong)), "utf-8")
    assert dde("check", wrong, workspace=workspace).code == 0
    assert dde("check", wrong, "--profile", "cli-engage", workspace=workspace).code == ExitCode.NOT_READY
