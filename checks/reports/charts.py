"""Charts of the HTML page: bars, a histogram and a heat map, each with text for screen readers.

Labels are HTML beside the SVG bars, not text inside the SVG, so that they keep their size on a phone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

_SHADES = 5

_LEAST = 1.5
"""Minimum length of a part of a bar in percent, so that one row of a million stays visible."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart."""

    label: str
    """HTML."""
    parts: tuple[tuple[str, float], ...]
    """CSS class (color) and length of each part, in the unit of the chart's `whole`."""
    figure: str
    """Plain text."""


def bars(caption: str, rows: Iterable[Bar], whole: float, *, long: bool = False) -> str:
    """Return a bar chart as HTML; a bar of length `whole` has full width, `long` labels get more space."""
    body = "".join(
        f'<li><span class="label">{row.label}</span> {_bar(row.parts, whole)} '
        f'<span class="figure">{escape(row.figure)}</span></li>'
        for row in rows
    )
    name = "bars long" if long else "bars"
    return f'<figure class="{name}"><figcaption>{escape(caption)}</figcaption><ul>{body}</ul></figure>'


def _bar(parts: tuple[tuple[str, float], ...], whole: float) -> str:
    there = [(name, max(100 * length / whole, _LEAST)) for name, length in parts if length]
    fit = min(1.0, 100 / sum(width for _, width in there)) if there else 1.0
    drawn, left = [], 0.0
    for name, width in there:
        drawn.append(f'<rect class="{name}" x="{left:.2f}" width="{width * fit:.2f}" height="8"/>')
        left += width * fit
    return f'<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{"".join(drawn)}</svg>'


def histogram(title: str, sizes: Mapping[int, int], unit: str) -> str:
    """Return a histogram as SVG; `sizes` maps each number to how often it occurs."""
    step = max(1, -(-(max(sizes) + 1) // 24))
    bins = [0] * (max(sizes) // step + 1)
    for size, count in sizes.items():
        bins[size // step] += count
    width, height, top, high = 320, 150, 14, 112
    slot, most = width / len(bins), max(bins)
    drawn = []
    every = max(1, -(-len(bins) // 8))
    for number, count in enumerate(bins):
        begin, left = number * step, number * slot
        words = f"{begin}" if step == 1 else f"{begin} to {begin + step - 1}"
        if count:
            tall = max(high * count / most, 2)
            drawn.append(
                f'<rect class="plain" x="{left + slot * 0.08:.1f}" y="{top + high - tall:.1f}" '
                f'width="{slot * 0.84:.1f}" height="{tall:.1f}" rx="1.5">'
                f"<title>{words} {escape(unit)}: {count:,}</title></rect>"
                f'<text class="above" x="{left + slot / 2:.1f}" y="{top + high - tall - 4:.1f}">'
                f"{count if len(bins) <= 16 or count == most else ''}</text>"
            )
        if number % every == 0:
            drawn.append(f'<text x="{left + slot / 2:.1f}" y="{height - 8}">{begin}</text>')
    spoken = "; ".join(f"{count:,} with {size}" for size, count in sizes.items())
    label = f"{escape(title)}: {spoken}"
    return (
        f'<svg class="histogram" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        f'<line x1="0" x2="{width}" y1="{top + high}" y2="{top + high}"/>{"".join(drawn)}</svg>'
    )


def shades(
    caption: str,
    corner: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
    total: Sequence[int],
) -> str:
    """Return a heat map as an HTML table: counts, shaded by size, with totals of rows and columns."""
    most = max((count for _, counts in rows for count in counts), default=0) or 1
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in (*columns, "all"))
    body = "".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        + "".join(f'<td class="shade{-(-count * _SHADES // most)}">{count:,}</td>' for count in counts)
        + f'<td class="total">{sum(counts):,}</td></tr>'
        for label, counts in rows
    )
    sums = "".join(f'<td class="total">{count:,}</td>' for count in (*total, sum(total)))
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(caption)}"><table class="shades">'
        f"<caption>{escape(caption)}</caption>"
        f'<thead><tr><th scope="col">{escape(corner)}</th>{head}</tr></thead>'
        f'<tbody>{body}</tbody><tfoot><tr><th scope="row">all</th>{sums}</tr></tfoot></table></div>'
    )
