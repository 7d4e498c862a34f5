"""The stack as it is, but that passwords are hashed at a small cost: hundreds of people sign up in these tests.

There is no setting for it, so that nobody can set it where it matters.
"""

import sys

from chalicelib.auth import passwords
from chalicelib.local.__main__ import main

if __name__ == "__main__":
    passwords.COST = passwords.Cost(2**4, 8, 1)
    sys.exit(main())
