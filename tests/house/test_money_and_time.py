import ast
import re

from sources import BELOW_ADAPTERS, PACKAGES, ROOT, at, dotted, imported, nodes, syntax

SECONDS = re.compile(r"(^|_)(s|seconds)$")

# Below adapters nothing asks the machine anything: not the time, not chance, not its environment or files.
ASKS_BY_IMPORT = {"time", "os", "random", "secrets", "socket", "tempfile"}
ASKS_BY_CALL = {
    "date.today",
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid4",
}
READS_FILES = {"read_bytes", "read_text", "write_bytes", "write_text"}
# Two modules read what ships beside them, and nothing else: the law, and the sentences that explain it.
READERS = {ROOT / "hub/rules/strict.py", ROOT / "hub/arrange/explain.py"}


def _parents(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    return {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}


def _only_recognises(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """`isinstance(x, float)`, `case float():` and `type(x) is float` refuse floats; they make none."""
    while (parent := parents.get(node)) is not None and not isinstance(parent, ast.stmt):
        if isinstance(parent, ast.MatchClass | ast.Compare):
            return True
        if isinstance(parent, ast.Call) and dotted(parent.func) in {"isinstance", "issubclass"}:
            return True
        node = parent
    return False


def _stands_for(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """Give the name of the argument, variable or function that a type or value is written for."""
    while (parent := parents.get(node)) is not None:
        match parent:
            case ast.arg(arg=name) | ast.keyword(arg=str(name)):
                return name
            case ast.AnnAssign(target=target) | ast.Assign(targets=[target, *_]):
                return dotted(target)
            case ast.FunctionDef(name=name, returns=returns) | ast.AsyncFunctionDef(name=name, returns=returns):
                return name if node is returns else ""
            case _:
                pass
        node = parent
    return ""


def test_money_is_never_a_float() -> None:
    floats = []
    for path, node in nodes(*PACKAGES):
        if isinstance(node, ast.Name) and node.id == "float":
            parents = _parents(syntax(path))
            # The one exception: in adapters a float may count seconds, and then its name says so.
            seconds = "adapters" in path.parts and SECONDS.search(_stands_for(node, parents))
            if not seconds and not _only_recognises(node, parents):
                floats.append(at(path, node, "float"))

    assert floats == []


def test_below_adapters_no_fraction_is_written_in_binary() -> None:
    literals = [
        at(path, node, repr(node.value))
        for path, node in nodes(*BELOW_ADAPTERS)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]

    assert literals == []


def test_money_is_rounded_by_named_functions_and_never_divided_into_euros() -> None:
    rounded = [
        at(path, node, "round()")
        for path, node in nodes(*PACKAGES)
        if isinstance(node, ast.Call) and dotted(node.func) == "round"
    ]
    divided = [
        at(path, node, "/ 100")
        for path, node in nodes(*PACKAGES)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div)
        and isinstance(node.right, ast.Constant)
        and node.right.value == 100
    ]

    assert rounded + divided == []


def test_nothing_below_adapters_reads_a_clock_chance_or_the_environment() -> None:
    asks = [
        at(path, node, name)
        for path, node in nodes(*BELOW_ADAPTERS)
        for name in [*imported(node), dotted(node)]
        if (name in ASKS_BY_IMPORT and isinstance(node, ast.Import | ast.ImportFrom)) or name in ASKS_BY_CALL
    ]

    assert asks == []


def _opens_a_file(call: ast.Call) -> bool:
    """Tell `open(…)` and `path.open("rb")` from a thing of our own that can be opened, such as a sealed letter."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "open"
    if isinstance(call.func, ast.Attribute) and call.func.attr == "open":
        mode = call.args[0] if call.args else None
        return mode is None or (isinstance(mode, ast.Constant) and isinstance(mode.value, str))
    return isinstance(call.func, ast.Attribute) and call.func.attr in READS_FILES


def test_nothing_below_adapters_opens_a_file_but_the_readers_of_law_and_sentences() -> None:
    opened = [
        at(path, node, "opens a file")
        for path, node in nodes(*BELOW_ADAPTERS)
        if path not in READERS and isinstance(node, ast.Call) and _opens_a_file(node)
    ]

    assert opened == []
