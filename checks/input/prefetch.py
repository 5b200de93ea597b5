"""Prefetch: run an iterator in a worker thread, so that reading overlaps with processing."""

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def prefetch(items: Iterator[Item]) -> Generator[Item, None, None]:
    """Yield the items of an iterator that runs in a worker thread, at most one item ahead.

    An exception of the iterator is raised here, in order. Closing the generator ends the thread.
    """
    passed: queue.Queue[tuple[bool, Item | BaseException | None]] = queue.Queue(1)
    stopped = threading.Event()

    def put(goes_on: bool, item: Item | BaseException | None) -> bool:
        while not stopped.is_set():
            try:
                passed.put((goes_on, item), timeout=0.05)
            except queue.Full:
                continue
            return True
        return False

    def run() -> None:
        try:
            for item in items:
                if not put(True, item):
                    return
            put(False, None)
        except BaseException as error:  # noqa: BLE001 - raised again in the consumer
            put(False, error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while True:
            goes_on, item = passed.get()
            if not goes_on:
                if isinstance(item, BaseException):
                    raise item
                return
            yield item  # type: ignore[misc]
    finally:
        stopped.set()
        thread.join()
