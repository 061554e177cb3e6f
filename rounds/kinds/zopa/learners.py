"""Simulated learners of `zopa`: being written."""
