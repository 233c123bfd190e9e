"""Rulebooks: YAML files read strictly, checked with places, and held as one immutable whole.

`load` reads a folder, `read_as` a single document; what is wrong comes back as findings.
"""
