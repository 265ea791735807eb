"""`python -m tracker` is the same as `tracker`."""

from tracker.cli import main

main()
