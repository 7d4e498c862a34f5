"""Changes the status of the demo's components with `pystatuspage`, which sends form fields."""

import sys

import pystatuspage._api as theirs

if __name__ == "__main__":
    url, key = sys.argv[1:]
    theirs.PRIVATE_API_URL = f"{url}/v1/pages/"
    api = theirs.StatusPageApi("demo-org", token=key)
    api._public_url = f"{url}/status/demo-org/api/v2/"  # noqa: SLF001 - its only way to another host
    known = [
        {name: value for name, value in each.items() if name not in {"showcase", "start_date", "components"}}
        for each in theirs.requests.get(f"{api._public_url}components.json", timeout=10).json()["components"]  # noqa: SLF001
        if not each["group"]
    ]
    component = theirs.StatusPageComponent(**known[0])
    api.update_component(component, "degraded_performance")
    api.update_component(component, "operational")
    print("all is well")  # noqa: T201 - what the test reads
