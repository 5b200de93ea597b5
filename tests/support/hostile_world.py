"""A world full of hostile text: files, a zip, a workspace, an exchange folder."""

import csv
import io
import json
import socket
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from checks.example.changes import Files
from checks.file_record import FileRecord
from dde_tui.actions.files.template import template_files
from dde_tui.errors import SettingsError
from dde_tui.feedback.folder import Receipt
from dde_tui.process.events import EventKind
from dde_tui.workspace.folder import Workspace, create_workspace
from support.connected import set_connection
from support.hostile_text import toml

NOW = datetime(2026, 9, 15, 15, tzinfo=UTC)
KEY = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
SETTINGS = (
    *("district_name", "district_zone", "feedback_kind", "calendar_open", "check_profile", "build_output"),
    *(
        "securestor_host",
        "securestor_user",
        "securestor_folder",
        "securestor_key_file",
        "securestor_password",
    ),
)
"""Settings of every kind: which of them may hold such a text is for them to say."""


def evil_files(evil: str) -> Files:
    """The sample district's files with the text in a header, in cells, and in a name."""
    files = template_files("clean")
    rows = list(csv.reader(io.StringIO(files["users.csv"].decode())))
    rows[0][-1] = evil
    for number, row in enumerate(rows[1:20]):
        row[number % len(row)] = evil
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return {**files, "users.csv": text.getvalue().encode(), f"{evil}.csv": b"a,b\n1,2\n"}


def evil_workspace(path: Path, evil: str, **settings: object) -> Workspace:
    """A workspace whose journal holds the text wherever an event has room for words."""
    workspace = replace(create_workspace(path, "Bluebonnet ISD"), clock=lambda: NOW)
    sections: dict[str, list[str]] = {}
    for name, value in {"district_name": "Bluebonnet ISD", **settings}.items():
        section, _, key = name.partition("_")
        written = toml(value) if isinstance(value, str) else json.dumps(value)
        sections.setdefault(section, []).append(f"{key} = {written}")
    lines = [line for section, keys in sections.items() for line in (f"[{section}]", *keys)]
    workspace.settings_file.write_text("\n".join(lines), encoding="utf-8")
    if "securestor_host" in settings:
        with suppress(SettingsError):  # some settings of this kind are refused
            set_connection(workspace, {})
    found = {"code": evil, "file": evil, "line": 3, "column": evil, "message": evil}
    workspace.journal.append(EventKind.REQUESTED, at=NOW)
    workspace.journal.append(EventKind.ANSWERED, {"text": evil}, NOW)
    workspace.journal.append(EventKind.CONFIRMED, at=NOW)
    sent = {"submission": evil, "files": [{"file": evil, "bytes": 1, "sha256": evil}]}
    workspace.journal.append(EventKind.SUBMITTED, sent, NOW)
    returned = {"text": f"{evil}\n{evil}", "review": "initial", "submission": evil, "findings": [found]}
    workspace.journal.append(EventKind.RETURNED, returned, NOW)
    workspace.journal.append(EventKind.COMMENT, {"text": evil, "source": evil}, NOW)
    return workspace


def put(folder: Path, files: Files) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def evil_zip(path: Path, evil: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.comment = evil.encode()
        for name, data in evil_files(evil).items():
            archive.writestr(f"{evil}/{name}" if name == "orgs.csv" else name, data)
    return path


def a_name(evil: str) -> str:
    """The text as a name of a file in the exchange folder, where some signs are refused on every system."""
    return "".join(sign for sign in evil if sign not in "\\:") + ".json"


def evil_exchange(root: Path, evil: str) -> Path:
    """A district's folder as the Help Center sees it."""
    home = put(root / evil, evil_files(evil))
    receipt = Receipt(
        submission="20260915-001",
        district=evil,
        sent=NOW,
        round=1,
        files=(FileRecord(evil, 1, "0" * 64, 1, evil),),
        accepted=({"code": evil, "because": evil},),
        server=evil,
        host_key=evil,
    )
    put(home / "dde" / "receipts", {f"{receipt.submission}.json": receipt.encode(), a_name(evil): b"{}"})
    return root


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
