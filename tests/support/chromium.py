"""Debian's Chromium without a window, driven by its own protocol over two pipes: no driver, no open port."""

import base64
import json
import os
import select
import signal
import tempfile
from itertools import count
from pathlib import Path

from support.machine import program

_HIGH = 64  # above the two numbers that Chromium expects its pipes at
_PATIENCE = 60  # seconds

_FLAGS = (
    *("--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--hide-scrollbars"),
    *(
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--force-color-profile=srgb",
    ),
)


class Page:
    """One tab of a browser that lives as long as the `with` block."""

    def __init__(self):
        self._ids = count(1)
        self._held = b""
        self._session = None
        self.events = []

    def __enter__(self):
        chromium = program("chromium")
        import fcntl  # Windows has none, and the test was skipped there

        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        reads, self._write = os.pipe()
        self._read, writes = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _HIGH) for end in (reads, writes)]
        nowhere = os.open(os.devnull, os.O_RDWR)
        self._pid = os.posix_spawn(
            chromium,
            [chromium, *_FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"],
            {**os.environ, "HOME": self._profile.name},
            file_actions=[
                *((os.POSIX_SPAWN_DUP2, nowhere, number) for number in (0, 1, 2)),
                *((os.POSIX_SPAWN_DUP2, end, number) for end, number in zip(ends, (3, 4), strict=True)),
            ],
            setpgroup=0,
        )
        for end in (reads, writes, nowhere, *ends):
            os.close(end)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        os.close(self._write)
        os.close(self._read)
        os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._profile.cleanup()

    def call(self, method, **params):
        """Send a command and return its result; events that come meanwhile are kept."""
        number = next(self._ids)
        session = {"sessionId": self._session} if self._session else {}
        command = {"id": number, "method": method, "params": params, **session}
        data = json.dumps(command).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        while True:
            message = self._message()
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def _message(self):
        while b"\0" not in self._held:
            assert select.select([self._read], [], [], _PATIENCE)[0], "Chromium does not answer"
            piece = os.read(self._read, 1 << 20)
            assert piece, "Chromium has ended"
            self._held += piece
        message, _, self._held = self._held.partition(b"\0")
        return json.loads(message)

    def open(self, path: Path):
        """Open a file and wait until it is loaded."""
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._message())

    def run(self, script: str):
        """Return what the expression gives; what it promises is waited for."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def show(self, *, width=1200, height=900, dark=False, scripts=True, media=""):
        """Choose the window, the system's colours, whether scripts run, and `print` for paper."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)

    def picture(self, path: Path):
        """Save the whole page as a PNG."""
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(answer["data"]))

    def paper(self) -> bytes:
        """Return the page as it would be printed: a PDF."""
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"])

    def told(self, method):
        """Return the parameters of the events of this kind since the page was opened."""
        return [event["params"] for event in self.events if event.get("method") == method]
