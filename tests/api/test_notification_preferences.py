"""What a member of the team is told of an organization, how, and in which hours not."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest

from chalicelib.domain.notification_preferences import QuietHours
from chalicelib.domain.organizations import Role
from chalicelib.store import members
from chalicelib.store import notification_preferences as store
from chalicelib.use_cases import members as team
from chalicelib.use_cases import notification_preferences as use_cases
from tests.edges import Api
from tests.factories import NOW
from tests.tenancy import Tenant, a_tenant, a_token

PATH = "/api/notification-preferences"
BROWSER = {"endpoint": "https://push.example.com/a", "keys": {"p256dh": "B" * 87, "auth": "a" * 22}}
NIGHT = {"start": "22:00", "end": "07:00", "time_zone": "Europe/Zurich"}


def test_a_member_who_chose_nothing_is_told_by_mail(owner: Api) -> None:
    assert owner.get(PATH).json() == {
        "events": ["incident_opened", "maintenance_soon", "maintenance_ended", "endpoint_failing"],
        "email": True,
        "web_push": False,
        "quiet_hours": None,
    }


def test_a_member_chooses_what_how_and_when_not(owner: Api) -> None:
    changed = owner.put(PATH, {"events": ["endpoint_failing"], "quiet_hours": NIGHT}).json()
    assert (changed["events"], changed["email"], changed["quiet_hours"]) == (["endpoint_failing"], True, NIGHT)
    pushed = owner.put(PATH, {"web_push": True, "email": False, "subscription": BROWSER})
    assert (pushed.json()["web_push"], pushed.json()["quiet_hours"]) == (True, NIGHT)
    assert "push.example.com" not in pushed.body
    assert owner.put(PATH, {"quiet_hours": None}).json()["quiet_hours"] is None
    stale = owner.put(PATH, {"email": True}, If_Match='"1"')
    assert stale.status == HTTPStatus.PRECONDITION_FAILED


@pytest.mark.parametrize(
    "body",
    [
        {"web_push": True},
        {"events": ["everything"]},
        {"events": ["incident_opened", "incident_opened"]},
        {"quiet_hours": {"start": "24:00", "end": "07:00"}},
        {"quiet_hours": {**NIGHT, "time_zone": "Mars/Olympus"}},
        {"subscription": {**BROWSER, "endpoint": "https://10.0.0.1/"}},
        {"user_id": "somebody"},
    ],
)
def test_what_makes_no_sense_is_refused(owner: Api, tenant: Tenant, body: dict[str, Any]) -> None:
    assert owner.put(PATH, body).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert store.of_organization(tenant.org_id) == {}


def test_quiet_hours_go_over_midnight_in_their_own_zone() -> None:
    night = QuietHours.model_validate(NIGHT)
    noon = NOW  # 13:00 in Zurich
    assert [night.hold(noon + timedelta(hours=hours)) for hours in (0, 8.9, 9, 17.9, 18)] == [
        False, False, True, True, False,
    ]  # fmt: skip
    siesta = QuietHours(start="13:00", end="14:00", time_zone="Europe/Zurich")
    assert [siesta.hold(noon + timedelta(minutes=each)) for each in (-1, 0, 59, 60)] == [False, True, True, False]


def test_those_who_want_it_are_told_but_not_who_did_it(api: Api, owner: Api, tenant: Tenant) -> None:
    asleep, told, other = (tenant.joined_by(role) for role in (Role.ADMIN, Role.MEMBER, Role.VIEWER))
    api.as_(a_token(asleep)).put(PATH, {"quiet_hours": {"start": "11:00", "end": "13:00"}})
    api.as_(a_token(other)).put(PATH, {"events": ["maintenance_soon"]})
    found = use_cases.members_who_want(tenant.org_id, "incident_opened", tenant.owner.id, NOW)
    assert [member.user_id for member, _ in found] == [told.id]
    by_nobody = use_cases.members_who_want(tenant.org_id, "incident_opened", None, NOW + timedelta(hours=1))
    assert {member.user_id for member, _ in by_nobody} == {tenant.owner.id, asleep.id, told.id}


def test_preferences_are_of_one_organization_and_go_with_the_member(api: Api, tenant: Tenant) -> None:
    admin, elsewhere = tenant.joined_by(Role.ADMIN), a_tenant("Elsewhere")
    api.as_(a_token(admin)).put(PATH, {"email": False})
    assert store.of_organization(elsewhere.org_id) == {}
    team.remove(tenant.org_id, admin.id, members.get(tenant.org_id, tenant.owner.id), NOW)
    assert store.of_organization(tenant.org_id) == {}
