"""Where mistakes are made and tried: copies of the portal, with servers of their own."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from portal import embedded

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = (".git", ".venv", "var", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
PROCESSES = 2
PATIENCE = 900  # seconds, for the tests of a module as it is
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Trial:
    """A module with a mistake in it, or with none where the name is empty, and the tests it is put to."""

    module: str
    name: str
    source: str
    tests: tuple[str, ...]


class Laboratory:
    """As many copies as there are processes. To be closed, however the run ends."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mutants-"))
        os.environ["BLEIBE_VAR"] = os.environ["BLEIBE_TEST_VAR"] = str(self.folder / "var")
        self.servers = embedded.servers(durable=False)
        self.servers.__enter__()
        self.patience: dict[str, float] = {}
        self.noticed_by: dict[str, list[str]] = defaultdict(list)
        self.running: set[subprocess.Popen[str]] = set()
        self.free: SimpleQueue[int] = SimpleQueue()
        for number in range(PROCESSES):
            shutil.copytree(
                ROOT, self.folder / f"{number}", ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True
            )
            self.free.put(number)

    def close(self) -> None:
        """Nothing runs any more: whoever stops asking has ended the rest."""
        self.servers.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    def seconds_without_mistakes(self, modules: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, float]]:
        """How long each module's tests take. They must pass on the module as it is, but written anew as mutants are.

        Else a mutant's failure says nothing, and SystemExit says which.
        """
        for module, seconds in zip(modules, self._answers(self._seconds, list(modules.items())), strict=True):
            self.patience[module] = 30 + 4 * seconds  # a mistake may make something endless
            yield module, seconds

    def _seconds(self, module_and_tests: tuple[str, tuple[str, ...]]) -> float:
        module, tests = module_and_tests
        source = ast.unparse(ast.parse((ROOT / module).read_text()))
        begin = time.monotonic()
        if not self.passes(Trial(module, "", source, tests)):
            raise SystemExit(f"The tests of {module} fail without any mistake in it: {' '.join(tests)}")
        return time.monotonic() - begin

    def survived(self, trials: Sequence[Trial]) -> Iterator[tuple[Trial, bool]]:
        """Each trial in turn, and whether no test noticed its mistake."""
        yield from zip(trials, self._answers(self.passes, trials), strict=True)

    def _answers(self, call: Callable[[Asked], Answer], values: Sequence[Asked]) -> Iterator[Answer]:
        """The answers in order, as many at once as there are copies. Whoever stops asking ends the rest.

        It waits for them, too: each writes its module back before the copies may go.
        """
        pool = ThreadPoolExecutor(PROCESSES)
        asked = [pool.submit(call, value) for value in values]
        try:
            for each in asked:
                yield each.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            while any(each.running() for each in asked):
                for process in list(self.running):
                    process.kill()
                time.sleep(0.05)

    def passes(self, trial: Trial) -> bool:
        """Whether the tests find nothing wrong. Those that noticed other mistakes in the module are asked first."""
        number = self.free.get()
        module = self.folder / f"{number}" / trial.module
        before = module.read_text()
        _write(module, trial.source)
        try:
            return self._passes(trial, self.folder / f"{number}", worker=f"gw{number}")
        finally:
            _write(module, before)
            self.free.put(number)

    def _passes(self, trial: Trial, copy: Path, *, worker: str) -> bool:
        first = self.noticed_by[trial.module]
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
        with subprocess.Popen(
            [*command, *first, *trial.tests],
            cwd=copy,
            env=os.environ | {"PYTEST_XDIST_WORKER": worker},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            self.running.add(process)
            try:
                said, _nothing = process.communicate(timeout=self.patience.get(trial.module, PATIENCE))
            except subprocess.TimeoutExpired:
                process.kill()
                return False
            finally:
                self.running.discard(process)
        if "::" in (test := "".join(FAILED.findall(said)[:1])) and test not in first:
            first.append(test)
        return process.returncode == 0


def _write(module: Path, source: str) -> None:
    """Python takes a compiled file for current when size and second are the same, so there must be none."""
    module.write_text(source)
    Path(importlib.util.cache_from_source(str(module))).unlink(missing_ok=True)
