"""One set of files in the forms in which a check meets it: in memory, as a folder, as a zip."""

import io
import warnings
import zipfile
from functools import partial
from pathlib import Path

from checks.input.source import FileSet, SourceFile


def in_memory(files):
    """A set of files by their bytes; a name may hold a folder, as in a zip."""
    held = []
    for path, data in files.items():
        folder, _, name = path.rpartition("/")
        held.append(SourceFile(name, len(data), partial(io.BytesIO, data), folder))
    return FileSet(Path("set"), tuple(held))


def as_folder(path, files):
    path.mkdir()
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path


def as_zip(path, files):
    path.write_bytes(zipped(files.items()))
    return path


def zipped(files, method=zipfile.ZIP_DEFLATED):
    """The files as the bytes of a zip; names, also the same one twice, as they are."""
    held = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w", method) as archive:
        warnings.simplefilter("ignore")  # zipfile does not like a name that stands twice; exports do it
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return held.getvalue()
