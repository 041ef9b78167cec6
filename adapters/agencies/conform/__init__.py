"""Drives an agency's service as the hub would, and says point by point what is right and what is not."""
