"""Login methods: key file, SSH agent, password; secrets are loaded only when needed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checks.job import Ask
from dde_tui.errors import LoginError
from dde_tui.securestor.auth.key_file import certified, load_key

if TYPE_CHECKING:
    import paramiko

_MOST_KEYS = 5  # servers close the connection after six refusals, and a password may be left to try


@dataclass(frozen=True, slots=True)
class Login:
    """The secrets of one run; they are never persisted.

    `ask` prompts you, for example for a one-time code; without it there are no prompts.
    """

    password: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)
    ask: Ask | None = field(default=None, repr=False, compare=False)

    def __reduce__(self) -> str:
        raise TypeError("a login's secrets must not be serialized")


@dataclass(frozen=True, slots=True)
class AuthMethod:
    """One prepared login method: a key or a password, and its display name."""

    called: str
    key: "paramiko.PKey | None" = None
    password: str | None = field(default=None, repr=False)

    @property
    def method(self) -> str:
        """Its name in the SSH protocol."""
        return "password" if self.key is None else "publickey"


@contextmanager
def prepare_methods(
    key_file: Path | None, *, agent: bool, login: Login, now: datetime
) -> Iterator[tuple[AuthMethod, ...]]:
    """Return the login methods in the order they are tried: key file, agent, password.

    A certificate beside the key file is tried before the key alone.

    Args:
        key_file: a private key, if one is used.
        agent: whether to ask the SSH agent for its keys.
        login: the secrets.
        now: the time, aware, for certificates.

    Raises:
        LoginError: the key file or its certificate cannot be used, or the agent has no key or is silent.
    """
    keys: list[AuthMethod] = []
    if key_file is not None:
        key = load_key(key_file, login.passphrase)
        with_certificate = certified(key, key_file, now)
        if with_certificate is not None:
            keys.append(AuthMethod("the key file's certificate", key=with_certificate))
        keys.append(AuthMethod("the key file", key=key))
    passwords = () if login.password is None else (AuthMethod("the password", password=login.password),)
    if not agent:
        yield (*keys, *passwords)
        return
    from dde_tui.securestor.auth.agent import open_agent

    with closing(open_agent()) as running:
        keys += [AuthMethod("the SSH agent", key=held) for held in running.held()]
        if not keys and not passwords:
            raise LoginError(
                "Login is not possible: the SSH agent holds no key.",
                to_do="Load one with `ssh-add`, or set another method with `dde connect`.",
            )
        yield (*keys[:_MOST_KEYS], *passwords)
