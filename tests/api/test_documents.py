import pytest
from api.desk import contract

from schema import documents
from schema.documents import Documents, StoppedError

QUERY = "{ agencies { code } }"


def known() -> Documents:
    return Documents(schema=contract())


def test_a_document_that_comes_again_is_not_read_again() -> None:
    some = known()

    assert some.prepared(QUERY) is some.prepared(str(QUERY.encode(), "ascii"))


def test_a_bad_document_pushes_no_good_one_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_CHARACTERS", 2 * len(QUERY))
    some = known()
    first = some.prepared(QUERY)
    for n in range(10):
        with pytest.raises(StoppedError):
            some.prepared(f"{{ nothing{n} }}")

    assert some.prepared(QUERY) is first


def test_what_was_used_longest_ago_goes_first_and_the_registered_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_CHARACTERS", 2 * len(QUERY) + 4)
    some = known()
    registered = "{ agencies { code name } }"
    some.register(registered)
    kept = some.prepared(registered)
    first, second = some.prepared(QUERY), some.prepared(f"{QUERY} ")
    assert some.prepared(QUERY) is first
    some.prepared(f" {QUERY}")

    assert some.prepared(QUERY) is first
    assert some.prepared(f"{QUERY} ") is not second
    assert some.prepared(registered) is kept


def test_what_shows_the_schema_is_remembered_for_those_who_may_see_it_only() -> None:
    some = known()
    shows = "{ __schema { types { name } } }"
    some.prepared(shows, introspection=True)

    with pytest.raises(StoppedError) as refused:
        some.prepared(shows)
    assert refused.value.told[0]["extensions"]["code"] == "introspection.refused"
