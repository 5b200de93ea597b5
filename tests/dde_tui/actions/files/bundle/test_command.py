"""`dde bundle`: a zip that is checked like the originals, with nobody's data in it."""

import json
import zipfile
from datetime import date

import pytest

from checks.errors import CancelledError, ExitCode
from checks.job import Job
from dde_tui import __version__
from dde_tui.actions.files.bundle.command import BundleOptions, make_bundle, told
from dde_tui.workspace.requirements import record_answer
from support.bundle_leaks import personal_values, still_there, survivors_in, values_left


@pytest.fixture(scope="module")
def bundle_of_the_wrong(wrong_files, tmp_path_factory):
    """The bytes of a bundle of the district with mistakes, made once."""
    source = tmp_path_factory.mktemp("wrong")
    for name, data in wrong_files.items():
        (source / name).write_bytes(data)
    path = tmp_path_factory.mktemp("out") / "bundle.zip"
    make_bundle(source, path, BundleOptions(profile="cli-engage", today=date(2026, 9, 15)))
    return path.read_bytes()


@pytest.fixture
def bundled(bundle_of_the_wrong, tmp_path):
    """That bundle in a folder of its own."""
    path = tmp_path / "out" / "bundle.zip"
    path.parent.mkdir()
    path.write_bytes(bundle_of_the_wrong)
    return path


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def places(said):
    keys = ("code", "file", "line", "column", "severity", "affected", "message")
    return [tuple(finding[key] for key in keys) for finding in said.json["findings"]]


def test_a_check_of_the_bundle_finds_the_same_place_by_place(dde, wrong, bundled):
    before, after = (
        dde("check", path, "--format", "json", *flags)
        for path, flags in ((wrong, ()), (bundled, ("--bundle",)))
    )
    assert before.code == after.code == ExitCode.NOT_READY
    assert places(after) == places(before)
    assert after.json["counts"] == before.json["counts"]


def test_no_value_of_a_person_is_in_it_anywhere(bundled, clean_files, wrong_files):
    people = still_there(personal_values(clean_files), wrong_files)
    assert len(people) > 900
    assert values_left(people, [bundled.read_bytes(), *members(bundled).values()]) == set()


def test_it_holds_the_report_without_values_versions_and_settings_without_secrets(
    dde, wrong, workspace, tmp_path
):
    settings = workspace.settings_file
    settings.write_text(
        settings.read_text("utf-8")
        .replace('host = ""', 'host = "secret.example"')
        .replace('user = ""', 'user = "somebody"'),
        "utf-8",
    )
    path = tmp_path / "b.zip"
    assert dde("bundle", wrong, "-o", path, workspace=workspace).code == 0
    data = members(path)
    about = json.loads(data[".dde-bundle.json"])
    assert about["schema"] == "dde-bundle/1"
    assert about["same_findings"] is True
    assert about["versions"]["polars"]
    assert about["settings"]["securestor.connected"] is True
    report = json.loads(data[".dde-report.json"])
    assert report["findings"]
    assert all(finding["value"] is None for finding in report["findings"])
    assert b"DDE301" in data[".dde-report.txt"]
    told = b"".join(data.values())
    for secret in (b"secret.example", b"somebody", str(tmp_path).encode(), b"Caprock Bend"):
        assert secret not in told.replace(data["orgs.csv"], b"")


def test_a_districts_own_profile_goes_along_and_the_bundle_is_checked_against_it(
    dde, wrong, workspace, tmp_path
):
    record_answer(
        workspace,
        "required-columns",
        ("users.csv.middleName",),
        on=date(2026, 9, 1),
        source="a call with Ana Pérez",
    )
    record_answer(workspace, "night-run", ("Ask Ana Pérez",), on=date(2026, 9, 1), source="a call")
    path = tmp_path / "b.zip"
    assert dde("bundle", wrong, "-o", path, workspace=workspace).code == 0
    before = dde("check", wrong, "--format", "json", workspace=workspace)
    after = dde("check", path, "--format", "json", "--bundle")
    assert places(after) == places(before)
    assert any(each[0] == "DDE302" and each[3] == "middleName" for each in places(after))
    told = b"".join(members(path).values())
    assert "Pérez".encode() not in told
    assert b"P\\u00e9rez" not in told


def test_comments_titles_and_notes_of_an_own_profile_stay_at_home(dde, wrong, tmp_path):
    base = tmp_path / "base.toml"
    base.write_text(
        "# ask Ana Quist, 512-555-0100\n"
        'extends = "cli-engage"\nname = "own"\nversion = "1"\ntitle = "Profile of Ana Quist"\n'
        '[[file]]\nname = "users.csv"\npurpose = "Ana Quist wants it"\n'
        'columns = [{ name = "middleName", required = true, note = "said Ana Quist", example = "Quist" }]\n',
        "utf-8",
    )
    own = tmp_path / "own.toml"
    own.write_text('extends = "base.toml"\nname = "mine"\nversion = "1"\ntitle = "by Ana Quist"\n', "utf-8")
    path = tmp_path / "b.zip"
    assert dde("bundle", wrong, "-o", path, "--profile", own).code == 0
    data = members(path)
    assert sum(name.startswith(".dde-profile-") for name in data) == 2
    assert not any(
        word in content for content in data.values() for word in (b"Quist", b"555-0100", b"base.toml")
    )
    before = places(dde("check", wrong, "--profile", own, "--json"))
    base.unlink()
    own.unlink()
    assert places(dde("check", path, "--json", "--bundle")) == before


def rewritten(bundled, path, **changes):
    """A bundle that says something else of itself."""
    data = members(bundled)
    data[".dde-bundle.json"] = json.dumps({**json.loads(data[".dde-bundle.json"]), **changes}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in data.items():
            archive.writestr(name, content)


def test_the_day_of_the_check_goes_along(dde, wrong, bundled):
    path = bundled.with_name("old.zip")
    rewritten(bundled, path, today="2031-01-01")
    assert any(code == "DDE405" for code, *_ in places(dde("check", path, "--format", "json", "--bundle")))


@pytest.mark.parametrize("about", [b"", b"[]", b"{}", b'{"schema": "dde-bundle/1"}', b'{"schema": 7}'])
def test_what_only_looks_like_a_bundle_is_checked_as_files(dde, clean_files, tmp_path, about):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**clean_files, ".dde-bundle.json": about}.items():
            archive.writestr(name, content)
    assert dde("check", path).code in (0, 1)


def test_a_small_bundle_finds_the_same_in_few_rows(dde, wrong, tmp_path):
    said = dde("bundle", wrong, "-o", tmp_path / "m.zip", "--minimal", "--json")
    assert said.json["minimal"] is True
    assert said.json["same_findings"] is True
    assert sum(file["rows"] for file in said.json["files"]) < 200
    kinds = [
        sorted(
            (f["code"], f["file"], f["column"] or "")
            for f in dde("check", path, "--format", "json", *flags).json["findings"]
        )
        for path, flags in ((wrong, ()), (tmp_path / "m.zip", ("--bundle",)))
    ]
    assert kinds[0] == kinds[1]


def test_nothing_of_the_machine_or_the_time_is_in_the_zip(bundled):
    with zipfile.ZipFile(bundled) as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr for entry in entries} == {0o600 << 16}
    assert not any(entry.extra or entry.comment for entry in entries)


def test_it_says_what_is_inside_and_what_was_left_out(dde, wrong, tmp_path):
    (wrong / "notes.txt").write_text("Ana Pérez was absent", "utf-8")
    said = dde("bundle", wrong, "-o", tmp_path / "b.zip")
    assert "place by place" in said.out
    assert "notes.txt: it is not checked" in said.out
    assert "This can't be undone" in said.out
    assert max(map(len, said.out.replace(str(tmp_path), "").splitlines())) <= 80


def test_json_says_the_same(dde, clean, tmp_path):
    said = dde("bundle", clean, "--output", tmp_path / "b.zip", "--json")
    assert said.json["bundle"] == str(tmp_path / "b.zip")
    assert said.json["counts"]["error"] == 0
    assert said.json["differences"] == said.json["left_out"] == []
    assert said.json["alike"] == 0


def test_a_file_that_is_there_is_replaced_only_when_asked(dde, clean, tmp_path):
    path = tmp_path / "b.zip"
    path.write_bytes(b"ours")
    said = dde("bundle", clean, "-o", path)
    assert said.code == ExitCode.USAGE
    assert "already exists" in said.sentence
    assert path.read_bytes() == b"ours"
    assert dde("bundle", clean, "-o", path, "--force").code == 0
    assert zipfile.is_zipfile(path)


@pytest.mark.parametrize("arguments", [[], ["{clean}"], ["{clean}", "-o", "{clean}/b.zip"]])
def test_a_source_and_a_place_outside_of_it_are_needed(dde, clean, arguments):
    before = sorted(clean.iterdir())
    said = dde("bundle", *(each.format(clean=clean) for each in arguments))
    assert said.code == ExitCode.USAGE
    assert sorted(clean.iterdir()) == before


def test_a_missing_source_writes_nothing(dde, tmp_path):
    said = dde("bundle", tmp_path / "nowhere", "-o", tmp_path / "b.zip")
    assert said.code == ExitCode.SOURCE
    assert not (tmp_path / "b.zip").exists()


def test_a_check_of_it_says_plainly_what_it_says_of_itself_and_of_which_day(dde, wrong, bundled):
    said = dde("check", bundled, "--bundle")
    assert said.out.startswith(f"This set says of itself that it is a bundle made by dde {__version__}.")
    assert "Treat it as real data" in said.out.splitlines()[1]
    assert "It is checked as of" in said.out.splitlines()[2]
    assert "bundle" not in dde("check", wrong).out.splitlines()[0]


def test_a_check_of_a_small_one_says_that_its_lines_are_its_own(dde, wrong, tmp_path):
    dde("bundle", wrong, "-o", tmp_path / "m.zip", "--minimal")
    assert "line numbers differ from the originals" in dde("check", tmp_path / "m.zip", "--bundle").out


def test_a_bundle_of_what_says_it_is_a_bundle_takes_nothing_from_it(dde, bundled):
    path = bundled.with_name("old.zip")
    rewritten(bundled, path, today="2031-01-01")
    again = bundled.with_name("again.zip")
    assert dde("bundle", path, "-o", again).code == 0
    assert json.loads(members(again)[".dde-bundle.json"])["today"] != "2031-01-01"


@pytest.mark.parametrize("name", ["/etc/secret.toml", "../../own.toml", "\\\\host\\share\\x.toml"])
def test_no_path_that_a_bundle_names_is_opened(dde, bundled, name):
    path = bundled.with_name("odd.zip")
    rewritten(bundled, path, profile={"name": name, "version": "1"})
    assert dde("check", path, "--bundle").code == ExitCode.USAGE
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            ".dde-profile-1.toml", f"extends = {json.dumps(name)}\nname='x'\nversion='1'\ntitle='x'\n"
        )
    said = dde("check", path, "--bundle")
    assert said.code == ExitCode.USAGE
    assert "not a bundle" in said.err


def test_packed_bytes_write_no_value_by_chance(clean_files, tmp_path):
    """Children with numbers of three digits: in any packed bytes one of them stands by chance."""
    rows = clean_files["users.csv"].decode().splitlines()
    place = rows[0].split(",").index("identifier")
    for number in range(2, min(len(rows), 300)):
        cells = rows[number].split(",")
        if len(cells) == len(rows[0].split(",")):
            cells[place] = f"{number % 300 + 300}"
            rows[number] = ",".join(cells)
    folder = tmp_path / "set"
    folder.mkdir()
    for name, data in {**clean_files, "users.csv": "\n".join(rows).encode() + b"\n"}.items():
        (folder / name).write_bytes(data)
    path = tmp_path / "b.zip"
    make_bundle(folder, path, BundleOptions(profile="cli-engage", today=date(2026, 9, 1)))
    values = personal_values({**clean_files, "users.csv": "\n".join(rows).encode()})
    inside = members(path)
    assert values_left(values, [path.read_bytes()]) <= values_left(values, inside.values())
    assert survivors_in(values, inside.items()) == set()


def test_nothing_is_left_over_where_it_is_stopped(clean, tmp_path):
    path = tmp_path / "b.zip"
    told_of = []
    with pytest.raises(CancelledError):
        make_bundle(
            clean,
            path,
            BundleOptions(profile="cli-engage", today=date(2026, 9, 1)),
            Job(progress=told_of.append, cancelled=lambda: len(told_of) > 10),
        )
    assert not [item for item in tmp_path.iterdir() if "b.zip" in item.name]


def test_an_output_that_cannot_be_is_refused_before_the_work(dde, clean, tmp_path):
    for output in (tmp_path, tmp_path / "nowhere" / "b.zip", clean / "b.zip"):
        said = dde("bundle", clean, "-o", output)
        assert said.code == ExitCode.USAGE
        assert "Nothing was" in said.sentence


def test_a_folder_without_files_is_no_source(dde, tmp_path):
    (tmp_path / "empty").mkdir()
    said = dde("bundle", tmp_path / "empty", "-o", tmp_path / "b.zip", "--json")
    assert said.code == ExitCode.SOURCE
    assert said.json["schema"] == "dde-error/1"


def test_strict_writes_nothing_that_would_not_find_the_same():
    facts = {
        **dict.fromkeys(("public_words_replaced", "alike", "rows_left_out", "rows_in_place"), 0),
        **dict.fromkeys(("minimal", "birth_dates_crowded"), False),
        **dict.fromkeys(("left_out", "files"), ()),
        "counts": {"error": 1, "warning": 0, "info": 0},
        "bundle": None,
        "differences": [{"code": "DDE707", "file": "users.csv", "line": 3, "column": "sourcedId"}],
    }
    lines = told(facts)
    assert lines[0].startswith("No bundle was written")
    assert any("DDE707" in line for line in lines)
