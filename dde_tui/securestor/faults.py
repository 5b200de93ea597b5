"""The one place that translates errors of sockets, SSH and SFTP servers into our own."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor.status import MalformedAnswerError, Status

_ASK = "Ask the CLI Engage Help Center"
_AGAIN = (
    "Try again in a few minutes; if it persists, ask the CLI Engage Help Center whether SecureStor is up."
)

_SERVERS_REASONS: dict[int, tuple[str, str]] = {
    Status.NO_SUCH_FILE: (
        "there is no such file or folder on SecureStor",
        f"Check the folder with `dde connect`. {_ASK} whether the folder was created, and how it is spelled.",
    ),
    Status.PERMISSION_DENIED: (
        "SecureStor does not permit it",
        f"{_ASK} to let this user read, write and rename files in the district's folder.",
    ),
    Status.OP_UNSUPPORTED: ("SecureStor's server cannot do it", f"{_ASK} which server SecureStor runs."),
    Status.FAILURE: (
        "SecureStor gives no reason",
        f"Try again. {_ASK} if it persists: missing permissions, a quota and a full disk all look like this.",
    ),
}


class LineError(TransferError):
    """A transient failure of the connection or the server: an automatic retry makes sense."""


class TurnedAwayError(LineError):
    """The server, or a firewall before it, ends the connection before it says anything about itself."""


class SilenceError(OSError):
    """Nothing came back for this many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"silence for {seconds:g} seconds")
        self.seconds = seconds


class RefusedError(TransferError):
    """The server refused; `status` is its SFTP status code."""

    is_at_open: bool = False
    """Whether it refused to open the file: then nothing in it was changed."""

    def __init__(self, doing: str, status: int, server_text: str) -> None:
        reason, to_do = _SERVERS_REASONS.get(status, (f"SecureStor answered with status {status}", _AGAIN))
        said = f' (it says: "{visible(server_text, 120)}")' if server_text else ""
        super().__init__(f"Could not {doing}: {reason}{said}.", to_do=to_do)
        self.status = status


def disk_full(needed: int, free: int) -> TransferError:
    """Return the error for a full server; both sizes in bytes."""
    return TransferError(
        f"SecureStor is out of space: {needed:,} bytes are needed, {free:,} are free.",
        to_do=f"{_ASK} to free up space in the district's folder, then send again.",
    )


@contextmanager
def translated(doing: str, where: str) -> Iterator[None]:
    """Translate every network and SSH error inside the block into a TransferError.

    Args:
        doing: what was attempted, as an infinitive: "reach SecureStor".
        where: host and port, for the message.

    Raises:
        LineError: the network or the server failed; trying again makes sense.
        TransferError: the server offers only weak algorithms, or speaks another protocol.
    """
    from paramiko import SSHException
    from paramiko.ssh_exception import IncompatiblePeer

    at = visible(where)
    try:
        yield
    except SilenceError as error:
        raise LineError(
            f"Could not {doing}: nothing came back from {at} for {error.seconds:g} seconds, "
            "so the connection was closed.",
            to_do=_AGAIN,
        ) from error
    except (socket.gaierror, UnicodeError) as error:  # a name that no name server could be asked for
        raise LineError(
            f"Could not {doing}: the name of the server at {at} is not known on this network.",
            to_do="Check the host's spelling with `dde connect`, and that this computer is online.",
        ) from error
    except ConnectionRefusedError as error:
        raise LineError(
            f"Could not {doing}: nothing listens at {at}.",
            to_do="Check host and port with `dde connect`. If they are right, SecureStor is down or "
            "a firewall blocks it: ask your network's administrator, then the CLI Engage Help Center.",
        ) from error
    except TimeoutError as error:
        raise LineError(
            f"Could not {doing}: the server at {at} did not answer in time.",
            to_do="A firewall may drop outgoing SSH: ask your network's administrator about host and port. "
            + _AGAIN,
        ) from error
    except IncompatiblePeer as error:
        raise TransferError(
            f"Could not {doing}: the server at {at} offers no encryption that dde uses "
            f"({visible(str(error), 120)}).",
            meaning="Nothing was sent.",
            to_do="dde refuses outdated methods, and does not use chacha20-poly1305. "
            f"{_ASK} to offer AES-GCM or AES-CTR, with SHA-2.",
        ) from error
    except MalformedAnswerError as error:
        raise TransferError(
            f"Could not {doing}: the server at {at} answers something that is not SFTP.",
            to_do="Check host and port with `dde connect`.",
        ) from error
    except (SSHException, OSError, EOFError) as error:
        reason = visible(str(error), 120)
        raise LineError(
            f"Could not {doing}: the connection to {at} was lost{f' ({reason})' if reason else ''}.",
            to_do=_AGAIN,
        ) from error
