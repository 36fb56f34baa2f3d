"""Start the command line with `python -m auditor`."""

from auditor.cli import main

main()
