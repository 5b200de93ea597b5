"""The requirements as people and programs read them: files, columns, basis, open questions."""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from dde_tui.actions.command import Call, Command, Example, Option
from dde_tui.errors import UsageError

if TYPE_CHECKING:
    from checks.profile import ColumnSpec, FileSpec, Profile

FORMATS = ("text", "markdown", "json", "csv")


def choose(profile: "Profile", wanted: str) -> "tuple[FileSpec | None, ColumnSpec | None]":
    """Return the file and the column that `users`, `users.csv` or `users.csv.role` mean.

    Raises:
        UsageError: the profile has no such file or column.
    """
    if not wanted:
        return None, None
    name, _, column = wanted.lower().replace(".csv", "").partition(".")
    for spec in profile.files:
        if spec.name.lower() == f"{name}.csv":
            if not column:
                return spec, None
            for each in spec.columns:
                if each.name.lower() == column:
                    return spec, each
            raise UsageError(
                f"{spec.name} has no column {column!r}.", to_do=f"It has {', '.join(spec.header)}."
            )
    raise UsageError(
        f"The profile {profile.name} has no file {name!r}.",
        to_do=f"It has {', '.join(spec.name for spec in profile.files)}.",
    )


def as_data(profile: "Profile", file: "FileSpec | None", column: "ColumnSpec | None") -> dict[str, Any]:
    """Return the requirements as plain data: schema `dde-requirements/1`."""
    return {
        "schema": "dde-requirements/1",
        "profile": {"name": profile.name, "version": profile.version, "title": profile.title},
        "files": [_file(spec, column) for spec in profile.files if file in (None, spec)],
        "questions": [
            {"id": q.id, "about": q.about, "text": q.text, "basis": q.basis.value} for q in profile.questions
        ],
    }


def _file(spec: "FileSpec", only: "ColumnSpec | None") -> dict[str, Any]:
    return {
        "file": spec.name,
        "purpose": spec.purpose,
        "required": spec.required,
        "basis": spec.basis.value,
        "columns": [
            {
                "column": column.name,
                "type": describe(column),
                "required": column.required,
                "basis": column.basis.value,
                "values": list(column.vocabulary),
                "references": column.references,
                "example": column.example,
                "note": column.note,
            }
            for column in spec.columns
            if only in (None, column)
        ],
    }


def describe(column: "ColumnSpec") -> str:
    """Return a column's type in words."""
    words = {"guid": "ID", "enum": "one of a list", "boolean": "true or false", "string": "text"}
    text = words.get(column.type.value, column.type.value)
    if column.references:
        text = f"ID in {column.references}"
    return f"list: {text}" if column.list else text


def as_text(profile: "Profile", file: "FileSpec | None", column: "ColumnSpec | None") -> Iterator[str]:
    """Yield the requirements as lines: all files, one file's columns, or one column."""
    if file is None:
        yield f"{profile.title} ({profile.name})"
        yield ""
        for spec in profile.files:
            need = "required" if spec.required else "accepted"
            yield f"  {spec.name:<21} {need}, {spec.basis.value:<9}  {spec.purpose}"
        yield ""
        yield "Not settled yet, ask CLI:"
        for question in profile.questions:
            yield f"  {question.id:<17} {question.text}"
        yield ""
        yield "One file: dde requirements users.csv   One column: dde requirements users.csv.role"
        return
    if column is None:
        need = "required" if file.required else "accepted"
        yield f"{file.name}: {file.purpose} ({need}, {file.basis.value})"
        yield ""
        for number, each in enumerate(file.columns, 1):
            need = "required" if each.required else ""
            yield f"  {number:>2} {each.name:<36} {need:<9} {describe(each)}".rstrip()
        return
    yield f"{file.name}, column {column.name}"
    facts = {
        "type": describe(column),
        "required": "yes" if column.required else "no",
        "values": ", ".join(column.vocabulary),
        "example": column.example,
        "note": column.note,
        "basis": column.basis.value,
    }
    for name, fact in facts.items():
        if fact:
            yield f"  {name:<9} {fact}"


def as_markdown(data: dict[str, Any]) -> Iterator[str]:
    """Yield the requirements as Markdown tables."""
    yield f"# {data['profile']['title']}"
    for file in data["files"]:
        yield ""
        yield f"## {file['file']} ({'required' if file['required'] else 'accepted'}, {file['basis']})"
        yield ""
        yield "| column | required | type | example | basis |"
        yield "| --- | --- | --- | --- | --- |"
        for column in file["columns"]:
            cells = (
                column["column"],
                "yes" if column["required"] else "",
                column["type"],
                column["example"],
                column["basis"],
            )
            yield f"| {' | '.join(cells)} |"
    yield ""
    yield "## Open questions"
    yield ""
    for question in data["questions"]:
        yield f"- {question['about']}: {question['text']}"


def as_csv(data: dict[str, Any]) -> str:
    """Return the requirements as one CSV table, a row a column."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "column", "required", "type", "values", "references", "example", "basis"))
    for file in data["files"]:
        for column in file["columns"]:
            writer.writerow(
                (
                    file["file"],
                    column["column"],
                    "yes" if column["required"] else "no",
                    column["type"],
                    " ".join(column["values"]),
                    column["references"],
                    column["example"],
                    column["basis"],
                )
            )
    return text.getvalue().rstrip("\n")


def _run(call: Call) -> ExitCode:
    from checks.profile import load_profile

    options, console = call.options, call.console
    name = options.profile
    if not name:
        name = call.workspace.profile if call.has_workspace else "cli-engage"
    profile = load_profile(name)
    file, column = choose(profile, options.file or "")
    form = "json" if options.json else options.format
    data = as_data(profile, file, column)
    if form == "json":
        console.json(data)
        return ExitCode.DONE
    lines = {
        "text": lambda: as_text(profile, file, column),
        "markdown": lambda: as_markdown(data),
        "csv": lambda: iter((as_csv(data),)),
    }[form]()
    for line in lines:
        console.say(line)
    return ExitCode.DONE


COMMAND = Command(
    name="requirements",
    sentence="Show what is required, with basis, type and example.",
    run=_run,
    options=(
        Option("file", "A file or a column, such as users.csv or users.csv.role.", metavar="FILE[.COLUMN]"),
        Option("--format", "How to write it.", default="text", choices=FORMATS),
        Option("--profile", "A profile's name, or the path of its file.", metavar="NAME|FILE"),
        Option("--json", "The same as --format json.", switch=True),
    ),
    examples=(
        Example("dde requirements", "all files, and what is not settled yet"),
        Example("dde requirements users.csv.role", "one column"),
        Example("dde requirements --format markdown", "to paste into a wiki"),
    ),
)
