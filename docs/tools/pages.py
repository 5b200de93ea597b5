"""Generate rules.md, problems.md, servers.md and settings.md from the code; run it with `PYTHONPATH=.`.

Rules come from checks/rules, problems with their samples from tests/problems, and server kinds from the
connection test.
"""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

DOCS = Path(__file__).parents[1]
sys.path[:0] = [str(DOCS / "tools"), str(DOCS.parent / "tests")]

from server_kinds import servers_page  # noqa: E402
from settings_page import settings_page  # noqa: E402

from checks.example.changes import (  # noqa: E402
    AddColumn,
    AddRow,
    Bytes,
    Cell,
    Change,
    CopyFile,
    DropRow,
    RenameFile,
)
from checks.explain import by_itself, samples  # noqa: E402
from checks.rules.registry import all_rules  # noqa: E402
from checks.rules.rule import Rule  # noqa: E402
from problems.listed import CLI_RULES, KNOWN  # noqa: E402
from problems.problem import Problem, Sample  # noqa: E402

COMMAND = "PYTHONPATH=. python docs/tools/pages.py"
FAMILIES = {
    "1": ("Files of the set", "which files there are, their names, the manifest"),
    "2": ("Rows and headers", "encoding, separators, quotes, columns and their order"),
    "3": ("Single values", "vocabulary, grades, addresses, lists, and damage by spreadsheets"),
    "4": ("Dates and terms", "dates that are invalid or contradictory, terms that are over"),
    "5": ("IDs and references", "duplicate IDs and broken references"),
    "6": ("Homerooms", "who has a homeroom and a teacher, which decides what CLI Engage creates"),
    "7": ("People", "missing or contradictory data of students and teachers"),
    "8": ("Compared with an earlier set", "who is gone or has a new ID, and exports that were cut off"),
}
"""The first digit of a code, the title of that family of rules, and what they check."""
MARKS = {"E": "breaks the load or loses people", "W": "needs a check", "N": "a note"}


def rules_page() -> str:
    """Return the page of all rules, by family."""
    lines = [
        "# The rules",
        "",
        f"Generated from the rules by `{COMMAND}`; don't edit it by hand.",
        "`dde explain CODE` shows the same page of a rule in the terminal. [problems.md](problems.md) lists",
        "known problems and the rules that find them.",
        "",
        "*Severity*: an error keeps the files from being ready; an unsettled requirement never gives more",
        "than an info. *Review*: which of CLI's two reviews would return the files for it.",
        "*Basis*: where the requirement comes from.",
        "",
    ]
    families = {title: [*_family(digit)] for digit, (title, _) in FAMILIES.items()}
    for title, rules in families.items():
        lines.append(f"- [{title}](#{_anchor(title)})")
        lines += [f"  - [{rule.code}](#{rule.code.lower()}) {rule.title}" for rule in rules]
    for title, rules in families.items():
        lines += ["", f"## {title}"]
        for rule in rules:
            lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


def family_rows() -> Iterator[str]:
    """Yield the families as rows of the table in docs/checking.md: codes, topic, number of rules."""
    for digit, (title, about) in FAMILIES.items():
        codes = [rule.code for rule in _family(digit)]
        link = f"[{codes[0]} to {codes[-1][-3:]}](rules.md#{_anchor(title)})"
        yield f"| {link} | {title}: {about} | {len(codes)} |"


def _family(digit: str) -> Iterator[Rule]:
    return (rule for code, rule in all_rules().items() if code[3] == digit)


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _rule(rule: Rule) -> Iterator[str]:
    bad, good = samples(rule)
    yield f"### {rule.code}"
    yield ""
    yield f"**{rule.title}** (`{rule.name}`): {rule.severity}, {rule.review} review, basis {rule.basis}."
    yield ""
    yield f"- Why it matters: {rule.why}"
    yield f"- How to fix it: {rule.fix}"
    yield f"- {by_itself(rule)}"
    for words, answer in rule.told:
        yield f"- Checked only after CLI has answered the question `{words}`, such as with `{answer}`."
    for title, lines in (("Bad", bad), ("Good", good)):
        yield from ("", f"{title}:", "", "```text", *lines, "```")


def problems_page() -> str:
    """Return the page of the known problems and of CLI's rules, each with its samples."""
    lines = [
        "# Known problems and the rules that find them",
        "",
        f"Generated from `tests/problems` by `{COMMAND}`; don't edit it by hand. Every sample is checked",
        "by `tests/checks/test_problems.py`: it is the tiny roster of `checks/example/tiny.py` with these",
        "changes, and the list has everything found above severity info.",
        "",
        f"Mark: {', '.join(f'{mark} {words}' for mark, words in MARKS.items())}; blank where unknown.",
    ]
    for title, problems in (("The 38 problems", KNOWN), ("CLI's rules", CLI_RULES)):
        lines += ["", f"## {title}", "", "| # | problem | mark | found by |", "| --- | --- | --- | --- |"]
        lines += [
            f"| [{problem.number}](#{_anchor(_title(problem))}) | {problem.words} | {problem.mark} | "
            f"{', '.join(map(_link, problem.codes))} |"
            for problem in problems
        ]
    for problem in (*KNOWN, *CLI_RULES):
        lines += ["", *_problem(problem)]
    return "\n".join(lines) + "\n"


def _title(problem: Problem) -> str:
    return f"Problem {problem.number}" if problem.number.isdigit() else f"Rule {problem.number}"


def _link(code: str) -> str:
    return f"[{code}](rules.md#{code.lower()})"


def _problem(problem: Problem) -> Iterator[str]:
    yield f"## {_title(problem)}"
    yield ""
    yield f"{problem.words}."
    yield ""
    yield "| sample | changes | found |"
    yield "| --- | --- | --- |"
    for sample in problem.samples:
        cells = (_escaped(sample.example), "<br>".join(_changes(sample)), "<br>".join(_found(sample)))
        yield f"| {' | '.join(cells)} |"
    for reason in dict.fromkeys(sample.lighter for sample in problem.samples if sample.lighter):
        yield from ("", f"Lighter than the mark: {reason}.")


def _changes(sample: Sample) -> Iterator[str]:
    if sample.profile != "cli-engage":
        yield f"profile {sample.profile}"
    if sample.told:
        yield "CLI said which column it is"
    if sample.before:
        more = f"; {len(sample.before) - 3} more" if len(sample.before) > 3 else ""
        yield f"the earlier set: {'; '.join(map(in_words, sample.before[:3]))}{more}"
    elif sample.before is not None:
        yield "the earlier set: as it is without these changes"
    yield from (in_words(change) for change in sample.changes)


def in_words(change: Change) -> str:
    """Return a change in a few words, fit for a cell of a table."""
    match change:
        case Cell(file, line, column, value):
            words = f"{file}:{line} {column} {_code(value)}"
        case AddRow(file, like, values):
            cells = ", ".join(f"{column} {_code(value)}" for column, value in values.items())
            words = f"{file}: one more row like {like}{' with ' if cells else ''}{cells}"
        case DropRow(file, line):
            words = f"{file}:{line} removed"
        case AddColumn(file, column, values):
            words = f"{file}: one more column {_code(column)}: {', '.join(map(_code, values))}"
        case RenameFile(file, name):
            words = f"{file} named {_code(name)}" if name else f"{file} removed"
        case CopyFile(file, name):
            words = f"{file} once more as {_code(name)}"
        case Bytes(file, old, new):
            words = f"{file}: {_code(_text(old))} is {_code(_text(new))}"
    return words


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace").replace("\n", "\\n")


def _code(value: str) -> str:
    short = value if len(value) <= 60 else f"{value[:20]}… ({len(value)} characters)"
    return f"`{_escaped(short)}`" if value else "blank"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _found(sample: Sample) -> Iterator[str]:
    for code, file, line, column in sample.found:
        place = ":".join(str(part) for part in (file, line) if part is not None)
        yield " ".join(part for part in (code, place, column) if part)


PAGES = {
    "rules.md": rules_page,
    "problems.md": problems_page,
    "servers.md": partial(servers_page, COMMAND),
    "settings.md": partial(settings_page, COMMAND),
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8", newline="\n")
