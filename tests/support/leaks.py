"""Looks for what must not be there: secrets and students' values, in every form in which they might be written."""

import base64
import gzip
import io
import json
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path


def forms(value: str) -> Iterator[bytes]:
    """Yield the bytes that would give this value away."""
    plain = value.encode()
    yield plain
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    yield value.encode("latin-1", "ignore")
    yield json.dumps(value)[1:-1].encode()
    yield ascii(value)[1:-1].encode()
    yield plain.hex().encode()
    yield urllib.parse.quote(value).encode()
    for before in range(3):  # base64 of a text that holds it, wherever in the text it stands
        coded = base64.b64encode(bytes(before) + plain)
        yield coded[(before * 8 + 5) // 6 : len(coded) - (4 if (before + len(plain)) % 3 else 0)]


def found(values: Iterable[str], data: bytes) -> set[str]:
    """Which of the values stand in the data, in any form, packed ones unpacked."""
    texts = [data, *_unpacked(data)]
    return {value for value in values if any(form in text for form in forms(value) for text in texts)}


def found_below(values: Iterable[str], root: Path, spared: Iterable[Path] = ()) -> dict[str, set[str]]:
    """Which of the values stand in which file below a folder, or in its name; places that may hold them are spared."""
    listed = list(values)
    leaks = {}
    for path in sorted(root.rglob("*")):
        if any(path == place or place in path.parents for place in spared):
            continue
        data = path.read_bytes() if path.is_file() else b""
        if here := found(listed, data) | found(listed, path.name.encode("utf-8", "surrogateescape")):
            leaks[str(path.relative_to(root))] = here
    return leaks


def _unpacked(data: bytes) -> Iterator[bytes]:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield archive.read(entry) + entry.filename.encode()
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            yield unpack(data)
        except (OSError, EOFError, zlib.error):
            continue
