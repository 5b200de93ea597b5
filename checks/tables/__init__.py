"""Whole tables, and the views of them that rules, forecast and matching share."""
