"""The requirements as people and programs read them: files, columns, basis, open questions."""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from checks.visible import visible
from dde_tui.actions.command import Call, Command, Example, Option
from dde_tui.actions.process.settle import SETTLE, answer_in_words, question_data, told_in_words
from dde_tui.errors import UsageError

if TYPE_CHECKING:
    from checks.profile.model import ColumnSpec, FileSpec, Profile

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
        "files": [_file(profile, spec, column) for spec in profile.files if file in (None, spec)],
        "questions": [question_data(profile, question) for question in profile.questions],
    }


def _file(profile: "Profile", spec: "FileSpec", only: "ColumnSpec | None") -> dict[str, Any]:
    return {
        "file": spec.name,
        "purpose": spec.purpose,
        "required": spec.required,
        "accepted": spec.accepted,
        "basis": spec.basis.value,
        "told": _told(profile, spec),
        "columns": [
            {
                "column": column.name,
                "type": describe(column),
                "required": column.required,
                "basis": column.basis.value,
                "told": _told(profile, column),
                "means": column.means,
                "values": list(column.vocabulary),
                "references": column.references,
                "example": column.example,
                "note": column.note,
            }
            for column in spec.columns
            if only in (None, column)
        ],
    }


def _told(profile: "Profile", spec: "FileSpec | ColumnSpec") -> dict[str, str] | None:
    """Return the answer, date and source by which CLI told a requirement; None if the basis is another."""
    told = profile.answers.get(spec.told)
    if told is None:
        return None
    return {"question": spec.told, "on": told.on.isoformat(), "source": told.source}


def basis_in_words(profile: "Profile", spec: "FileSpec | ColumnSpec") -> str:
    """Return a requirement's basis, and for what CLI told also the day and the source."""
    told = profile.answers.get(spec.told)
    return told_in_words(told) if told else spec.basis.value


def need(spec: "FileSpec") -> str:
    """Return whether a file must be there, in a word."""
    return "required" if spec.required else "accepted" if spec.accepted else "not read"


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
            yield f"  {spec.name:<21} {need(spec)}, {spec.basis.value:<9}  {spec.purpose}"
        yield ""
        if profile.answers:
            yield "Answered by CLI:"
            for id_, told in profile.answers.items():
                yield f"  {id_:<17} {answer_in_words(told.answer)} ({told_in_words(told)})"
            yield ""
        if profile.open_questions:
            yield "Not settled yet, ask CLI:"
            for question in profile.open_questions:
                yield f"  {question.id:<17} {question.text}"
            yield "`dde requirements settle` records what CLI answers."
            yield ""
        yield "One file: dde requirements users.csv   One column: dde requirements users.csv.role"
        return
    if column is None:
        yield f"{file.name}: {file.purpose} ({need(file)}, {basis_in_words(profile, file)})"
        yield ""
        for number, each in enumerate(file.columns, 1):
            required = "required" if each.required else ""
            yield f"  {number:>2} {visible(each.name):<36} {required:<9} {describe(each)}".rstrip()
        return
    yield f"{file.name}, column {visible(column.name)}"
    facts = {
        "type": describe(column),
        "required": "yes" if column.required else "no",
        "values": ", ".join(column.vocabulary),
        "example": column.example,
        "note": column.note,
        "means": column.means,
        "basis": basis_in_words(profile, column),
    }
    for name, fact in facts.items():
        if fact:
            yield f"  {name:<9} {visible(fact, 400)}"


def as_markdown(data: dict[str, Any]) -> Iterator[str]:
    """Yield the requirements as Markdown tables."""
    yield f"# {data['profile']['title']}"
    for file in data["files"]:
        yield ""
        yield f"## {file['file']} ({_need(file)}, {_basis(file)})"
        yield ""
        yield "| column | required | type | example | basis |"
        yield "| --- | --- | --- | --- | --- |"
        for column in file["columns"]:
            cells = (
                column["column"],
                "yes" if column["required"] else "",
                column["type"],
                column["example"],
                _basis(column),
            )
            yield f"| {' | '.join(visible(cell).replace('|', '&#124;') for cell in cells)} |"
    answered = [question for question in data["questions"] if question["told"]]
    if answered:
        yield ""
        yield "## Answered by CLI"
        yield ""
    for question in answered:
        told = question["told"]
        words = answer_in_words(tuple(told["answer"]) if isinstance(told["answer"], list) else told["answer"])
        yield f"- {question['about']}: {question['text']} {words} ({_basis(question)})"
    yield ""
    yield "## Open questions"
    yield ""
    for question in data["questions"]:
        if not question["told"]:
            yield f"- {question['about']}: {question['text']}"


def _need(file: dict[str, Any]) -> str:
    return "required" if file["required"] else "accepted" if file["accepted"] else "not read"


def _basis(entry: dict[str, Any]) -> str:
    told = entry["told"]
    return f"told {told['on']}, {visible(told['source'])}" if told else str(entry["basis"])


def as_csv(data: dict[str, Any]) -> str:
    """Return the requirements as one CSV table, a row a column."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ("file", "column", "required", "type", "values", "references", "example", "basis", "told")
    )
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
                    _basis(column).removeprefix("told ") if column["told"] else "",
                )
            )
    return text.getvalue().rstrip("\n")


def _run(call: Call) -> ExitCode:
    from checks.rules.choices import load_profile

    options, console = call.options, call.console
    name = options.profile
    if not name:
        name = call.profile
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
    commands=(SETTLE,),
    examples=(
        Example("dde requirements", "all files, and what is not settled yet"),
        Example("dde requirements users.csv.role", "one column"),
        Example("dde requirements --format markdown", "to paste into a wiki"),
    ),
)
