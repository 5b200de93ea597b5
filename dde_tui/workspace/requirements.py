"""The workspace's own requirements: a profile in it that holds what CLI told, with date and source.

It is made by the first answer and builds on what the files were checked against before. You may edit it
too: everything else in it, comments included, is kept.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.errors import AnswerError
from checks.profile.model import Profile, ToldAnswer
from checks.regular_file import read_regular
from checks.rules.choices import load_profile
from checks.toml_reader import TableError, parse
from checks.visible import visible
from dde_tui.errors import SettingsError
from dde_tui.workspace.disk import disk_trouble, replace_file
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.settings import change_settings

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

REQUIREMENTS_FILE = "requirements.toml"

_NEW = """\
# What CLI told this district, on top of the requirements that it extends.
# `dde requirements settle` writes the answers here. You may write here too: other severities under
# [rules], such as DDE215 = "info" or "off", and files and columns under [[file]].

extends = {extends}
name = "requirements"
version = "1"
title = {title}
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a change to the answers led to."""

    path: Path
    """The file that holds them."""
    profile: Profile
    """The requirements as they are now."""


def record_answer(
    workspace: Workspace, question: str, answer: tuple[str, ...], *, on: date, source: str
) -> Settled:
    """Record what CLI answered to a question; the rules follow at once.

    Args:
        workspace: whose requirements they are.
        question: the question's id.
        answer: the words of the answer, as `checks.profile.questions.FORMS` says for the question's kind.
        on: the day on which CLI told it.
        source: where the answer is, such as a ticket number.

    Raises:
        AnswerError: the question is unknown, or the answer is invalid.
        ProfileError, SettingsError: the requirements or the settings can't be used as they are.
        DiskError: a file can't be read or written; no answer was recorded.
    """
    from checks.profile.settlement import settle

    profile = settle(load_profile(workspace.profile), question, answer, on=on, source=source)
    told = profile.answers[question]
    return _change(workspace, lambda document: _put(document, question, told))


def take_answer_back(workspace: Workspace, question: str) -> Settled:
    """Remove an answer: the question is open again.

    Raises:
        AnswerError: it has no answer in this workspace.
        ProfileError, SettingsError, DiskError: as `record_answer`.
    """
    from checks.profile.settlement import take_back

    take_back(load_profile(workspace.profile), question)
    return _change(workspace, lambda document: _drop(document, question))


def _change(workspace: Workspace, edit: "Callable[[TOMLDocument], None]") -> Settled:
    """Change the file; all of it is checked before any of it is written."""
    import tomlkit

    from checks.profile.loader import ProfileReader
    from checks.rules.choices import checked

    path, text = _own(workspace)
    document = tomlkit.parse(text)
    edit(document)
    changed = tomlkit.dumps(document)
    profile = checked(ProfileReader(str(path)).profile(changed))
    replace_file(path, changed.encode())
    if Path(workspace.profile) != path:
        change_settings(workspace.settings_file, {"check.profile": path.name})
    return Settled(path, profile)


def _own(workspace: Workspace) -> tuple[Path, str]:
    """Return the workspace's own profile and its text; the text of a new one where there is none."""
    current = workspace.profile
    if current.endswith(".toml"):
        return Path(current), _text(Path(current))
    path = workspace.path / REQUIREMENTS_FILE
    if path.exists():
        text = _text(path)
        if parse(text).get("extends") != current:
            raise SettingsError(
                f"{visible(str(path))} exists, but files are checked against {visible(current)}.",
                meaning="Nothing was changed.",
                to_do=f'Set check.profile to "{REQUIREMENTS_FILE}" in dde.toml, or rename that file.',
            )
        return path, text
    title = f"{load_profile(current).title}, as told to {workspace.settings.district.name}"
    return path, _NEW.format(extends=_quoted(current), title=_quoted(title))


def _text(path: Path) -> str:
    try:
        with disk_trouble(path):
            text = read_regular(path).decode("utf-8-sig")
        parse(text)
    except ValueError as error:
        why = str(error) if isinstance(error, TableError) else "is not UTF-8 text."
        raise SettingsError(f"{visible(str(path))} {why}", meaning="Nothing was changed.") from error
    return text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _put(document: "TOMLDocument", question: str, told: ToldAnswer) -> None:
    import tomlkit
    from tomlkit.items import AoT

    answer = list(told.answer) if isinstance(told.answer, tuple) else told.answer
    facts: dict[str, Any] = {"question": question, "answer": answer, "on": told.on, "source": told.source}
    if "told" not in document:
        document.add(tomlkit.nl())
        document.append("told", tomlkit.aot())
    entries: Any = document["told"]
    for entry in entries:
        if entry["question"] == question:
            entry.update(facts)
            return
    new = tomlkit.table() if isinstance(entries, AoT) else tomlkit.inline_table()
    new.update(facts)
    entries.append(new)


def _drop(document: "TOMLDocument", question: str) -> None:
    entries: Any = document.get("told", [])
    for number, entry in enumerate(entries):
        if entry["question"] == question:
            del entries[number]
            if not entries:
                del document["told"]
            return
    raise AnswerError(
        f"The answer to {question} is in the requirements that the workspace's own ones extend.",
        to_do="Remove it there.",
    )
