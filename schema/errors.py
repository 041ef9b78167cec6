"""What goes wrong, told to whoever sent it: a code always, a sentence, a place; never what was sent.

Documents and values may hold a citizen's number, also by mistake. So no message repeats a value, and whatever slips
through a message of the library loses every long row of digits. Names of variables and fields are no values: whoever
wrote the document finds them by it.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLError, GraphQLSchema, GraphQLSyntaxError, ValueNode, VariableNode
from graphql.language import print_ast

from hub.errors import BadInput, HubError
from schema.limits import ERRORS

Told = dict[str, Any]
"""One error as it goes out: message, locations, path, extensions."""

Report = Callable[[BaseException], str]
"""Tells the operator of a fault and gives the incident id under which it can be found again."""

_LONG_DIGITS: Final = re.compile(r"\d[\d .\-]{5,}\d")
_FOUND: Final = re.compile(r"(?:, but encountered error.*)?[,;]? ?found:? .*", re.DOTALL)
_CANNOT: Final = re.compile(r"(cannot represent [^:]*?)(?: value)?: .*", re.DOTALL)
_ENUM: Final = re.compile(r"^Value .* does not exist in (.*) enum\.?.*", re.DOTALL)
_NAMED_ENUM: Final = re.compile(r"^(?:Enum|That value does not exist in) '(\w+)'")


def tell(code: str, message: str, **more: object) -> Told:
    """Make an error; `more` goes beside the code."""
    return {"message": message, "extensions": {"code": code, **more}}


def of_fault(fault: HubError) -> Told:
    """Tell a fault of ours in its own words."""
    return tell(fault.code, f"{fault.happened} {fault.todo}")


def of_fault_at(fault: HubError, line: int, column: int) -> Told:
    """Tell a fault of ours, and where in the document."""
    return {**of_fault(fault), "locations": [{"line": line, "column": column}]}


def of_incident(incident: str) -> Told:
    """Tell that something went wrong which nobody foresaw; no more than where to ask."""
    message = "Something went wrong here. Report the incident id to the operator."
    return tell("internal.error", message, incident=incident)


def of_syntax(error: GraphQLSyntaxError) -> Told:
    """Tell what cannot be read, and where; not the word that stands there."""
    message = re.sub(r"(found \w+) .*", r"\1.", error.description, flags=re.DOTALL)
    return _placed(tell("document.syntax", f"Syntax error: {without_values(message)}"), error)


def of_validation(errors: Sequence[GraphQLError], schema: GraphQLSchema) -> list[Told]:
    """Tell why a document does not fit the schema, and which values an enumeration has."""
    told = [_of_request(error, "document.invalid") for error in errors[:ERRORS]]
    for each in told:
        enum = _NAMED_ENUM.match(each["message"])
        type_ = schema.type_map.get(enum[1]) if enum else None
        if isinstance(type_, GraphQLEnumType):
            each["message"] += f" {choices(type_)}"
    return told


def of_execution(errors: Sequence[GraphQLError], report: Report) -> list[Told]:
    """Tell what went wrong while answering; what was not foreseen is reported and told as an incident."""
    return [_of_resolver(error, report) for error in errors[:ERRORS]]


def choices(enum: GraphQLEnumType) -> str:
    """Say which values there are; the published schema says so too."""
    return f"Choose from: {', '.join(enum.values)}."


def in_words(told: Told) -> str:
    """Say an error in one line to whoever wrote the document, with its first place there."""
    place = next(iter(told.get("locations", ())), None)
    where = f"line {place['line']}, column {place['column']}: " if place else ""
    return f"{where}{told['message']}"


def without_values(message: str) -> str:
    """Take out of a message of the library what was sent."""
    message = _FOUND.sub(".", message)
    message = _CANNOT.sub(r"\1.", message)
    message = _ENUM.sub(r"That value does not exist in \1.", message)
    return _LONG_DIGITS.sub("…", message)


def _of_request(error: GraphQLError, code: str) -> Told:
    fault = error.original_error
    if isinstance(fault, HubError):
        return _placed(of_fault(fault), error)
    message = error.message
    for node in error.nodes or ():
        if isinstance(node, ValueNode) and not isinstance(node, VariableNode):
            message = message.replace(print_ast(node), "that value")
    return _placed(tell(code, without_values(message)), error)


def _of_resolver(error: GraphQLError, report: Report) -> Told:
    fault = error.original_error
    if fault is None or isinstance(fault, GraphQLError):
        # Raised by graphql-core itself before any resolver of ours ran: an argument that does not fit.
        return _of_request(error, "argument.invalid")
    if isinstance(fault, BadInput):
        return _placed(of_fault(fault), error)
    incident = report(fault)
    if isinstance(fault, HubError):
        return _placed(tell(fault.code, f"{fault.happened} {fault.todo}", incident=incident), error)
    return _placed(of_incident(incident), error)


def _placed(told: Told, error: GraphQLError) -> Told:
    """Add where in the document, and where in the answer."""
    if error.locations:
        told["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        told["path"] = error.path
    return told
