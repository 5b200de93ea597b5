"""Where a workspace lies, and why that may not be a good place: network shares and folders that are synced.

A journal needs locks and writes that the disk confirms. A share may break both, and a program that syncs may
put an older copy back or make two of one, and it carries children's data to another place.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from checks.visible import visible

_SYNCED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud drive": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "box sync": "Box",
    "nextcloud": "Nextcloud",
}
"""How the name of a synced folder begins, in lower case, and what syncs it."""
_MARKERS = {".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing"}
"""What a program that syncs leaves in its folder."""
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
"""In which Windows tells every program where OneDrive's folders are."""
_NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "afpfs",
        "ncpfs",
        "webdav",
        "davfs",
        "fuse.sshfs",
        "fuse.rclone",
    }
)
"""File systems that are on another computer."""
_REMOTE_DRIVE = 4
"""What Windows calls a drive that is on another computer."""


def concerns(path: Path, environ: Mapping[str, str]) -> list[str]:
    """Return why the folder may be a bad place for a workspace, a sentence each; empty where it is none.

    Args:
        path: the folder; it need not exist yet.
        environ: where Windows names OneDrive's folders.
    """
    path = Path(os.path.realpath(path))
    found = []
    if kind := network_share(path):
        found.append(
            f"{visible(str(path))} is on a network share ({kind}). Two computers that use it at once, or a "
            "line that breaks, can damage the journal. Keep the workspace on this computer's own disk."
        )
    if program := synced_by(path, environ):
        found.append(
            f"{visible(str(path))} looks like a folder that {program} syncs. It may put an older copy of the "
            "journal back, and it copies your students' data to another place. Keep the workspace elsewhere."
        )
    return found


def synced_by(path: PurePath, environ: Mapping[str, str]) -> str:
    """Return the program that seems to sync this folder; "" where none does."""
    homes = [PureWindowsPath(environ[name]) for name in _VARIABLES if environ.get(name)]
    if any(PureWindowsPath(path).is_relative_to(home) for home in homes):
        return "OneDrive"
    for part in path.parts:
        for begin, program in _SYNCED.items():
            if part.lower().startswith(begin) and not part[len(begin) :][:1].isalpha():
                return program
    if isinstance(path, Path):
        for folder in (path, *path.parents):
            for name, program in _MARKERS.items():
                if (folder / name).exists():
                    return program
    return ""


def network_share(path: Path) -> str:
    """Return what kind of network share a folder is on; "" where it is this computer's own disk."""
    if sys.platform == "win32":
        import ctypes

        if is_unc(PureWindowsPath(path)):
            return "UNC path"
        is_remote = ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE_DRIVE
        return "mapped drive" if is_remote else ""
    kind = kind_at(PurePosixPath(path), dict(_mounts()))
    return kind if kind in _NETWORK else ""


def is_unc(path: PureWindowsPath) -> bool:
    r"""Return whether a path of Windows leads to a share, as in \\server\share; a device's does not."""
    drive = path.drive.upper()
    is_device = drive.startswith(("\\\\?\\", "\\\\.\\"))
    return drive.startswith("\\\\?\\UNC\\") if is_device else drive.startswith("\\\\")


def kind_at(path: PurePosixPath, mounts: Mapping[str, str]) -> str:
    """Return the kind of file system that a path is on.

    Args:
        path: an absolute path.
        mounts: the kind of file system at each place; of two at one place the later one.
    """
    for folder in (path, *path.parents):
        if str(folder) in mounts:
            return mounts[str(folder)]
    return ""


def mounts_of_linux(text: str) -> Iterator[tuple[str, str]]:
    """Yield place and kind of each line of `/proc/self/mountinfo`."""
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        places, kinds = before.split(" "), after.split(" ")
        if len(places) > 4 and kinds[0]:
            yield places[4].encode().decode("unicode_escape", "replace"), kinds[0]


def _mounts() -> Iterator[tuple[str, str]]:
    try:
        yield from mounts_of_linux(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape"))
    except (OSError, ValueError):  # macOS has no such file, and only a program tells its mounts
        return


def conflicting_copies(state: Path) -> list[str]:
    """Return the names of journals that a program that syncs put beside ours, when two computers wrote."""
    try:
        return sorted(path.name for path in state.glob("journal*.sqlite3") if path.name != "journal.sqlite3")
    except OSError:
        return []
