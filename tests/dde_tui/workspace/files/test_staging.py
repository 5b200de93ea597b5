"""Whatever is written is private and whole, wherever the run that writes it is killed."""

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from dde_tui.errors import DiskError
from dde_tui.workspace.disk import replace_file
from dde_tui.workspace.files.copies import copies_in, keep_copy
from dde_tui.workspace.files.staging import staging, tidy
from dde_tui.workspace.write_files import write_files
from support.killed import contents, killed_everywhere

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills, rights and links of POSIX")

OLD = {"orgs.csv": b"old orgs", "users.csv": b"old users"}
NEW = {"manifest.csv": b"new manifest", "orgs.csv": b"new orgs", "users.csv": b"new users"}
SET = [(PurePosixPath(name), [data]) for name, data in NEW.items()]

WRITES_SET = f"""
from dde_tui.workspace.write_files import write_files
OLD, NEW = {OLD!r}, {NEW!r}
def work(home):
    write_files([(PurePosixPath(name), [data]) for name, data in NEW.items()], home / "out")
def prepare(home):
    (home / "out").mkdir()
    for name, data in OLD.items():
        (home / "out" / name).write_bytes(data)
"""


def visible_in(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if not name.startswith(".dde-")}


def test_a_set_that_replaces_another_is_the_old_or_the_new_one_and_the_next_run_tidies_up(tmp_path):
    (tmp_path / "tries").mkdir()
    homes = killed_everywhere(tmp_path / "tries", WRITES_SET)
    seen = [visible_in(home / "out") if (home / "out").exists() else None for home in homes]
    assert all(each in (OLD, NEW, None) for each in seen)
    assert OLD in seen
    assert NEW in seen
    assert len(homes) > 20
    for home in homes:
        write_files(SET, home / "out")
        assert contents(home) == {f"out/{name}": data for name, data in NEW.items()}


def test_among_other_files_the_old_and_the_new_ones_are_never_mixed_and_the_others_stay(tmp_path):
    (tmp_path / "tries").mkdir()
    notes = '    (home / "out" / "notes.txt").write_bytes(b"mine")\n'
    homes = killed_everywhere(tmp_path / "tries", WRITES_SET + notes)
    for home in homes:
        seen = visible_in(home / "out")
        assert seen.pop("notes.txt") == b"mine"
        assert seen.items() <= OLD.items() or seen.items() <= NEW.items()
        tidy(home)
        assert contents(home / "out") in ({**OLD, "notes.txt": b"mine"}, {**NEW, "notes.txt": b"mine"})
        assert [path.name for path in home.iterdir()] == ["out"]


def test_a_set_and_the_list_beside_it_are_both_there_after_the_next_run_or_neither(tmp_path):
    (tmp_path / "tries").mkdir()
    code = """
from dde_tui.workspace.write_files import write_files
def prepare(home): pass
def work(home):
    write_files([(PurePosixPath("users.csv"), [b"u"])], home / "out", beside={"out.changes.csv": [b"c"]})
"""
    whole = {"out/users.csv": b"u", "out.changes.csv": b"c"}
    for home in killed_everywhere(tmp_path / "tries", code):
        tidy(home)
        assert contents(home) in ({}, whole)


def test_a_file_is_the_old_or_the_new_one_wherever_its_writer_is_killed(tmp_path):
    (tmp_path / "tries").mkdir()
    code = """
from dde_tui.workspace.disk import replace_file
def prepare(home): (home / "file").write_bytes(b"old")
def work(home): replace_file(home / "file", b"new")
"""
    homes = killed_everywhere(tmp_path / "tries", code)
    assert {(home / "file").read_bytes() for home in homes} == {b"old", b"new"}
    for home in homes:
        replace_file(home / "other", b"x")
        assert sorted(path.name for path in home.iterdir()) == ["file", "other"]


def test_a_copy_is_whole_or_not_there_wherever_its_writer_is_killed(tmp_path):
    (tmp_path / "tries").mkdir()
    code = """
from dde_tui.workspace.files.copies import keep_copy
FILES = {"users.csv": lambda: (piece for piece in (b"a", b"b"))}
def prepare(home): keep_copy(home, "20260901T150000Z-0123abcd", FILES, 1)
def work(home): keep_copy(home, "20260902T150000Z-0123abcd", FILES, 1)
"""
    for home in killed_everywhere(tmp_path / "tries", code):
        kept = copies_in(home)
        assert kept
        assert all(contents(copy) == {"users.csv": b"ab"} for copy in kept)
        keep_copy(home, "20260903T150000Z-0123abcd", {"users.csv": lambda: (piece for piece in (b"c",))}, 1)
        assert contents(home / "copies") == {"20260903T150000Z-0123abcd/users.csv": b"c"}


def test_another_living_run_keeps_its_staging_folder(tmp_path):
    code = (
        "import sys; from pathlib import Path; from dde_tui.workspace.files.staging import staging\n"
        "with staging(Path(sys.argv[1])) as staged:\n"
        "    print(staged.path.name, flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        name = other.stdout.readline().strip()
        replace_file(tmp_path / "file", b"ours")
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "file"])
        other.kill()
    replace_file(tmp_path / "file", b"again")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_everything_written_is_closed_to_others_under_any_umask(tmp_path):
    source = tmp_path / "wide"
    source.mkdir(mode=0o777)
    before = os.umask(0)
    try:
        write_files(SET, tmp_path / "deep" / "out")
        (tmp_path / "file").write_bytes(b"old")
        replace_file(tmp_path / "file", b"new")
    finally:
        os.umask(before)
    made = [tmp_path / "deep", *(tmp_path / "deep").rglob("*"), tmp_path / "file"]
    rights = {path.name: path.stat().st_mode & 0o777 for path in made}
    assert {rights.pop("deep"), rights.pop("out")} == {0o700}
    assert set(rights.values()) == {0o600}


def test_a_link_in_place_of_the_output_is_refused_and_its_target_stays(tmp_path):
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    with pytest.raises(DiskError, match="is a link"):
        replace_file(tmp_path / "link", b"new")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DiskError, match="is a link"):
        write_files(SET, tmp_path / "out")
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "users.csv").symlink_to(tmp_path / "precious")
    with pytest.raises(DiskError, match="is a link"):
        write_files(SET, tmp_path / "set")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_intent_that_a_stranger_left_leads_nowhere(tmp_path):
    """As from an unpacked archive: its names stay in the folder, and nothing there is replaced."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "mine").write_bytes(b"mine")
    (tmp_path / "outside").write_bytes(b"outside")
    for number, names in enumerate(('["../outside"]', '["/etc/x"]', '["mine"]', "7", '"x" * 9', '["a/b/c"]')):
        part = home / f".dde-{number:016x}.part"
        (part / "new").mkdir(parents=True)
        (part / "new" / "mine").write_bytes(b"evil")
        (part / "intent.json").write_text(f'{{"names": {names}, "taken": []}}', "utf-8")
    tidy(home)
    assert contents(tmp_path) == {"home/mine": b"mine", "outside": b"outside"}


@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root gives files away")
def test_a_staging_folder_of_another_user_is_left_alone(tmp_path):
    part = tmp_path / ".dde-0123456789abcdef.part"
    (part / "new").mkdir(parents=True)
    (part / "new" / "users.csv").write_bytes(b"evil")
    (part / "intent.json").write_text('{"names": ["users.csv"], "taken": []}', "utf-8")
    os.chown(part, 12345, 12345)
    tidy(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [part.name]


def test_a_rename_that_is_interrupted_is_taken_back(tmp_path, monkeypatch):
    """The place where a signal is the worst: after a rename, before anybody noted it."""
    write_files([(PurePosixPath(name), [data]) for name, data in OLD.items()], tmp_path)
    (tmp_path / "notes.txt").write_bytes(b"mine")
    renames = []
    real = Path.rename

    def rename(path, target):
        renames.append(target)
        moved = real(path, target)
        if len(renames) == 2:
            raise KeyboardInterrupt
        return moved

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with pytest.raises(KeyboardInterrupt):
            write_files(SET, tmp_path)
    assert contents(tmp_path) == {**OLD, "notes.txt": b"mine"}


def test_what_could_not_be_taken_back_waits_for_the_next_run(tmp_path, monkeypatch):
    write_files([(PurePosixPath(name), [data]) for name, data in OLD.items()], tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_bytes(b"mine")
    real = Path.rename
    renames = []

    def rename(path, target):
        renames.append(target)
        if len(renames) > 2:
            raise PermissionError(13, "in use")
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with pytest.raises(DiskError, match="Only some of the files") as caught:
            write_files(SET, tmp_path / "out")
    (part,) = tmp_path.glob(".dde-*.part")
    assert str(part / "old") in caught.value.meaning
    assert {path.name for path in (part / "old" / "out").iterdir()} == {*OLD}
    tidy(tmp_path)
    assert contents(tmp_path / "out") == {**NEW, "notes.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_staging_folder_is_made_anew_where_another_run_took_it_for_a_leftover(tmp_path):
    with staging(tmp_path) as first, staging(tmp_path) as second:
        assert first.path != second.path
        assert first.new.is_dir()
