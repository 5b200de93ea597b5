"""Host key verification: show the server's key, so that you can compare it before anything is sent."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.job import Job
from checks.visible import visible
from dde_tui.errors import UnknownServerError
from dde_tui.terminal.console import Console
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.settings import SecureStorSettings

if TYPE_CHECKING:
    from dde_tui.securestor.ssh.fingerprints import HostKey
    from dde_tui.securestor.ssh.known_hosts import KeyOpinion

QUESTION = (
    "Which SHA-256 fingerprint does the host key of SecureStor ({where}) have now, and did it change? "
    "We see {shown}{instead}."
)
"""What to ask CLI about a key, ready for an e-mail."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a server shows of itself, and what is known about it here."""

    where: str
    """Host and port."""
    keys: tuple["HostKey", ...]
    key: "HostKey"
    """The one to compare: one that was confirmed before, else the first."""
    randomart: tuple[str, ...]
    opinion: "KeyOpinion"
    """What this person's own known_hosts says about it."""
    confirmed: tuple[str, ...] = ()
    """Fingerprints that were confirmed for this server before."""

    @property
    def is_known(self) -> bool:
        """Whether it was confirmed before."""
        return self.key.fingerprint in self.confirmed

    @property
    def is_changed(self) -> bool:
        """Whether others were confirmed before, and none of those is shown."""
        return bool(self.confirmed) and not self.is_known

    @property
    def must_be_typed(self) -> bool:
        """Whether the fingerprint must be pasted, because another key is known for this server."""
        from dde_tui.securestor.ssh.known_hosts import Verdict

        return self.is_changed or self.opinion.verdict is Verdict.ANOTHER

    @property
    def question(self) -> str:
        """What to ask CLI, to be copied into an e-mail."""
        instead = f" instead of {' or '.join(self.confirmed)}" if self.is_changed else ""
        shown = f"the {self.key.kind} key {self.key.fingerprint}"
        return QUESTION.format(where=visible(self.where), shown=shown, instead=instead)

    def pin(self, typed: str) -> str:
        """Return the fingerprint that a person typed or pasted, where the server shows that key.

        Raises:
            UsageError: it is not a fingerprint.
            UnknownServerError: the server shows no such key.
        """
        from dde_tui.securestor.ssh.fingerprints import changed_key_error, parse_fingerprint, pinned_among

        pin = parse_fingerprint(typed)
        if pinned_among(self.keys, (pin,)) is None:
            raise changed_key_error(self.keys, (pin,), self.where)
        return pin


def look_at_server(
    workspace: Workspace,
    given: SecureStorSettings,
    job: Job[Any],
    *,
    secret: str = "",
    named: Collection[str] = (),
) -> Shown:
    """Return the keys the server shows, so that a person can compare them; no login is tried there.

    Args:
        workspace: whose settings hold the keys that were confirmed before.
        given: where the server is, and through which proxy.
        job: holds the environment in which the secret of a jump host is looked up, and asks what it asks.
        secret: a password or passphrase a person typed, for a jump host.
        named: environment variables that this command line names for a password.

    Raises:
        SettingsError: a password is in a variable that nobody named.
        TransferError: nothing that speaks SSH answers there.
        UnknownServerError, LoginError: the jump host is not the confirmed one, or refuses the login.
    """
    from dde_tui.securestor.connected_settings import refuse_unnamed_variables
    from dde_tui.securestor.connection.connect import fetch_host_keys
    from dde_tui.securestor.open_connection import login_of, proxy_of
    from dde_tui.securestor.ssh.fingerprints import pinned_among
    from dde_tui.securestor.ssh.known_hosts import read_known_hosts
    from dde_tui.securestor.ssh.randomart import randomart

    proxy = None
    if given.proxy:
        refuse_unnamed_variables(given, workspace, named)
        login = login_of(given, job, secret=secret)
        proxy = proxy_of(given, workspace.path, job, login)
    keys = fetch_host_keys(given.host, given.port, proxy=proxy)
    confirmed = given.host_keys or _saved_keys(workspace.settings.securestor, given)
    key = pinned_among(keys, confirmed) or keys[0]
    return Shown(
        f"{given.host}:{given.port}",
        keys,
        key,
        randomart(key.fingerprint, key.title),
        read_known_hosts().opinion(given.host, given.port, key),
        confirmed,
    )


def _saved_keys(saved: SecureStorSettings, given: SecureStorSettings) -> tuple[str, ...]:
    return saved.host_keys if (saved.host, saved.port) == (given.host, given.port) else ()


def confirm_at(console: Console, shown: Shown) -> tuple[str, ...]:
    """Show the key and have a person compare it with CLI's e-mail; a script must name it by a flag.

    Returns:
        the fingerprints that are confirmed from now on.

    Raises:
        UnknownServerError: it was not confirmed, or what was typed is the fingerprint of another key.
        UsageError: what was typed is not a fingerprint.
    """
    if not console.can_ask:
        raise UnknownServerError(
            f"The key of {visible(shown.where)} was never confirmed; it shows {shown.key.fingerprint} "
            f"({shown.key.kind}).",
            meaning="Nothing was sent and no login was tried.",
            to_do="Compare it with CLI's e-mail and give it with --host-key.",
            shown=(key.fingerprint for key in shown.keys),
        )
    for line in _explained(shown):
        console.narrate(line)
    if shown.must_be_typed:
        typed = console.ask("Paste the fingerprint from CLI's answer, or press Enter to stop:")
    else:
        typed = console.ask("Paste the fingerprint from CLI's e-mail, or type yes if it is the same:", "no")
    if typed.lower() in ("", "n", "no") or (shown.must_be_typed and typed.lower() in ("y", "yes")):
        raise UnknownServerError(
            "You did not confirm the server's key.",
            meaning="Nothing was sent and nothing was changed.",
            to_do=f"To the CLI Engage Help Center: {shown.question}",
            shown=(key.fingerprint for key in shown.keys),
            confirmed=shown.confirmed,
        )
    if typed.lower() in ("y", "yes"):
        return (shown.key.fingerprint,)
    return (shown.pin(typed),)


def _explained(shown: Shown) -> list[str]:
    """Return the lines to show before a key is confirmed."""
    lines = [f"{visible(shown.where)} shows this key ({shown.key.kind}):", f"  {shown.key.fingerprint}"]
    lines += [f"  {line}" for line in shown.randomart]
    lines += [f"It also shows {key.kind} {key.fingerprint}" for key in shown.keys if key != shown.key]
    if shown.opinion.words:
        lines.append(shown.opinion.words)
    if shown.is_changed:
        lines += [
            f"But the key confirmed for this server is {' or '.join(shown.confirmed)}.",
            "Nothing was sent. Either SecureStor has a new key, or something is between you and it.",
            "Ask the CLI Engage Help Center, by phone or a known e-mail address:",
            f"  {shown.question}",
            "Only their answer counts. Pasted here, it replaces the confirmed key:",
            "from then on nothing is sent to a server with the old key.",
        ]
    return lines
