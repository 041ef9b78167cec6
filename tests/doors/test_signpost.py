"""At the root of a demo's hub stands what it is; in production nothing does, and pages of its own have the place."""

import json
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import ECKey

from adapters import bootstrap
from adapters import settings as configuration
from adapters.cli.demo_folder import DemoFolder
from adapters.settings import Mode, Settings
from adapters.settings_audit import AuditSettings


@pytest.fixture
def demo(tmp_path: Path) -> Settings:
    """A demo's configuration that names no agencies, with a key that production takes."""
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8000", agencies=())
    settings = configuration.load(made.config)
    signing = tmp_path / "signing.jwk"
    signing.write_text(json.dumps(ECKey.generate_key("P-256", {"kid": "a"}).as_dict(private=True)), encoding="utf-8")
    keys = settings.keys.model_copy(update={"signing_key_file": signing})
    return settings.model_copy(update={"keys": keys, "audit": AuditSettings()})


async def the_root(settings: Settings, *paths: str) -> list[httpx2.Response]:
    transport = httpx2.ASGITransport(app=bootstrap.hub(settings))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        return [await http.get(path) for path in ("/", *paths)]


async def test_a_demo_without_pages_says_what_it_is_and_where_to_go(demo: Settings) -> None:
    root, schema, health = await the_root(
        demo.model_copy(update={"portal": None}), "/schema.graphql", "/health/sources"
    )

    assert (root.status_code, root.headers["cache-control"]) == (200, "no-store")
    assert root.json()["what"].startswith("Eén Regeling")
    assert [root.json()[name] for name in ("ask", "schema", "health")] == [
        "POST /graphql",
        schema.url.path,
        health.url.path,
    ]
    assert (schema.status_code, health.status_code) == (200, 200)


async def test_in_production_nothing_stands_there(demo: Settings) -> None:
    (root,) = await the_root(demo.model_copy(update={"portal": None, "mode": Mode.PRODUCTION}))

    assert root.status_code == 404


async def test_pages_have_the_root_where_there_are_any(demo: Settings) -> None:
    (root,) = await the_root(demo)

    assert root.headers["content-type"].startswith("text/html")
