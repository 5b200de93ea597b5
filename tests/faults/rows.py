"""The rows of the fault table: what goes wrong, and what `dde send` promises then."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from faults.acts import (
    MIDDLE,
    Act,
    age,
    change_source,
    closed_after_files,
    corrupt,
    folder_in_the_way,
    link_in_the_way,
    link_under_the_parts_name,
    look_what_is_left,
    nothing_was_left,
    one_was_told,
    other_computer,
    restore_source,
    same_workspace,
    second_was_refused,
    slow,
    snap,
    unlinked,
    victim_is_whole,
)
from faults.scene import MIX, Scene, Seen
from faults.switches import NONE, Faults
from faults.watcher import NEW, OLD, OTHER
from support.slow_link import Break


@dataclass(frozen=True)
class Row:
    """One fault, and what is promised while it is there and after it."""

    name: str
    fault: str
    """How the fault is made."""
    codes: frozenset[int]
    """The exit codes that are right."""
    keeps: frozenset[str]
    """Which sets may stand under their names after it."""
    says: str
    """A pattern that must be found in what is said; what happened, in the contact's words."""
    faults: Faults = NONE
    before: tuple[Act, ...] = ()
    during: Act | None = None
    mend: tuple[Act, ...] = ()
    lasts: bool = False
    """Whether the fault is still there in the next run."""
    finishes: bool = True
    """Whether the next run must leave the whole new set."""
    process: bool = False
    """Whether the sender must be a process of its own."""
    size: int = 1_200_000
    """Bytes of each of the three large files."""
    delay: float = 0.0
    """Seconds that the line takes, each way."""
    settings: dict[str, object] = field(default_factory=dict)
    blocked: frozenset[str] = frozenset()
    """Names that hold something else than a file of the set."""
    check: Callable[[Scene, Seen], str] | None = None
    """Says what else is not as it must be, or nothing."""
    gap: bool = False
    """Whether a name may be missing for a moment."""
    dde_only: bool = False
    """Whether it means nothing to other tools."""


KEPT = frozenset({OLD})
SENT = frozenset({NEW})
ANY = frozenset({OLD, MIX, NEW})
FAILED = frozenset({5})

ROWS = (
    Row(
        "server killed while files go up",
        "`kill -9` of every process of the server at half of the bytes; it is started again for the next run",
        FAILED,
        KEPT,
        "was lost|nothing listens|did not answer",
        during=lambda scene: scene.after(MIDDLE, scene.server.kill),
        mend=(lambda scene: scene.server.start(),),
    ),
    Row(
        "server killed between two renames",
        "the same as soon as the first new file has its name; 10 ms each way",
        frozenset({0, 5}),
        ANY,
        "whole|sent|was lost",
        during=lambda scene: scene.when_first_is_new(scene.server.kill),
        mend=(lambda scene: scene.server.start(),),
        delay=0.01,
        size=10_000,
    ),
    Row(
        "client killed while files go up",
        "`kill -9` of the sender at half of the bytes",
        frozenset({-9}),
        KEPT,
        "",
        during=lambda scene: scene.after(MIDDLE, scene.client.kill),
        process=True,
    ),
    Row(
        "client killed between two renames",
        "the same as soon as the first new file has its name; 10 ms each way",
        frozenset({-9, 0}),
        ANY,
        "",
        during=lambda scene: scene.when_first_is_new(scene.client.kill),
        process=True,
        delay=0.01,
        size=10_000,
    ),
    Row(
        "line cut once",
        "both ends get RST at half of the bytes; a new connection works",
        frozenset({0}),
        SENT,
        "sent",
        during=snap(Break.RESET),
    ),
    Row(
        "line cut for good",
        "the same, and every new connection is cut too",
        FAILED,
        KEPT,
        "was lost|did not answer",
        during=snap(Break.RESET, lasting=True),
    ),
    Row(
        "line closed for good",
        "the same with an orderly end (FIN)",
        FAILED,
        KEPT,
        "was lost|did not answer|closed",
        during=snap(Break.CLOSE, lasting=True),
    ),
    Row(
        "line cut between two renames",
        "RST as soon as the first new file has its name, every new connection too; 10 ms each way",
        frozenset({0, 5}),
        ANY,
        "whole|sent|was lost",
        during=lambda scene: scene.when_first_is_new(partial(scene.line.snap, Break.RESET, lasting=True)),
        delay=0.01,
        size=10_000,
    ),
    Row(
        "half-open: answers are lost",
        "what the server says no longer arrives; a new connection works",
        frozenset({0}),
        SENT,
        "sent",
        during=snap(Break.DEAF),
    ),
    Row(
        "half-open: questions are lost",
        "what the sender says no longer arrives; a new connection works",
        frozenset({0}),
        SENT,
        "sent",
        during=snap(Break.MUTE),
    ),
    Row(
        "line stalls once",
        "nothing moves, nothing is closed, from half of the bytes on; a new connection works; patience 2 s",
        frozenset({0}),
        SENT,
        "sent",
        during=snap(Break.STALL),
    ),
    Row(
        "line stalls for good",
        "the same, and a new connection is as silent; patience 2 s, no retry",
        FAILED,
        KEPT,
        "nothing came back|did not answer",
        during=snap(Break.STALL, lasting=True),
        settings={"retries": 0},
    ),
    Row(
        "1 KB/s, small files",
        "1,000 bytes a second in each direction once the session is open",
        frozenset({0}),
        SENT,
        "sent",
        during=slow,
        size=1,
    ),
    Row(
        "1 KB/s, large files",
        "the same with files of 1.2 MB, more than patience lasts for; patience 2 s, no retry",
        FAILED,
        KEPT,
        "nothing came back|did not answer|was lost",
        during=slow,
        settings={"retries": 0},
    ),
    Row(
        "disk full, and the server says so",
        "a disk of 6 MB with the old set on it; statvfs tells what is left",
        FAILED,
        KEPT,
        "out of space",
        faults=Faults(room=6_000_000),
    ),
    Row(
        "disk full, and the server keeps silent",
        "the same without statvfs",
        FAILED,
        KEPT,
        "no reason|out of space",
        faults=Faults(room=6_000_000, denied=frozenset({"statvfs"})),
    ),
    Row(
        "quota",
        "a file may have 1 MB at most (RLIMIT_FSIZE), and nothing tells",
        FAILED,
        KEPT,
        "no reason|out of space",
        faults=Faults(quota=1_000_000),
    ),
    Row(
        "read-only folder",
        "every change is refused (`internal-sftp -R`)",
        FAILED,
        KEPT,
        "permit",
        faults=Faults(read_only=True),
    ),
    Row(
        "rename refused",
        "rename and posix-rename are refused (`internal-sftp -P rename,posix-rename`)",
        FAILED,
        KEPT,
        "rename",
        faults=Faults(denied=frozenset({"rename", "posix-rename"})),
    ),
    Row(
        "no rename over a file",
        "posix-rename is not offered, rename refuses a taken name; a name is missing for a moment",
        frozenset({0}),
        SENT,
        "sent",
        gap=True,
        faults=Faults(denied=frozenset({"posix-rename"})),
    ),
    Row(
        "open files are locked",
        "an open file can't be removed or renamed, as on Windows, and writes are refused while other files are still "
        "being opened; the run itself must leave nothing (OpenSSH: only the writes)",
        FAILED,
        KEPT,
        "permit",
        faults=Faults(denied=frozenset({"write"}), locks=True, opening=0.1),
        mend=(look_what_is_left,),
        check=nothing_was_left,
        dde_only=True,
    ),
    Row(
        "host key changed",
        "another key under the same name and port",
        frozenset({7}),
        KEPT,
        "key",
        before=(lambda scene: scene.server.rekey(),),
        mend=(lambda scene: scene.server.restore_key(),),
    ),
    Row(
        "login refused",
        "the server knows the user's key no more",
        frozenset({2}),
        KEPT,
        "whether the account is active",
        before=(lambda scene: scene.server.admit(known=False),),
        mend=(lambda scene: scene.server.admit(known=True),),
    ),
    Row(
        "server closes after 3 files",
        "each connection ends when three files were written on it",
        frozenset({0, 5}),
        frozenset({OLD, NEW}),
        "sent|was lost",
        faults=Faults(files=3),
        during=closed_after_files,
        settings={"retries": 4},
        delay=0.01,
    ),
    Row(
        "name longer than allowed",
        "names of 40 bytes at most, a part's is longer; OpenSSH: a folder with so long a path; in the next run too",
        FAILED,
        KEPT,
        "no reason|name|status",
        faults=Faults(longest_name=40),
        lasts=True,
        finishes=False,
    ),
    Row(
        "a directory where a file should be",
        "`users.csv` is a folder",
        FAILED,
        KEPT,
        "folder|directory",
        before=(folder_in_the_way,),
        mend=(lambda scene: shutil.rmtree(scene.server.root / "users.csv"),),
        blocked=frozenset({"users.csv"}),
    ),
    Row(
        "a symbolic link in the way",
        "`users.csv` leads to somebody else's file, which must stay as it is",
        frozenset({0, 5}),
        frozenset({OLD, NEW}),
        "",
        before=(link_in_the_way("users.csv"),),
        mend=(unlinked,),
        check=victim_is_whole,
    ),
    Row(
        "a symbolic link under the part's name",
        "where `users.csv` goes up leads to somebody else's file, which must stay as it is",
        frozenset({0, 5}),
        frozenset({OLD, NEW}),
        "",
        before=(link_under_the_parts_name,),
        check=victim_is_whole,
        dde_only=True,
    ),
    Row(
        "clock wrong",
        "the old files are of the year 2049; embedded: all its times are 22 years ahead",
        frozenset({0}),
        SENT,
        "sent",
        before=(age,),
    ),
    Row(
        "two `dde send` at once, one workspace",
        "a second run begins while the first one sends; the second ends with 6",
        frozenset({0}),
        SENT,
        "sent",
        during=same_workspace,
        process=True,
        check=second_was_refused,
        dde_only=True,
    ),
    Row(
        "two `dde send` at once, two computers",
        "two workspaces send two sets to one folder; the first one runs again alone",
        frozenset({0, 5}),
        ANY | {OTHER},
        "",
        before=(other_computer,),
        process=True,
        check=one_was_told,
    ),
    Row(
        "the file changes while it is sent",
        "`users.csv` is written anew with the same size",
        frozenset({3}),
        KEPT,
        "change",
        during=change_source(lambda data: data.replace(b"bbbb", b"zzzz")),
        mend=(restore_source,),
    ),
    Row(
        "the file grows while it is sent",
        "a line is added to `users.csv`",
        frozenset({3}),
        KEPT,
        "change",
        during=change_source(lambda data: data + data.splitlines(keepends=True)[-1]),
        mend=(restore_source,),
    ),
    Row(
        "the file is cut short while it is sent",
        "`users.csv` loses its last half",
        frozenset({3}),
        KEPT,
        "change",
        during=change_source(lambda data: data[: len(data) // 2]),
        mend=(restore_source,),
    ),
    Row(
        "a stored byte changes on the server",
        "one byte of `users.csv` is another one on the disk, while its end is still on its way",
        FAILED,
        KEPT,
        "did not arrive|differs",
        during=corrupt,
    ),
    Row(
        "upload-only folder",
        "nothing can be read or listed (`internal-sftp -P read,opendir,readdir`)",
        frozenset({0, 5}),
        frozenset({OLD, NEW}),
        "",
        faults=Faults(denied=frozenset({"read", "opendir", "readdir"})),
    ),
    Row(
        "one session for a connection",
        "`MaxSessions 1`",
        frozenset({0}),
        SENT,
        "sent",
        faults=Faults(sessions=1),
    ),
)


def broken(row: Row, seen: Seen) -> list[str]:
    """Return which promises of `dde send` were not kept, in words."""
    halves = (*seen.halves, *seen.next_halves)
    promises = {
        f"a half file stood under {', '.join(halves)}": not halves,
        f"{', '.join(seen.gone)} was missing for a while": row.gap or not seen.gone,
        f"exit code {seen.code}, not {' or '.join(map(str, sorted(row.codes)))}": seen.code in row.codes,
        f"the {seen.kept} set stands there, not {' or '.join(sorted(row.keeps))}": seen.kept in row.keeps,
        f"{row.says!r} is not said: {seen.said}": re.search(row.says, seen.said) is not None,
        f"the next run does not finish: {seen.next_code}, {seen.next_said}": seen.finishes
        or not row.finishes,
        f"{', '.join(seen.left)} is left": not seen.left or not row.finishes,
        seen.more: not seen.more,
    }
    return [words for words, kept in promises.items() if not kept]
