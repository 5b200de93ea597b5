"""The line to a server: straight, or through the proxy that the district's network asks for."""

import re
import socket
from dataclasses import dataclass, field

from checks.errors import DdeError
from checks.visible import visible
from dde_tui.errors import LoginError, TransferError, UnknownServerError
from dde_tui.securestor import faults
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.deadline import in_time
from dde_tui.securestor.ssh.transport import SoundTransport

_ADMINISTRATOR = (
    "Ask your network's administrator about this proxy; it stands in dde.toml as securestor.proxy."
)


@dataclass(frozen=True, slots=True)
class SocksProxy:
    """A SOCKS 5 proxy; names of servers are looked up by it, not here."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    def __reduce__(self) -> str:
        raise TypeError("what holds a password is never written down")


@dataclass(frozen=True, slots=True)
class JumpHost:
    """A host that is logged in to first and passes the line on; it has a key of its own to confirm."""

    server: Server
    login: Login


Proxy = SocksProxy | JumpHost


@dataclass(frozen=True, slots=True)
class Route:
    """The whole way to SecureStor: where it is, who logs in there, and what the line goes through."""

    server: Server
    login: Login = field(default_factory=Login)
    proxy: Proxy | None = None


def open_socket(host: str, port: int, timeout: float) -> socket.socket:
    """Return a socket connected to this server; asking the name server counts too.

    Raises:
        OSError: as `socket.create_connection`; TimeoutError when it took longer than these seconds.
    """
    return in_time(
        lambda: socket.create_connection((host, port), timeout), timeout, too_late=socket.socket.close
    )


def through_socks(proxy: SocksProxy, host: str, port: int, timeout: float) -> socket.socket:
    """Return a socket connected to this server by way of the proxy.

    Raises:
        LoginError: the proxy does not let this user through.
        TransferError: the proxy is not there, or cannot reach the server.
    """
    from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
    from python_socks.sync import Proxy as Connector

    connector = Connector(
        ProxyType.SOCKS5, proxy.host, proxy.port, proxy.user or None, proxy.password or None, rdns=True
    )
    at = visible(f"{proxy.host}:{proxy.port}")
    wanted = visible(f"{host}:{port}")
    try:
        return in_time(
            lambda: connector.connect(host, port, timeout=timeout), timeout, too_late=socket.socket.close
        )
    except (ProxyTimeoutError, TimeoutError) as error:
        raise TransferError(
            f"Could not reach SecureStor: the proxy {at} did not open the line to {wanted} in time.",
            to_do=_ADMINISTRATOR,
        ) from error
    except ProxyConnectionError as error:
        raise TransferError(
            f"Could not reach SecureStor: there is no proxy at {at}.", to_do=_ADMINISTRATOR
        ) from error
    except (ProxyError, OSError, ValueError) as error:
        reason = visible(str(error), 120)
        if re.search("authentication", reason, re.IGNORECASE):
            raise LoginError(
                f"The proxy {at} does not let you through ({reason}).",
                meaning="Nothing was sent to SecureStor.",
                to_do=f"Check the user in securestor.proxy and the password that securestor.proxy_password "
                f"names. {_ADMINISTRATOR}",
            ) from error
        raise TransferError(
            f"Could not reach SecureStor: the proxy {at} opened no line to {wanted} ({reason}).",
            to_do=_ADMINISTRATOR,
        ) from error


class Tunnel:
    """A line through another SSH connection, in the shape of a socket; with it ends what it goes through."""

    def __init__(self, through: SoundTransport, host: str, port: int, timeout: float) -> None:
        self._through = through
        with faults.translated("reach SecureStor", f"{host}:{port}"):
            self._channel = through.open_channel(
                "direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=timeout
            )
        self.send = self._channel.send
        self.recv = self._channel.recv
        self.settimeout = self._channel.settimeout
        self.gettimeout = self._channel.gettimeout
        self.fileno = self._channel.fileno

    @property
    def _closed(self) -> bool:
        """Whether nothing can come any more; paramiko asks a socket's own word for it."""
        return bool(self._channel.closed)

    def setsockopt(self, *_: object) -> None:
        """A channel has no such options: the line beneath it has them already."""

    def shutdown(self, how: int) -> None:
        """Hang up the line beneath, which needs no word of the jump host; so nothing can hold it up.

        Raises:
            OSError: it is closed already.
        """
        self._through.sock.shutdown(how)

    def close(self) -> None:
        """Close the connection it goes through, and so itself; a word to the jump host might never end."""
        self._through.end()


def at_the_jump(error: DdeError) -> DdeError:
    """Return the same error, said of the jump host: the district's own network people are to be asked."""
    happened = f"On the way to SecureStor: {error.happened}"
    nothing = "Nothing was sent to SecureStor."
    match error:
        case UnknownServerError():
            return UnknownServerError(
                happened,
                meaning=nothing,
                to_do="Ask your network's administrator for the SHA-256 fingerprint of the jump host's key. "
                "Only if it is the one shown, give it to `dde connect` with --proxy-host-key.",
                shown=error.shown,
                confirmed=error.confirmed,
            )
        case LoginError():
            return LoginError(
                happened,
                meaning=nothing,
                to_do="Check securestor.proxy and securestor.proxy_password in dde.toml, and ask your "
                "network's administrator which login the jump host expects.",
            )
        case _:
            return TransferError(
                happened,
                meaning=nothing,
                to_do="Check securestor.proxy in dde.toml, and ask your network's administrator whether the "
                "jump host is up.",
            )
