"""What a month on AWS costs, from what people do, at the list prices of infra/prices.json and without any free tier.

A module for each thing that is paid for; `pricing` adds them up. Every assumption is a field of `Use`, so that a doubt
can be tried out.
"""

from infra.cost.observing import ALARMS, METRICS
from infra.cost.pricing import price
from infra.cost.rates import PRICES
from infra.cost.reading import file_misses, page_misses
from infra.cost.table import table, usual, write
from infra.cost.use import Use

__all__ = ["ALARMS", "METRICS", "PRICES", "Use", "file_misses", "page_misses", "price", "table", "usual", "write"]
