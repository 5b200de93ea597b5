"""The guides for newcomers lead to what is there: paths exist, words are in use, decisions are listed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
GUIDES = [
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    DOCS / "architecture.md",
    *sorted(DECISIONS.glob("*.md")),
]
PATH = re.compile(
    r"(?<![\w./-])(?:checks|dde_tui|docs|tests|securestor|auth|ssh)/[\w./-]*\w\.(?:py|toml|md|css|tcss)\b"
)
PLACES_OF_PATHS = (ROOT, ROOT / "dde_tui", ROOT / "dde_tui" / "securestor")
MADE_BY_THE_READER = {
    "dde_tui/actions/process/holidays.py",
    "dde_tui/screens/holidays.py",
    "tests/dde_tui/actions/process/test_holidays.py",
}
"""What CONTRIBUTING.md shows how to write."""


def glossary() -> list[tuple[str, list[str]]]:
    """Each part of the glossary with its words."""
    parts = re.split(r"^## ", (DOCS / "glossary.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [
        (part.splitlines()[0], re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", part, re.MULTILINE)[2:])
        for part in parts
    ]


def sources() -> str:
    """All that the project says, in code and on screens."""
    return "\n".join(
        path.read_text("utf-8")
        for package in ("checks", "dde_tui")
        for path in sorted((ROOT / package).rglob("*"))
        if path.suffix in {".py", ".toml", ".json", ".html"}
    )


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_path_a_guide_names_is_there(page: Path) -> None:
    named = set(PATH.findall(page.read_text("utf-8"))) - MADE_BY_THE_READER
    missing = [path for path in named if not any((place / path).exists() for place in PLACES_OF_PATHS)]
    assert not missing


def test_the_table_of_where_to_find_things_names_one_file_or_folder_a_row() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8").split("## Where do I find")[1]
    rows = re.findall(r"^\| (.+) \| `([^`]+)` \|$", text, re.MULTILINE)
    assert len(rows) == text.count("\n|") - 2
    assert len(rows) >= 30
    assert not [path for _, path in rows if not (ROOT / path).exists()]


@pytest.mark.parametrize("package", ["checks", "dde_tui"])
def test_the_drawing_names_every_package(package: str) -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    folders = [path for path in (ROOT / package).iterdir() if (path / "__init__.py").is_file()]
    left_out = {"example"} if package == "checks" else set()
    prefix = "checks/" if package == "checks" else ""
    for name in {path.name for path in folders} - left_out:
        assert re.search(rf"\b{prefix}{name}\b", text), f"{package}/{name} is not on the page"


def test_the_glossary_is_sorted_and_no_word_stands_twice() -> None:
    words = [word for _, part in glossary() for word in part]
    assert len(words) == len(set(words)) > 60
    for title, part in glossary():
        assert part == sorted(part, key=str.casefold), title


def test_every_word_of_the_glossary_is_in_use() -> None:
    text = sources()
    words = [word for _, part in glossary() for word in part]
    assert not [word for word in words if not re.search(spelled(word), text, re.IGNORECASE)]


def spelled(word: str) -> str:
    """A pattern for a word as prose and code write it: `file pass`, `file_pass`, `FilePass`, file passes."""
    parts = [re.escape(part) for part in re.split("[ -]", word)]
    return rf"(?<![a-z]){'[ _-]?'.join(parts)}(s|es)?(?![a-z])"


def test_the_readme_leads_to_the_guides() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    guides = ("docs/glossary.md", "docs/architecture.md", "docs/decisions/README.md")
    for page in (*guides, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE"):
        assert f"]({page})" in text, page


def test_every_decision_has_a_status_and_a_date_and_is_in_the_index() -> None:
    index = (DECISIONS / "README.md").read_text("utf-8")
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    rows = []
    for page in pages:
        title, _, status = page.read_text("utf-8").splitlines()[:3]
        found = re.fullmatch(
            r"(Accepted|Superseded by \[\d{4}\]\([\w-]+\.md\)), (\d{4}-\d{2}-\d{2})\.", status
        )
        assert found, f"{page.name} says no status and date: {status}"
        rows.append(
            f"| {page.name[:4]} | [{title.removeprefix('# ')}]({page.name}) | {found[1]} | {found[2]} |"
        )
    assert re.findall(r"^\| \d{4} .*$", index, re.MULTILINE) == rows
