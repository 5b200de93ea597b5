"""A web page is known by its first tag, and a table never taken for one."""

import pytest

from checks.input.layouts.web_page import is_web_page


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html>\n<html>",
        b"\xef\xbb\xbf<html>",
        b"\r\n  <HTML lang='en'>",
        b"<!-- saved -->\n<html>",
        b"<?xml version='1.0'?>\n<html>",
        b"<table><tr><td>Student_Number",
    ],
)
def test_a_web_page(data):
    assert is_web_page(data)


@pytest.mark.parametrize("data", [b"", b"sourcedId,status", b"<5,a", b"<title>", b"a,<html>", b"<tablet,x"])
def test_no_web_page_but_for_a_tag_at_the_beginning(data):
    assert is_web_page(data) is data.startswith(b"<title>")
