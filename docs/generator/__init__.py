"""The generated part of the documentation: the reference pages, and the outputs shown in the tutorial and the how-to pages.

`python -m docs.generator` writes the reference; with `--outputs` it also runs the pages and writes what the commands answered.
"""
