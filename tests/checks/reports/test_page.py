"""The page as a browser shows it: a real Chromium opens, filters, unfolds, switches and prints it."""

import itertools
from dataclasses import replace

import pytest

from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.finding import Severity
from checks.reports.html import FAULTS_AT_ONCE, LINES_AT_ONCE, as_html
from support.chromium import Page

CONTRAST = """
(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = rgb(getComputedStyle(each).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const weak = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (["SCRIPT", "TITLE"].includes(element.tagName.toUpperCase())) continue;
    const style = getComputedStyle(element);
    const color = rgb(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(color), light(ground(element))].sort((x, y) => y - x);
    seen += 1;
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.push(`${element.tagName}.${element.className}: ${texts.currentNode.data}`);
  }
  return {seen, weak: [...new Set(weak)]};
})()
"""


@pytest.fixture(scope="module")
def browser():
    with Page() as page:
        yield page


@pytest.fixture
def shown(browser, tmp_path):
    """Opens a report in the browser."""

    def show(report, *, statistics=None, **options):
        path = tmp_path / "report.html"
        drawn = replace(report, statistics=statistics) if statistics else report
        path.write_text(as_html(drawn, tool_version="1", show_values=False), "utf-8")
        browser.show(**options)
        browser.open(path)
        return browser

    return show


def visible_rules(page):
    return page.run(
        "[...document.querySelectorAll('article.rule')].filter((a) => a.checkVisibility()).map((a) => a.id)"
    )


def search(page, text):
    page.run(f"document.getElementById('query').value = {text!r}, filter()")


def test_it_opens_without_a_complaint_and_asks_for_nothing(shown, district_report, sample_statistics):
    page = shown(district_report, statistics=sample_statistics)
    assert [event["request"]["url"].split("/")[-1] for event in page.told("Network.requestWillBeSent")] == [
        "report.html"
    ]
    assert page.told("Log.entryAdded") == []
    assert page.told("Runtime.exceptionThrown") == []
    assert visible_rules(page) == page.run("Object.keys(data.rules)")
    assert sorted(visible_rules(page)) == sorted(district_report.rules)


def test_it_opens_at_once_with_very_many_findings(shown, many):
    report = many(50_000)
    opened = []
    for _ in range(3):
        page = shown(report)
        opened.append(page.run("performance.getEntriesByType('navigation')[0].loadEventEnd"))
    assert min(opened) < 1_000, opened
    assert page.run("document.querySelectorAll('*').length") < 6_000
    taken = page.run(
        "(() => { const begin = performance.now(); filter(); return performance.now() - begin; })()"
    )
    assert taken < 500


@pytest.mark.parametrize("width", [360, 768, 1200])
def test_nothing_is_wider_than_the_window(shown, district_report, sample_statistics, width):
    page = shown(district_report, statistics=sample_statistics, width=width)
    page.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.run("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [360, 1200])
def test_a_million_findings_fit_into_their_places(shown, district_report, sample_statistics, width):
    rules = {
        code: replace(
            rule, count=1_250_000, waived=0, by_severity={**rule.by_severity, rule.severity: 1_250_000}
        )
        for code, rule in district_report.rules.items()
    }
    by_file = {file: dict.fromkeys(Severity, 3_250_000) for file in district_report.by_file}
    page = shown(
        replace(district_report, rules=rules, by_file=by_file), statistics=sample_statistics, width=width
    )
    places = "[...document.querySelectorAll('.tile dd, .figure, .label, .count')]"
    assert (
        page.run(
            f"{places}.filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth).map((each) => each.textContent)"
        )
        == []
    )
    assert page.run(f"{places}.length") > 20


@pytest.mark.parametrize("dark", [False, True])
def test_every_word_stands_out_from_its_ground(shown, district_report, sample_statistics, dark):
    page = shown(district_report, statistics=sample_statistics, dark=dark)
    page.run("for (const each of document.querySelectorAll('details')) each.open = true")
    ground = page.run("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 23, 26)" if dark else "rgb(246, 246, 243)")
    found = page.run(CONTRAST)
    assert found["seen"] > 100
    assert found["weak"] == []


def test_the_switch_turns_the_colours_and_paper_stays_light(shown, district_report):
    page = shown(district_report)
    page.run("document.getElementById('theme').click()")
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    assert page.run("document.getElementById('theme').textContent") == "Light"
    page.show(media="print")
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.show()
    page.run("document.getElementById('theme').click()")
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(246, 246, 243)"


def test_the_filter_finds_by_code_word_file_and_kind(shown, district_report):
    page = shown(district_report)
    search(page, "dde301")
    assert visible_rules(page) == ["DDE301"]
    search(page, "homeroom teacher")
    assert "DDE701" in visible_rules(page)
    search(page, "no such thing")
    assert visible_rules(page) == []
    assert page.run("document.getElementById('status').textContent").startswith("No findings match")
    search(page, "")
    warnings = {code for code, rule in district_report.rules.items() if rule.severity.value == "warning"}
    page.run("for (const kind of ['error', 'info']) document.querySelector(`input[value=${kind}]`).click()")
    assert set(visible_rules(page)) == warnings
    page.run("for (const kind of ['error', 'info']) document.querySelector(`input[value=${kind}]`).click()")
    page.run("document.getElementById('file').value = 'classes.csv', filter()")
    assert set(visible_rules(page)) == {f.code for f in district_report.findings if f.file == "classes.csv"}


def test_a_line_is_found_by_its_number(shown, many):
    report = many(5_000)
    page = shown(report)
    search(page, "4321")
    (found,) = [each for each in report.findings if each.line == 4321]
    assert visible_rules(page) == [found.code]
    assert page.run(
        "[...document.querySelectorAll('ul.lines li')].filter((li) => li.checkVisibility()).map((li) => li.textContent)"
    ) == ["4321"]
    assert page.run("document.getElementById('status').textContent") == "1 place, 1 problem, 1 rule"


def test_a_long_list_unfolds_when_it_is_asked_to(shown, many):
    report = many(5_000)
    page = shown(report)
    code = page.run("document.querySelector('article:has(button.faults:not([hidden]))').id")
    count = f"document.querySelectorAll('#{code} li.fault').length"
    assert page.run(count) == FAULTS_AT_ONCE
    page.run(f"document.querySelector('#{code} button.faults').click()")
    assert page.run(count) == FAULTS_AT_ONCE * 6
    fault = f"[...document.querySelectorAll('#{code} li.fault')].find((each) => !each.querySelector('button.lines').hidden)"
    assert (
        page.run(f"window.longest = {fault}, longest.querySelectorAll('ul.lines li').length") == LINES_AT_ONCE
    )
    page.run("longest.querySelector('button.lines').click()")
    assert page.run("longest.querySelectorAll('ul.lines li').length") > LINES_AT_ONCE


def test_what_the_script_fills_in_reads_like_what_was_there(shown, many):
    page = shown(many(5_000))
    before = page.run(
        "[...document.querySelectorAll('li.fault')].map((li) => li.outerHTML.replace(/ hidden=\"\"/g, ''))"
    )
    page.run("filter()")
    after = page.run(
        "[...document.querySelectorAll('li.fault')].map((li) => li.outerHTML.replace(/ hidden=\"\"/g, ''))"
    )
    assert after == before


def test_without_a_script_the_findings_and_explanations_are_there(shown, district_report, sample_statistics):
    page = shown(district_report, statistics=sample_statistics, scripts=False)
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    words = " ".join(str(node.get("name", {}).get("value", "")) for node in tree)
    for code in district_report.rules:
        assert code in words
    assert "Students in a homeroom" in words
    assert "Search" not in words
    page.show()


def test_everything_that_can_be_used_has_a_name_and_can_be_reached_by_keyboard(
    shown, district_report, sample_statistics
):
    page = shown(district_report, statistics=sample_statistics)
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    used = {"button", "searchbox", "combobox", "checkbox", "link", "image", "table", "DisclosureTriangle"}
    met = set()
    for node in tree:
        role = node.get("role", {}).get("value")
        if role in used and not node.get("ignored"):
            met.add(role)
            assert node.get("name", {}).get("value", "").strip(), node
    assert met >= used - {"image"}
    levels = page.run(
        "[...document.querySelectorAll('h1,h2,h3')].filter((h) => h.checkVisibility()).map((h) => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    reached = set()
    for _ in range(60):
        for kind in ("keyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.add(page.run("document.activeElement.id || document.activeElement.tagName"))
    assert reached >= {"theme", "query", "file", "review", "INPUT", "A", "SUMMARY"}


def test_on_paper_the_explanations_are_unfolded_and_the_controls_are_gone(shown, district_report):
    page = shown(district_report)
    assert page.paper().startswith(b"%PDF-")
    assert page.run("document.querySelectorAll('details[open]').length") == 0
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run("document.querySelectorAll('details:not([open])').length") == 0
    page.show(media="print")
    for control in ("theme", "filter", "status"):
        assert page.run(f"document.getElementById('{control}').checkVisibility()") is False
    page.show()


def test_a_set_without_a_fault_has_a_quiet_page(shown, check_files, sample_statistics):
    page = shown(check_files(changed(tiny(), ())), statistics=sample_statistics)
    assert page.run("document.querySelector('h1').textContent") == "√ Ready"
    assert page.run("document.getElementById('filter').checkVisibility()") is False
    assert page.told("Runtime.exceptionThrown") == []
