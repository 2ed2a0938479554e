from __future__ import annotations

import math

import pytest

from optviz.language.expression import parse
from optviz.language.program import Program

XY = ("x", "y")


def test_equal_parts_are_one_operation() -> None:
    program = Program({})
    assert program.tree(parse("sin(x*y)", XY)) == program.tree(parse("sin(x*y)", XY))
    assert program.tree(parse("x + y", XY)) != program.tree(parse("y + x", XY))


def test_constant_parts_are_numbers() -> None:
    program = Program({"a": 3.0})
    assert program.value(program.tree(parse("2*a + cos(0)", (*XY, "a")))) == 7.0
    assert program.value(program.tree(parse("x + 0", XY))) is None


def test_zeros_keep_their_sign_and_nan_is_one_number() -> None:
    program = Program({})
    assert program.number(0.0) != program.number(-0.0)
    assert program.number(math.nan) == program.number(math.nan)


@pytest.mark.parametrize(("power", "products"), [(1, 0), (2, 1), (5, 3), (100, 8), (1024, 10)])
def test_whole_powers_are_few_products(power: int, products: int) -> None:
    program = Program({})
    before = len(program.operations)
    program.tree(parse(f"x**{power}", XY))
    functions = [operation.function for operation in program.operations[before:]]
    assert functions.count("*") == products
    assert "**" not in functions


def test_what_a_name_means_may_be_given() -> None:
    program = Program({})
    part = program.tree(parse("x*y", XY))
    assert program.tree(parse("u + 1", ("u",)), {"u": part}) == program.tree(parse("x*y + 1", XY))


def test_operands_come_before_what_they_are_used_in() -> None:
    program = Program({"a": 2.0})
    program.tree(parse("exp(-x**2 - y**2)/(a + cos(x*y))**1.5", (*XY, "a")))
    for part, operation in enumerate(program.operations):
        assert all(operand < part for operand in operation.operands)
