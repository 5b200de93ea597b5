"""The reference of `dde.toml`, made from the one declaration of the settings."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any, get_type_hints

from dde_tui.workspace.settings import Settings
from dde_tui.workspace.template import literal

_KINDS = {
    str: "Text.",
    int: "A number.",
    bool: "True or false.",
}
INTRODUCTION = """\
A workspace's settings are in `dde.toml`, which `dde init` writes with every setting and what it is for.
Change it in any editor. `dde` checks it whenever it reads it: an unknown key is an error that names the
nearest one, and every message names the file and the key. What the file leaves out has its default. Nothing
secret is in it: it says where a password is, never the password.

What decides where your files go ([securestor](#securestor)) is set by `dde connect`, which tests it. Changed
by hand, it stops a sending until `dde connect` has tested it again."""


def settings_page(command: str) -> str:
    """Return the page of all settings, section by section."""
    lines = [
        "# Settings",
        "",
        f"Generated from `dde_tui/workspace/settings.py` by `{command}`; don't edit it by hand.",
        "",
    ]
    lines += INTRODUCTION.splitlines()
    for section in fields(Settings):
        lines += ["", f"## {section.name}", "", section.metadata["help"], ""]
        lines += ["| key | default | what it is | allowed |", "| --- | --- | --- | --- |"]
        kind: Any = section.type
        hints = get_type_hints(kind)
        lines += [_row(each, hints[each.name]) for each in fields(kind) if not each.metadata.get("earlier")]
    lines += ["", "An example:", "", *_example()]
    return "\n".join(lines) + "\n"


def _row(setting: "Field[Any]", hint: Any) -> str:
    default = "none, it must be given" if setting.default is MISSING else f"`{literal(setting.default)}`"
    allowed = setting.metadata["allowed"] or _kind(hint)
    cells = (f"`{setting.name}`", default, setting.metadata["help"], allowed)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _kind(hint: Any) -> str:
    return _KINDS.get(hint) or ("Days, without quotes." if "date" in str(hint) else "Texts in quotes.")


def _example() -> Iterator[str]:
    yield from (
        "```toml",
        "[district]",
        'name = "Bluebonnet ISD"',
        'zone = "America/Chicago"',
        "",
        "[calendar]",
        "closed = [2026-12-24]",
        "```",
    )
