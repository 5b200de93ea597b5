"""What the README says is what the code does; `python tests/test_documents.py` renews its tables."""

import re
import runpy
from pathlib import Path

from checks.errors import ExitCode
from checks.rules.registry import all_rules
from dde_tui.cli import COMMANDS, load_command
from dde_tui.process.steps import load_steps

README = Path(__file__).parent.parent / "README.md"
PAGES = README.parent / "docs" / "tools" / "pages.py"

EXITS = {
    ExitCode.DONE: "done, also when there was nothing to do",
    ExitCode.NOT_READY: "the files are not ready",
    ExitCode.USAGE: "usage or settings",
    ExitCode.SOURCE: "a source is missing, empty, unreadable or stale",
    ExitCode.HELD: "held: a person must approve",
    ExitCode.TRANSFER: "the transfer failed; trying again may help",
    ExitCode.LOCKED: "another run holds the lock",
    ExitCode.UNKNOWN_SERVER: "the server is not the one we know",
    ExitCode.DEFECT: "a defect in dde itself; a report was written",
    ExitCode.INTERRUPTED: "interrupted",
}


def commands() -> list[str]:
    rows = [f"| `dde {name}` | {load_command(name).sentence} |" for name in COMMANDS]
    return ["| command | does |", "| --- | --- |", *rows]


def exits() -> list[str]:
    return [
        "| code | means |",
        "| --- | --- |",
        *(f"| {int(code)} | {words} |" for code, words in EXITS.items()),
    ]


def steps() -> list[str]:
    rows = [
        f"| {step.number} | {step.name} | {step.responsible} | {step.allowance or 'none stated'} | `{step.command}` |"
        for step in load_steps()
    ]
    return ["| # | step | responsible | allowance | command |", "| --- | --- | --- | --- | --- |", *rows]


def rules() -> list[str]:
    rows = runpy.run_path(str(PAGES))["family_rows"]()
    return ["| codes | about | rules |", "| --- | --- | --- |", *rows]


TABLES = {"commands": commands, "exits": exits, "steps": steps, "rules": rules}


def renewed(text: str) -> str:
    for name, table in TABLES.items():
        block = "\n".join((f"<!-- table: {name} -->", *table(), "<!-- end -->"))
        text = re.sub(
            rf"<!-- table: {name} -->.*?<!-- end -->", lambda _, block=block: block, text, flags=re.DOTALL
        )
    return text


def test_every_exit_code_is_explained() -> None:
    assert set(EXITS) == set(ExitCode)


def test_the_tables_of_the_readme_are_the_code() -> None:
    text = README.read_text("utf-8")
    assert text == renewed(text), "run: python tests/test_documents.py"


def test_the_families_in_the_readme_hold_every_rule_and_lead_to_its_page() -> None:
    rows = re.findall(
        r"\| \[(DDE\d{3}) to (\d{3})\]\(docs/rules\.md#([\w-]+)\) \| .* \| (\d+) \|", "\n".join(rules())
    )
    titles = re.findall(r"^## (.+)$", (README.parent / "docs" / "rules.md").read_text("utf-8"), re.MULTILINE)
    assert [anchor for *_, anchor, _ in rows] == [title.lower().replace(" ", "-") for title in titles]
    found = [[code for code in all_rules() if first <= code <= f"DDE{last}"] for first, last, *_ in rows]
    assert [code for codes in found for code in codes] == [*all_rules()]
    assert [len(codes) for codes in found] == [int(count) for *_, count in rows]


def test_every_command_line_of_the_readme_parses() -> None:
    from dde_tui.cli import _parse

    for block in re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            words = line.split("#")[0].strip()
            if words.startswith("dde "):
                import shlex

                assert _parse(shlex.split(words)[1:]).command is not None, line


def test_the_readme_shows_a_picture_that_is_there() -> None:
    text = README.read_text("utf-8")
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text):
        assert (README.parent / path).is_file(), path


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), encoding="utf-8")
