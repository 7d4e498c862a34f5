"""The documents of uptime: what is stored of a few months, by the names and the order that services have now.

A document of 500 services has 45,000 days, so these are plain dicts; `publish/uptime_models.py` says what is in them.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.domain import uptime as rules
from chalicelib.domain.history import Entry, moment, seconds
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.domain.services import Service
from chalicelib.domain.times import to_wire
from chalicelib.domain.uptime import Seconds
from chalicelib.publish.uptime_days import UP, Counted, CountedDays, Json
from chalicelib.publish.uptime_notes import Notes
from chalicelib.store import organizations, services
from chalicelib.store.history import counted
from chalicelib.store.history.counted import Head


class Uptime(CountedDays):
    """The same, as documents."""

    def recent(self) -> str:
        """The document of 90 days."""
        return self._document(self.recent_days, self.services)

    def month(self, name: str) -> str:
        """The document of a month that is not in the future; services that came later are left out."""
        first, last = rules.days_of_month(name)
        last = min(last, self.today)
        end = rules.end_of(last, self.head.zone)
        there = [each for each in self.services if seconds(each.created_at) < end]
        return self._document(rules.days_between(first, last), there)

    def bars(self) -> str:
        """The compact document of 90 days, which the page draws."""
        days = self.recent_days
        found = [self.counted(service, days) for service in self.services]
        notes = Notes(self, days)
        listed = [self._bars_of(each, days, notes) for each in found]
        zone, last = self.head.zone, self.today
        return _text(
            {
                **self._about(days),
                "today": {
                    "from": to_wire(moment(rules.start_of(last, zone))),
                    "to": to_wire(moment(rules.end_of(last, zone))),
                },
                "first_month": self.first_month,
                "services": listed,
                "categories": self.categories(found),
                "notes": notes.listed,
            }
        )

    def _document(self, days: Sequence[date], listed: Sequence[Service]) -> str:
        found = [self.counted(service, days) for service in listed]
        notes = Notes(self, days)
        quiet = {day: self._quiet(day) for day in days}
        made = [self._service(each, days, notes, quiet) for each in found]
        return _text(
            {
                **self._about(days),
                "first_month": self.first_month,
                "services": made,
                "categories": self.categories(found),
                "notes": notes.listed,
            }
        )

    def _about(self, days: Sequence[date]) -> Json:
        return {
            "days": len(days),
            "from": days[0].isoformat(),
            "to": days[-1].isoformat(),
            "time_zone": self.head.zone,
            "as_of": self.as_of,
        }

    def _service(self, found: Counted, days: Sequence[date], notes: Notes, quiet: dict[date, Json]) -> Json:
        service, born = found.service, seconds(found.service.created_at)
        named = notes.of(service.id)
        made = [
            quiet[day]
            if day not in found.by_day and day not in named and rules.start_of(day, self.head.zone) >= born
            else self._day(found, day, notes.noted(named.get(day, ())))
            for day in days
        ]
        return {
            "id": service.id,
            "name": service.name,
            "category": service.category,
            "uptime": found.uptime,
            "days": made,
        }

    def _quiet(self, day: date) -> Json:
        """A day of a service that was operational all the time, without anything to tell."""
        zone = self.head.zone
        known = max(0, min(rules.end_of(day, zone), self.head.as_of) - rules.start_of(day, zone))
        return _a_day(day, known, {}, ())

    def _day(self, found: Counted, day: date, named: Sequence[Entry]) -> Json:
        known = self.known(found.service, day)
        return _a_day(day, known, found.by_day.get(day, {}), named if known else ())

    def _bars_of(self, found: Counted, days: Sequence[date], notes: Notes) -> Json:
        service, named = found.service, notes.of(found.service.id)
        listed = []
        for place, day in enumerate(days):
            sums = found.by_day.get(day, {})
            if (sums or day in named) and (known := self.known(service, day)):
                listed.append(
                    {
                        "day": place,
                        "uptime": rules.uptime_of(known, sums),
                        "seconds": sums,
                        "notes": [notes.place_of(each) for each in named.get(day, ())],
                    }
                )
        running = self.head.running.get(service.id)
        made = {
            "id": service.id,
            "uptime": found.uptime,
            "known": found.known,
            "down": rules.down(found.sums) / 10,
            "status": running.status if running else UP,
            "days": listed,
        }
        created = rules.day_of(seconds(service.created_at), self.head.zone)
        return made | ({"since": created.isoformat()} if created > days[0] else {})


def load(org_id: Id, *, shown: bool = True) -> Uptime | None:
    """The counted history; None before there is one. Where it is `shown`, None also for a page that hides it."""
    head, organization = counted.head(org_id), organizations.find(org_id)
    if head is None or not head.is_ready or organization is None:
        return None
    if shown and not organization.show_uptime:
        return None
    listed = services.of_organization(org_id)
    return Uptime(organization, head, [each for each in listed if each.show_uptime or not shown])


def not_counted(org_id: Id, now: datetime) -> Uptime | None:
    """What stands in its place until then: nothing is known of any service. None for a page that hides it."""
    organization = organizations.find(org_id)
    if organization is None or not organization.show_uptime:
        return None
    return _unknown(organization, now)


def of_team(org_id: Id, now: datetime) -> Uptime:
    """What the team reads of all its services, whatever visitors see; until it is counted, nothing is known of them."""
    return load(org_id, shown=False) or _unknown(organizations.get(org_id), now, services.of_organization(org_id))


def _unknown(organization: Organization, now: datetime, listed: Sequence[Service] = ()) -> Uptime:
    return Uptime(organization, Head(zone=organization.time_zone, as_of=seconds(now)), listed)


def is_month(name: str) -> bool:
    """Whether it is a month such as 2026-10, from 1970 on."""
    year, dash, number = name.partition("-")
    return (
        name.isascii()
        and dash == "-"
        and len(year) == 4
        and len(number) == 2
        and (year + number).isdigit()
        and int(year) >= 1970
        and 1 <= int(number) <= 12
    )


def _a_day(day: date, known: int, sums: Seconds, named: Sequence[Entry]) -> Json:
    up = known - sum(sums.values())
    return {
        "date": day.isoformat(),
        "uptime": rules.uptime_of(known, sums),
        "seconds": ({UP: up} if up > 0 else {}) | sums,
        "incidents": [each.id for each in named if each.kind == "incident"],
        "maintenance": [each.id for each in named if each.kind == "maintenance"],
    }


def _text(made: Json) -> str:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
