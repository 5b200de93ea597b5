"""Generates a key pair for logging in."""

import os
from pathlib import Path

from dde_tui.workspace.disk import disk_trouble


def make_key(path: Path) -> str:
    """Write a new Ed25519 private key that only this user can read, and return its public key line.

    Args:
        path: where the private key goes; it must not exist.

    Returns:
        the line for the server's authorized_keys, "ssh-ed25519 AAAA…".

    Raises:
        DiskError: the file exists, or can't be written.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    with disk_trouble(path):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(private)
    return public.decode()
