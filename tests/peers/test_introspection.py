"""What tools send to see a whole schema is answered, and costs a good part of what one may ask for."""

import json
import subprocess

from api.desk import a_desk
from graphql import build_client_schema
from peers.oidc_peer import HERE, NODE

from schema.limits import MOST_COST

WHOLE = 5_000
"""What a look at the whole schema costs at least."""


async def test_every_tool_s_look_at_the_whole_schema_is_answered_at_its_price() -> None:
    told = subprocess.run([NODE, HERE / "introspection.mjs"], capture_output=True, timeout=60, check=True)  # noqa: ASYNC221 it is all there is to wait for
    documents = json.loads(told.stdout)

    async with a_desk() as desk:
        answers = {name: await desk.ask(text, introspection=True) for name, text in documents.items()}

    assert len(answers) == 3
    for answer in answers.values():
        assert answer.errors == ()
        assert answer.data
        assert build_client_schema(dict(answer.data)).type_map.keys() >= {"Overview", "Claim"}  # type: ignore[arg-type]  # graphql-core's name for what it is
        assert WHOLE <= answer.cost <= min(MOST_COST.values())
