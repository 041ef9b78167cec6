"""The thirteen questions that graphql-cop asks a server, and how it knows that one found something.

Written from what the tool is known to ask; none of its text is used. A probe sends, and says whether the answer is a
finding: `True` is bad.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx2

Ask = Callable[..., httpx2.Response]
"""Sends a request to the endpoint: method, and the keyword arguments of the client library."""

HTML: Final = {"Accept": "text/html,application/xhtml+xml"}
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}

WORKBENCHES: Final = ("graphiql", "playground", "altair", "apollo sandbox", "voyager", "embeddable-sandbox")

CIRCLE: Final = "fields { type { " * 8 + "name" + " } }" * 8
"""Types to fields to types, and so on: each level multiplies the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One question, and what about its answer would be a finding."""

    name: str
    finds: Callable[[Ask], bool]


def _post(ask: Ask, content: object) -> Any:
    """Send JSON; give the answer as JSON, or nothing where it is none."""
    answer = ask("POST", content=json.dumps(content).encode(), headers={"Content-Type": "application/json"})
    return _as_json(answer)


def _as_json(answer: httpx2.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _asked(ask: Ask, document: str) -> Mapping[str, Any]:
    content = _post(ask, {"query": document})
    return content if isinstance(content, dict) else {}


def _data(content: Any) -> Mapping[str, Any]:
    found = content.get("data") if isinstance(content, dict) else None
    return found if isinstance(found, dict) else {}


def _messages(content: Mapping[str, Any]) -> str:
    return " ".join(str(error.get("message")) for error in content.get("errors", []))


def _aliases(ask: Ask) -> bool:
    """More than a hundred names for one field are all answered."""
    many = " ".join(f"alias{number}: __typename" for number in range(101))
    return "alias100" in _data(_asked(ask, f"query cop {{ {many} }}"))


def _batch(ask: Ask) -> bool:
    """A list of ten operations is answered as a list."""
    content = _post(ask, [{"query": "query cop { __typename }", "operationName": "cop"}] * 10)
    return isinstance(content, list) and len(content) >= 10


def _directives(ask: Ask) -> bool:
    """Ten directives that do not exist are each looked at, and complained about."""
    content = _asked(ask, f"query cop {{ __typename {'@aa' * 10} }}")
    return len(content.get("errors", [])) >= 10


def _circle(ask: Ask) -> bool:
    """The schema is walked round and round."""
    content = _asked(ask, f"query cop {{ __schema {{ types {{ {CIRCLE} }} }} }}")
    return "__schema" in _data(content)


def _duplicates(ask: Ask) -> bool:
    """One field, five hundred times: the document is read and answered."""
    return "__typename" in _data(_asked(ask, f"query cop {{ {'__typename ' * 500} }}"))


def _suggestions(ask: Ask) -> bool:
    """A slip of the pen is answered with the right name."""
    documents = ("query cop { __schema { directive } }", "query cop { agencie { code } }")
    return any("did you mean" in _messages(_asked(ask, document)).lower() for document in documents)


def _workbench(ask: Ask) -> bool:
    """A page to work in is served."""
    answer = ask("GET", headers=HTML)
    return answer.status_code < 400 and any(name in answer.text.lower() for name in WORKBENCHES)


def _introspection(ask: Ask) -> bool:
    """The schema shows itself."""
    content = _asked(ask, "query cop { __schema { types { name fields { name } } } }")
    return "__schema" in _data(content)


def _tracing(ask: Ask) -> bool:
    """Times of resolvers are sent along."""
    content = _asked(ask, "query cop { __typename }")
    return any("trac" in name.lower() or "debug" in name.lower() for name in content.get("extensions", {}))


def _unhandled(ask: Ask) -> bool:
    """What is wrong inside comes out: an exception, or a stack."""
    content = _asked(ask, "qwerty cop { abc }")
    extensions = [error.get("extensions", {}) for error in content.get("errors", [])]
    words = json.dumps(content).lower()
    return any({"exception", "stacktrace"} & set(each) for each in extensions) or "traceback" in words


def _query_over_get(ask: Ask) -> bool:
    """A query is answered over GET, where logs and other sites see it."""
    return "__typename" in _data(_as_json(ask("GET", params={"query": "query cop { __typename }"})))


def _mutation_over_get(ask: Ask) -> bool:
    """A mutation runs over GET: a link is enough."""
    return "__typename" in _data(_as_json(ask("GET", params={"query": "mutation cop { __typename }"})))


def _form(ask: Ask) -> bool:
    """An operation is taken from a form: any site can send one."""
    answer = ask("POST", content=b"query=query%20cop%20%7B%20__typename%20%7D", headers=FORM)
    return "__typename" in _data(_as_json(answer))


PROBES: Final = (
    Probe(name="alias overloading", finds=_aliases),
    Probe(name="array batching", finds=_batch),
    Probe(name="directive overloading", finds=_directives),
    Probe(name="circular introspection", finds=_circle),
    Probe(name="field duplication", finds=_duplicates),
    Probe(name="field suggestions", finds=_suggestions),
    Probe(name="a workbench", finds=_workbench),
    Probe(name="introspection", finds=_introspection),
    Probe(name="tracing", finds=_tracing),
    Probe(name="unhandled errors", finds=_unhandled),
    Probe(name="queries over GET", finds=_query_over_get),
    Probe(name="mutations over GET", finds=_mutation_over_get),
    Probe(name="forms", finds=_form),
)
