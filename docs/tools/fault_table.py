"""Renews docs/faults.md by playing every row: `PYTHONPATH=. python docs/tools/fault_table.py`, some minutes.

What was seen is kept in tests/faults/seen.json; a tool that is not installed keeps what was seen last.
`--page` only writes the page anew from there; part of a row's name, and a sender's name behind it, play less.
"""

import json
import signal
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1]
sys.path.insert(0, str(DOCS.parent / "tests"))

from faults.rows import ROWS, Row  # noqa: E402
from faults.scene import Scene  # noqa: E402
from faults.senders import SENDERS, Dde, installed, version  # noqa: E402
from faults.servers import SERVERS, OpenSsh  # noqa: E402

COMMAND = "PYTHONPATH=. python docs/tools/fault_table.py"
SEEN = DOCS.parent / "tests" / "faults" / "seen.json"
PAGE = DOCS / "faults.md"
_STANDS = {
    "old": "old",
    "new": "new",
    "other": "the other's",
    "mix": "old and new files, each whole",
    "half": "**half files**",
    "missing": "**missing**",
}

Seen = dict[str, dict[str, Any]]


def read_seen() -> Seen:
    """Return what was seen: versions, and for each row "sender on server" and how it came out."""
    return json.loads(SEEN.read_text("utf-8"))


def page(seen: Seen) -> str:
    """Return the page."""
    tools = [name for name, kind in SENDERS.items() if kind is not Dde]
    lines = [
        "# Faults, and what becomes of the files",
        "",
        f"Made from what was seen when `{COMMAND}` played every row;",
        "don't edit it by hand. The rows are declared in `tests/faults/rows.py`, and",
        "`tests/faults/test_faults.py` plays each of them again with `dde send` on both servers.",
        "",
        "An old set of eight files stands in the folder, three of them of 1.2 MB; a new one is sent over it.",
        "The fault comes in the middle of the upload where nothing else is said. A thread reads the folder",
        "on the server's disk all the time and notes a *half file*: anything but the whole old or the whole",
        "new file under its final name. *Afterwards*: which set stands there when the run has ended. *Next",
        "run*: whether the same command, the fault gone and nothing cleaned by hand, leaves the whole new",
        "set and nothing else.",
        "",
        f"Seen with {', '.join(seen['versions'].values())}.",
        "Only newer versions of rclone send under temporary names. Patience was 2 s here, 30 s by default.",
        "",
        "## `dde send` on both servers",
        "",
        "| fault | how it is made | half file | afterwards | exit | next run |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in ROWS:
        each = [seen["rows"][row.name].get(f"{Dde.called} on {server}") for server in SERVERS]
        cells = [
            row.name,
            row.fault,
            *(_both(cell(one) for one in each) for cell in (_half, _after, _code, _next)),
        ]
        lines.append(f"| {' | '.join(map(_escaped, cells))} |")
    lines += [
        "",
        f"Where two values stand, the first is of the {' and the second of the '.join(SERVERS)} server.",
        "",
        "## Side by side",
        "",
        f"The same rows on {OpenSsh.called}'s server. Each cell: what stands under the names afterwards,",
        "exit code, next run. Tools that write in place need no more room on a full disk and rename nothing:",
        "what they leave in the rows about a disk or a rename is what they leave without any fault.",
        "",
        f"| fault | {' | '.join([Dde.called, *tools])} |",
        f"| --- |{' --- |' * (1 + len(tools))}",
    ]
    for row in ROWS:
        found = [seen["rows"][row.name].get(f"{name} on {OpenSsh.called}") for name in SENDERS]
        lines.append(f"| {' | '.join([_escaped(row.name), *map(_cell, found)])} |")
    lines += ["", "## What `dde send` says", "", "| fault | sentence |", "| --- | --- |"]
    for row in ROWS:
        one = seen["rows"][row.name].get(f"{Dde.called} on {OpenSsh.called}")
        lines.append(f"| {_escaped(row.name)} | {_escaped(_words(one))} |")
    return "\n".join(lines) + "\n"


def _both(values: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(values))


def _half(seen: Seen | None) -> str:
    if seen is None:
        return "not played"
    return f"**{', '.join(seen['halves'])}**" if seen["halves"] else "never"


def _after(seen: Seen | None) -> str:
    return "" if seen is None else _STANDS[seen["kept"]]


def _code(seen: Seen | None) -> str:
    if seen is None:
        return ""
    if seen["code"] is None:
        return "**hangs**"
    return str(seen["code"]) if seen["code"] >= 0 else f"({signal.Signals(-seen['code']).name})"


def _next(seen: Seen | None) -> str:
    if seen is None:
        return ""
    return (
        "finishes"
        if seen["finishes"]
        else "does not finish"
        if seen["next_code"]
        else "**says so, but does not**"
    )


def _cell(seen: Seen | None) -> str:
    if seen is None:
        return ""
    lied = seen["code"] == 0 and seen["kept"] not in {"new", "other"}
    code = "**exit 0**" if lied else _code(seen) if seen["code"] is None else f"exit {_code(seen)}"
    half = f"; **half files under {len(seen['halves'])} names**" if seen["halves"] else ""
    left = f", left: {len(seen['left'])} files" if seen["left"] else ""
    return f"{_after(seen)}; {code}; {_next(seen)}{left}{half}"


def _words(seen: Seen | None) -> str:
    return (seen["said"] or "nothing: it was killed") if seen else ""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def play(row: Row, server: str, sender: str) -> dict[str, Any]:
    """Play one row and return what was seen, as plain data."""
    with tempfile.TemporaryDirectory(prefix="faults-") as base:
        return json.loads(json.dumps(asdict(Scene(Path(base), row, SERVERS[server], SENDERS[sender]).play())))


def renew(only: str = "", by: str = "") -> None:
    """Play the rows whose names hold `only`, with one sender or all, and keep what was seen."""
    before = read_seen() if SEEN.exists() else {"versions": {}, "rows": {}}
    for sender, kind in SENDERS.items():
        if by not in {"", sender}:
            continue
        if not installed(kind):
            print(f"{sender} is not installed: what was seen last stays")
            continue
        before["versions"][sender] = version(kind)
        for row in ROWS:
            servers = SERVERS if kind is Dde else [OpenSsh.called]
            if only not in row.name or (row.dde_only and kind is not Dde):
                continue
            for server in servers:
                seen = play(row, server, sender)
                before["rows"].setdefault(row.name, {})[f"{sender} on {server}"] = seen
                print(f"{row.name}: {sender} on {server}: {seen['kept']}, exit {seen['code']}", flush=True)
                _keep(before)


def _keep(seen: Seen) -> None:
    seen["rows"] = {row.name: seen["rows"].get(row.name, {}) for row in ROWS}
    SEEN.write_text(json.dumps(seen, indent=1, ensure_ascii=True) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if "--page" not in sys.argv:
        renew(*sys.argv[1:3])
    PAGE.write_text(page(read_seen()), encoding="utf-8", newline="\n")
