"""The terminal as the command and the app meet it: console, interrupts, time left, crash reports."""
