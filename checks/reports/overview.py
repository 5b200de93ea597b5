"""The visual parts of the HTML page: counts, charts, and statistics of the roster."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from checks.finding import Report, RuleCount, Severity
from checks.reports.charts import Bar, bars, histogram, shades
from checks.reports.places import codes_worst_first
from checks.rules.registry import find_rule
from checks.tables.statistics import Completeness, School, Statistics
from checks.visible import visible

_SCHOOLS = 40
"""Maximum number of schools in the chart; smaller ones share one row."""

_WORDS = {
    "homerooms": "homerooms",
    "teachers": "teachers",
    "students": "students",
    "classes_ignored": "other classes, ignored",
    "students_left_out": "students left out",
}


def tiles(report: Report) -> str:
    """Return the counts by severity, and of waived findings, as a definition list."""
    counts = {severity.value: count for severity, count in report.counts.items()}
    waived = sum(rule.waived for rule in report.rules.values())
    if waived:
        counts["waived"] = waived
    return "".join(
        f'<div class="tile {name if count else "none"}"><dt>{_plural(name, count)}</dt>'
        f"<dd>{count:,}</dd></div>"
        for name, count in counts.items()
    )


def _plural(name: str, count: int) -> str:
    return name if count == 1 or name == "waived" else f"{name}s"


def forecast(report: Report) -> str:
    """Return the forecast; blank if there is none."""
    if not report.forecast:
        return ""
    basis = report.forecast.get("basis", {})
    items = "".join(
        f"<div><dt>{words} <small>{escape(str(basis.get(name, '')))}</small></dt>"
        f"<dd>{report.forecast[name]:,}</dd></div>"
        for name, words in _WORDS.items()
        if name in report.forecast
    )
    details = "".join(
        f"<li>{escape(part['sentence'])} {escape(part['why'])} <small>{escape(part['basis'])}</small></li>"
        for part in report.forecast.get("parts", ())
        if part["count"]
    )
    return (
        f'<section class="forecast"><h2>What CLI Engage would do</h2><dl>{items}</dl>'
        f"<details><summary>Each number and its reason</summary><ul>{details}</ul></details></section>"
    )


def overview(report: Report) -> str:
    """Return bar charts of the findings by rule and by file; blank if there are none."""
    if not report.rules:
        return ""
    by_rule = [
        Bar(
            f'<a href="#{code}">{code}</a> {escape(find_rule(code).title)}',
            _parts(report.rules[code]),
            f"{report.rules[code].count:,}",
        )
        for code in codes_worst_first(report)
    ]
    most = max(rule.count for rule in report.rules.values())
    by_file = [
        Bar(
            escape(visible(file)),
            tuple((severity.value, float(counts.get(severity, 0))) for severity in Severity),
            f"{sum(counts.values()):,}",
        )
        for file, counts in sorted(report.by_file.items(), key=lambda item: (-sum(item[1].values()), item[0]))
        if sum(counts.values())
    ]
    fullest = max((sum(counts.values()) for counts in report.by_file.values()), default=0)
    charts = [bars("By rule, errors first", by_rule, most, long=True)]
    if by_file:
        charts.append(bars("By file", by_file, fullest))
    drawn = "".join(f'<div class="card">{chart}</div>' for chart in charts)
    return (
        f'<section id="overview"><h2>By rule and file</h2><div class="charts uneven">{drawn}</div></section>'
    )


def _parts(rule: RuleCount) -> tuple[tuple[str, float], ...]:
    counted = tuple((severity.value, float(rule.by_severity.get(severity, 0))) for severity in Severity)
    return (*counted, ("waived", float(rule.waived)))


def roster(report: Report, *, show_values: bool) -> str:
    """Return the statistics of the roster: students, homerooms, columns and files, where known.

    Names of schools are values: without `show_values`, schools go by their place in the order of size.
    """
    statistics = report.statistics
    pictures = "".join(
        f'<div class="card">{each}</div>'
        for each in (*_students(statistics, show_values=show_values), *_homerooms(statistics))
    )
    beside = f'<div class="charts">{pictures}</div>' if pictures else ""
    return f'{beside}{_columns(statistics)}<div class="card">{_files(report)}</div>'


def _students(statistics: Statistics, *, show_values: bool) -> Iterator[str]:
    if not statistics.schools:
        return
    named, others = statistics.schools[:_SCHOOLS], statistics.schools[_SCHOOLS:]
    names = [school.name if show_values else f"school {place}" for place, school in enumerate(named, 1)]
    rows = [(name, _counts(statistics, (school,))) for name, school in zip(names, named, strict=True)]
    if others:
        rows.append((f"{len(others):,} smaller schools", _counts(statistics, others)))
    total = _counts(statistics, statistics.schools)
    yield shades("Students by school and grade", "school", statistics.grades, rows, total)


def _counts(statistics: Statistics, schools: tuple[School, ...]) -> list[int]:
    return [sum(school.grades.get(grade, 0) for school in schools) for grade in statistics.grades]


def _homerooms(statistics: Statistics) -> Iterator[str]:
    if not statistics.homerooms:
        return
    rooms = sum(statistics.homerooms.values())
    seats = sum(size * count for size, count in statistics.homerooms.items())
    smallest, largest = min(statistics.homerooms), max(statistics.homerooms)
    title = "Students in a homeroom"
    yield (
        f"<figure><figcaption>{title}</figcaption>{histogram(title, statistics.homerooms, 'students')}"
        f'<p class="marks">{rooms:,} homerooms with {smallest:,} to {largest:,} students, '
        f"{seats / rooms:.1f} on average. Bar height: number of homerooms.</p></figure>"
    )


def _columns(statistics: Statistics) -> str:
    drawn = []
    for file, columns in groupby(statistics.columns, key=lambda column: column.file):
        here = list(columns)
        gaps = sum(column.required and column.filled < column.rows for column in here)
        words = f"{gaps} required {'column has' if gaps == 1 else 'columns have'} gaps" if gaps else ""
        chart = bars(f"Filled columns of {visible(file)}", [_completeness(column) for column in here], 100)
        drawn.append(
            f"<details{' open' if gaps else ''}><summary><b>{escape(visible(file))}</b> "
            f'<span class="gaps">{words}</span></summary>{chart}</details>'
        )
    if not drawn:
        return ""
    return f'<div class="card completeness"><h3>Completeness of columns</h3>{"".join(drawn)}</div>'


def _completeness(column: Completeness) -> Bar:
    share = 100 * column.filled / column.rows if column.rows else 0.0
    lacking = column.required and column.filled < column.rows
    # Never 100% if a cell is blank, and never 0% if one is filled.
    figure = f"{share:.0f}%" if column.filled in (0, column.rows) else f"{min(max(share, 0.1), 99.9):.1f}%"
    mark = ' <span class="required">required</span>' if column.required else ""
    parts = (("plain", share), ("error", 100 - share if lacking else 0.0))
    return Bar(f"{escape(visible(column.column))}{mark}", parts, figure)


def _files(report: Report) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(visible(file.file))}</th><td>{file.rows:,}</td><td>{file.bytes:,}</td>'
        f'<td class="hash">{file.sha256}</td></tr>'
        for file in report.files
    )
    return (
        '<div class="wide" tabindex="0" role="group" aria-label="Files"><table class="files">'
        "<caption>Checked files</caption><thead>"
        '<tr><th scope="col">file</th><th scope="col">rows</th><th scope="col">bytes</th>'
        f'<th scope="col">SHA-256</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def waivers(report: Report) -> str:
    """Return the waivers, and the questions that could not be checked yet."""
    parts = []
    if report.waivers:
        items = "".join(
            f"<li><b>{escape(visible(use.waiver.code))}</b> {use.state.value}, {use.count:,} "
            f"{'finding' if use.count == 1 else 'findings'}, until {use.waiver.until.isoformat()}: "
            f"{escape(visible(use.waiver.because, 500))}</li>"
            for use in report.waivers
        )
        parts.append(f'<section class="card"><h2>Waivers</h2><ul>{items}</ul></section>')
    if report.unsettled:
        items = "".join(f"<li>{escape(visible(asked.unchecked, 500))}</li>" for asked in report.unsettled)
        parts.append(
            '<section class="card"><h2>Not checked, because CLI has not settled it</h2>'
            f"<ul>{items}</ul></section>"
        )
    return "".join(parts)
