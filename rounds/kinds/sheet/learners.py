"""Simulated learners of `sheet`: being written."""
