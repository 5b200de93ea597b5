"""How the faults are made that no switch of a server makes: on the line, the disk, the source, and beside it."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

from dde_tui.securestor.remote_names import part_name
from faults.scene import MIX, Scene, Seen, written
from faults.sets import roster
from support.slow_link import Break

Act = Callable[[Scene], object]
MIDDLE = 1_500_000  # bytes of the client: in the middle of three large files


def snap(how: Break, *, lasting: bool = False) -> Act:
    """Break the line in the middle of the upload."""
    return lambda scene: scene.after(MIDDLE, partial(scene.line.snap, how, lasting=lasting))


def change_source(change: Callable[[bytes], bytes]) -> Act:
    """Change the source while it is sent."""
    return lambda scene: scene.after(300_000, partial(scene.rewrite, change))


def restore_source(scene: Scene) -> None:
    """Let the export finish: the source is the new set."""
    for name, data in scene.new.items():
        (scene.source / name).write_bytes(data)


def slow(scene: Scene) -> None:
    """Let the line fall to 1 KB/s once the session is open."""
    scene.after(5_000, lambda: setattr(scene.line, "rate", 1_000))


def corrupt(scene: Scene) -> None:
    """Change one byte of what was stored already, as a failing disk does, while the file still grows."""
    full = len(scene.new["users.csv"])

    def growing(_: object) -> bool:
        return any(5_000 < _size(path) < full and b"b" * 1_000 in _start(path) for path in parts())

    def parts() -> list[Path]:
        return [path for path in scene.server.root.iterdir() if "users.csv" in path.name]

    def flip() -> None:
        for path in parts():
            if b"b" * 1_000 in _start(path):
                with suppress(FileNotFoundError), path.open("r+b") as file:
                    file.seek(2_000)
                    file.write(b"#")

    scene.line.rate = 4_000_000
    scene.watcher.when(growing, flip)


def _start(path: Path) -> bytes:
    """The first bytes of a part; none where the run under test took it away between two looks."""
    try:
        with path.open("rb") as file:
            return file.read(4_000)
    except FileNotFoundError:
        return b""


def _size(path: Path) -> int:
    """How many bytes a part holds; none where the run under test took it away between two looks."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def folder_in_the_way(scene: Scene) -> None:
    """Put a folder where a file should be."""
    (scene.server.root / "users.csv").unlink()
    (scene.server.root / "users.csv").mkdir()


def link_in_the_way(name: str) -> Act:
    """Put a link to somebody else's file where a file should be."""

    def act(scene: Scene) -> None:
        victim = scene.server.root.parent / "victim"
        victim.write_bytes(scene.old["users.csv"])
        (scene.server.root / name).unlink(missing_ok=True)
        (scene.server.root / name).symlink_to(victim)

    return act


def link_under_the_parts_name(scene: Scene) -> None:
    """Put it where the part goes on its way."""
    data = scene.new["users.csv"]
    name = part_name("users.csv", sha256(data).hexdigest(), scene.client.workspace.owner)
    link_in_the_way(name)(scene)


def victim_is_whole(scene: Scene, _: Seen) -> str:
    """Nothing is ever written through a link."""
    there = (scene.server.root.parent / "victim").read_bytes()
    return "" if there == scene.old["users.csv"] else "somebody else's file was written through the link"


def age(scene: Scene) -> None:
    """Give the old files times in the year 2049."""
    for name in scene.old:
        os.utime(scene.server.root / name, (2_500_000_000, 2_500_000_000))


def same_workspace(scene: Scene) -> None:
    """Start a second run in the same workspace while the first one is sending."""

    def second() -> None:
        other = type(scene.client).__new__(type(scene.client))
        other.__dict__.update(scene.client.__dict__)
        other.begin()
        scene.second = other

    scene.line.rate = 4_000_000
    scene.after(500_000, second)


def second_was_refused(scene: Scene, _: Seen) -> str:
    """The second run said that another one works there."""
    said = scene.second.end()
    scene.notes.append(said)
    return "" if said.code == 6 else f"the second run ended with {said.code}: {said.words}"


def other_computer(scene: Scene) -> None:
    """Let another computer send another set to the same folder at the same time."""
    third = roster("c", scene.row.size)
    scene.other = third
    scene.others.append(scene.sender("other", written(scene.base / "other-source", third)))
    scene.line.rate = 8_000_000


def one_was_told(scene: Scene, seen: Seen) -> str:
    """Where both sets are mixed, at least one of the two was told so."""
    lied = seen.kept == MIX and seen.code == 0 and all(said.code == 0 for said in scene.notes)
    return "both runs said that their set is there, and it is a mix" if lied else ""


def closed_after_files(scene: Scene) -> None:
    """Close each connection once three more files stand in the folder, where the server has no switch for it."""
    if scene.server.called == "embedded":
        return
    files = [0]

    def more(_: object) -> bool:
        now = sum(_size(path) > 0 for path in scene.server.root.iterdir())
        if now >= len(scene.old) + files[0] + 3:
            files[0] += 3
            return True
        return False

    def close() -> None:
        scene.line.snap(Break.RESET)
        scene.watcher.when(more, close)

    scene.watcher.when(more, close)


def unlinked(scene: Scene) -> None:
    """Remove the link, if it still is one."""
    if (scene.server.root / "users.csv").is_symlink():
        (scene.server.root / "users.csv").unlink()


def look_what_is_left(scene: Scene) -> None:
    """Remember what lies there beside the set right after the run, before anything clears it."""
    scene.left = sorted({path.name for path in scene.server.root.iterdir()} - set(scene.old))


def nothing_was_left(scene: Scene, _: Seen) -> str:
    """A run that was refused took everything away itself, whatever the server locked."""
    return f"the run left {', '.join(scene.left)}" if scene.left else ""
