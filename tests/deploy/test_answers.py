"""What AWS answers without asking the code: in the API's own form and the site's own words, by headers that arrive."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from chalicelib.api import problems
from chalicelib.api.openapi.document import document
from infra import fallback, gateway, replica, site
from infra.gateway import as_template
from infra.template import Json

RENAMED = frozenset(
    "Authorization Connection Content-MD5 Date Expect Host Max-Forwards Proxy-Authenticate Server TE Trailer "
    "Transfer-Encoding Upgrade User-Agent Via Warning WWW-Authenticate".lower().split()
)
"""Headers of an integration's answer that a REST API drops, or gives another name."""


@pytest.fixture(scope="module")
def refusals(template: Json) -> Json:
    found: Json = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"][
        "x-amazon-apigateway-gateway-responses"
    ]
    return found


def test_whatever_the_gateway_refuses_is_a_problem_of_that_status(refusals: Json) -> None:
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "INVALID_SIGNATURE"} <= set(refusals)
    for kind, said in refusals.items():
        text = said["responseTemplates"][problems.CONTENT_TYPE].replace("$context.requestId", "an-id")
        problem = problems.Problem.model_validate_json(text)
        assert (str(problem.status), problem.request_id) == (said["statusCode"], "an-id"), kind


def test_a_template_of_the_gateway_replaces_nothing_but_the_requests_id(refusals: Json) -> None:
    for kind, said in refusals.items():
        (text,) = said["responseTemplates"].values()
        assert "$" not in text.replace("$context.requestId", ""), kind
        assert not re.search(r"#\w|#\[", text), kind


class _Reading(HTMLParser):
    """What a browser reads: tags, attributes and text, with entities resolved."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.read.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.read.append(data)


def _read(page: str) -> list[object]:
    reading = _Reading()
    reading.feed(page)
    reading.close()
    return reading.read


@pytest.mark.parametrize(
    "page",
    [
        '<a href="#main">$5, ${name} and $!{more}: "quoted", \\ and é</a>',
        "<p>#if(true) #set($a = 1) #[[ raw ]]# ## comment #* block *# #foreach</p>",
        "<p>it&#39;s &#x41; &amp; &lt;b&gt; &amp;#35; $$ ## #$ $#</p>",
        (site.SITE / "404.html").read_text(),
    ],
)
def test_a_page_of_the_gateway_reads_the_same_and_has_nothing_velocity_would_replace(page: str) -> None:
    made = as_template(page)
    assert "$" not in made
    assert not re.search(r"(?<!&)#", made)
    assert _read(made) == _read(page)


def test_the_page_for_what_is_missing_is_the_sites_own(template: Json) -> None:
    method = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]["/missing/{proxy+}"]["get"]
    answer = method["x-amazon-apigateway-integration"]["responses"]["default"]
    assert _read(answer["responseTemplates"]["text/html"]) == _read((site.SITE / "404.html").read_text())
    assert answer["statusCode"] == "404"


def _distribution(template: Json, resource: str) -> Json:
    found: Json = template["Resources"][resource]["Properties"]["DistributionConfig"]
    return found


def test_with_a_replica_pages_and_documents_fall_over_to_it_by_distributions_that_know_a_404(template: Json) -> None:
    config = _distribution(template, "Distribution")
    second = {group["Id"]: group["Members"]["Items"][1]["OriginId"] for group in config["OriginGroups"]["Items"]}
    assert second["pages-or-missing"] == {"Fn::If": ["HasReplica", "replica-pages", "missing"]}
    assert second["documents-or-else"] == {"Fn::If": ["HasReplica", "replica-documents", "api"]}
    origins = [each["Fn::If"][1] for each in config["Origins"] if "Fn::If" in each]
    assert {each["Id"]: each["DomainName"]["Fn::Sub"] for each in origins} == {
        "replica-pages": "${ReplicaPages.DomainName}",
        "replica-documents": "${ReplicaDocuments.DomainName}",
    }


@pytest.mark.parametrize("kind", fallback.KINDS)
def test_what_the_replica_lacks_is_a_404_in_words_of_ours(template: Json, kind: fallback.Kind) -> None:
    assert template["Resources"][kind.resource]["Condition"] == "HasReplica"
    errors = _distribution(template, kind.resource)["CustomErrorResponses"]
    assert {each["ErrorCode"] for each in errors} == {403, 404}
    assert {(each["ResponseCode"], each["ResponsePagePath"]) for each in errors} == {(404, f"/{kind.missing}")}
    assert kind.missing in [each.key for each in replica.missing()]


def test_the_replicas_answers_are_the_sites_page_and_the_apis_problem() -> None:
    page, problem = replica.missing()
    assert page.body == (site.SITE / "404.html").read_bytes()
    said = problems.Problem.model_validate_json(problem.body)
    assert (said.status, said.detail, problem.content_type) == (404, gateway.NOTHING_HERE, problems.CONTENT_TYPE)


def _declared_headers() -> Iterator[str]:
    yield from document()["components"]["headers"]


def test_the_contract_names_each_header_as_it_arrives_through_a_rest_api() -> None:
    declared = set(_declared_headers())
    assert {name for name in declared if name.lower() in RENAMED} == {"WWW-Authenticate"}
    assert "x-amzn-Remapped-WWW-Authenticate" in declared
    unauthorized = document()["components"]["responses"]["Unauthorized"]["headers"]
    assert {"WWW-Authenticate", "x-amzn-Remapped-WWW-Authenticate"} <= set(unauthorized)


def test_no_answer_of_the_code_relies_on_a_header_that_is_renamed() -> None:
    code = "\n".join(
        path.read_text() for path in (site.SITE.parent / "chalicelib/api").rglob("*.py") if "openapi" not in path.parts
    )
    sent = {name.lower() for name in re.findall(r'"([A-Z][A-Za-z]*(?:-[A-Za-z]+)*)": ', code)}
    assert sent & RENAMED == {"www-authenticate"}
