"""Keyrings in memory, under the name of a system's own, which a test machine need not have."""

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend


class InMemory(KeyringBackend):
    """A back end of keyring's own kind; it is on nobody's list."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


def stand_in(module, name, base=InMemory):
    """A back end under the name of a system's keyring, which a test machine need not have."""
    return type(name, (base,), {"__module__": module, "__qualname__": name})


@contextmanager
def in_use(backend: KeyringBackend) -> Iterator[KeyringBackend]:
    """Make it the keyring of this process for a while."""
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)
