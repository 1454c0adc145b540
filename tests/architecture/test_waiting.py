"""What one visitor asks for makes no other wait: no lock of the process is held around input or output.

`functools.cached_property`, one lock for everybody before Python 3.12, is banned by the linter. `functools.cache` and
`lru_cache` hold none while they call; two threads that come first both work it out.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import files

KINDS = {"Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Barrier"}
LOCKS = {
    "portal/core/breaker.py": "A comparison of two times, once a server has failed.",
    "portal/core/changes/looks.py": "A list in memory grows or is cut.",
    "portal/core/visitor_pages/store.py": "A page is looked up or put away, in memory.",
    "portal/front.py": "As many seats as pages can be made at once; whoever finds none waits in line.",
}
"""Locks of threads: where, and what is done while one is held."""
FILE_LOCKS = {
    "portal/core/temporary.py": "On a folder that nobody else knows yet; others only try, and go on.",
    "portal/core/unnamed_files.py": "By the sweeper and the command beside it, which no page runs.",
    "portal/data_folder.py": "Once at the start of a process, without waiting.",
    "portal/embedded.py": "At the start and end of `make run` and of tests.",
    "portal/install.py": "Before there is a portal.",
    "portal/privacy/services/ledger.py": "For the line of an erasure, which the worker carries out.",
}
"""Locks of files, which hold up other processes, too."""
SLOW = """
    execute executemany cursor fetchall fetchone filter exists save create update_or_create open read write read_text
    write_text read_bytes write_bytes flush fsync send recv request urlopen connect render render_to_string compress
    sleep wait info warning error
"""
"""Calls of what asks a server, a disk or the log, or takes its time."""


def named(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def found(names: set[str]) -> set[str]:
    return {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if named(node) in names and named(getattr(node, "value", node)) != "pgtrigger"
    }


def held(tree: ast.AST) -> Iterator[ast.With]:
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and any(
            named(item.context_expr).endswith("lock") for item in node.items
        ):
            yield node


def calls(block: ast.AST, functions: dict[str, ast.AST], seen: set[str]) -> Iterator[str]:
    """What is called in a block, and in those functions of the module that it calls."""
    for node in ast.walk(block):
        if isinstance(node, ast.Call) and (name := named(node.func)) not in seen:
            seen.add(name)
            yield name
            if name in functions:
                yield from calls(functions[name], functions, seen)


def slow_calls(tree: ast.AST) -> set[str]:
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name for block in held(tree) for name in calls(block, functions, set())} & set(SLOW.split())


def test_locks_of_threads_are_known():
    assert found(KINDS) == LOCKS.keys()


def test_locks_of_files_are_known():
    assert found({"flock", "lockf"}) == FILE_LOCKS.keys()


def test_nothing_slow_is_done_while_a_lock_is_held():
    assert {str(path): slow for path, tree in files().items() if (slow := slow_calls(tree))} == {}
    assert sum(1 for tree in files().values() for _block in held(tree)) > 5


@pytest.mark.parametrize(
    "body", ["cursor.execute('SELECT 1')", "path.read_text()", "self._ask()", "logger.warning('full')"]
)
def test_what_is_slow_is_found(body):
    of_class = ["def find(self):", "  with self._lock:", f"    {body}", "def _ask(self):", "  connect()"]
    assert slow_calls(ast.parse("\n".join(of_class)))
