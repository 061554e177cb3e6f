"""Marking of `zopa`: being written."""
