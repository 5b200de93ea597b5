"""What leaves the program, on which stream, and in signs that the stream can carry."""

import io
import json
import sys

import pytest

from dde_tui.console import Console


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
    assert text_of(console.out) == "a?b\n"


def test_json_is_ascii_on_every_stream():
    for encoding in ("ascii", "utf-8", "cp1252"):
        console = Console(encoded(encoding), encoded(encoding), {})
        console.json({"name": "Nguyễn √"})
        assert json.loads(text_of(console.out)) == {"name": "Nguyễn √"}
        assert text_of(console.out).isascii()


@pytest.mark.parametrize(
    ("stream", "environ", "colours"),
    [
        (Terminal, {}, True),
        (Terminal, {"NO_COLOR": ""}, True),
        (Terminal, {"NO_COLOR": "1"}, False),
        (Terminal, {"TERM": "dumb"}, False),
        (io.StringIO, {}, False),
    ],
)
def test_colour_needs_a_terminal_and_nobody_against_it(stream, environ, colours):
    console = Console(stream(), stream(), environ)
    assert console.colours is colours
    assert console.style("ready", "bold", "green") == ("\x1b[1;32mready\x1b[0m" if colours else "ready")


def test_a_text_without_a_style_stays_as_it_is():
    assert Console(Terminal(), Terminal(), {}).style("ready") == "ready"


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


def test_progress_stays_on_one_line_and_ends_it():
    console = Console(io.StringIO(), Terminal(), {})
    show = console.progress("users\x1b.csv")
    show(1, 3)
    show(3, 3)
    assert console.err.getvalue() == "\rusers␛.csv 1 of 3 (33 %)\rusers␛.csv 3 of 3 (100 %)\n"
    show(0, 0)
    assert console.err.getvalue().endswith("0 of 0 (100 %)\n")


def test_there_is_no_progress_away_from_a_terminal():
    assert Console(Terminal(), io.StringIO(), {}).progress("x") is None
    assert Console(Terminal(), Terminal(), {"TERM": "dumb"}).progress("x") is None


def test_a_program_started_without_streams_says_it_to_nobody(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    console = Console()
    console.say("answer")
    console.narrate("on the way")
    assert not console.is_terminal
