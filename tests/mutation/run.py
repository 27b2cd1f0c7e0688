"""How many small mistakes in the room core the tests find: `make mutate ARGS='--sample 300 --jobs 2'`.

First the tests of the core run once, noting which of them reach which line. Then, for each mistake by lot, the tests
that reach its line run until one fails, in a process of their own in which the module has the mistake. What no test
notices is listed, as file, line and mistake. Without `--sample` every mistake is tried, which takes hours.
"""

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from types import ModuleType

import coverage
import pytest

from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
CORE = ROOT / "signaling" / "room"
TESTS = (
    "tests/signaling/room",
    "--ignore=tests/signaling/room/test_evolve.py",
    "--deselect=tests/signaling/room/test_invariants.py::TestStory",
    *(
        f"--deselect=tests/signaling/room/test_invariants.py::test_invariants_1_to_7_hold_on_random_walks[{seed}]"
        for seed in range(1, 6)
    ),
    "-k",
    "not invariant_8",
)
"""Without what tries the same with many values: of the random walks one, so that no mistake takes a minute."""

QUIET = (
    "-x",
    "-q",
    "--no-header",
    "--no-summary",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:doctest",
    "-o",
    "addopts=--import-mode=importlib",
)
TIMEOUT_S = 600
"""A mistake that makes a loop endless counts as noticed."""


class Reach:
    """A plug-in for pytest that tells coverage which test runs."""

    def __init__(self, measure: coverage.Coverage) -> None:
        self._measure = measure

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Everything a test does, its fixtures included."""
        self._measure.switch_context(item.nodeid)
        return (yield)


class Mistaken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from other source than its file's."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        parts = mutant.file.relative_to(ROOT).with_suffix("").parts
        self._name = ".".join(parts)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """See ``MetaPathFinder``."""
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._mutant.file, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """See ``Loader``."""
        exec(compile(self._mutant.source, self._mutant.file, "exec"), module.__dict__)


def reaching_tests() -> dict[tuple[Path, int], list[str]]:
    """For each line of the core the tests that reach it, measured in a process of its own."""
    data = ROOT / ".coverage.mutation"
    child = os.fork()
    if child == 0:
        measure = coverage.Coverage(data_file=str(data), include=[f"{CORE}/*"], config_file=False)
        measure.start()
        code = pytest.main([*QUIET, *TESTS], plugins=[Reach(measure)])
        measure.stop()
        measure.save()
        os._exit(int(code))
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        sys.exit("the tests fail as they are")
    found = coverage.CoverageData(str(data))
    found.read()
    reach: defaultdict[tuple[Path, int], list[str]] = defaultdict(list)
    for name in found.measured_files():
        for line, contexts in found.contexts_by_lineno(name).items():
            reach[Path(name), line] = sorted((each for each in contexts if each), key=_slow_last)
    data.unlink()
    return reach


def _slow_last(test: str) -> tuple[bool, bool, str]:
    return ("test_invariants" in test, "test_rotation" in test, test)


def is_noticed(mutant: Mutant, tests: Iterable[str]) -> bool:
    """Whether one of the tests fails with this mistake."""
    child = os.fork()
    if child == 0:
        signal.alarm(TIMEOUT_S)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.meta_path.insert(0, Mistaken(mutant))
        code = 1
        try:
            code = int(pytest.main([*QUIET, *tests]))
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def main() -> None:
    """Try mistakes and report the share that the tests notice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="how many mistakes, by lot; all by default")
    parser.add_argument("--seed", type=int, default=1, help="of the lot")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="part of the path of the files to make mistakes in")
    asked = parser.parse_args()
    files = [file for file in sorted(CORE.rglob("*.py")) if file.name != "__init__.py" and asked.only in str(file)]
    mutants = [mutant for file in files for mutant in mutants_of(file)]
    chosen = Random(asked.seed).sample(mutants, asked.sample) if 0 < asked.sample < len(mutants) else mutants
    print(f"{len(chosen)} of {len(mutants)} mistakes in {len(files)} files", flush=True)
    reach = reaching_tests()
    _check_that_no_mistake_is_none(files[0], reach)
    noticed: list[bool] = []
    with ThreadPoolExecutor(asked.jobs) as pool:
        for each in pool.map(lambda mutant: _try(mutant, reach), chosen):
            noticed.append(each)
            if len(noticed) % 20 == 0:
                print(f"{len(noticed)} tried, {sum(noticed)} noticed", flush=True)
    print(f"noticed: {sum(noticed)} of {len(noticed)} ({100 * sum(noticed) / len(noticed):.1f} %)")


def _check_that_no_mistake_is_none(file: Path, reach: dict[tuple[Path, int], list[str]]) -> None:
    tests = sorted({test for (reached, _), some in reach.items() if reached == file for test in some})
    if is_noticed(Mutant(file, 1, "none", file.read_text(encoding="utf-8")), tests):
        sys.exit("the tests fail without a mistake when they run alone")


def _try(mutant: Mutant, reach: dict[tuple[Path, int], list[str]]) -> bool:
    tests = reach.get((mutant.file, mutant.line), [])
    # What runs only while a module is imported belongs to no test: any may notice.
    noticed = is_noticed(mutant, tests or TESTS)
    if not noticed:
        print(f"{mutant.file.relative_to(ROOT)}:{mutant.line}: {mutant.what}", flush=True)
    return noticed


if __name__ == "__main__":
    main()
