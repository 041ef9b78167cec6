"""The page for partner agencies: its examples are configurations that the hub reads."""

import re
import tomllib
from pathlib import Path

import pytest

from adapters.settings import Settings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "connecting.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=["dpop", "mtls", "fsc"])
def test_an_example_is_a_configuration(example: str) -> None:
    keys = {"wrap_id": "wrap-1", "wrap": "x", "index": "y"}
    read = Settings.model_validate({"keys": keys, **tomllib.loads(example)})

    assert read.identity.issuers or read.fsc is not None
