"""`python -m cpq` is the command line."""

from cpq.cli import main

main()
