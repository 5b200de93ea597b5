"""The first steps of a connection test: name lookup, port, host key, and login."""

import ipaddress
import re
import socket
import time
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime
from typing import Any

from checks.job import Job
from checks.visible import visible
from dde_tui.deadline import in_time
from dde_tui.errors import LoginError, TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.auth.methods import prepare_methods
from dde_tui.securestor.connection.connect import log_in_on, open_line, open_transport
from dde_tui.securestor.connection.connection import Connection
from dde_tui.securestor.connection.proxy import JumpHost, Route, SocksProxy
from dde_tui.securestor.diagnosis.step_result import StepFailedError, StepResult
from dde_tui.securestor.diagnosis.steps import Contact
from dde_tui.securestor.ssh.banner import no_banner
from dde_tui.securestor.ssh.transport import SoundTransport

_MOST_GREETING = 8_192  # bytes; a server may say some lines before its version


class ConnectSteps:
    """Connects step by step; `connection` is set from the host key step on.

    Args:
        route: address, user, secrets, how to ask you, and the proxy.
        patience: seconds without any answer after which a connection counts as dead.
        timeout: seconds for each of looking up, connecting, negotiating and logging in.
        job: polled often for cancellation.
    """

    def __init__(self, route: Route, *, patience: float, timeout: float, job: Job[Any]) -> None:
        self._server = route.server
        self._login = route.login
        self._proxy = route.proxy
        self._patience = patience
        self._timeout = timeout
        self._job = job
        self._transport: SoundTransport | None = None
        self.connection: Connection | None = None

    def name(self) -> StepResult:
        """Look up the first hop."""
        host, port = self._first_stop()
        shown = visible(host, 60)
        behind = f"; it looks up {visible(self._server.host, 60)} itself" if self._proxy else ""
        with suppress(ValueError):
            ipaddress.ip_address(host)
            return StepResult(f"{shown} is an address, so no name is looked up{behind}.")
        with faults.translated("find SecureStor", f"{host}:{port}"):
            found = in_time(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), self._timeout)
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        more = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
        return StepResult(f"{shown} is {addresses[0]}{more}{behind}.")

    def port(self) -> StepResult:
        """Open the port and read the SSH banner."""
        server = self._server
        with (
            faults.translated("reach SecureStor", server.where),
            closing(open_line(server, self._timeout, self._proxy)) as line,
        ):
            greeting = self._greeting(line)
        version = visible(re.sub(r"^SSH-(2\.0|1\.99)-", "", greeting), 60)
        host, port = self._first_stop()
        through = f" through {visible(f'{host}:{port}', 60)}" if self._proxy else ""
        return StepResult(f"An SSH server answers at port {server.port}{through}: {version}.")

    def key(self) -> StepResult:
        """Verify the host key, and report the negotiated algorithms."""
        self._transport = open_transport(self._server, self._timeout, proxy=self._proxy)
        self.connection = Connection(
            self._server, self._transport, timeout=self._timeout, patience=self._patience
        )
        key, by = self.connection.host_key, self.connection.negotiated
        quantum = (
            "safe against quantum computers" if "mlkem" in by["kex"] else "not safe against quantum computers"
        )
        strict = "" if by["strict_kex"] == "yes" else ", without strict key exchange"
        mac = "" if by["mac"].startswith("part") else f" with {by['mac']}"
        return StepResult(
            f"{key.title} {key.fingerprint}, which you confirmed; encrypted with "
            f"{by['cipher']}{mac} and {by['kex']} ({quantum}{strict})."
        )

    def log_in(self) -> StepResult:
        """Log in; separates local problems from a refusal by the server."""
        if self._transport is None:
            raise AssertionError("the host key is verified first")
        server, login = self._server, self._login
        with ExitStack() as held:
            try:
                ways = prepare_methods(
                    server.key_file, agent=server.agent, login=login, now=datetime.now(UTC)
                )
                proofs = held.enter_context(ways)
            except LoginError as error:
                raise StepFailedError(error, Contact.YOU) from error
            try:
                log_in_on(self._transport, server, proofs, login)
            except LoginError as error:
                if not proofs and login.ask is None:
                    raise StepFailedError(error, Contact.YOU) from error
                raise
        return StepResult(f"The user {visible(server.user, 60)} can log in.")

    def _first_stop(self) -> tuple[str, int]:
        match self._proxy:
            case SocksProxy(host, port):
                return host, port
            case JumpHost(server):
                return server.host, server.port
            case _:
                return self._server.host, self._server.port

    def _greeting(self, line: socket.socket) -> str:
        """Return the SSH version line (banner).

        Raises:
            TransferError: it is not an SSH banner, or nothing came in time.
            CancelledError: the test was cancelled.
        """
        where, heard, until = visible(self._server.where), b"", time.monotonic() + self._timeout
        while len(heard) < _MOST_GREETING:
            self._job.stop_if_cancelled("Stopped.")
            line.settimeout(max(until - time.monotonic(), 0.001))
            try:
                piece = line.recv(1_024)
            except TimeoutError:
                if heard:
                    break
                raise TransferError(
                    f"The port {where} opens, but nothing answers there within {self._timeout:g} seconds.",
                    meaning="An SSH server sends a banner at once, so this is something else, or a firewall.",
                    to_do="Check host and port; then ask your network's administrator.",
                ) from None
            heard += piece
            found = re.search(rb"^SSH-[^\r\n]*(?=\r?\n)", heard, re.MULTILINE)
            if found:
                return found.group().decode("utf-8", "replace")
            if not piece:
                break
        raise no_banner(heard, self._server.where, "SecureStor")
