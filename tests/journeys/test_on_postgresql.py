"""The same hub on PostgreSQL, named by the environment; what was proposed is still there for the next worker."""

import pytest
from databases import AS_ROLE
from running_hub import RunningHub, running_hub

ARRANGEMENT = """
query($id: ID!) {
  arrangement(id: $id) { id state proposal { months total receipt { fingerprint } } }
  node(id: $id) { __typename }
}
"""


def propose(hub: RunningHub, key: str):
    answer = hub.client.ask("noor", "demo_propose", {"key": key, "scheme": "rijk-2025"})
    assert answer["proposeArrangement"]["problems"] == []
    return answer["proposeArrangement"]["arrangement"]


@pytest.fixture(params=["sqlite", "postgresql", AS_ROLE])
def hub(request, tmp_path, monkeypatch):
    if request.param != "sqlite":
        monkeypatch.setenv("HUB__STORE__URL", request.getfixturevalue("empty_postgres_url"))
    if request.param == AS_ROLE:
        monkeypatch.setenv("HUB__STORE__ROLE", request.getfixturevalue("serving_role"))
    with running_hub(tmp_path) as running:
        running.consent("noor")
        yield running
        assert (running.folder.path / "hub.db").exists() is (request.param == "sqlite")


def test_a_proposal_is_kept_once_and_read_again_by_its_owner_only(hub):
    made, again = propose(hub, "one"), propose(hub, "one")
    own = hub.post(ARRANGEMENT, token=hub.token(persona="noor"), id=made["id"])["data"]
    other = hub.post(ARRANGEMENT, token=hub.token(persona="omar"), id=made["id"])["data"]
    partner = hub.post(ARRANGEMENT, token=hub.token(as_="agency:cjib"), id=made["id"])["data"]

    assert again["id"] == made["id"]
    assert own["arrangement"]["proposal"]["total"] == 130960
    assert own["arrangement"]["proposal"]["receipt"] == made["proposal"]["receipt"]
    assert own["node"] == {"__typename": "Arrangement"}
    assert other == partner == {"arrangement": None, "node": None}
