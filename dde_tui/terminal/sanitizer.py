"""Output sanitizer: the one filter that everything drawn in the app passes.

Textual hands each line of each widget (tables, fields, toasts, tooltips, the palette, titles of borders) to
the app's line filters before it becomes escape sequences. Without it, Textual would write a control
character in a segment's text as it is.
"""

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from checks.visible import cleaned


class Sanitizer(LineFilter):
    """Makes control, invisible and bidirectional characters visible; styles and valid links stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """Return the segments cleaned, each as wide as the layout took it to be."""
        if all(map(_is_clean, segments)):
            return segments
        return [segment if _is_clean(segment) else _clean(segment) for segment in segments]


def _is_clean(segment: Segment) -> bool:
    text, style, control = segment
    return (
        text.isprintable() and not control and (style is None or not style.link or style.link.isprintable())
    )


def _clean(segment: Segment) -> Segment:
    """Return the segment with such characters visible, in as many cells as it had.

    Most of them had zero width, so the text is cut at the end to keep the layout. A link that contains one
    is suspicious and is dropped, as are terminal controls.
    """
    style = segment.style
    if style is not None and style.link and not style.link.isprintable():
        style = style.update_link(None)
    return Segment(set_cell_size(cleaned(segment.text), segment.cell_length), style)
