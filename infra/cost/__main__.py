"""Prints what a month costs: `python -m infra.cost` prices 1, 1,000 and 100,000 tenants.

`--pages-viewed` and the other options price yours; `--write` puts the table into docs/operations.md.
"""

import argparse
import sys
from dataclasses import fields

from infra.cost.table import named, table, usual, write
from infra.cost.use import Use


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the usual table into docs/operations.md")
    for field in fields(Use):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=float)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    if given.pop("write"):
        write()
    use = Use(**given)
    uses = dict([named(use)]) if "tenants" in given else usual(use)
    sys.stdout.write(table(uses) + "\n")


if __name__ == "__main__":
    main()
