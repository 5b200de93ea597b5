"""No control character of anybody's text reaches the terminal from the app: the real one, in a real terminal.

It writes escape sequences of its own, so the same screens are drawn with a harmless twin of the text, too.
"""

import sys
from pathlib import Path

from support import pseudo_terminal as terminals
from support.hostile_text import HOSTILE, controls, got_through, kinds, tamed, text_of
from support.hostile_world import closed_port, evil_files, evil_workspace, put

TESTS = str(Path(terminals.__file__).parents[1])
TEXTUAL = {"m", "H", "?h", "?l", "?$p", "<u", ">u", "22"}
"""What Textual does to a terminal: colours, places, modes, the keyboard's protocol, the pointer's shape."""


def test_the_app_from_place_to_place(tmp_path: Path) -> None:
    closed = {"securestor_host": "127.0.0.1", "securestor_port": closed_port(), "securestor_agent": True}
    workspace = evil_workspace(tmp_path / f"w{HOSTILE}", HOSTILE, **closed)
    put(workspace.path / "files", evil_files(HOSTILE))
    arguments = [sys.executable, "-m", "dde_tui", "--workspace", str(workspace.path)]
    seen = "␛]52;c;Q0xJUA==".encode()
    with terminals.terminal(arguments, tmp_path, size=(120, 40)) as shown:
        shown.until(b"Bluebonnet ISD")
        shown.quiet()
        shown.press(b"F", until=seen)
        shown.press(b"K", until=b"127.0.0.1")
        shown.press(b"l", until=b"nothing listens")
        shown.press(b"C", until=b"files")
        shown.press(b"r", until=b"Not ready")
        shown.quiet()
        shown.press(b"S", until=b"Send the files")
        shown.quiet()
        shown.press(b"e")
        shown.quiet()
        shown.press(b"\x1b[200~" + HOSTILE.encode() + b"\x1b[201~")
        shown.quiet()
        shown.press(b"\x11")
        assert shown.end() == 0, shown.seen[-3000:]
    text = text_of(shown.seen)
    assert got_through(text) == []
    assert {*controls(text)} <= {"\x1b", "\x07"}
    assert kinds(text) <= TEXTUAL


def test_every_widget_of_the_app_with_a_text_that_nobody_cleaned(tmp_path: Path) -> None:
    program = [
        sys.executable,
        "-c",
        f"import sys; sys.path.append({TESTS!r}); from support import widget_gallery; widget_gallery.main()",
    ]
    captures = []
    for evil in ("hostile", tamed(HOSTILE)):
        with terminals.terminal([*program, str(tmp_path), evil], tmp_path, size=(100, 140)) as shown:
            shown.until(b"Q0xJUA==")
            shown.quiet()
            shown.press(b"\x10line")
            shown.quiet()
            shown.press(b"\x11")
            assert shown.end() == 0, shown.seen[-3000:]
        captures.append(text_of(shown.seen))
    hostile, twin = captures
    assert got_through(hostile) == []
    assert {*controls(hostile)} == {*controls(twin)} <= {"\x1b", "\x07"}
    assert kinds(hostile) == kinds(twin) <= {*TEXTUAL, "8"}, "one of the texts is a link"
