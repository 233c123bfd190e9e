"""Configure, price, quote: a rulebook in YAML and a request become an exact, explained, printable quote.

Start reading at `cpq.quote`.
"""
