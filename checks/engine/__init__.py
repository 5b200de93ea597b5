"""Runs the rules over the input and collects what they find."""
