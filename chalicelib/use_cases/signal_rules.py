"""The rules that people write for sources and monitors: what they name must be there, and they must say something."""

from collections.abc import Sequence

from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.signals import Action, Rule
from chalicelib.domain.sources import services_of
from chalicelib.domain.templates import TemplateKind
from chalicelib.store import services, templates


def check(org_id: Id, given: Sequence[Rule]) -> None:
    """Raises InvalidError for a rule that names what is not there, or says nothing."""
    existing = {each.id for each in services.of_organization(org_id)} if services_of(given) else set()
    for place, rule in enumerate(given):
        for position, each in enumerate(rule.service_ids):
            if each not in existing:
                where = ("rules", place, "service_ids", position)
                raise InvalidError(where, "is not a service of this organization")
        if rule.action is Action.SET_STATUS and not rule.service_ids:
            raise InvalidError(("rules", place, "service_ids"), "must name the services whose status is set")
        if rule.action is Action.SET_STATUS and rule.status is None:
            raise InvalidError(("rules", place, "status"), "must say which status is set")
        if rule.template_id is not None:
            _check_template(org_id, place, rule.template_id)


def without_what_is_gone(org_id: Id, before: Sequence[Rule], given: Sequence[Rule]) -> tuple[Rule, ...]:
    """Rules that were read and come back may name services and templates that were deleted meanwhile."""
    named = {*services_of(before), *(each.template_id for each in before)} - {None}
    if not named:
        return tuple(given)
    there = {each.id for each in services.of_organization(org_id)}
    there |= {each.id for each in templates.of_organization(org_id)}
    gone = named - there
    return tuple(
        each.but(
            service_ids=tuple(service for service in each.service_ids if service not in gone),
            template_id=None if each.template_id in gone else each.template_id,
        )
        for each in given
    )


def _check_template(org_id: Id, place: int, template_id: Id) -> None:
    where = ("rules", place, "template_id")
    try:
        template = templates.get(org_id, template_id)
    except NotFoundError:
        raise InvalidError(where, "is not a template of this organization") from None
    if template.kind is not TemplateKind.INCIDENT:
        raise InvalidError(where, "is not a template for incidents")
