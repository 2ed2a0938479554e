"""Values that an expression of the step gives: all of them, a factor of the first one, or a factor at every step."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from annotated_types import Ge, MaxLen

from optviz.errors import ParameterError
from optviz.language.expression import CONSTANTS, DECLARED, Symbol, evaluate, parse, walk
from optviz.language.spelling import ExpressionError
from optviz.schedules.base import Recurrent, Schedule

if TYPE_CHECKING:
    from typing import Self

_LAMBDA: Final = re.compile(r"\s*lambda\s+([A-Za-z_]\w*)\s*:", re.ASCII)


class _Formula:
    """An expression of the step, read once.

    Args: text: in t, the step 1, 2, ...; n = t - 1, the steps done before it; T, the run's steps.  argument: another
        name of n.
    """

    def __init__(self, text: str, argument: str) -> None:
        self.argument = argument
        self.tree = parse(text, ("t", "n", "T", argument))
        self.nodes = list(walk(self.tree))
        self.needs_length = Symbol("T") in self.nodes

    def value(self, done: int, length: int) -> float:
        """The value once n = `done` steps are done, in a run of length T."""
        names = {"t": done + 1.0, "n": float(done), "T": float(length), self.argument: float(done)}
        return evaluate(self.tree, {**CONSTANTS, **names})


@functools.lru_cache(maxsize=256)
def _formula(text: str) -> _Formula:
    """The expression of a text; one that is a function in Python's terms, lambda k: 0.9**k, has n as its argument."""
    written = _LAMBDA.match(text)
    return _Formula(text, written[1] if written else "epoch")


class _OfText(Schedule):
    """What the schedules with an expression share.

    Class attributes: text: the parameter that holds the expression.
    """

    length: ClassVar[str] = "T"
    text: ClassVar[str]

    T: int | None

    def __post_init__(self) -> None:
        super().__post_init__()
        written = getattr(self, self.text)
        if not written.strip():
            raise ParameterError(self.text, "empty; an expression in t is needed, as 0.1/(1 + 0.01*t)")
        try:
            _formula(written)
        except ExpressionError as error:
            raise ParameterError(self.text, str(error)) from None

    @property
    def formula(self) -> _Formula:
        """The expression."""
        return _formula(getattr(self, self.text))

    @property
    def effort(self) -> int:
        """About the parts of its expression."""
        return len(self.formula.nodes)

    def bind(self, steps: int) -> Self:
        """This schedule for a run of so many steps, where its expression asks for them."""
        return super().bind(steps) if self.formula.needs_length else self

    def given(self, done: int) -> float:
        """The expression's value once `done` steps are done."""
        return self.formula.value(done, self.bound(self.T) if self.formula.needs_length else 0)


@dataclass(frozen=True)
class Expression(_OfText):
    """Any expression of the step.

        value = of,   in  t = 1, 2, ...: the step;   n = t - 1: the steps done;   T: the run's steps

    It is written as a surface's expression is: 0.1/(1 + 0.01*t), 0.1*where(t < 50, t/50, 1), 0.05 + 0.05*cos(pi*t/T).

    Args: of: the expression.  T: >= 1, what T stands for; the run's steps if left out.
    Reference: same as torch.optim.lr_scheduler.LambdaLR of an optimizer whose rate is 1.
    """

    name: ClassVar[str] = "expression"
    title: ClassVar[str] = "Expression"
    aliases: ClassVar[dict[str, str]] = {}
    shown: ClassVar = {"of": "0.1 * min(1, t / 20) / sqrt(max(1, t / 20))"}
    text: ClassVar[str] = "of"

    of: Annotated[str, MaxLen(DECLARED.length)]
    T: Annotated[int | None, Ge(1)] = None

    def after(self, done: int) -> float:
        """The expression's value."""
        return self.given(done)


@dataclass(frozen=True)
class Lambda(_OfText):
    """A first value times an expression of the steps done.

        value = initial lr_lambda,   in  n or epoch = 0, 1, ...: the steps done;   t = n + 1: the step;   T: all steps

    A function as torch takes it may stand there too, its argument being n: lambda k: 0.95**k.

    Args: initial: what is multiplied.  lr_lambda: the expression.  T: >= 1, what T stands for; the run's steps if left
        out.
    Reference: same as torch.optim.lr_scheduler.LambdaLR.
    """

    name: ClassVar[str] = "lambda"
    title: ClassVar[str] = "Factor by expression"
    aliases: ClassVar[dict[str, str]] = {"start": "initial", "of": "lr_lambda"}
    shown: ClassVar = {"initial": 0.1, "lr_lambda": "0.5 + 0.5 * cos(pi * t / 50)"}
    text: ClassVar[str] = "lr_lambda"

    initial: float
    lr_lambda: Annotated[str, MaxLen(DECLARED.length)]
    T: Annotated[int | None, Ge(1)] = None

    def after(self, done: int) -> float:
        """The first value times the expression's."""
        return self.initial * self.given(done)


@dataclass(frozen=True)
class Multiplicative(_OfText, Recurrent):
    """Multiplied at every step after the first by an expression of the steps done.

        value <- value lr_lambda,   in  n or epoch = 1, 2, ...: the steps done;   t = n + 1: the step;   T: all steps

    A function as torch takes it may stand there too, its argument being n: lambda k: 1 - 1/k**2.

    Args: initial: the first value.  lr_lambda: the expression.  T: >= 1, what T stands for; the run's steps if left
        out.
    Reference: same as torch.optim.lr_scheduler.MultiplicativeLR.
    """

    name: ClassVar[str] = "multiplicative"
    title: ClassVar[str] = "Factors by expression"
    aliases: ClassVar[dict[str, str]] = {"start": "initial", "of": "lr_lambda"}
    shown: ClassVar = {"initial": 0.1, "lr_lambda": "0.97 + 0.02 * sin(t / 5)"}
    text: ClassVar[str] = "lr_lambda"

    initial: float
    lr_lambda: Annotated[str, MaxLen(DECLARED.length)]
    T: Annotated[int | None, Ge(1)] = None

    @property
    def first(self) -> float:
        """The initial value."""
        return self.initial

    def changed(self, now: float, done: int) -> float:
        """The value now times the expression's."""
        return now * self.given(done) if done else now
