"""The stack as it is, but patient with its database, for tests that are not about faults, on a machine that is busy.

There is no setting for it: in production a caller is better told to try again.
"""

import math
import sys
from unittest.mock import patch

from chalicelib.local.__main__ import main

PATIENT = "tests.live.stack.patient"
_LIMITS = {
    "chalicelib.aws.pool.CONNECT_SECONDS": 20.0,
    "chalicelib.aws.pool.READ_SECONDS": 20.0,
    "chalicelib.aws.retries.SECONDS": 60.0,
    "chalicelib.aws.retries.seconds_left": lambda: math.inf,
    "chalicelib.store.dynamodb.SILENCE_SECONDS": 0.0,
    "chalicelib.local.stack.CATCH_UP_SECONDS": 60.0,
    "chalicelib.local.stack.MENDING_SECONDS": 60.0,
}


def be_patient() -> None:
    """Waits for the database before it answers 503, and leaves it alone for no moment afterwards.

    When it says that it is ready, everything is published, however long that took.
    """
    for name, limit in _LIMITS.items():
        patch(name, limit).start()


if __name__ == "__main__":
    be_patient()
    sys.exit(main())
