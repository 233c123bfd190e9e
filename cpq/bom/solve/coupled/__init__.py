"""Answers part by part where a few sums are all that couples the parts: a rack of servers under limits of power and weight."""
