"""What stops a run: trouble in the call or in the program's own files, never in a sheet."""


class TrackerError(Exception):
    """Raised with one sentence that says what to do; `status` is the exit status of the command."""

    status = 1


class CallError(TrackerError):
    """The command line or the rules are wrong, so nothing was started."""

    status = 2
