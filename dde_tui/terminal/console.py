"""Console output: data on standard output, narration on standard error.

All text is sanitized of control characters first, and the console's own styles are added after that. So no
message has to be trusted, whether it is ours, argparse's or a server's.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, TextIO

from checks.progress import Progress, Tell
from checks.visible import cleaned, visible
from dde_tui.errors import UsageError
from dde_tui.terminal.eta import EtaEstimator, InWords, in_words
from dde_tui.terminal.streams import broken_pipe_told, is_terminal

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
    "═": "#",
}
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_BAR = 20
_USUAL = 80
_HANGING = 4
"""Spaces by which the rest of a long line is indented more than its beginning."""
_END_OF_INPUT = "Ctrl+Z and Enter" if os.name == "nt" else "Ctrl+D"
NO_INPUT = "DDE_NO_INPUT"
"""The variable that forbids every question; a scheduler sets it to 1."""
_REDRAW = 0.1
"""Seconds between two updates of the progress line (throttling)."""


@dataclass
class Console:
    """One command's two streams, and what they can show.

    Standard output has the answer, standard error the narration, so that a pipe gets only the answer. A
    scheduler may start programs without either; then the text is discarded.
    """

    out: TextIO = field(default_factory=lambda: sys.stdout or StringIO())
    err: TextIO = field(default_factory=lambda: sys.stderr or StringIO())
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    no_input: bool = False
    """Whether the command line forbids every question, as `DDE_NO_INPUT` does for every command."""
    _mark: str = field(default_factory=lambda: f"<{os.urandom(8).hex()}>", init=False, repr=False)
    """A random placeholder for a style's escape until the text is sanitized; no file can guess it."""

    @property
    def is_terminal(self) -> bool:
        """Whether the answer goes to a person's terminal."""
        return is_terminal(self.out, self.environ)

    @property
    def may_ask(self) -> bool:
        """Whether nobody forbade questions, also where a terminal seems to be there."""
        return not self.no_input and self.environ.get(NO_INPUT, "") in ("", "0")

    @property
    def can_open_app(self) -> bool:
        """Whether a person is at a terminal that can show the app."""
        return self.may_ask and self.is_terminal and is_terminal(sys.stdin, self.environ)

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer: never prompt a script."""
        return self.may_ask and all(is_terminal(each, self.environ) for each in (sys.stdin, self.err))

    @property
    def colors(self) -> bool:
        """Whether color may be used on standard output."""
        return self.is_terminal and not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"

    def style(self, text: str, *names: str) -> str:
        """Return the text in these styles where color may be used, else as it is; for this console only."""
        if not self.colors or not names:
            return text
        codes = ";".join(_STYLES[name] for name in names)
        return f"{self._mark}{codes}m{text}{self._mark}0m"

    def say(self, text: str = "") -> None:
        """Write one line of the answer."""
        self._write(self.out, text + "\n")

    def say_wrapped(self, text: str) -> None:
        """Write one line of the answer; on a terminal it breaks between words, and the rest is indented.

        A command in backticks stays whole. In a pipe or file the line does too, for a script to search.
        """
        self.say("\n".join(self._broken(text)) if self.is_terminal else text)

    def _broken(self, text: str) -> Iterator[str]:
        """Yield the line in pieces that fit the terminal; a longer word is left to the terminal."""
        style = re.compile(f"{self._mark}[0-9;]*m")
        plain = style.sub("", text)
        indent = " " * (len(plain) - len(plain.lstrip(" ")) + _HANGING)
        width, line = _columns(self.out), ""
        for gap, word in re.findall("( *)([^ `]*`[^`]*`[^ ]*|[^ ]+)", text):
            if line.strip() and len(style.sub("", line + gap + word)) > width:
                yield line
                line = indent + word
            else:
                line += gap + word
        yield line

    def narrate(self, text: str) -> None:
        """Write one line about what is going on; line feeds, which come from data, are made visible."""
        self._write(self.err, cleaned(text) + "\n")

    def json(self, data: Mapping[str, Any]) -> None:
        """Write the answer as one JSON object, ASCII only, so that no console can spoil it."""
        text = json.dumps(data, ensure_ascii=True, indent=2)
        text = text.replace("\x7f", "\\u007f")  # the one control character JSON does not escape
        with broken_pipe_told():
            self.out.write(text + "\n")
            self.out.flush()

    def document(self, text: str) -> None:
        """Write a document as it is, in UTF-8, however the system ends lines; cleaned for a terminal."""
        if self.is_terminal:
            self._write(self.out, text.removeprefix("\ufeff").replace("\r\n", "\n"))
            return
        stream = getattr(self.out, "buffer", None)
        with broken_pipe_told():
            self.out.flush()
            if stream is None:
                self.out.write(text)
            else:
                stream.write(text.encode())
                stream.flush()

    def ask(self, question: str, default: str = "") -> str:
        """Ask a person at the terminal; an empty answer means the default.

        Raises:
            UsageError: nobody can or may be asked; a command says before what it needs instead.
        """
        self._refuse_to_ask(question)
        self._write(self.err, f"{question} [{default}] " if default else f"{question} ")
        return sys.stdin.readline().strip() or default

    def ask_secret(self, question: str) -> str:
        """Ask for a password without showing it; raises as `ask`."""
        import getpass

        self._refuse_to_ask(question)
        with broken_pipe_told():
            return getpass.getpass(_encodable(cleaned(f"{question} "), self.err), stream=self.err)

    def read_answer(self) -> str:
        """Return all of standard input, which a script hands over, or a person types to its end.

        Raises:
            UsageError: there is none, or a person would have to type and may not be asked.
            UnicodeDecodeError: it is not text.
        """
        if sys.stdin is None:
            raise UsageError("There is no standard input to read the text from.")
        if is_terminal(sys.stdin, self.environ):
            self._refuse_to_ask("text on standard input")
            self.narrate(f"Type or paste the text, then press {_END_OF_INPUT}.")
        return sys.stdin.read()

    def _refuse_to_ask(self, question: str) -> None:
        if self.can_ask:
            return
        raise UsageError(
            f"A question came up that nobody is there to answer: {visible(question.rstrip(': '))}.",
            to_do="See the command's --help for the flag that answers it.",
        )

    @contextmanager
    def progress(self, what: str, *, as_json: bool = False, words: InWords = in_words) -> Iterator[Tell]:
        """Yield a callback that shows a progress line, removed at the end; it needs a terminal.

        Args:
            what: what is being done.
            as_json: whether the answer is JSON: in a pipe it is a script's, and nothing is shown.
            words: formats speed and time left.
        """
        is_script = as_json and not self.is_terminal
        if is_script or not is_terminal(self.err, self.environ) or self.environ.get("TERM") == "dumb":
            yield lambda _progress: None
            return
        line = _ProgressLine(what, self._rewrite, words=words)
        try:
            yield line.tell
        finally:
            self._rewrite("")

    def _rewrite(self, *forms: str) -> None:
        """Overwrite the line with the first of these forms that fits; no form clears it."""
        width = _columns(self.err) - 1
        lines = [_encodable(cleaned(form), self.err) for form in forms]
        line = next((line for line in lines if len(line) <= width), lines[-1][:width])
        with suppress(OSError):  # a terminal that was closed ends no work
            self.err.write(f"\r{line:<{width}}\r{line}")
            self.err.flush()

    def _write(self, stream: TextIO, text: str) -> None:
        """Write lines of text: cleaned, and only then with the styles of this console."""
        with broken_pipe_told():
            stream.write(_encodable(cleaned(text, keep="\n"), stream).replace(self._mark, "\x1b["))
            stream.flush()


def _columns(stream: TextIO) -> int:
    """Return how wide the terminal of a stream is; 80 where it does not know."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL


def _encodable(text: str, stream: TextIO) -> str:
    """Return the text in characters that the stream can encode, with ASCII fallbacks."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for character, plain in _FALLBACKS.items():
            text = text.replace(character, plain)
        text = text.encode(encoding, "replace").decode(encoding)
    return text


class _ProgressLine:
    """One line about a piece of work, with the bar left out where it does not fit."""

    def __init__(
        self,
        what: str,
        write: Callable[..., None],
        clock: Callable[[], float] = time.monotonic,
        words: InWords = in_words,
    ) -> None:
        self._what = what
        self._write = write
        self._clock = clock
        self._words = words
        self._estimator = EtaEstimator()
        self._written: float | None = None

    def tell(self, progress: Progress) -> None:
        """Show how far the work is, unless it was shown just now."""
        now = self._clock()
        eta = self._estimator.look(progress, now)
        if self._written is not None and now - self._written < _REDRAW and eta.share < 1:
            return
        self._written = now
        full = int(eta.share * _BAR)
        head = visible(f"{self._what} {progress.file}".rstrip())
        tail = f"{eta.share:4.0%}  {', '.join(self._words(progress, eta))}"
        self._write(f"{head}  {'═' * full}{'─' * (_BAR - full)} {tail}", f"{head} {tail}", tail.lstrip())
