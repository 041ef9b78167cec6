"""Which HTTP client asks the agencies is the operator's choice; unsaid, it is ours."""

from pathlib import Path

import pytest

from adapters import bootstrap
from adapters import parts as chosen
from adapters import settings as configuration
from adapters.agencies.aiohttp_transport import AiohttpTransport
from adapters.agencies.lean_transport import LeanTransport
from adapters.cli.demo_folder import DemoFolder
from hub.errors import BadInput

AGENCY = {
    "code": "cjib",
    "url": "http://127.0.0.1:9",
    "token_url": "http://127.0.0.1:9/oauth/token",
    "jwks_url": "http://127.0.0.1:9/jwks",
    "oin": "00000099000000003000",
    "signs_answers": True,
}


def _folder(tmp_path: Path, told: str) -> DemoFolder:
    folder = DemoFolder(path=tmp_path / "demo")
    folder.make()
    folder.configure(public_url="http://127.0.0.1:8", agencies=[AGENCY])
    with folder.config.open("a", encoding="utf-8") as config:
        config.write(told)
    return folder


@pytest.mark.parametrize(
    ("told", "client"),
    [
        ("", LeanTransport),
        ('\n[http]\nclient = "lean"\n', LeanTransport),
        ('\n[http]\nclient = "aiohttp"\n', AiohttpTransport),
    ],
    ids=["unsaid", "ours", "the library"],
)
async def test_the_client_that_is_configured_asks(tmp_path: Path, told: str, client: type) -> None:
    parts = chosen.parts(bootstrap.checked(_folder(tmp_path, told).config))
    (source,) = parts.sources

    assert type(source._line.transport) is client
    assert source._answers.transport is source._line.transport
    await parts.engine.dispose()


def test_a_client_that_there_is_not_is_a_fault(tmp_path: Path) -> None:
    folder = _folder(tmp_path, '\n[http]\nclient = "curl"\n')

    with pytest.raises(BadInput, match=r"http\.client"):
        configuration.load(folder.config)
