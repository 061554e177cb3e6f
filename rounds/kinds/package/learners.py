"""Simulated learners of `package`: being written."""
