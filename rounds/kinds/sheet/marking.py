"""Marking of `sheet`: being written."""
