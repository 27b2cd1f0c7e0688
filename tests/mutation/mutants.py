"""Small mistakes put into a source file, one at a time."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.Mod: ast.Add,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one mistake in it."""

    file: Path
    line: int
    what: str
    source: str


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Every mistake that can be put into the functions and constants of ``file``; types and docstrings stay."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for number, node in enumerate(_code(tree)):
        for choice, what in enumerate(_mistakes(node)):
            changed = deepcopy(tree)
            target = next(each for place, each in enumerate(_code(changed)) if place == number)
            replacement = _apply(target, choice)
            if replacement is not target:
                _Swap(target, replacement).visit(changed)
            ast.fix_missing_locations(changed)
            yield Mutant(file, getattr(node, "lineno", 1), what, ast.unparse(changed))


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run, in an order that a copy of the tree has too."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        if isinstance(node, ast.ClassDef) and name == "keywords":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_no_code(child):
                yield from _code(child)


def _is_no_code(node: ast.AST) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    never = (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and "assert_never" in ast.dump(node.value.func)
    )
    alias = isinstance(node, ast.AnnAssign) and "TypeAlias" in ast.dump(node.annotation)
    return docstring or never or alias or isinstance(node, ast.Import | ast.ImportFrom)


def _mistakes(node: ast.AST) -> list[str]:  # noqa: C901 - a table, an arm a kind of mistake
    """What can be done to this node alone, in words."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARISONS:
            return [f"{type(op).__name__} -> {_COMPARISONS[type(op)].__name__}"]
        case ast.BoolOp(op=op):
            return [f"{type(op).__name__} -> the other"]
        case ast.UnaryOp(op=ast.Not()):
            return ["not x -> x"]
        case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
            return [f"{type(op).__name__} -> {_ARITHMETIC[type(op)].__name__}"]
        case ast.Constant(value=bool()):
            return ["True <-> False"]
        case ast.Constant(value=int() | float() as value):
            return [f"{value} -> {value + 1}"]
        case ast.Expr(value=ast.Call(func=func)):
            return [f"{ast.unparse(func)}(...) left out"]
        case ast.Raise():
            return ["raise left out"]
        case ast.Call(func=ast.Name(id="replace"), keywords=keywords):
            return [f"replace without {keyword.arg}" for keyword in keywords]
        case ast.If() | ast.IfExp() if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            return ["if x -> if not x"]
        case _:
            return []


def _apply(node: ast.AST, choice: int) -> ast.AST:
    """Make the mistake: in the node, or by another in its place."""
    match node:
        case ast.Compare():
            node.ops = [_COMPARISONS[type(node.ops[0])]()]
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp():
            return node.operand
        case ast.BinOp():
            node.op = _ARITHMETIC[type(node.op)]()
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=int() | float() as value):
            node.value = value + 1
        case ast.Expr() | ast.Raise():
            return ast.Pass()
        case ast.Call():
            del node.keywords[choice]
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case _:
            raise TypeError(node)
    return node


class _Swap(ast.NodeTransformer):
    """Puts one node in another's place."""

    def __init__(self, target: ast.AST, replacement: ast.AST) -> None:
        self._target = target
        self._replacement = replacement

    def visit(self, node: ast.AST) -> ast.AST:
        """See ``ast.NodeTransformer``."""
        return self._replacement if node is self._target else self.generic_visit(node)
