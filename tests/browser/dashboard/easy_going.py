"""The stack, but patient, and with passwords hashed at a small cost: hundreds of people sign up in these tests.

There is no setting for it, so that nobody can set it where it matters.
"""

import sys

from chalicelib.auth import passwords
from chalicelib.local.__main__ import main
from tests.live.stack.patient import be_patient

if __name__ == "__main__":
    passwords.COST = passwords.Cost(2**4, 8, 1)
    be_patient()
    sys.exit(main())
