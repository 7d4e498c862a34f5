"""Manages the demo's page with `atlassian_statuspage`, which is made from Atlassian's OpenAPI document.

Its models are built from answers by the types that the document says, so that an answer of another shape fails here.
"""

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import atlassian_statuspage as theirs


def client(url: str, key: str) -> Any:
    """By header, as its generated code sends it."""
    configuration = theirs.Configuration()
    configuration.host = f"{url}/v1"
    configuration.api_key["Authorization"] = key
    configuration.api_key_prefix["Authorization"] = "OAuth"
    return theirs.ApiClient(configuration)


def manage(api: Any) -> None:
    """One of everything that the document has and that we have, too."""
    (page,) = theirs.PagesApi(api).get_pages()
    components, incidents = theirs.ComponentsApi(api), theirs.IncidentsApi(api)
    made = components.post_pages_page_id_components({"component": {"name": "Generated", "showcase": True}}, page.id)
    assert isinstance(made.created_at, datetime)
    group = theirs.ComponentGroupsApi(api).post_pages_page_id_component_groups(
        {"component_group": {"name": "Generated group", "components": [made.id]}}, page.id
    )
    changed = components.patch_pages_page_id_components_component_id(
        {"component": {"status": "degraded_performance"}}, page.id, made.id
    )
    assert (changed.status, changed.group_id) == ("degraded_performance", group.id)
    assert made.id in [each.id for each in components.get_pages_page_id_components(page.id, per_page=100)]
    uptime = components.get_pages_page_id_components_component_id_uptime(page.id, made.id)
    assert 0 <= uptime.uptime_percentage <= 100

    body = {
        "name": "Generated incident",
        "status": "identified",
        "body": "Why.",
        "components": {made.id: "major_outage"},
    }
    incident = incidents.post_pages_page_id_incidents({"incident": body}, page.id)
    assert (incident.impact, incident.components[0].status) == ("critical", "major_outage")
    assert incident.id in [each.id for each in incidents.get_pages_page_id_incidents_unresolved(page.id)]
    update = theirs.IncidentUpdatesApi(
        api
    ).patch_pages_page_id_incidents_incident_id_incident_updates_incident_update_id(
        {"incident_update": {"body": "Corrected."}}, page.id, incident.id, incident.incident_updates[0].id
    )
    assert update.body == "Corrected."
    done = incidents.put_pages_page_id_incidents_incident_id(
        {"incident": {"status": "resolved", "body": "Over."}}, page.id, incident.id
    )
    assert isinstance(done.resolved_at, datetime)
    postmortem = theirs.IncidentPostmortemApi(api)
    postmortem.put_pages_page_id_incidents_incident_id_postmortem(
        {"postmortem": {"body_draft": "It was DNS."}}, page.id, incident.id
    )
    public = postmortem.put_pages_page_id_incidents_incident_id_postmortem_publish(
        {"postmortem": {}}, page.id, incident.id
    )
    assert public.body == "It was DNS."

    start = datetime.now(UTC) + timedelta(hours=1)
    planned = incidents.post_pages_page_id_incidents(
        {
            "incident": {
                "name": "Generated maintenance",
                "scheduled_for": start,
                "scheduled_until": start + timedelta(hours=1),
                "component_ids": [made.id],
            }
        },
        page.id,
    )
    assert planned.status == "scheduled"
    assert planned.id in [each.id for each in incidents.get_pages_page_id_incidents_upcoming(page.id)]
    for each in (planned, incident):
        incidents.delete_pages_page_id_incidents_incident_id(page.id, each.id)

    templates = theirs.TemplatesApi(api)
    template = {"name": "Generated", "title": "Slow", "body": "We look.", "update_status": "investigating"}
    templates.post_pages_page_id_incident_templates({"template": template}, page.id)
    assert "Generated" in [each.name for each in templates.get_pages_page_id_incident_templates(page.id)]
    subscribers = theirs.SubscribersApi(api)
    reader = {"email": "generated@example.com", "skip_confirmation_notification": True}
    subscriber = subscribers.post_pages_page_id_subscribers({"subscriber": reader}, page.id)
    assert subscribers.get_pages_page_id_subscribers_count(page.id).email >= 1
    subscribers.delete_pages_page_id_subscribers_subscriber_id(page.id, subscriber.id)
    theirs.ComponentGroupsApi(api).delete_pages_page_id_component_groups_id(page.id, group.id)
    components.delete_pages_page_id_components_component_id(page.id, made.id)


if __name__ == "__main__":
    manage(client(*sys.argv[1:]))
    print("all is well")  # noqa: T201 - what the test reads
