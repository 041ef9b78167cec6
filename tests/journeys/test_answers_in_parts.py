"""A whole hub that was told to send answers in parts, with its five agencies over HTTP."""

from pathlib import Path

import httpx2
from running_hub import PERSONAS, running_hub

from schema import build

ROWS = """{ agencyAnswers { ... on AgencyAnswers { sources @stream { report { agency { code } status } } } } }"""


def test_a_hub_that_is_told_so_sends_each_agencys_answer_as_a_part(tmp_path: Path) -> None:
    persona = next(name for name, told in PERSONAS.items() if len(told.consents) == 5)
    with running_hub(tmp_path, more="\n[graphql]\nincremental = true\n") as hub:
        hub.consent(persona)
        token = hub.token(persona=persona)
        answer = httpx2.post(
            f"{hub.url}/graphql",
            json={"query": ROWS},
            headers={"Authorization": f"Bearer {token}", "Accept": "multipart/mixed"},
            timeout=20,
            trust_env=False,
        )
        contract = httpx2.get(f"{hub.url}/schema.graphql", timeout=20, trust_env=False)
        whole = hub.post(ROWS, token=token)["data"]["agencyAnswers"]["sources"]

    assert answer.headers["content-type"] == 'multipart/mixed; boundary="-"'
    assert answer.text.count('"status":"ANSWERED"') == len(whole) == 5
    assert answer.text.endswith('"hasNext":false}\r\n-----\r\n')
    assert contract.text == build.sdl(build.build(), incremental=True)
    assert "directive @stream(" in contract.text
