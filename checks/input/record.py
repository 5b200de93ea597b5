"""Parse a single CSV record (RFC 4180)."""


def split_record(record: bytes, delimiter: str) -> list[str] | None:
    """Return the fields of one record, or None if its quotes are invalid.

    Args:
        record: UTF-8 bytes without the line end; a quoted field may have line breaks.
        delimiter: one ASCII character.
    """
    text = record.decode()
    fields: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            value, at = _quoted(text, at + 1)
            if at < 0 or (at < len(text) and text[at] != delimiter):
                return None
        else:
            end = text.find(delimiter, at)
            end = len(text) if end < 0 else end
            value, at = text[at:end], end
            if '"' in value:
                return None
        fields.append(value)
        if at >= len(text):
            return fields
        at += 1


def _quoted(text: str, at: int) -> tuple[str, int]:
    """Return the value of a quoted field and the position after it, or -1 if it is unclosed."""
    pieces: list[str] = []
    while True:
        end = text.find('"', at)
        if end < 0:
            return "", -1
        pieces.append(text[at:end])
        if not text.startswith('"', end + 1):
            return "".join(pieces), end + 1
        pieces.append('"')
        at = end + 2
