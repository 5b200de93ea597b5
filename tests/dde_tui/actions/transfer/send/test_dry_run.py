"""`dde send --dry-run`: what would happen is said, and nothing does."""

import hashlib

from checks.errors import ExitCode
from checks.rules.choices import load_profile
from dde_tui.securestor.remote_names import part_name

ORDER = [spec.name for spec in load_profile("cli-engage").files]


def test_a_rehearsal_changes_nothing(dde, connected, clean, arrived, receipts, shaped):
    events = connected.journal.events()
    said = dde("send", clean, "--dry-run", "--json", workspace=connected)
    data = shaped(said)
    assert said.code == 0
    assert data["dry_run"] is True
    assert data["submission"] is None
    assert [file["file"] for file in data["files"]] == ORDER
    assert arrived() == {}
    assert receipts() == [{}, {}]
    assert connected.journal.events() == events
    assert "nothing was changed" in dde("send", clean, "--dry-run", workspace=connected).out


def test_a_rehearsal_says_what_would_become_of_each_file(dde, connected, clean, securestor, shaped):
    def rehearsed():
        said = dde("send", clean, "--dry-run", "--json", workspace=connected)
        return {each["file"]: (each["does"], each["begun"]) for each in shaped(said)["plan"]}

    assert rehearsed() == dict.fromkeys(ORDER, ("new", 0))
    assert shaped(dde("send", clean, "--json", workspace=connected))["plan"] == []
    assert rehearsed() == dict.fromkeys(ORDER, ("equal", 0))
    users = (clean / "users.csv").read_bytes().replace("Renée".encode(), b"Renata")
    (clean / "users.csv").write_bytes(users)
    part = part_name("users.csv", hashlib.sha256(users).hexdigest(), connected.owner)
    (securestor.root / "district" / part).write_bytes(users[:1000])
    (securestor.root / "district" / "orgs.csv").unlink()
    plan = {**dict.fromkeys(ORDER, ("equal", 0)), "users.csv": ("replaces", 1000), "orgs.csv": ("new", 0)}
    assert rehearsed() == plan
    lines = dde("send", clean, "--dry-run", workspace=connected).out.splitlines()
    words = {line.split()[0]: line.split("  ")[-1] for line in lines[: len(ORDER)]}
    assert words["users.csv"] == "replaces the one there, resumes after 1,000 bytes"
    assert words["orgs.csv"] == "new"
    assert words["courses.csv"] == "already there, identical"
    assert lines[len(ORDER) :] == ["2 of 8 files would be sent; nothing was changed."]
    assert (securestor.root / "district" / part).read_bytes() == users[:1000]


def test_a_rehearsal_of_fewer_files_that_all_stand_there_says_what_would_be_new(dde, connected, clean):
    dde("send", clean, workspace=connected)
    (clean / "courses.csv").unlink()
    (clean / "manifest.csv").unlink()
    said = dde("send", clean, "--dry-run", workspace=connected)
    assert "only the record of this set would be new" in said.out


def test_a_rehearsal_finds_a_folder_in_the_way(dde, connected, clean, securestor):
    (securestor.root / "district" / "users.csv").mkdir()
    said = dde("send", clean, "--dry-run", "--json", workspace=connected)
    assert said.code == ExitCode.TRANSFER
    assert "a folder with that name" in said.json["sentence"]
