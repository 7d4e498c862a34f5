"""A plugin of pytest: files that take long begin first, so that no process is left with one when all others have ended.

`-p tests.longest_first` with `--dist loadfile --no-loadscope-reorder`. The order is no promise to tests.
"""

import pytest

SECONDS = {
    "test_schemathesis.py": 200,
    "test_dashboard_quality.py": 100,
    "test_many_services.py": 50,
    "test_faults.py": 50,
    "test_alerts_that_come.py": 40,
    "test_quick_hands.py": 25,
    "test_single_sign_on.py": 25,
    "test_by_keyboard.py": 20,
    "test_reference_quality.py": 20,
    "test_journeys.py": 20,
}
"""Of CPU, about; what is not named takes less."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the order of all others."""
    items.sort(key=lambda item: -SECONDS.get(item.path.name, 0))
