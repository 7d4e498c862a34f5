"""The stack as it is, but patient with its database, for tests that are not about faults, on a machine that is busy.

There is no setting for it: in production a caller is better told to try again.
"""

import sys

from chalicelib.aws import pool
from chalicelib.local.__main__ import main

PATIENT = "tests.live.stack.patient"


def be_patient() -> None:
    """Waits for the database as long as tests do, before it answers 503."""
    pool.CONNECT_SECONDS = pool.READ_SECONDS = 30.0


if __name__ == "__main__":
    be_patient()
    sys.exit(main())
