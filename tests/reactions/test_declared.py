"""What is declared is wired: on AWS, in the template that is deployed, and on one machine."""

import copy
import re
from pathlib import Path

import pytest

import app
from chalicelib.domain.events import EventType
from chalicelib.jobs import declared as jobs
from chalicelib.jobs import handlers as job_handlers
from chalicelib.jobs.declared import Job
from chalicelib.local.declared import queue_reactions, scheduled, stream_readers
from chalicelib.reactions import declared as reactions
from chalicelib.reactions import handlers as reaction_handlers
from chalicelib.reactions.declared import Limits, Reaction, Source
from infra import lambdas, policies
from infra.template import Json, pascal
from tests.reactions.packaged import ROOT, template_of


@pytest.fixture(scope="module")
def template() -> Json:
    return template_of(app.app)


def _packaged() -> Json:
    """With what is declared at this moment in the place of what was declared when the app was imported."""
    changed = copy.copy(app.app)
    changed.event_sources, changed.handler_map = [], dict(app.app.handler_map)
    changed.register_blueprint(reaction_handlers.blueprint())
    changed.register_blueprint(job_handlers.blueprint())
    return template_of(changed)


def _is_whole(name: str, template: Json) -> Json:
    """The function's properties; it has a role, a log group and an alarm of its own."""
    made, function = template["Resources"], pascal(name)
    assert made[lambdas.role_id(function)]["Type"] == "AWS::IAM::Role"
    assert made[f"{function}LogGroup"]["Properties"]["RetentionInDays"]
    assert made[f"{function}ErrorsAlarm"]["Properties"]["MetricName"] == "Errors"
    properties: Json = made[function]["Properties"]
    return properties


@pytest.mark.parametrize("job", jobs.JOBS, ids=lambda job: job.name)
def test_a_job_runs_at_its_rate_on_aws_and_on_one_machine(job: Job, template: Json) -> None:
    _is_scheduled(job, template)


def _is_scheduled(job: Job, template: Json) -> None:
    properties = _is_whole(job.name, template)
    assert properties["Handler"] == f"chalicelib.jobs.handlers.{job.name}"
    assert (properties["MemorySize"], properties["Timeout"]) == (job.memory, job.seconds)
    (event,) = properties["Events"].values()
    assert event["Type"] == "Schedule"
    every = "cron(* * * * ? *)" if job.on_the_minute else f"rate({job.every_minutes} minute"
    assert event["Properties"]["Schedule"].startswith(every)
    (here,) = [each for each in scheduled() if each.name == job.name]
    assert here.every_minutes == job.every_minutes


@pytest.mark.parametrize("reaction", reactions.from_stream(), ids=lambda reaction: reaction.name)
def test_a_reader_of_the_stream_reads_it_on_aws_and_on_one_machine(reaction: Reaction, template: Json) -> None:
    _reads_the_stream(reaction, template)


def _reads_the_stream(reaction: Reaction, template: Json) -> None:
    properties = _is_whole(reaction.name, template)
    assert properties["Handler"] == f"chalicelib.reactions.handlers.{reaction.name}"
    assert (properties["MemorySize"], properties["Timeout"]) == (reaction.limits.memory, reaction.limits.seconds)
    (event,) = properties["Events"].values()
    source = event["Properties"]
    assert source["Stream"] == {"Fn::GetAtt": ["EventsTable", "StreamArn"]}
    assert source["BatchSize"] == reaction.limits.batch
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ParallelizationFactor"] == 1
    assert source["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["DeadLetters", "Arn"]}
    assert reaction.name in stream_readers()


@pytest.mark.parametrize("reaction", reactions.from_queues(), ids=lambda reaction: reaction.name)
def test_a_reaction_has_a_queue_of_its_own_on_aws_and_on_one_machine(reaction: Reaction, template: Json) -> None:
    _reads_a_queue(reaction, template)


def _reads_a_queue(reaction: Reaction, template: Json) -> None:
    properties, made, limits = _is_whole(reaction.name, template), template["Resources"], reaction.limits
    assert properties["Handler"] == f"chalicelib.reactions.handlers.{reaction.name}"
    assert (properties["MemorySize"], properties["Timeout"]) == (limits.memory, limits.seconds)
    name = pascal(reaction.name)
    (event,) = properties["Events"].values()
    source, queue = event["Properties"], made[f"{name}Queue"]["Properties"]
    assert source["Queue"] == {"Fn::GetAtt": [f"{name}Queue", "Arn"]}
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (source["BatchSize"], source["ScalingConfig"]) == (limits.batch, {"MaximumConcurrency": limits.at_once})
    assert queue["VisibilityTimeout"] == 6 * limits.seconds
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": [f"{name}DeadLetters", "Arn"]},
        "maxReceiveCount": limits.tries,
    }
    for alarm, watched in ((f"{name}DeadLettersAlarm", f"{name}DeadLetters"), (f"{name}LateAlarm", f"{name}Queue")):
        (dimension,) = made[alarm]["Properties"]["Dimensions"]
        assert dimension["Value"] == {"Fn::GetAtt": [watched, "QueueName"]}
    feeding = ["APIHandler" if each == "api_handler" else pascal(each) for each in reaction.fed_by]
    for function in (*feeding, name):
        assert f"{reaction.name}=${{{name}Queue}}" in _queues_of(made[function])
        assert {"Fn::GetAtt": [f"{name}Queue", "Arn"]} in _allowed(made[lambdas.role_id(function)])
    (here,) = [each for each in queue_reactions() if each.name == reaction.name]
    assert (here.batch, here.at_once, here.tries) == (limits.batch, limits.at_once, limits.tries)
    assert (here.seconds, here.visibility) == (limits.seconds, limits.visibility_seconds)


@pytest.mark.parametrize("reaction", reactions.REACTIONS, ids=lambda reaction: reaction.name)
def test_a_reaction_is_given_the_settings_that_it_needs(reaction: Reaction, template: Json) -> None:
    module = Path(reaction.function.partition(":")[0].replace(".", "/") + ".py")
    needed = re.findall(r'"(\w+)"', "".join(re.findall(r"\.need\(([^)]*)\)", (ROOT / module).read_text())))
    given = template["Resources"][pascal(reaction.name)]["Properties"]["Environment"]["Variables"]
    assert {name.upper() for name in needed} <= set(given)


def _queues_of(function: Json) -> str:
    return str(function["Properties"]["Environment"]["Variables"]["QUEUES"]["Fn::Sub"])


def _allowed(role: Json) -> list[Json]:
    """The resources of the statements about queues."""
    (policy,) = role["Properties"]["Policies"]
    about = [each for each in policy["PolicyDocument"]["Statement"] if "sqs" in str(each)]
    listed = [each["Resource"] if isinstance(each["Resource"], list) else [each["Resource"]] for each in about]
    return [resource for resources in listed for resource in resources]


def test_nothing_runs_that_is_not_declared(template: Json) -> None:
    fed = {name for name, each in template["Resources"].items() if each.get("Properties", {}).get("Events")}
    fed -= {"APIHandler"}
    declared = [*(each.name for each in reactions.REACTIONS), *(each.name for each in jobs.JOBS)]
    assert fed == set(map(pascal, declared))
    assert [each.name for each in queue_reactions()] == [each.name for each in reactions.from_queues()]
    assert [*stream_readers()] == [each.name for each in reactions.from_stream()]
    assert [each.name for each in scheduled()] == [each.name for each in jobs.JOBS]


def test_a_new_entry_is_wired_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job("sweep", 7, "tests.reactions.made_up:sweep", memory=256, seconds=11)
    reader = Reaction("listen", "tests.reactions.made_up:listen", Source.STREAM, Limits(memory=320, seconds=9, batch=5))
    limits = Limits(memory=256, seconds=20, batch=3, at_once=4, tries=6, late_seconds=60)
    teller = Reaction("tell", "tests.reactions.made_up:tell", Source.QUEUE, limits, frozenset(EventType))
    monkeypatch.setattr(jobs, "JOBS", (*jobs.JOBS, job))
    monkeypatch.setattr(reactions, "REACTIONS", (*reactions.REACTIONS, reader, teller))
    monkeypatch.setattr(policies, "TABLES", {**policies.TABLES, "Sweep": {}, "Listen": {}, "Tell": {}})
    template = _packaged()
    _is_scheduled(job, template)
    _reads_the_stream(reader, template)
    _reads_a_queue(teller, template)


def test_a_stream_has_two_readers_and_no_third() -> None:
    assert len(reactions.from_stream()) == 2


def test_a_new_entry_that_no_policy_knows_is_not_packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "JOBS", (*jobs.JOBS, Job("sweep", 7, "tests.reactions.made_up:sweep")))
    with pytest.raises(policies.UndeclaredFunctionError, match="Sweep"):
        _packaged()
