"""Which version an event got: remembered for the newest, by id alone."""

from chalicelib.domain.ids import new_id
from chalicelib.domain.numbering import REMEMBERED, Numbering
from tests.factories import NOW


def ids(count: int) -> list[str]:
    """Of so many events."""
    return [new_id(NOW) for _ in range(count)]


def test_versions_are_counted_from_one_without_gaps() -> None:
    given = ids(5)
    numbering = Numbering().continued(given[:2]).continued(given[2:])
    assert [numbering.version_of(each) for each in given] == [1, 2, 3, 4, 5]
    assert numbering.version == 5


def test_an_event_that_is_new_has_no_version() -> None:
    assert Numbering().continued(ids(3)).version_of(new_id(NOW)) is None


def test_the_newest_are_remembered_and_those_before_forgotten() -> None:
    given = ids(REMEMBERED + 1)
    numbering = Numbering()
    for each in given:
        numbering = numbering.continued([each])
    assert numbering.version_of(given[0]) is None
    assert [numbering.version_of(each) for each in given[1:]] == list(range(2, REMEMBERED + 2))
    assert len(numbering.marks) == 6 * REMEMBERED


def test_what_a_release_before_knew_of_its_last_batch_is_known() -> None:
    one, other = ids(2)
    numbering = Numbering.of(9, {one: 6, other: 9})
    assert (numbering.version_of(one), numbering.version_of(other), numbering.version) == (6, 9, 9)
    assert Numbering.of(3, {}).continued([one]).version_of(one) == 4
