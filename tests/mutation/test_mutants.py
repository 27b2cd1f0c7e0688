"""The mistakes themselves."""

from pathlib import Path

import pytest

from tests.mutation.mutants import mutants_of


@pytest.mark.parametrize(
    ("source", "mistakes"),
    [
        ("def f(a):\n    return a < 1", ["return a <= 1", "return a < 2"]),
        ("def f(a, b):\n    if a and not b:\n        raise ValueError", ["a or not b", "a and b", "pass"]),
        ("def f(log):\n    log.append(True)", ["pass", "log.append(False)"]),
        ("def f(a):\n    return replace(a, b=a.b, c=a.c)", ["replace(a, c=a.c)", "replace(a, b=a.b)"]),
        ("def f(a):\n    if a:\n        return -a % 3", ["if not a", "-a + 3", "-a % 4"]),
    ],
)
def test_each_mistake_is_made_alone(tmp_path: Path, source: str, mistakes: list[str]) -> None:
    file = tmp_path / "source.py"
    file.write_text(source)

    found = [mutant.source for mutant in mutants_of(file)]

    assert len(found) == len(mistakes)
    for mistake in mistakes:
        assert sum(mistake in each for each in found) == 1, (mistake, found)


def test_words_types_and_imports_stay(tmp_path: Path) -> None:
    file = tmp_path / "source.py"
    file.write_text(
        '"""Words."""\nfrom dataclasses import dataclass\n\n'
        '@dataclass(frozen=True)\nclass A:\n    """More words."""\n    b: tuple[int, ...] | None\n'
    )

    assert list(mutants_of(file)) == []
