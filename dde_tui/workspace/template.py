"""The `dde.toml` of a new workspace: every setting with its meaning, derived from the declarations."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from dde_tui.workspace.settings import Settings


def settings_text(given: Mapping[str, object]) -> str:
    """Return the text of a `dde.toml`; settings that are not given (`"district.name"`) have their default."""
    lines = ["# The settings of one district for dde. Text after # is for you; change what you need."]
    for section in fields(Settings):
        lines += ["", f"# {section.metadata['help']}", f"[{section.name}]"]
        for each in fields(section.type):  # type: ignore[arg-type]
            if each.metadata.get("earlier"):
                continue
            value = given.get(f"{section.name}.{each.name}", each.default)
            lines += [f"# {each.metadata['help']}", f"{each.name} = {literal(value)}"]
    return "\n".join(lines) + "\n"


def literal(value: object) -> str:
    """Return a setting's value as it is written in the file."""
    match value:
        case tuple():
            return f"[{', '.join(literal(each) for each in value)}]"
        case date():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False)
