"""Verbs of the journey: request, requirements, confirm, status."""
