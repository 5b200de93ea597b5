"""Detect a web page in place of a table: the sign-in page that a download got once the session was over."""

import re

_BEGINS = re.compile(
    rb"\s*(<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(!doctype html|html|head|body|table|meta|script|title|div|form)\b",
    re.IGNORECASE | re.DOTALL,
)
_LOOKED_AT = 4096


def is_web_page(data: bytes) -> bool:
    """Return whether text in UTF-8 begins as HTML does; a CSV file never does."""
    start = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    return start.lstrip().startswith(b"<") and bool(_BEGINS.match(start))
