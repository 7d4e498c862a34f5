"""Who may do what: nothing without a reason, nothing for everything, and each table named by someone."""

import re
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from chalicelib.jobs import declared as declared_jobs
from chalicelib.reactions import declared as declared_reactions
from chalicelib.store.tables import TABLES
from infra import policies, tables
from infra.template import Json, functions, pascal

ROOT = Path(__file__).parents[2]
_FUNCTIONS = {each.name: each.function for each in declared_reactions.REACTIONS}
_FUNCTIONS |= {each.name: each.function for each in declared_jobs.JOBS}
_DECLARED = {pascal(name): function.partition(":")[0] for name, function in _FUNCTIONS.items()}
"""Handlers made from a list import the module of their function when they start."""
_IMPORTED = re.compile(r"^from chalicelib\.store\.tables import (?:\(([^)]*)\)|(.+))$", re.MULTILINE)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("chalicelib", cache_dir=None)


def _statements(template: Json) -> Iterator[tuple[str, Json]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in resource["Properties"]["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    yield name, statement.get("Fn::If", [None, statement])[1]


def test_every_function_has_a_role_of_its_own(template: Json) -> None:
    roles = [each["Properties"]["Role"]["Fn::GetAtt"][0] for each in functions(template).values()]
    assert len(roles) == len(set(roles))
    assert set(functions(template)) == set(policies.TABLES)


def test_no_action_is_a_wildcard_and_no_resource_is_everything(template: Json) -> None:
    for role, statement in _statements(template):
        assert not [action for action in statement["Action"] if "*" in action], role
        if statement["Resource"] == "*":
            assert all(action.startswith("xray:") for action in statement["Action"]), role


def test_every_table_is_used_by_somebody() -> None:
    named = {table for access in policies.TABLES.values() for table in access}
    assert named == set(tables.names())


def test_only_those_who_sign_in_or_send_mail_read_secrets(template: Json) -> None:
    readers = {role for role, statement in _statements(template) if "ssm:GetParameter" in statement["Action"]}
    assert readers == {
        "ApiHandlerRole",
        "PasswordResetRole",
        "SendMailRole",
        "SendCallsRole",
        "SubscribeRole",
        "ImportSubscribersRole",
        "MovingRole",
    }


def test_mail_sent_as_mime_is_allowed_by_both_of_its_names(template: Json) -> None:
    sending = [
        (role, statement)
        for role, statement in _statements(template)
        if any(action.startswith("ses:") for action in statement["Action"])
    ]
    assert sending
    for role, statement in sending:
        assert statement["Action"] == ["ses:SendEmail", "ses:SendRawEmail"], role
        sender, configuration_set = (each["Fn::Sub"] for each in statement["Resource"])
        assert sender.endswith("identity/${MailDomain}")
        assert configuration_set.endswith("configuration-set/${MailConfigurationSet}")


def test_what_is_traced_may_say_so_and_nothing_else_may(template: Json) -> None:
    may = {role for role, statement in _statements(template) if any("xray:" in each for each in statement["Action"])}
    traced = {
        each["Properties"]["Role"]["Fn::GetAtt"][0]
        for each in functions(template).values()
        if each["Properties"]["Tracing"] == "Active"
    }
    assert may == traced
    assert not [role for role in traced if role.startswith("Websocket")]
    assert "ApiHandlerRole" in traced


def test_what_happened_is_never_rewritten_by_the_api() -> None:
    assert not {policies.UPDATE, policies.DELETE} & set(policies.TABLES["APIHandler"]["events"])


@pytest.mark.parametrize("function", list(policies.TABLES))
def test_a_function_may_use_only_tables_its_code_can_reach(
    function: str, template: Json, graph: grimp.ImportGraph
) -> None:
    handler = template["Resources"][function]["Properties"]["Handler"]
    module = _DECLARED.get(function) or handler.rpartition(".")[0]
    if module != "app":
        assert set(policies.TABLES[function]) <= _reached(module, graph), function


def _reached(module: str, graph: grimp.ImportGraph) -> set[str]:
    modules = {module, *graph.find_upstream_modules(module)}
    sources = [(ROOT / f"{each.replace('.', '/')}.py") for each in modules if each != "chalicelib.store.schema"]
    found: set[str] = set()
    for source in sources:
        if source.exists():
            for many, one in _IMPORTED.findall(source.read_text()):
                found |= {name.strip() for name in (many or one).split(",") if name.strip()}
    return {tables.short_name(table) for table in TABLES if table.__name__ in found}
