"""What the README and the pages in docs say is what the code does; run this file to renew their tables."""

import re
import runpy
import shlex
from pathlib import Path

import pytest

from checks.errors import ExitCode
from checks.rules.registry import all_rules
from dde_tui.cli import COMMANDS, _parse, load_command
from dde_tui.process.steps import load_steps

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
MADE = DOCS / "tools" / "pages.py"
PAGES = [
    README,
    *(ROOT / f"{name}.md" for name in ("CONTRIBUTING", "SECURITY", "CHANGELOG")),
    *DOCS.rglob("*.md"),
]
COMMAND = "python tests/test_documents.py"

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
    rows = runpy.run_path(str(MADE))["family_rows"]()
    return ["| codes | about | rules |", "| --- | --- | --- |", *rows]


TABLES = {"commands": commands, "exits": exits, "steps": steps, "rules": rules}


def renewed(text: str) -> str:
    for name, table in TABLES.items():
        block = "\n".join((f"<!-- table: {name} -->", *table(), "<!-- end -->"))
        text = re.sub(
            rf"<!-- table: {name} -->.*?<!-- end -->", lambda _, block=block: block, text, flags=re.DOTALL
        )
    return text


def shown(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """What links may lead to on a page, as GitHub names its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_exit_code_is_explained() -> None:
    assert set(EXITS) == set(ExitCode)


def test_every_table_stands_once_and_is_the_code() -> None:
    texts = {page: page.read_text("utf-8") for page in PAGES}
    marked = [name for text in texts.values() for name in re.findall(r"<!-- table: (\w+) -->", text)]
    assert sorted(marked) == sorted(TABLES)
    assert [shown(page) for page, text in texts.items() if text != renewed(text)] == [], f"run: {COMMAND}"


def test_the_families_hold_every_rule_and_lead_to_its_page() -> None:
    rows = re.findall(
        r"\| \[(DDE\d{3}) to (\d{3})\]\(rules\.md#([\w-]+)\) \| .* \| (\d+) \|", "\n".join(rules())
    )
    titles = re.findall(r"^## (.+)$", (DOCS / "rules.md").read_text("utf-8"), re.MULTILINE)
    assert [anchor for *_, anchor, _ in rows] == [title.lower().replace(" ", "-") for title in titles]
    found = [[code for code in all_rules() if first <= code <= f"DDE{last}"] for first, last, *_ in rows]
    assert [code for codes in found for code in codes] == [*all_rules()]
    assert [len(codes) for codes in found] == [int(count) for *_, count in rows]


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_command_line_of_a_page_parses(page: Path) -> None:
    for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0] in ("dde", ".venv/bin/dde"):
                assert _parse(words[1:]).command is not None, line


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_command_a_page_names_is_there(page: Path) -> None:
    if page.name in ("CONTRIBUTING.md", "CHANGELOG.md") or page.parent.name == "decisions":
        return  # these also name a command that the reader adds, and ones of the past or the future
    named = set(re.findall(r"`dde ([a-z]+)", page.read_text("utf-8")))
    assert named <= COMMANDS.keys()


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for path, anchor in re.findall(r"\]\((?!https:)([^)#\s]*)(?:#([^)]+))?\)", text):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_the_readme_is_short_and_its_picture_comes_first() -> None:
    lines = README.read_text("utf-8").splitlines()
    assert len(lines) <= 120
    assert next(number for number, line in enumerate(lines) if line.startswith("![")) < 12


if __name__ == "__main__":
    for each in PAGES:
        each.write_text(renewed(each.read_text("utf-8")), encoding="utf-8")
