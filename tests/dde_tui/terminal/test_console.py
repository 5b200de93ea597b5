"""What leaves the program, on which stream, and in signs that the stream can carry."""

import io
import json
import os
import re
import sys

import pytest

from checks.progress import Progress
from dde_tui.terminal.console import Console


class Terminal(io.StringIO):
    def isatty(self):
        return True


def encoded(encoding):
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")


def text_of(stream):
    stream.flush()
    return stream.buffer.getvalue().decode(stream.encoding)


def test_the_answer_and_the_narration_go_different_ways():
    console = Console(io.StringIO(), io.StringIO(), {})
    console.say("answer")
    console.narrate("on the way")
    assert (console.out.getvalue(), console.err.getvalue()) == ("answer\n", "on the way\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252"])
def test_signs_that_an_encoding_lacks_fall_back(encoding):
    console = Console(encoded(encoding), encoded(encoding), {})
    console.say("√ ready … 5 × ● ○ ► Nguyễn")
    shown = text_of(console.out)
    assert "ready" in shown
    assert "Nguy?n" in shown
    assert shown.encode(encoding)


def test_signs_that_an_encoding_has_stay():
    console = Console(encoded("utf-8"), encoded("utf-8"), {})
    console.say("√ Nguyễn")
    assert text_of(console.out) == "√ Nguyễn\n"


def test_half_a_surrogate_does_not_break_the_stream():
    console = Console(encoded("utf-8"), encoded("utf-8"), {})
    console.say("a\udcffb")
    assert text_of(console.out) == "a<U+DCFF>b\n"


def test_json_is_ascii_on_every_stream():
    for encoding in ("ascii", "utf-8", "cp1252"):
        console = Console(encoded(encoding), encoded(encoding), {})
        console.json({"name": "Nguyễn √"})
        assert json.loads(text_of(console.out)) == {"name": "Nguyễn √"}
        assert text_of(console.out).isascii()


@pytest.mark.parametrize(
    ("stream", "environ", "colors"),
    [
        (Terminal, {}, True),
        (Terminal, {"NO_COLOR": ""}, True),
        (Terminal, {"NO_COLOR": "1"}, False),
        (Terminal, {"TERM": "dumb"}, False),
        (io.StringIO, {}, False),
    ],
)
def test_color_needs_a_terminal_and_nobody_against_it(stream, environ, colors):
    console = Console(stream(), stream(), environ)
    assert console.colors is colors
    console.say(console.style("ready", "bold", "green"))
    assert console.out.getvalue() == ("\x1b[1;32mready\x1b[0m\n" if colors else "ready\n")


def test_a_text_without_a_style_stays_as_it_is():
    assert Console(Terminal(), Terminal(), {}).style("ready") == "ready"


HOSTILE = "\x1b[2J\x1b]52;c;ZXZpbA==\x07\x9b31m\r\x08\x7f\u202eevil\u2066\u200b\u2028\t"
SHOWN = "␛[2J␛]52;c;ZXZpbA==␇<U+009B>31m␍␈␡<U+202E>evil<U+2066><U+200B><U+2028>␉"


@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_every_line_is_cleaned_whoever_forgot_it(stream):
    console = Console(stream(), stream(), {})
    console.say(HOSTILE)
    console.narrate(HOSTILE)
    assert console.out.getvalue() == console.err.getvalue() == f"{SHOWN}\n"


def test_a_style_in_the_text_is_data_and_a_style_of_ours_is_not():
    console = Console(Terminal(), Terminal(), {})
    console.say(console.style("\x1b[31mcell\x1b[0m", "bold"))
    assert console.out.getvalue() == "\x1b[1m␛[31mcell␛[0m\x1b[0m\n"


def test_another_console_of_the_same_program_has_other_marks():
    first, second = (Console(Terminal(), Terminal(), {}) for _ in range(2))
    second.say(first.style("ready", "bold"))
    assert "\x1b" not in second.out.getvalue()
    assert first._mark not in repr(first)


LONG = "  users.csv:5  email  This teacher has none. Run `dde explain DDE701` and ask the school for the address."


def test_a_long_line_breaks_between_words_on_a_terminal_and_keeps_commands_whole(monkeypatch):
    monkeypatch.setattr("dde_tui.terminal.console._columns", lambda _stream: 50)
    console = Console(Terminal(), Terminal(), {})
    console.say_wrapped(console.style(LONG, "dim"))
    lines = console.out.getvalue().splitlines()
    shown = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in lines]
    assert " ".join(line.strip() for line in shown) == LONG.strip()
    assert all(len(line) <= 50 for line in shown)
    assert [line[:7] for line in shown[1:]] == [f"      {line[6]}" for line in shown[1:]]
    assert any("`dde explain DDE701`" in line for line in shown)


def test_a_long_line_stays_whole_in_a_pipe():
    console = Console(io.StringIO(), io.StringIO(), {})
    console.say_wrapped(LONG)
    assert console.out.getvalue() == f"{LONG}\n"


def test_questions_are_cleaned(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    console = Console(Terminal(), Terminal(), {})
    assert console.ask(f"Host {HOSTILE}?", HOSTILE) == HOSTILE
    assert console.err.getvalue() == f"Host {SHOWN}? [{SHOWN}] "
    asked = []
    monkeypatch.setattr("getpass.getpass", lambda question, stream: asked.append(question) or "secret")
    assert console.ask_secret(f"Passphrase of {HOSTILE}:") == "secret"
    assert asked == [f"Passphrase of {SHOWN}: "]


def test_a_progress_line_is_cleaned_before_its_width_is_measured():
    console = Console(io.StringIO(), Terminal(), {})
    console._rewrite("\x1b[2J\rChecking " + "x" * 67, "\x1b[2J\rChecking")
    assert last_line(console) == "␛[2J␍Checking"
    assert "\x1b" not in console.err.getvalue()


def test_a_document_is_cleaned_for_a_terminal_and_exact_in_a_pipe():
    document = f"\ufeffa,b\r\n{HOSTILE},2\r\n"
    console = Console(Terminal(), Terminal(), {})
    console.document(document)
    assert console.out.getvalue() == f"a,b\n{SHOWN},2\n"
    piped = encoded("cp1252")
    Console(piped, piped, {}).document(document)
    assert piped.buffer.getvalue() == document.encode()


def test_json_escapes_every_control_sign():
    console = Console(Terminal(), Terminal(), {})
    console.json({HOSTILE: HOSTILE})
    written = console.out.getvalue()
    assert json.loads(written) == {HOSTILE: HOSTILE}
    assert written.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("stdin", "err", "can"),
    [
        (Terminal, Terminal, True),
        (io.StringIO, Terminal, False),
        (Terminal, io.StringIO, False),
        (None, Terminal, False),
    ],
)
def test_asking_needs_a_person_at_both_ends(monkeypatch, stdin, err, can):
    monkeypatch.setattr(sys, "stdin", stdin and stdin())
    assert Console(Terminal(), err(), {}).can_ask is can


def test_an_empty_answer_means_the_default(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("\n  Denver \n"))
    console = Console(Terminal(), Terminal(), {})
    assert console.ask("Zone?", "Chicago") == "Chicago"
    assert console.ask("Zone?", "Chicago") == "Denver"
    assert console.ask("Zone?", "Chicago") == "Chicago"
    assert console.err.getvalue() == "Zone? [Chicago] " * 3
    assert console.out.getvalue() == ""


def last_line(console):
    """What stands on the terminal's line after everything that was written over it."""
    shown = ""
    for written in console.err.getvalue().split("\r"):
        shown = written + shown[len(written) :]
    return shown.rstrip()


def test_progress_is_one_line_that_is_gone_at_the_end():
    console = Console(io.StringIO(), Terminal(), {})
    with console.progress("Checking") as tell:
        tell(Progress("users\x1b.csv", 1_000, 1, 4))
        assert last_line(console) == "Checking users␛.csv  ═════───────────────  25%  1,000 rows"
        tell(Progress("orgs.csv", 2_000, 4, 4))
        assert last_line(console) == "Checking orgs.csv  ════════════════════ 100%  2,000 rows, finishing"
    assert last_line(console) == ""
    assert "\n" not in console.err.getvalue()
    assert console.out.getvalue() == ""


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_progress_is_gone_also_when_the_work_ends_badly(error):
    console = Console(io.StringIO(), Terminal(), {})

    def work():
        with console.progress("Checking") as tell:
            tell(Progress("users.csv", 1_000, 1, 4))
            raise error

    with pytest.raises(error):
        work()
    assert "25%" in console.err.getvalue()
    assert last_line(console) == ""


def test_progress_is_written_at_most_ten_times_a_second():
    console = Console(io.StringIO(), Terminal(), {})
    with console.progress("Checking") as tell:
        for done in range(1, 1_000):
            tell(Progress("users.csv", done, done, 1_000))
    assert console.err.getvalue().count("Checking") < 30


def test_progress_never_needs_a_second_line(monkeypatch):
    console = Console(io.StringIO(), Terminal(), {})
    monkeypatch.setattr(console.err, "fileno", lambda: 2)
    monkeypatch.setattr("dde_tui.terminal.console.is_terminal", lambda *_: True)
    for width, shown in [
        (60, "Checking academicSessions.csv  50%  1,000,000 rows"),
        (30, "50%  1,000,000 rows"),
        (10, "50%  1,00"),
    ]:
        monkeypatch.setattr(os, "get_terminal_size", lambda _fd, width=width: os.terminal_size((width, 9)))
        with console.progress("Checking") as tell:
            tell(Progress("academicSessions.csv", 1_000_000, 1, 2))
            assert last_line(console) == shown


def test_progress_falls_back_to_plain_signs():
    console = Console(io.StringIO(), encoded("ascii"), {})
    console.err.isatty = lambda: True
    with console.progress("Checking") as tell:
        tell(Progress("users.csv", 0, 1, 2))
    assert "Checking users.csv  ##########----------  50%" in text_of(console.err)


@pytest.mark.parametrize(
    ("out", "err", "environ", "as_json"),
    [
        (Terminal, io.StringIO, {}, False),
        (Terminal, Terminal, {"TERM": "dumb"}, False),
        (io.StringIO, Terminal, {}, True),
    ],
)
def test_there_is_no_progress_away_from_a_terminal_nor_beside_json_in_a_pipe(out, err, environ, as_json):
    console = Console(out(), err(), environ)
    with console.progress("Checking", as_json=as_json) as tell:
        tell(Progress("users.csv", 1, 1, 2))
    assert console.err.getvalue() + console.out.getvalue() == ""


def test_a_program_started_without_streams_says_it_to_nobody(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    console = Console()
    console.say("answer")
    console.narrate("on the way")
    assert not console.is_terminal
