"""Marking of `package`: being written."""
