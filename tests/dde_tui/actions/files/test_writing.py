"""Every command that writes files: closed to others, and whole wherever it is killed.

Each runs as a process of its own, killed before each of its renames.
"""

import os
import sys
from pathlib import Path

import pytest

from support.killed import contents

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX")

KILLED = """
import os
left = {number}
def watch(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if not left:
            os.kill(os.getpid(), 9)
sys.addaudithook(watch)
"""
DEAD = 9 if sys.platform == "win32" else -9
"""The exit code of a process that was killed like this."""


@pytest.fixture
def killed(process, tmp_path):
    """Runs a command, killed before its first rename, its second ..., until it ends; yields what each left.

    The last run is not killed: it is the next run of the one before, whose leftovers it must take away.
    """

    def call(*arguments, codes=(0,), cwd: Path):
        for number in range(1, 9):
            said = process(*arguments, cwd=cwd, before=KILLED.format(number=number))
            if said.code != DEAD:
                assert said.code in codes, said.err
                break
            yield {name: data for name, data in contents(cwd).items() if ".dde-" not in name}
        assert not [name for name in contents(cwd) if ".dde-" in name]

    return call


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return home


def test_a_killed_build_leaves_the_former_files_or_the_new_ones(process, killed, home):
    assert process("template", "flat", "--example", "flat", cwd=home).code == 0
    assert process("build", "flat/build.toml", "--output", "built", cwd=home).code == 0
    new = contents(home / "built")
    (home / "built" / "users.csv").write_bytes(b"former")
    former = contents(home / "built")
    states = [
        {name[6:]: data for name, data in left.items() if name.startswith("built/")}
        for left in killed("build", "flat/build.toml", "--output", "built", cwd=home)
    ]
    assert all(state in ({}, former, new) for state in states)
    assert states[:2] == [former, {}]
    assert contents(home / "built") == new


def test_a_killed_fix_leaves_nothing_or_the_whole_set_with_its_list(process, killed, home, put, wrong_files):
    put(home / "wrong", wrong_files)
    for left in killed("fix", "wrong", "--output", "fixed", codes=(0, 1, 2), cwd=home):
        fixed = [name for name in left if name.startswith("fixed/")]
        assert not fixed or len(fixed) == len(wrong_files)
    assert (home / "fixed.changes.csv").exists()
    assert len(contents(home / "fixed")) == len(wrong_files)
    said = process("fix", "wrong", "--output", "fixed", cwd=home)
    assert "is not an empty folder" in said.err


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["check", "clean", "--output", "report.txt", "--force"], "report.txt"),
        (["bundle", "clean", "-o", "report.zip", "--force"], "report.zip"),
    ],
)
def test_a_killed_check_or_bundle_leaves_the_former_file(killed, home, put, clean_files, arguments, output):
    put(home / "clean", clean_files)
    (home / output).write_bytes(b"former")
    for left in killed(*arguments, cwd=home):
        assert left[output] == b"former"
    assert (home / output).read_bytes() != b"former"


def test_a_killed_template_leaves_no_folder(killed, home):
    for left in killed("template", "roster", cwd=home):
        assert left == {}
    assert len(contents(home / "roster")) == 6


def test_a_killed_settle_leaves_requirements_and_settings_that_fit(process, killed, home):
    assert process("init", "--district", "Example ISD", cwd=home).code == 0
    before = (home / "dde.toml").read_bytes()
    told = ("requirements", "settle", "grade-codes", "PK", "--source", "a call")
    for left in killed(*told, cwd=home):
        assert left["dde.toml"] == before
    assert 'profile = "requirements.toml"' in (home / "dde.toml").read_text("utf-8")
    assert (home / "requirements.toml").exists()


@posix
@pytest.mark.parametrize("values", [[], ["--show-values"]])
def test_nobody_else_on_the_machine_can_read_what_fix_and_build_write(
    dde, tmp_path, put, wrong_files, values
):
    before = os.umask(0o022)
    try:
        put(tmp_path / "wrong", wrong_files)
        dde("fix", tmp_path / "wrong", "--output", tmp_path / "fixed", *values)
        assert dde("template", tmp_path / "flat", "--example", "flat").code == 0
        assert dde("build", tmp_path / "flat" / "build.toml", "--output", tmp_path / "built").code == 0
    finally:
        os.umask(before)
    for folder in ("fixed", "built"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / folder).iterdir()} == {0o600}
    assert (tmp_path / "fixed.changes.csv").stat().st_mode & 0o777 == 0o600


@posix
def test_names_that_somebody_guessed_and_linked_are_not_followed(dde, tmp_path, put, wrong_files):
    put(tmp_path / "wrong", wrong_files)
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    (tmp_path / ".fixed.changes.csv.part").symlink_to(victim)
    assert dde("fix", tmp_path / "wrong", "--output", tmp_path / "fixed").code in (0, 1)
    assert not (tmp_path / "fixed.changes.csv").is_symlink()
    (tmp_path / "again.changes.csv").symlink_to(tmp_path / "nothing")
    said = dde("fix", tmp_path / "wrong", "--output", tmp_path / "again")
    assert said.code == 2
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "nothing").exists()
    assert victim.read_text("utf-8") == "precious"
