"""Terminal support of the command and the app: console, interrupts, ETA, crash reports."""
