"""The bytes of files to send, and of what stands on the server: what shall arrive, and what did."""


def content(file):
    return b"".join(file.chunks(1 << 20))


def contents(root):
    return {path.name: path.read_bytes() for path in root.iterdir()}


def expected(files):
    return {file.name: content(file) for file in files}
