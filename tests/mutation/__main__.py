"""`make mutants`: would a test notice a mistake in the rules?

Makes one small mistake after another in the modules below, in a copy of the portal, and runs the tests that prove the
module. A mutant that passes them has survived: a test is missing, or the mistake changes nothing anybody could notice,
and then `docs/mutants.md` says so. A survivor that isn't explained there fails the run.

Only so many a module are tried, chosen the same way each time; `--most 0` tries all, which takes hours.
"""

import argparse
import ast
import importlib.util
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from portal import embedded
from tests.mutation.mistakes import mutants

ROOT = Path(__file__).resolve().parents[2]
EXPLAINED = ROOT / "docs" / "mutants.md"
NOT_COPIED = (".git", ".venv", "var", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
PATIENCE = 1800  # seconds, for a module as it is
PROCESSES = 2

PROVEN_BY: dict[str, str] = {
    "matching/scoring/*.py": "tests/matching/scoring",
    "portal/core/workflow.py": "tests/core/test_workflow.py tests/architecture/test_workflows.py",
    "*/workflows.py": "{tests}/test_workflows.py tests/architecture/test_workflows.py {tests}/services",
    "evaluation/queries/contributions.py": "tests/evaluation/queries tests/evaluation/views",
    "programmes/roles.py": "tests/programmes/presentation tests/programmes/test_access.py",
    "programmes/scoping.py": "tests/programmes/test_scoping.py tests/architecture/test_urls.py",
}
"""Modules → the tests that would notice a mistake, those first that are likely to. `{tests}` is the app's folder."""


@dataclass(frozen=True)
class Trial:
    """A module with a mistake in it, or with none where the name is empty, and the tests it is put to."""

    module: str
    name: str
    source: str
    tests: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("modules", nargs="*", help="only these, such as programmes/roles.py")
    parser.add_argument("--most", type=int, default=25, help="mistakes a module; 0 for all")
    options = parser.parse_args()
    modules = {
        name: tests for name, tests in modules_and_tests().items() if name in (options.modules or [name])
    }
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends the run ends its servers, too
    laboratory = Laboratory()
    try:
        laboratory.expect_no_failure(modules)
        survivors = laboratory.survivors(
            [trial for each in modules.items() for trial in trials(*each, options.most)]
        )
    finally:
        laboratory.close()
    explained = " ".join(EXPLAINED.read_text().split())
    unexplained = [name for name in survivors if name not in explained]
    print(f"{len(survivors)} survived, {len(unexplained)} of them unexplained in docs/mutants.md", flush=True)
    return 1 if unexplained else 0


def modules_and_tests() -> dict[str, str]:
    """Each module with the first of the entries above that fits it."""
    found: dict[str, str] = {}
    for pattern, tests in PROVEN_BY.items():
        for path in sorted([*ROOT.glob(pattern), *ROOT.glob(f"portal/{pattern}")]):
            module = str(path.relative_to(ROOT))
            app = path.parent.name
            paths = tests.format(tests=f"tests/{app}").split()
            found.setdefault(module, " ".join(each for each in paths if (ROOT / each).exists()))
    return {module: tests for module, tests in found.items() if (ROOT / module).stat().st_size}


def trials(module: str, tests: str, most: int) -> list[Trial]:
    found = [
        Trial(module, f"{module}: {mutant}", mutant.source, tests)
        for mutant in mutants((ROOT / module).read_text())
    ]
    return random.Random(module).sample(found, most) if 0 < most < len(found) else found


class Laboratory:
    """Copies of the portal for mistakes to be made in, as many as there are processes, with servers of their own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mutants-"))
        os.environ["BLEIBE_VAR"] = os.environ["BLEIBE_TEST_VAR"] = str(self.folder / "var")
        self.servers = embedded.servers(durable=False)
        self.servers.__enter__()
        self.patience: dict[str, float] = {}
        self.running: set[subprocess.Popen[bytes]] = set()
        self.free: SimpleQueue[int] = SimpleQueue()
        for number in range(PROCESSES):
            shutil.copytree(
                ROOT, self.folder / f"{number}", ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True
            )
            self.free.put(number)

    def close(self) -> None:
        """End what still runs first: the servers stay for whoever uses them."""
        for each in list(self.running):
            each.kill()
            each.wait()
        self.servers.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    def expect_no_failure(self, modules: dict[str, str]) -> None:
        """The modules as they are, but written anew as mutants are, must pass; else a mutant's failure says nothing."""
        for module, seconds in zip(modules, self._each(self._time, list(modules.items())), strict=True):
            self.patience[module] = 60 + 4 * seconds  # a mistake may make something endless

    def _each(self, call: Callable[[Any], Any], values: list[Any]) -> Iterator[Any]:
        """The answers in order, as many at once as there are copies. Whoever stops asking ends the rest."""
        pool = ThreadPoolExecutor(PROCESSES)
        try:
            yield from pool.map(call, values)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _time(self, module_and_tests: tuple[str, str]) -> float:
        module, tests = module_and_tests
        source = ast.unparse(ast.parse((ROOT / module).read_text()))
        begin = time.monotonic()
        if not self.passes(Trial(module, "", source, tests)):
            raise SystemExit(f"The tests of {module} fail without any mistake in it: {tests}")
        return time.monotonic() - begin

    def survivors(self, chosen: list[Trial]) -> list[str]:
        survived: list[str] = []
        tried: Counter[str] = Counter(trial.module for trial in chosen)
        killed: Counter[str] = Counter()
        for trial, has_survived in zip(chosen, self._each(self.passes, chosen), strict=True):
            killed[trial.module] += not has_survived
            if has_survived:
                survived.append(trial.name)
                print(f"- {trial.name}", flush=True)
        for module, number in tried.items():
            print(f"{module}: {killed[module]} of {number} noticed", flush=True)
        return survived

    def passes(self, trial: Trial) -> bool:
        number = self.free.get()
        try:
            return self._passes(trial, self.folder / f"{number}", {"PYTEST_XDIST_WORKER": f"gw{number}"})
        finally:
            self.free.put(number)

    def _passes(self, trial: Trial, copy: Path, surroundings: dict[str, str]) -> bool:
        module = copy / trial.module
        before = module.read_text()
        _write(module, trial.source)
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *trial.tests.split()]
        with subprocess.Popen(
            command,
            cwd=copy,
            env=os.environ | surroundings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            self.running.add(process)
            try:
                return process.wait(timeout=self.patience.get(trial.module, PATIENCE)) == 0
            except subprocess.TimeoutExpired:
                process.kill()
                return False
            finally:
                self.running.discard(process)
                _write(module, before)


def _write(module: Path, source: str) -> None:
    """Python takes a compiled file for current when size and second are the same, so there must be none."""
    module.write_text(source)
    Path(importlib.util.cache_from_source(str(module))).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
