"""A package of its own, so that no other one of that name, which some packages on PyPI bring along, is found first."""
