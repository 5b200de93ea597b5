"""The command line: a table from a name to its action; arguments in, an exit code out."""

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from io import StringIO
from itertools import pairwise
from typing import Any, NoReturn

from checks.errors import CancelledError, DdeError, ExitCode
from checks.suggest import suggest
from dde_tui import __version__
from dde_tui.actions.command import Call, Command, Option, wants_json
from dde_tui.errors import UsageError, refused_by_machine
from dde_tui.terminal.console import Console
from dde_tui.terminal.streams import silence

COMMANDS = {
    "demo": "dde_tui.demo.command",
    "init": "dde_tui.actions.workspace.init",
    "status": "dde_tui.actions.process.status",
    "request": "dde_tui.actions.process.request",
    "requirements": "dde_tui.actions.process.requirements",
    "confirm": "dde_tui.actions.process.confirm",
    "deadline": "dde_tui.actions.process.deadline",
    "template": "dde_tui.actions.files.template",
    "build": "dde_tui.actions.files.build",
    "check": "dde_tui.actions.files.check",
    "explain": "dde_tui.actions.files.explain",
    "fix": "dde_tui.actions.files.fix.command",
    "bundle": "dde_tui.actions.files.bundle.command",
    "connect": "dde_tui.actions.transfer.connect.command",
    "send": "dde_tui.actions.transfer.send.command",
    "approve": "dde_tui.actions.nights.approve",
    "feedback": "dde_tui.actions.feedback.command",
    "history": "dde_tui.actions.workspace.history",
    "note": "dde_tui.actions.workspace.note",
    "undo": "dde_tui.actions.workspace.undo",
    "handover": "dde_tui.actions.workspace.handover",
    "helpcenter": "dde_tui.actions.helpcenter.command",
    "workspaces": "dde_tui.actions.workspace.workspaces",
    "journal": "dde_tui.actions.workspace.journal",
    "doctor": "dde_tui.actions.workspace.doctor",
}
"""Each command and the module that declares it; only the one that was called is loaded."""


def load_command(name: str) -> Command:
    """Return the declaration of one command."""
    command: Command = import_module(COMMANDS[name]).COMMAND
    return command


def run(arguments: Sequence[str], console: Console | None = None) -> int:
    """Run one command line and return its exit code; a traceback is never shown."""
    console = console or Console()
    options = argparse.Namespace(
        json="--json" in arguments or "--format=json" in arguments or _follows(arguments, "--format", "json")
    )
    try:
        with _translated():
            options = _parse(arguments)
            return int(_call(options, console))
    except DdeError as error:
        return _tell(error, console, as_json=wants_json(options))
    except KeyboardInterrupt:
        return _tell(CancelledError("Stopped."), console, as_json=wants_json(options))
    except BrokenPipeError:
        for stream in (console.out, console.err):
            silence(stream)
        return ExitCode.DONE
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the one place where a defect is caught, polars' panics too
        from dde_tui.terminal.crash_report import write_report

        return _tell(write_report(error, os.environ), console, as_json=wants_json(options))


def _follows(arguments: Sequence[str], flag: str, value: str) -> bool:
    return any(pair == (flag, value) for pair in pairwise(arguments))


def _call(options: argparse.Namespace, console: Console) -> ExitCode:
    if options.shown:
        console.say(options.shown)
        return ExitCode.DONE
    command: Command | None = options.command
    console.no_input = getattr(options, "no_input", False)
    call = Call(options, console, os.environ)
    if command is None or command.opens_app(call):
        from dde_tui.app import open_app

        return open_app(call)
    if command.run is None:
        console.say(options.parser.format_help().rstrip())
        return ExitCode.USAGE
    return command.run(call)


def _tell(error: DdeError, console: Console, *, as_json: bool) -> int:
    """Report an error on both streams; a closed one does not change the exit code."""
    if as_json:
        try:
            console.json({"schema": "dde-error/1", "exit": int(error.exit_code), "sentence": error.sentence})
        except OSError:
            silence(console.out)
    try:
        console.narrate(f"dde: {error.happened}")
        for part in (error.meaning, error.to_do):
            if part:
                console.narrate(f"     {part}")
    except OSError:
        silence(console.err)
    return error.exit_code


@contextmanager
def _translated() -> Iterator[None]:
    """Turn any OSError into a DiskError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise refused_by_machine(error) from error


class _Parser(argparse.ArgumentParser):
    """A parser that raises our errors."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", to_do=f"See `{self.prog} --help`.")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the parsed command line; `shown` is the help or the version where that was asked for."""
    name = next(_words(arguments), None)
    if name is not None and name not in COMMANDS:
        hint = suggest(name, COMMANDS).strip() or "`dde --help` lists them all."
        raise UsageError(f"There is no command {name!r}.", to_do=hint)
    parser = _Parser(
        prog="dde",
        description="From the first request to nightly roster files in CLI Engage. Without a command, "
        "the app opens.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="examples:\n"
        "  dde demo                 the whole journey, with nothing to set up\n"
        "  dde check export/        what is wrong with these files, and where\n"
        "  dde explain DDE502       why a rule matters and how to fix it",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dde {__version__}")
    parser.add_argument("--workspace", metavar="DIR", help="the workspace to work in (or DDE_WORKSPACE)")
    _add_no_input(parser)
    parser.set_defaults(command=None, parser=parser, shown="")
    below = parser.add_subparsers(title="commands", metavar="COMMAND")
    for known in COMMANDS if name is None else (name,):
        _add(below, load_command(known), frozenset(), arguments)
    shown = StringIO()
    try:
        with redirect_stdout(shown):
            return parser.parse_args(arguments)
    except SystemExit:  # argparse exits after it has printed its help
        return argparse.Namespace(command=None, shown=shown.getvalue().rstrip())


def _words(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the first word that is not a flag or a flag's value: the command's name."""
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word == "--workspace":
            skip = True
        elif not word.startswith("-"):
            yield word
            return


def _add(
    below: "argparse._SubParsersAction[_Parser]",
    command: Command,
    given: frozenset[str],
    arguments: Sequence[str],
) -> None:
    """Add a command and those below it; flags that were `given` above it keep their values.

    A command may take an argument of its own or a command below it. The word decides which one is
    meant, because argparse would take any argument for a command.
    """
    examples = "\n".join(f"  {example.line}\n      {example.words}" for example in command.examples)
    parser = below.add_parser(
        command.name,
        help=command.sentence,
        description=command.sentence,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"examples:\n{examples}" if examples else None,
        allow_abbrev=False,
    )
    parser.set_defaults(command=command, parser=parser)
    _add_no_input(parser)
    names_one_below = any(each.name in arguments for each in command.commands)
    flags = [option for option in command.options if option.flag.startswith("-")]
    own = [option for option in command.options if option not in flags]
    for option in flags if names_one_below else command.options:
        _add_option(parser, option, keeps=option.flag in given)
    asks_help = "--help" in arguments or "-h" in arguments
    if command.commands and (names_one_below or not own or asks_help):
        inner = parser.add_subparsers(title="commands", metavar="COMMAND")
        for each in command.commands:
            _add(inner, each, frozenset(option.flag for option in flags), arguments)


def _add_no_input(parser: argparse.ArgumentParser) -> None:
    """Add the flag that schedulers write before the command or behind it."""
    parser.add_argument(
        "--no-input",
        action="store_true",
        default=argparse.SUPPRESS,
        help="ask nothing, whatever seems to be there (or DDE_NO_INPUT=1)",
    )


def _add_option(parser: argparse.ArgumentParser, option: Option, *, keeps: bool) -> None:
    words = option.help.removesuffix(".")
    if not words[1:2].isupper():
        words = words[:1].lower() + words[1:]
    words = words.replace("%", "%%")
    named: dict[str, Any] = {"dest": option.name} if option.name else {}
    if option.switch:
        default = argparse.SUPPRESS if keeps else False
        parser.add_argument(option.flag, action="store_true", help=words, default=default)
    elif option.flag.startswith("-"):
        added = parser.add_argument(
            *filter(None, (option.short, option.flag)),
            help=words,
            default=option.default if not option.many else [],
            choices=option.choices or None,
            metavar=option.metavar or None,
            type=option.kind,
            action="append" if option.many else "store",
            **named,
        )
        if option.implied:
            added.nargs, added.const = "?", option.implied
    else:
        parser.add_argument(
            option.flag,
            help=words,
            default=option.default,
            choices=option.choices or None,
            metavar=option.metavar or option.flag.upper(),
            type=option.kind,
            nargs="*" if option.many else "?" if option.optional else None,
        )
