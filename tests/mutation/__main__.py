"""`make mutants`: would a test notice a mistake in the rules?

Makes one small mistake after another in the modules below, in a copy of the portal, and runs the tests that prove the
module. A mutant that passes them has survived: a test is missing, or the mistake changes nothing anybody could notice,
and then `docs/mutants.md` says so. A survivor that isn't explained there fails the run.

Only so many a module are tried, chosen the same way each time; `--most 0` tries all, which takes hours. After so many
minutes no further one is begun, and the run says how many were left.
"""

import argparse
import random
import signal
import sys
import time
from collections import Counter
from itertools import chain, zip_longest
from pathlib import Path

from tests.mutation.explanations import explained
from tests.mutation.laboratory import ROOT, Laboratory, Trial
from tests.mutation.mistakes import named

PROVEN_BY: dict[str, str] = {
    "matching/scoring/*.py": "tests/matching/scoring",
    "portal/core/workflow.py": "tests/core/test_workflow.py tests/architecture/test_workflows.py",
    "*/workflows.py": "tests/core/test_workflow_page.py tests/architecture/test_workflows.py {tests}/test_workflows.py",
    "*/workflows/*.py": "tests/core/test_workflow_page.py tests/architecture/test_workflows.py {tests}/workflows",
    "evaluation/queries/contributions.py": "tests/evaluation/queries tests/evaluation/views",
    "programmes/roles.py": "tests/programmes/presentation tests/programmes/test_access.py",
    "programmes/scoping.py": "tests/programmes/test_scoping.py tests/architecture/test_urls.py",
}
"""Modules → the tests that would notice a mistake, those first that are likely to. `{tests}` is the app's folder."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("modules", nargs="*", help="only these, such as programmes/roles.py")
    parser.add_argument("--most", type=int, default=10, help="mistakes a module; 0 for all")
    parser.add_argument("--minutes", type=float, default=30, help="after which no further mistake is tried")
    options = parser.parse_args()
    modules = {
        name: tests for name, tests in modules_and_tests().items() if name in (options.modules or [name])
    }
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends the run ends its servers, too
    laboratory = Laboratory()
    try:
        for module, seconds in laboratory.seconds_without_mistakes(modules):
            print(f"{module}: its tests pass, in {seconds:.0f} s", flush=True)
        survivors = find_survivors(laboratory, chosen(modules, options.most), options.minutes)
    finally:
        laboratory.close()
    unexplained = [name for name in survivors if name not in explained()]
    print(f"{len(survivors)} survived, {len(unexplained)} of them unexplained in docs/mutants.md", flush=True)
    return 1 if unexplained else 0


def modules_and_tests() -> dict[str, tuple[str, ...]]:
    """Each module that has a rule in it, with the first of the entries above that fits it."""
    found: dict[str, tuple[str, ...]] = {}
    for pattern, tests in PROVEN_BY.items():
        for path in sorted([*ROOT.glob(pattern), *ROOT.glob(f"portal/{pattern}")]):
            module = str(path.relative_to(ROOT))
            paths = tests.format(tests=f"tests/{_app(path)}").split()
            found.setdefault(module, tuple(each for each in paths if (ROOT / each).exists()))
    return {module: tests for module, tests in found.items() if trials(module, tests, 1)}


def _app(path: Path) -> str:
    return path.parents[1].name if path.parent.name == "workflows" else path.parent.name


def trials(module: str, tests: tuple[str, ...], most: int) -> list[Trial]:
    """So many of the module's mistakes, or all where `most` is 0."""
    found = list(named((ROOT / module).read_text()).items())
    if 0 < most < len(found):
        found = random.Random(module).sample(found, most)
    return [Trial(module, f"{module}: {name}", mutant.source(), tests) for name, mutant in found]


def chosen(modules: dict[str, tuple[str, ...]], most: int) -> list[Trial]:
    """One of each module in turn, so that a run that has to stop has tried as much of each."""
    turns = zip_longest(*(trials(module, tests, most) for module, tests in modules.items()))
    return [trial for trial in chain.from_iterable(turns) if trial]


def find_survivors(laboratory: Laboratory, trials: list[Trial], minutes: float) -> list[str]:
    """The names of those that no test noticed. Prints how far it is, and at the end how many of each were noticed."""
    begin = time.monotonic()
    survivors: list[str] = []
    tried: Counter[str] = Counter()
    for trial, has_survived in laboratory.survived(trials):
        tried[trial.module] += 1
        if has_survived:
            survivors.append(trial.name)
            print(f"- {trial.name}", flush=True)
        passed = (time.monotonic() - begin) / 60
        if tried.total() % 20 == 0:
            print(f"{tried.total()} of {len(trials)} tried after {passed:.0f} minutes", flush=True)
        if passed > minutes:
            print(
                f"Stopped after {passed:.0f} minutes: {len(trials) - tried.total()} left untried", flush=True
            )
            break
    for module, number in sorted(tried.items()):
        survived = sum(name.startswith(f"{module}: ") for name in survivors)
        print(f"{module}: {number - survived} of {number} noticed", flush=True)
    return survivors


if __name__ == "__main__":
    sys.exit(main())
