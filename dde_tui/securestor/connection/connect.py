"""Connects: the host key is verified before anything of the district is sent."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

from checks.errors import DdeError
from dde_tui.securestor import faults
from dde_tui.securestor.auth.authenticate import log_in
from dde_tui.securestor.auth.methods import AuthMethod, Login, prepare_methods
from dde_tui.securestor.connection.connection import Connection, Server, shown_key
from dde_tui.securestor.connection.proxy import (
    JumpHost,
    Proxy,
    SocksProxy,
    Tunnel,
    at_the_jump,
    open_socket,
    through_socks,
)
from dde_tui.securestor.ssh import fingerprints
from dde_tui.securestor.ssh.banner import no_banner
from dde_tui.securestor.ssh.fingerprints import HostKey
from dde_tui.securestor.ssh.known_hosts import read_known_hosts
from dde_tui.securestor.ssh.transport import CERTIFIED, HOST_KEYS, SoundTransport
from dde_tui.workspace.settings import PATIENCE

_KEEP_ALIVE = 15  # seconds; routers forget a silent connection after a minute or more
_CALLED = "SecureStor"


def fetch_host_keys(
    host: str, port: int = 22, timeout: float = 15, *, proxy: Proxy | None = None
) -> tuple[HostKey, ...]:
    """Return every host key of a server, without logging in, so that you can compare them with CLI's.

    Args:
        host: name or address.
        port: TCP port.
        timeout: seconds for each of connecting and negotiating, per key type.
        proxy: the proxy, if any.

    Raises:
        TransferError: nothing that speaks SSH answered in time, or none of its keys is strong enough.
        UnknownServerError, LoginError: the jump host is not the confirmed one, or refuses the login.
    """
    server = Server(host, port)
    shown = []
    with _ended(_negotiate(server, timeout, proxy)) as first:
        shown.append(_shown(first, server))
        others = _other_kinds(first)
    for kind in others:
        with _ended(_negotiate(server, timeout, proxy, HOST_KEYS[kind])) as transport:
            shown.append(_shown(transport, server))
    sound = tuple(key for key in shown if key.is_sound)
    if not sound:
        raise fingerprints.short_key_error(shown[0], server.where)
    return sound


def connect(
    server: Server,
    login: Login | None = None,
    timeout: float = 15,
    *,
    patience: float = PATIENCE,
    proxy: Proxy | None = None,
) -> Connection:
    """Return a connection to the confirmed server, logged in.

    The host key is verified before the login: a server that is not the confirmed one learns neither
    user name nor password.

    Args:
        server: where, who, and the confirmed host keys.
        login: password and passphrase, if needed.
        timeout: seconds for each of connecting, negotiating and logging in.
        patience: seconds without any answer after which a transfer counts as stalled.
        proxy: the proxy, if any; it is closed with the connection.

    Raises:
        UnknownServerError: the host key was never confirmed, is a different one, or is revoked.
        LoginError: the key file cannot be used, or the server refuses the login.
        TransferError: the network or the server failed.
    """
    transport = _logged_in(server, login or Login(), timeout, proxy)
    return Connection(server, transport, timeout=timeout, patience=patience)


def log_in_on(
    transport: SoundTransport,
    server: Server,
    proofs: Sequence[AuthMethod],
    login: Login,
    called: str = _CALLED,
) -> None:
    """Log in on a transport to the confirmed server; close it on failure.

    Args:
        transport: from `open_transport`.
        server: the server with the user.
        proofs: the login methods from `prepare_methods`.
        login: the secrets, and how to ask you.
        called: the server's name in messages.

    Raises:
        LoginError, TransferError: as `connect`.
    """
    try:
        log_in(transport, server.user, proofs, login, called=called, where=server.where)
        transport.set_keepalive(_KEEP_ALIVE)
    except BaseException:
        transport.end()
        raise


def _logged_in(
    server: Server, login: Login, timeout: float, proxy: Proxy | None = None, called: str = _CALLED
) -> SoundTransport:
    if not server.host_keys:
        raise fingerprints.unknown_key_error(server.where)
    with prepare_methods(server.key_file, agent=server.agent, login=login, now=datetime.now(UTC)) as proofs:
        transport = open_transport(server, timeout, proxy=proxy, called=called)
        log_in_on(transport, server, proofs, login, called)
    return transport


def open_transport(
    server: Server, timeout: float, *, proxy: Proxy | None = None, called: str = _CALLED
) -> SoundTransport:
    """Return a transport to the server with a verified host key, not yet logged in.

    A server may have keys of several types and shows one; so each type is tried before the server
    counts as a different one.

    Raises:
        UnknownServerError, TransferError: as `connect`.
    """
    if not server.host_keys:
        raise fingerprints.unknown_key_error(server.where)
    known = read_known_hosts()
    shown: list[HostKey] = []
    signatures: Sequence[str] = ()
    others: list[str] | None = None
    while True:
        transport = _negotiate(server, timeout, proxy, signatures, called)
        try:
            key = _shown(transport, server)
            shown.append(key)
            if fingerprints.pinned_among([key], server.host_keys):
                known.check_not_revoked(key, server.where)
                fingerprints.check_sound(key, server.where)
                return transport
            if others is None:
                others = _other_kinds(transport)
        except BaseException:
            transport.end()
            raise
        transport.end()
        if not others:
            break
        signatures = HOST_KEYS[others.pop(0)]
    for key in shown:
        known.check_not_revoked(key, server.where)
    raise fingerprints.changed_key_error(shown, server.host_keys, server.where)


def _negotiate(
    server: Server,
    timeout: float,
    proxy: Proxy | None = None,
    signatures: Sequence[str] = (),
    called: str = _CALLED,
) -> SoundTransport:
    with faults.translated(f"reach {called}", server.where):
        sock = open_line(server, timeout, proxy)
        begun = time.monotonic()
        try:
            transport = SoundTransport(sock, timeout, signatures)
            done = threading.Event()
            transport.start_client(event=done)
        except BaseException:
            sock.close()
            raise
        try:
            # paramiko's own wait returns silently when the time is over, and its own limit says EOFError.
            in_time = done.wait(timeout) and time.monotonic() - begun < timeout
        except BaseException:
            transport.end()
            raise
        if in_time and transport.is_active():
            return transport
        transport.end()
        if (in_time and not transport.greeted.heard) or transport.greeted.speaks_otherwise:
            raise no_banner(transport.greeted.heard, server.where, called)
        raise (transport.get_exception() if in_time else TimeoutError()) or EOFError("the server hung up")


def open_line(server: Server, timeout: float, proxy: Proxy | None) -> socket.socket:
    """Return a socket to a server, direct or through the proxy; errors are not translated.

    Raises:
        OSError, LoginError, TransferError, UnknownServerError: the connection or the proxy failed.
    """
    match proxy:
        case None:
            return open_socket(server.host, server.port, timeout)
        case SocksProxy():
            return through_socks(proxy, server.host, server.port, timeout)
        case JumpHost():
            try:
                through = _logged_in(proxy.server, proxy.login, timeout, called=proxy.server.where)
            except DdeError as error:
                raise at_the_jump(error) from error
            try:
                return cast("socket.socket", Tunnel(through, server.host, server.port, timeout))
            except BaseException:
                through.end()
                raise


def _shown(transport: SoundTransport, server: Server) -> HostKey:
    with faults.translated("see the server's key", server.where):
        return shown_key(transport)


def _other_kinds(transport: SoundTransport) -> list[str]:
    """Return the server's key types other than the one it showed."""
    offered = {way.removesuffix(CERTIFIED) for way in transport.offered}
    used = str(transport.host_key_type).removesuffix(CERTIFIED)
    return [kind for kind, ways in HOST_KEYS.items() if offered & {*ways} and used not in ways]


@contextmanager
def _ended(transport: SoundTransport) -> Iterator[SoundTransport]:
    try:
        yield transport
    finally:
        transport.end()
