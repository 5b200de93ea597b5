"""Where text leaves the program: data on standard output, narration on standard error."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, TextIO

from checks.visible import visible

_FALLBACKS = {
    "√": "v",
    "●": "*",
    "○": "o",
    "×": "x",
    "…": "...",
    "─": "-",
    "│": "|",
    "►": ">",
    "·": "-",
    "“": '"',
    "”": '"',
    "’": "'",
    "▲": "^",
    "◄": "<",
    "—": "-",
}
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


@dataclass
class Console:
    """One command's two streams, and what they can show.

    Standard output carries the answer, standard error what happened on the way, so that a pipe gets
    only the answer. A scheduler may start programs without either; what is said there goes nowhere.
    """

    out: TextIO = field(default_factory=lambda: sys.stdout or StringIO())
    err: TextIO = field(default_factory=lambda: sys.stderr or StringIO())
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def is_terminal(self) -> bool:
        """Whether the answer goes to a person's terminal."""
        return self.out.isatty()

    @property
    def can_open_app(self) -> bool:
        """Whether a person is at a terminal that can show the app."""
        return self.is_terminal and sys.stdin is not None and sys.stdin.isatty()

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer: never prompt a script."""
        return sys.stdin is not None and sys.stdin.isatty() and self.err.isatty()

    @property
    def colours(self) -> bool:
        """Whether colour may be used on standard output."""
        return self.is_terminal and not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"

    def style(self, text: str, *names: str) -> str:
        """Return the text in these styles where colour may be used, else as it is."""
        if not self.colours or not names:
            return text
        codes = ";".join(_STYLES[name] for name in names)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def say(self, text: str = "") -> None:
        """Write one line of the answer."""
        self._write(self.out, text + "\n")

    def narrate(self, text: str) -> None:
        """Write one line about what is going on."""
        self._write(self.err, text + "\n")

    def json(self, data: Mapping[str, Any]) -> None:
        """Write the answer as one JSON object, ASCII only, so that no console can spoil it."""
        self.out.write(json.dumps(data, ensure_ascii=True, indent=2) + "\n")
        self.out.flush()

    def ask(self, question: str, default: str = "") -> str:
        """Ask a person at the terminal; an empty answer means the default."""
        self._write(self.err, f"{question} [{default}] " if default else f"{question} ")
        return sys.stdin.readline().strip() or default

    def ask_secret(self, question: str) -> str:
        """Ask for a password without showing it."""
        import getpass

        return getpass.getpass(f"{question} ", stream=self.err)

    def progress(self, what: str) -> Callable[[int, int], None] | None:
        """Return a function that shows `done` of `total` on one line, or None away from a terminal."""
        if not self.err.isatty() or self.environ.get("TERM") == "dumb":
            return None

        def show(done: int, total: int) -> None:
            share = 100 * done // total if total else 100
            end = "\n" if done >= total else ""
            self._write(self.err, f"\r{visible(what)} {done:,} of {total:,} ({share} %){end}")

        return show

    def _write(self, stream: TextIO, text: str) -> None:
        """Write what the stream can show; a reader that has gone is met alike on every system."""
        encoding = getattr(stream, "encoding", None) or "utf-8"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            for sign, plain in _FALLBACKS.items():
                text = text.replace(sign, plain)
            text = text.encode(encoding, "replace").decode(encoding)
        stream.write(text)
        stream.flush()
