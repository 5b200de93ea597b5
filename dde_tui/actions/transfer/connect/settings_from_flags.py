"""Turns the flags of `dde connect`, or the answers to its prompts, into the settings to test."""

from argparse import Namespace
from dataclasses import replace
from typing import Any

from dde_tui.actions.command import Call, Option
from dde_tui.errors import UsageError
from dde_tui.workspace import values
from dde_tui.workspace.settings import SecureStorSettings

_OF_ONE_SERVER = (
    *("port", "user", "folder", "key_file", "agent", "password", "host_keys"),
    *("verify", "publish", "collects"),
)
"""What is not taken along to another server: our login, its keys, and weaker options accepted for it."""


def _whole_number(name: str) -> Any:
    """Return an argparse type; argparse shows its name when it rejects a value."""

    def kind(text: str) -> int:
        check = getattr(values, name)
        number: int = check(int(text))
        return number

    kind.__name__ = name
    return kind


OPTIONS = (
    Option("--host", "The server's name.", metavar="HOST"),
    Option("--port", "Its port, 22 if not given.", metavar="PORT", kind=_whole_number("port")),
    Option("--user", "The user name CLI gave you.", metavar="USER"),
    Option("--folder", "The folder on the server.", metavar="DIR"),
    Option("--key-file", "Log in with this private key.", metavar="FILE"),
    Option("--agent", "Log in with a key from the SSH agent.", switch=True),
    Option("--password-env", "Environment variable with the password or passphrase.", metavar="VAR"),
    Option("--password-credential", "systemd credential with the password or passphrase.", metavar="NAME"),
    Option("--host-key", "The server's fingerprint from CLI's e-mail, SHA256:...", metavar="KEY", many=True),
    Option("--exchange", "Create and use the folder dde/ for receipts and reviews.", switch=True),
    Option("--proxy", "Go through socks5://USER@HOST:PORT or the jump host ssh://...", metavar="URL"),
    Option("--proxy-password-env", "Environment variable with the proxy's password.", metavar="VAR"),
    Option("--proxy-host-key", "The jump host's fingerprint, SHA256:...", metavar="KEY", many=True),
    Option("--channels", "Files sent at once, 1 to 10.", metavar="N", kind=_whole_number("channels")),
    Option(
        "--publish",
        "How a file gets its name; in-place guarantees less, for servers that refuse renames.",
        choices=("rename", "in-place"),
    ),
    Option(
        "--verify",
        "How an upload is verified; hash and size are for servers that give nothing back.",
        choices=("read-back", "hash", "size"),
    ),
    Option("--collects", "The server removes files as soon as they arrive.", switch=True),
)
"""The flags that ask for other settings than the saved ones."""


def asks_for_change(options: Namespace) -> bool:
    """Return whether any flag asks for other settings."""
    names = (option.flag.removeprefix("--").replace("-", "_") for option in OPTIONS)
    return any(getattr(options, name) not in (None, False, []) for name in names)


def variables_named(options: Namespace) -> frozenset[str]:
    """Return the environment variables that the flags name for a password."""
    return frozenset(filter(None, (options.password_env, options.proxy_password_env)))


def given_settings(call: Call, saved: SecureStorSettings) -> tuple[SecureStorSettings, str]:
    """Return the settings to try, and the secret that a person typed, if any; a script is never asked.

    For the saved server, what is not given stays as saved.

    Raises:
        UsageError: something is missing or cannot be.
    """
    options, console = call.options, call.console
    _check_one_login(options)
    if not console.can_ask:
        given = _with_flags(options, _base(options.host, saved))
        _check_complete(given)
        return given, ""
    host = options.host or console.ask("Host (from CLI's e-mail):", saved.host)
    base = _base(host, saved)
    options.user = options.user or console.ask("User:", base.user)
    if options.folder is None:
        options.folder = console.ask("Folder:", base.folder)
    if not host or not options.user:
        raise UsageError("A host and a user are needed to connect.")
    secret, is_given = "", any((options.key_file, options.agent, _place(options)))
    if not is_given:
        options.key_file = console.ask("Private key file (empty for a password):", base.key_file)
        asked = "Its passphrase, if it has one" if options.key_file else "Password"
        secret = console.ask_secret(f"{asked} (kept in this machine's keyring):")
    given = _with_flags(options, replace(base, host=host))
    if not is_given and not options.key_file:
        given = replace(given, key_file="", agent=False)
    return given, secret


def _base(host: str | None, saved: SecureStorSettings) -> SecureStorSettings:
    if host in (None, "", saved.host):
        return saved
    fresh = SecureStorSettings()
    reset: dict[str, Any] = {name: getattr(fresh, name) for name in _OF_ONE_SERVER}
    return replace(saved, **reset)


def _with_flags(options: Namespace, base: SecureStorSettings) -> SecureStorSettings:
    """Return these settings with what the flags say."""
    from dde_tui.securestor.ssh.fingerprints import parse_fingerprint
    from dde_tui.workspace.files.home import home_expanded

    plain = ("host", "port", "user", "exchange", "channels", "publish", "verify", "collects")
    changes: dict[str, Any] = {name: getattr(options, name) for name in plain if getattr(options, name)}
    if options.folder is not None:
        changes["folder"] = options.folder
    if options.key_file or options.agent or _place(options):
        changes["key_file"] = str(home_expanded(options.key_file).absolute()) if options.key_file else ""
        changes["agent"] = options.agent
        changes["password"] = _place(options)
        if changes["key_file"] == base.key_file and not changes["password"]:
            changes["password"] = base.password  # the passphrase of the same key
    if options.proxy is not None:
        changes["proxy"] = _proxy(options.proxy)
    if options.proxy_password_env:
        changes["proxy_password"] = f"env:{options.proxy_password_env}"
    for name, flags in (("host_keys", options.host_key), ("proxy_host_keys", options.proxy_host_key)):
        if flags:
            changes[name] = tuple(parse_fingerprint(key) for key in flags)
    return replace(base, **changes)


def _place(options: Namespace) -> str:
    """Return where the password is, as the settings name it."""
    if options.password_credential:
        return f"credential:{options.password_credential}"
    return f"env:{options.password_env}" if options.password_env else ""


def _proxy(url: str) -> str:
    try:
        return values.proxy(url)
    except ValueError as error:
        raise UsageError(f"--proxy {error}.") from error


def _check_one_login(options: Namespace) -> None:
    logins = (options.key_file or _place(options), options.agent)
    places = (options.password_env, options.password_credential)
    if all(logins) or all(places):
        raise UsageError(
            "Choose one of --key-file, --agent and --password-env or --password-credential.",
            to_do="Only --key-file goes with one of the last two, for its passphrase.",
        )


def _check_complete(given: SecureStorSettings) -> None:
    missing = [flag for flag, value in (("--host", given.host), ("--user", given.user)) if not value]
    if missing or not (given.key_file or given.agent or given.password):
        raise UsageError(
            f"{' and '.join(missing) or 'A login method'} {'are' if len(missing) > 1 else 'is'} missing.",
            to_do="CLI's e-mail about your folder has the values. To log in, give --key-file FILE, --agent, "
            "--password-env VARIABLE or --password-credential NAME. See `dde connect --help`.",
        )
