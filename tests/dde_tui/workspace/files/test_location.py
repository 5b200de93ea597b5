"""Network shares and synced folders are told, and no other folder is."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from dde_tui.workspace.files.location import (
    concerns,
    conflicting_copies,
    is_unc,
    kind_at,
    mounts_of_linux,
    synced_by,
)

MOUNTINFO = r"""22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
36 22 0:31 / /srv/district\040files rw,relatime - cifs //fs01/it rw,vers=3.1.1
37 22 0:32 / /home/ann/nfs rw,relatime shared:9 - nfs4 nas:/export rw
38 37 259:4 / /home/ann/nfs/local rw,relatime - xfs /dev/sdb1 rw
half a line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/district files/rostering", "cifs"),
        ("/home/ann/nfs", "nfs4"),
        ("/home/ann/nfs/local/x", "xfs"),
        ("/home/ann/nfsx", "ext4"),
    ],
)
def test_the_nearest_mount_decides_on_linux(path, kind):
    assert kind_at(PurePosixPath(path), dict(mounts_of_linux(MOUNTINFO))) == kind


@pytest.mark.parametrize(
    ("path", "leads_to_a_share"),
    [
        (r"\\fs01\it\rostering", True),
        ("//fs01/it/rostering", True),
        (r"\\?\UNC\fs01\it\rostering", True),
        (r"C:\rostering", False),
        (r"\\?\C:\rostering", False),
        (r"\rostering", False),
    ],
)
def test_a_path_of_windows_that_leads_to_a_share(path, leads_to_a_share):
    assert is_unc(PureWindowsPath(path)) is leads_to_a_share


@pytest.mark.parametrize(
    ("path", "program"),
    [
        (PureWindowsPath(r"C:\Users\ann\OneDrive\rostering"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\ann\OneDrive - Caprock Bend ISD\rostering"), "OneDrive"),
        (PurePosixPath("/Users/ann/Library/CloudStorage/OneDrive-CaprockBendISD/r"), "OneDrive"),
        (PurePosixPath("/home/ann/Dropbox (Personal)/r"), "Dropbox"),
        (PureWindowsPath(r"C:\Users\ann\iCloudDrive\r"), "iCloud Drive"),
        (PurePosixPath("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/r"), "iCloud Drive"),
        (
            PurePosixPath("/Users/ann/Library/CloudStorage/GoogleDrive-ann@example.org/My Drive/r"),
            "Google Drive",
        ),
        (PureWindowsPath(r"C:\Users\ann\Nextcloud\r"), "Nextcloud"),
        (PureWindowsPath(r"C:\Users\ann\rostering"), ""),
        (PurePosixPath("/home/ann/dropboxes/r"), ""),
        (PurePosixPath("/home/ann/my onedrive notes"), ""),
        (PurePosixPath("/srv/icloudy"), ""),
    ],
)
def test_a_synced_folder_is_known_by_its_name(path, program):
    assert synced_by(path, {}) == program


def test_a_renamed_onedrive_is_known_by_what_windows_says():
    path = PureWindowsPath(r"D:\Work\rostering")
    assert synced_by(path, {"OneDriveCommercial": r"D:\Work"}) == "OneDrive"
    assert synced_by(path, {"OneDriveCommercial": r"D:\Works"}) == ""


@pytest.mark.parametrize(("marker", "program"), [(".dropbox.cache", "Dropbox"), (".stfolder", "Syncthing")])
def test_a_synced_folder_is_known_by_what_the_program_leaves(tmp_path, marker, program):
    (tmp_path / marker).mkdir()
    assert synced_by(tmp_path / "a" / "b", {}) == program
    assert program in concerns(tmp_path / "a" / "b", {})[0]


def test_this_computers_own_folder_is_no_concern(tmp_path):
    assert concerns(tmp_path, {}) == []
    assert concerns(tmp_path / "not there yet", {}) == []


@pytest.mark.parametrize(
    "name",
    [
        "journal-DESKTOP-7.sqlite3",
        "journal (Ann's conflicted copy 2026-09-01).sqlite3",
        "journal (1).sqlite3",
        "journal 2.sqlite3",
        "journal.sync-conflict-20260901-101112-ABCDEFG.sqlite3",
    ],
)
def test_copies_that_a_sync_left_are_found(tmp_path, name):
    for other in ("journal.sqlite3", "journal.sqlite3.v1.bak", "journal.end"):
        (tmp_path / other).touch()
    assert conflicting_copies(tmp_path) == []
    (tmp_path / name).touch()
    assert conflicting_copies(tmp_path) == [name]
    assert conflicting_copies(Path(tmp_path, "missing")) == []


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        (PureWindowsPath(r"C:\Users\pat\OneDrive\rostering"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\pat\OneDrive - Bluebonnet ISD\rostering"), "OneDrive"),
        (PureWindowsPath(r"D:\onedrive - Schulbezirk Köln"), "OneDrive"),
        (PurePosixPath("/Users/pat/Library/CloudStorage/OneDrive-BluebonnetISD/rostering"), "OneDrive"),
        (PurePosixPath("/Users/pat/Library/Mobile Documents/com~apple~CloudDocs/x"), "iCloud Drive"),
        (PureWindowsPath(r"C:\Users\pat\iCloudDrive\x"), "iCloud Drive"),
        (PureWindowsPath(r"C:\Users\pat\Dropbox (Bluebonnet)\x"), "Dropbox"),
        (
            PurePosixPath("/Users/pat/Library/CloudStorage/GoogleDrive-pat@example.org/My Drive"),
            "Google Drive",
        ),
        (PureWindowsPath(r"\\server\share\rostering"), ""),
        (PureWindowsPath(r"C:\exports\dropboxes"), ""),
        (PurePosixPath("/home/pat/onedriver"), ""),
        (PurePosixPath("/home/pat/rostering"), ""),
    ],
)
def test_a_cloud_service_is_known_by_its_folder(folder, service):
    assert synced_by(folder, {}) == service
