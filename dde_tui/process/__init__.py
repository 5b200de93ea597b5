"""The seven steps of the set-up with CLI and their clocks: pure, `now` is always an argument."""
