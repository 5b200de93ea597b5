"""Folders of cloud services, by their path, and files that are not here yet, by their attributes."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from dde_tui.workspace.files.cloud import is_placeholder, placeholders_in, service_of


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
def test_a_service_is_known_by_its_folder(folder, service):
    assert service_of(folder) == service


@pytest.mark.parametrize(
    ("attributes", "is_one"),
    [(0x20, False), (0x1, False), (0x80000, False), (0x1000, True), (0x40000, True), (0x400020, True)],
)
def test_a_placeholder_is_known_by_its_attributes(attributes, is_one):
    assert is_placeholder(attributes) is is_one


def test_plain_files_are_all_here(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"x")
    (tmp_path / "below").mkdir()
    assert placeholders_in(tmp_path) == []
    assert placeholders_in(tmp_path / "users.csv") == []
    assert placeholders_in(tmp_path / "nowhere") == []
