"""A client of Allclear, a hosted status page, and the command that is made of it.

`Allclear(key, url)` is the client; `from allclear_cli import Allclear`.
"""

from allclear_cli.client import Allclear, AllclearError, Problem

__version__ = "1.0.0"
__all__ = ["Allclear", "AllclearError", "Problem", "__version__"]
