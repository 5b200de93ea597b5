"""The page as text: whole by itself, closed to the outside, and safe from what stands in files."""

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.explain import by_itself, samples
from checks.finding import Severity
from checks.fixes.registry import fixes_of
from checks.reports.html import LINES_AT_ONCE, as_html
from checks.rules.registry import find_rule


class Reading(HTMLParser):
    """What stands in a page: tags with their attributes, and the text of each."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], Counter()
        self._open = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        self.texts[self._open[-1] if self._open else "", data] += 1

    def of(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def write(report, *, show_values=False, statistics=None):
    drawn = replace(report, statistics=statistics) if statistics else report
    return as_html(drawn, tool_version="1.2", show_values=show_values)


def data(page):
    return json.loads(
        re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1]
    )


def test_nothing_leads_outside(district_report):
    page = write(district_report)
    for _, attrs in Reading(page).tags:
        for name, value in attrs.items():
            if name in ("src", "href", "action", "data", "xlink:href"):
                assert value.startswith(("#", "data:")), (name, value)
            assert not name.startswith("on")
            assert name != "style"
    assert "@import" not in page
    assert "url(" not in page


def test_the_policy_allows_the_pages_own_styles_and_script_and_nothing_else(district_report):
    page = write(district_report)
    own = re.findall(r"<style[^>]*>(.*?)</style>|<script>(.*?)</script>", page, re.DOTALL)
    hashes = {
        base64.b64encode(hashlib.sha256((style or script).encode()).digest()).decode()
        for style, script in own
    }
    (policy,) = [meta["content"] for meta in Reading(page).of("meta") if meta.get("http-equiv")]
    assert policy.startswith("default-src 'none';")
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes
    assert "unsafe" not in policy


def test_everything_is_in_the_page_before_any_script_runs(district_report):
    page = write(district_report).split('<script type="application/json"')[0]
    for code in district_report.rules:
        rule = find_rule(code)
        assert f'id="{code}"' in page
        for words in (rule.title, rule.why, rule.fix, *("\n".join(lines) for lines in samples(rule))):
            assert escape(words) in page
        fixed = escape(by_itself(rule)).replace("`dde fix`", "<code>dde fix</code>")
        assert (fixed in page) == bool(fixes_of(code))
    for found in district_report.findings:
        assert escape(found.message) in page


def test_a_file_can_not_break_out_of_the_page(check_files):
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    files = changed(tiny(), [Cell("users.csv", 3, "role", evil)])
    files[f"{evil.replace('/', '')}.csv"] = b"x"
    files["users.csv"] = files["users.csv"].replace(b",email,", f",{evil},".encode())
    report = replace(check_files(files), path=evil)
    page = write(report, show_values=True)
    reading = Reading(page)
    assert len(reading.of("script")) == 2
    assert not reading.of("img")
    assert evil[:50] in json.dumps(data(page))


def test_a_long_list_is_shortened_in_the_page_and_whole_in_its_data(check_files):
    changes = [Cell("users.csv", 3, "role", "Teacher")]
    report = check_files(changed(tiny(), changes), select=("DDE301",))
    found = report.findings[0]
    report = replace(report, findings=tuple(replace(found, line=line) for line in range(2, 102)))
    page = write(report)
    assert f"and {100 - LINES_AT_ONCE} more" in page
    assert data(page)["rules"]["DDE301"]["faults"][0][6] == [*range(2, 102)]


def test_what_a_place_has_besides_its_line_is_told_with_it(marked_report):
    found = marked_report.findings[0]
    report = replace(marked_report, findings=(replace(found, line=7, value="a<b", affected=3),))
    assert "<li>7 “a&lt;b” (3 rows)</li>" in write(report, show_values=True)
    assert "<li>7 (3 rows)</li>" in write(report)


def test_the_verdict_and_the_counts_are_the_reports(district_report, check_files):
    page = write(district_report)
    assert "<h1>× Not ready</h1>" in page
    for severity, count in district_report.counts.items():
        assert re.search(
            rf'<div class="tile {severity.value}"><dt>{severity.value}s?</dt><dd>{count}</dd>', page
        )
    ready = write(check_files(changed(tiny(), ())))
    assert "<h1>√ Ready</h1>" in ready
    assert "By rule and file" not in ready
    partial = write(check_files(changed(tiny(), ()), select=("DDE3",)))
    assert "<h1>√ Ready as far as checked</h1>" in partial


def test_a_waiver_is_shown_with_its_reason_and_not_counted(waived_report):
    page = write(waived_report)
    assert "Waived: The SIS vendor mends it, ticket 7 (until 2026-09-30)" in page
    assert waived_report.counts[Severity.ERROR] == 0
    assert '<div class="tile waived"><dt>waived</dt><dd>2</dd></div>' in page
    assert "applied, 2 findings, until 2026-09-30" in page


def test_the_roster_is_drawn_where_its_figures_are_known(district_report, sample_statistics):
    page = write(district_report, statistics=sample_statistics)
    assert "school 1" in page
    assert "Lone Oak" not in page, "the name of a school is a value"
    assert "7 homerooms with 0 to 22 students, 17.7 on average" in page
    assert "1 required column has gaps" in page
    assert "99.8%" in page
    without = write(district_report)
    for words in ("Students by school", "Students in a homeroom", "Completeness of columns"):
        assert words in page
        assert words not in without


def test_a_column_with_a_gap_is_never_called_full(district_report, sample_statistics):
    sparse = replace(sample_statistics.columns[0], filled=999_999, rows=1_000_000)
    page = write(district_report, statistics=replace(sample_statistics, columns=(sparse,)))
    assert "99.9%" in page
    assert "100%</span>" not in page
