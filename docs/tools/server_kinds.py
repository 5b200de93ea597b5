"""The page docs/servers.md, from what the connection test declares; docs/tools/pages.py writes it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from dde_tui.securestor.diagnosis.capabilities import ABILITIES, Capabilities, Probed, promised
from dde_tui.securestor.diagnosis.guarantees import PROMISES, WEAKER
from dde_tui.securestor.diagnosis.step_result import sentence
from dde_tui.securestor.diagnosis.steps import STEPS
from dde_tui.workspace.settings import SecureStorSettings

_USUAL = Capabilities(
    list=True,
    names="hidden",
    stays=True,
    look=True,
    sync=True,
    read="all",
    hash=False,
    rename="over",
    remove=True,
    space=True,
    sessions=4,
)
"""What OpenSSH's server can do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of server that can less than OpenSSH's."""

    title: str
    about: str
    differs: dict[str, Any]

    @property
    def abilities(self) -> Capabilities:
        """What a test finds there."""
        return replace(_USUAL, **self.differs)


KINDS = (
    Kind(
        "No rename over an older file",
        "The server has no `posix-rename@openssh.com`, and its plain rename refuses a name that is taken.",
        {"rename": "refuses"},
    ),
    Kind(
        "No rename at all",
        "The account may write, but every rename is refused.",
        {"rename": "none"},
    ),
    Kind(
        "No new names",
        "The account may write over the files that are there, and make none.",
        dict.fromkeys(("stays", "look", "sync", "read", "hash", "rename", "remove", "sessions"))
        | {"names": "none"},
    ),
    Kind(
        "No hidden names",
        "The server refuses names that begin with a dot, such as those of files on their way.",
        {"names": "visible"},
    ),
    Kind(
        "Upload only",
        "The account may write and rename, but neither list the folder nor look at files nor read them.",
        {"list": False, "look": False, "stays": None, "read": "none"},
    ),
    Kind(
        "Upload only, with hashes",
        "The account may not list the folder or read files, but inspect them, and the server computes the "
        "SHA-256 of a file it holds (check-file).",
        {"list": False, "read": "hash", "hash": True},
    ),
    Kind(
        "Files are removed as they arrive",
        "The server moves or deletes a file as soon as it is closed.",
        dict.fromkeys(("read", "hash", "rename", "remove", "sessions")) | {"stays": False},
    ),
    Kind(
        "One session",
        "The server allows one SFTP session on a connection.",
        {"sessions": 1},
    ),
)


def servers_page(command: str) -> str:
    """Return the page; `command` renews it."""
    lines = [
        "# What a server can do, and what a sending promises there",
        "",
        f"Made from `dde_tui/securestor/diagnosis` by `{command}`; don't edit it by hand. The reasons stand",
        "in [decisions/0013-what-a-server-can-do.md](decisions/0013-what-a-server-can-do.md).",
        "",
        "`dde connect` and `dde connect --test` go the way to SecureStor step by step, with small hidden",
        "files that are gone again at the end, and find out what the server can do. A server that needs a",
        "weaker way is refused until somebody accepts that way by its flag: no sending ever meets it by",
        "surprise.",
        "",
        "## The steps",
        "",
        "| step | does | whom to ask where it fails |",
        "| --- | --- | --- |",
        *(f"| {step.title} | {step.does} | {step.whom.person} |" for step in STEPS),
        "",
        "The failure may know better: a line that breaks is always for the network, a refusal always for",
        "CLI, a key file that can't be used for oneself. What is said can be pasted into an e-mail.",
        "",
        "## What a sending promises",
        "",
        "| promise | kept | where it can't be |",
        "| --- | --- | --- |",
        *(f"| `{promise.id}` | {promise.kept} | {promise.lost} |" for promise in PROMISES),
        "",
        "## Weaker ways",
        "",
        "| flag of `dde connect` | with it | no longer promised |",
        "| --- | --- | --- |",
        *(f"| `{each.flag}` | {each.words} | {_codes(each.loses)} |" for each in WEAKER),
        "",
        "## What is found out",
        "",
        "| about | found | needs | instead | no longer promised |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {ability.title} | {answer.words} | {_flags(answer)} | {answer.instead or '-'} | "
            f"{_codes(answer.loses)} |"
            for ability in ABILITIES
            for answer in ability.answers
        ),
        "",
        "## Kinds of servers",
    ]
    for kind in KINDS:
        lines += ["", *_kind(kind)]
    return "\n".join(lines) + "\n"


def _kind(kind: Kind) -> Iterator[str]:
    abilities = kind.abilities
    usual_answers = list(_USUAL.answers())
    answers = [answer for answer in abilities.answers() if answer not in usual_answers]
    missing = abilities.missing(SecureStorSettings())
    yield f"### {kind.title}"
    yield ""
    yield kind.about
    yield ""
    yield f"- `dde connect` says: {sentence(answer.words for answer in answers)}"
    if missing:
        flags = " ".join(each.flag for each in missing)
        ways = "; ".join(each.words for each in missing)
        yield f"- Nothing is sent there until somebody accepts: `{flags}`. Then {ways}."
    else:
        yield "- It passes; nothing needs to be accepted."
    for answer in answers:
        if answer.instead:
            yield f"- A sending does instead: {answer.instead}"
    accepted: dict[str, Any] = {each.setting: each.value for each in missing}
    kept = promised(abilities, SecureStorSettings(**accepted))
    lost = [promise for promise in PROMISES if not kept[promise.id]]
    yield "- No longer promised:" if lost else "- Everything is promised as elsewhere."
    yield from (f"  - `{promise.id}`: {promise.lost}" for promise in lost)


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "-"


def _flags(answer: Probed) -> str:
    return " ".join(f"`{each.flag}`" for each in answer.needs) or "-"
