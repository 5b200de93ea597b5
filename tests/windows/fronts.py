"""Puts a small DLL in front of Wine 8's C runtime for each thing that packages need and it lacks.

Wine maps the names `api-ms-win-crt-*` away before it looks for a file, so the importing files are told to
look for `app-ms-win-crt-*` instead: one letter, and of the same length.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TOOL = "x86_64-w64-mingw32-"
COMPLEX = (
    "ccos",
    "ccosh",
    "cexp",
    "csin",
    "csinh",
    "ctan",
    "ctanh",
    "cpow",
    "cabs",
    "carg",
    "creal",
    "cimag",
)


@dataclass(frozen=True)
class Front:
    """What stands in front of one part of the C runtime: the functions of its own, and how it is built."""

    part: str
    source: str
    own: frozenset[str]
    flags: tuple[str, ...]

    @property
    def real(self) -> str:
        """The name that a wheel imports."""
        return f"api-ms-win-crt-{self.part}-l1-1-0.dll"

    @property
    def name(self) -> str:
        """The name that it imports afterwards."""
        return self.real.replace("api", "app", 1)


FRONTS = (
    Front(
        "math",
        "complex.c",
        frozenset(f"{name}{kind}" for name in COMPLEX for kind in ("", "f", "l")),
        ("-static-libgcc",),
    ),
    Front("runtime", "signal.c", frozenset({"signal"}), ("-nostdlib", "-e", "DllMain", "-lucrtbase")),
)


def imported(file: Path, dll: str) -> set[str]:
    """Return the functions that a DLL or an extension module imports from another."""
    table = subprocess.run([f"{TOOL}objdump", "-p", file], capture_output=True, text=True, check=True).stdout
    _, _, rest = table.partition(f"DLL Name: {dll}\n")
    rows = re.findall(r"^\t[0-9a-f]+\t *\d+ +(\S+)", rest.partition("DLL Name:")[0], re.MULTILINE)
    return set(rows)


def put(front: Front, files: list[Path], folder: Path) -> None:
    """Build a front into the folder of python.exe, and lead every file to it that needs one of its functions."""
    real = front.real.encode()
    used = {file: imported(file, front.real) for file in files if real in file.read_bytes()}
    led = {file: names for file, names in used.items() if names & front.own}
    exports = sorted(set().union(*led.values()))
    ways = (f"{name}={'rig_' if name in front.own else 'ucrtbase.'}{name}" for name in exports)
    definition = folder / f"{front.part}.def"
    definition.write_text("\n".join((f'LIBRARY "{front.name}"', "EXPORTS", *ways, "")), encoding="ascii")
    command = [f"{TOOL}gcc", "-shared", "-O1", "-s", "-o", folder / front.name, HERE / front.source]
    subprocess.run([*command, definition, *front.flags], check=True)
    definition.unlink()
    for file in led:
        file.write_bytes(file.read_bytes().replace(real, front.name.encode()))


if __name__ == "__main__":
    python = Path(sys.argv[1])
    modules = sorted((python / "Lib" / "site-packages").rglob("*.pyd"))
    for each in FRONTS:
        put(each, modules, python)
