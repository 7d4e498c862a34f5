"""What the pages that measure something must know."""

from typing import Any

from pydantic import TypeAdapter

from chalicelib.domain import metrics
from chalicelib.publish.facts.module import Fact, text_of

TITLE = "What may be said of a metric."


def text() -> str:
    """metrics.js."""
    return text_of(TITLE, _FACTS)


def _longest(name: str) -> int:
    schema: dict[str, Any] = TypeAdapter(metrics.MetricDraft).json_schema()["properties"][name]
    return int(schema["maxLength"])


_FACTS = (
    Fact(
        "AGGREGATIONS",
        "{what the points of a step become: how it is called}.",
        {each.value: metrics.WORDS[each] for each in metrics.Aggregation},
    ),
    Fact("LONGEST_UNIT", "How many letters a unit may have.", _longest("unit")),
    Fact("MOST_DECIMALS", "How many decimals a value may be shown with.", metrics.MAX_DECIMALS),
    Fact("MOST_METRICS", "How many there may be, without those of monitors.", metrics.MAX_METRICS),
    Fact("MOST_SHOWN", "How many a page shows.", metrics.MAX_SHOWN),
)
