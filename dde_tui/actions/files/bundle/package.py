"""What is put into a bundle beside its files, and how all of it becomes a zip."""

import io
import json
import tomllib
import warnings
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.pseudonyms.reproduction import Reproduction
from checks.regular_file import read_regular
from checks.visible import visible
from dde_tui import __version__
from dde_tui.actions.files.bundle.metadata import PROFILE, REPORT, REPORT_TEXT, SCHEMA
from dde_tui.terminal.system import this_system

if TYPE_CHECKING:
    from dde_tui.workspace.settings import Settings

_PACKAGES = ("polars", "numpy", "pandas", "textual", "paramiko")
_LEFT_OUT = "…"
_PACKINGS = tuple((zipfile.ZIP_DEFLATED, level) for level in (9, 6, 1))
_SMALL = 8 * 1024**2
"""Bytes of all files up to which a bundle need not be packed."""


def about(
    bundle: Reproduction, along: Mapping[str, bytes], *, settings: "Settings | None", today: date
) -> dict[str, Any]:
    """Return what a bundle says of itself, as plain data."""
    made, report = bundle.made, bundle.report
    found = made.search.found_in([data.decode() for data in along.values()])
    alike = made.alike(bundle.files).union(*found.values())
    return {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "profile": {"name": report.profile, "version": report.profile_version},
        "versions": versions(),
        "settings": settings_without_secrets(settings) if settings is not None else {},
        "same_findings": not bundle.differences,
        "differences": [
            {"code": code, "file": visible(file), "line": line, "column": column}
            for code, file, line, column in bundle.differences
        ],
        "rows_in_place": bundle.rows_kept,
        "minimal": bundle.is_minimal,
        "rows_left_out": bundle.rows_left_out,
        "outcome": report.outcome,
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "files": [{"file": file.file, "rows": file.rows, "bytes": file.bytes} for file in report.files],
        "left_out": [
            {
                "file": visible(each.file),
                "column": each.column if each.column is None else visible(each.column),
                "why": each.why,
            }
            for each in made.left_out
        ],
        "public_words_replaced": made.tainted,
        "alike": len(alike),
        "birth_dates_crowded": made.crowded,
    }


def as_bytes(data: Mapping[str, Any]) -> bytes:
    """Return plain data as JSON in ASCII."""
    return (json.dumps(data, ensure_ascii=True, indent=2) + "\n").encode()


def members_along(bundle: Reproduction, profile: str) -> dict[str, bytes]:
    """Return what goes along with the files: the report without values, and a district's own profile."""
    from checks.reports.json import as_json
    from checks.reports.text import as_text

    report = as_json(bundle.report, tool_version=__version__, show_values=False)
    for file in report["source"]["files"]:
        del file["sha256"]  # by chance, its digits could be someone's number
    text = "".join(f"{line}\n" for line in as_text(bundle.report, show_values=False))
    return {REPORT: as_bytes(report), REPORT_TEXT: text.encode(), **profile_members(profile)}


def zipped(bundle: Reproduction, along: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a reproducible zip, without the machine or the time it was made.

    Compressed bytes are as good as random, so a short name can appear in them by chance. A search of the
    zip should not hit one: then another compression level is tried, and in the end none.
    """
    members = [
        *(("/".join(filter(None, (file.folder, file.name))), file.read()) for file in bundle.files.files),
        *sorted(along.items()),
    ]
    search = bundle.made.search
    named = search.found_in(["\n".join(name for name, _ in members)]).get(0, [])
    is_small = sum(len(data) for _, data in members) <= _SMALL
    packed = b""
    for method, level in (*_PACKINGS, *([(zipfile.ZIP_STORED, None)] if is_small else [])):
        packed = _packed(members, method, level)
        if method == zipfile.ZIP_STORED or not is_small:
            break
        if set(search.found_in([packed.decode("latin-1")]).get(0, [])) <= set(named):
            break
    return packed


def _packed(members: list[tuple[str, bytes]], method: int, level: int | None) -> bytes:
    held = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w") as archive:
        warnings.simplefilter("ignore")  # a duplicate name is a finding to reproduce
        for name, data in members:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data, method, level)
    return held.getvalue()


def versions() -> dict[str, str]:
    """Return the versions that can affect findings; nothing that identifies the machine's owner."""
    from importlib.metadata import PackageNotFoundError, version

    system = this_system()
    found = {"dde": __version__, "python": system.python, "system": system.name, "machine": system.machine}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = ""
    return found


def settings_without_secrets(settings: "Settings") -> dict[str, Any]:
    """Return the settings that decide what happens: no name, host, user, folder, path or fingerprint."""
    store = settings.securestor
    calendar = settings.calendar
    return {
        "district.zone": settings.district.zone,
        "feedback.kind": settings.feedback.kind,
        "calendar.zone": calendar.zone,
        "calendar.open": calendar.open,
        "calendar.close": calendar.close,
        "calendar.weekdays": list(calendar.weekdays),
        "calendar.lunch": calendar.lunch,
        "calendar.holidays": calendar.holidays if calendar.federal_holidays else "none",
        "calendar.closed": [day.isoformat() for day in calendar.closed],
        "securestor.connected": bool(store.host),
        "securestor.agent": store.agent,
        "securestor.key_file": bool(store.key_file),
        "securestor.password": store.password.partition(":")[0],
        "securestor.exchange": store.exchange,
    }


def profile_members(profile: str) -> dict[str, bytes]:
    """Return the files of a district's own profile, and of those it builds on, without examples and sources.

    What CLI told stays, because rules follow from it; who told it, where, and answers in free words do not.
    """
    members: dict[str, bytes] = {}
    path = Path(profile)
    while path.name.endswith(".toml"):
        import tomlkit

        data = tomllib.loads(read_regular(path).decode("utf-8-sig"))
        extends = str(data.get("extends", ""))
        own = extends.endswith(".toml")
        name = PROFILE.format(len(members) + 1)
        if own:
            data["extends"] = PROFILE.format(len(members) + 2)
        members[name] = tomlkit.dumps(_without_words(data)).encode()
        if not own:
            break
        path = path.parent / extends
    return members


def _without_words(data: Mapping[str, Any]) -> dict[str, Any]:
    from checks.profile.model import AnswerKind
    from checks.profile.settlement import kind_of

    kept = {key: value for key, value in data.items() if key not in ("file", "question", "told")}
    if "title" in kept:
        kept["title"] = "As told to the district"
    for key in ("question", "file"):
        if key in data:
            kept[key] = [_entry(entry) for entry in data[key]]
    if "told" in data:
        kept["told"] = []
        for told in data["told"]:
            is_text = (kind_of(told["question"]) or AnswerKind.TEXT) is AnswerKind.TEXT
            answer = _LEFT_OUT if is_text and isinstance(told["answer"], str) else told["answer"]
            kept["told"].append({**told, "source": _LEFT_OUT, "answer": answer})
    return kept


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {
        "example": "",
        "note": "",
        **dict.fromkeys(("purpose", "about", "text", "unchecked"), _LEFT_OUT),
    }
    changed = {key: hidden.get(key, value) for key, value in entry.items()}
    if "columns" in changed:
        changed["columns"] = [_entry(column) for column in changed["columns"]]
    return changed
