"""Computes the catalogue's functions from the formulas of the literature, in many dimensions where it has those.

python -m tests.reference.surface_values

mpmath evaluates them with 50 digits, at points that a seed chooses, and rounds once, at the end; it takes sums,
products and norms as they are printed, not the catalogue's expressions in x and y.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
from mpmath import acos, cos, e, exp, fabs, floor, log, mp, mpf, norm, pi, sin, sqrt, tanh

from optviz.surfaces import surface
from tests.reference.frame import versions, write

if TYPE_CHECKING:
    from collections.abc import Callable

    Vector = list[Any]

POINTS = 3


def q(text: str) -> Any:
    """A decimal number, exactly."""
    return mpf(text)


def total(terms: Any) -> Any:
    """Their sum."""
    return sum(terms, mpf(0))


def square(v: Vector) -> Any:
    """The squared norm."""
    return total(c**2 for c in v)


def rosen(v: Vector, power: int = 2) -> Any:
    """Rosenbrock's chain, with another power also Leon's."""
    return total(100 * (b - a**power) ** 2 + (1 - a) ** 2 for a, b in itertools.pairwise(v))


def quadratic(v: Vector, rows: list[list[str]]) -> Any:
    """v'Av."""
    return total(q(rows[i][j]) * v[i] * v[j] for i in range(2) for j in range(2))


def gaussian(v: Vector, depth: str, middle: tuple[str, str], width: str) -> Any:
    """A well or a hill."""
    return q(depth) * exp(-square([a - q(c) for a, c in zip(v, middle, strict=True)]) / q(width))


def schaffer(v: Vector, inner: Callable[[Any], Any], of: Any) -> Any:
    """The form that Schaffer's functions share."""
    return q("0.5") + (inner(of) ** 2 - q("0.5")) / (1 + square(v) / 1000) ** 2


def table(v: Vector) -> Any:
    """What Mishra's table functions share."""
    return fabs(1 - norm(v) / pi)


def logistic(t: Any) -> Any:
    """The sigmoid."""
    return 1 / (1 + exp(-t))


def perm(v: Vector, beta: Any, *, zero: bool) -> Any:
    """Neumaier's perm functions."""
    n = len(v)
    if zero:
        return total(
            total((j + beta) * (v[j - 1] ** i - mpf(1) / j**i) for j in range(1, n + 1)) ** 2 for i in range(1, n + 1)
        )
    return total(
        total((j**i + beta) * ((v[j - 1] / j) ** i - 1) for j in range(1, n + 1)) ** 2 for i in range(1, n + 1)
    )


def zakharov(v: Vector) -> Any:
    """Zakharov's function."""
    lean = total(i * c / 2 for i, c in enumerate(v, 1))
    return square(v) + lean**2 + lean**4


def levy(v: Vector) -> Any:
    """Levy's function."""
    w = [1 + (c - 1) / 4 for c in v]
    middle = total((c - 1) ** 2 * (1 + 10 * sin(pi * c + 1) ** 2) for c in w[:-1])
    return sin(pi * w[0]) ** 2 + middle + (w[-1] - 1) ** 2 * (1 + sin(2 * pi * w[-1]) ** 2)


def langermann(v: Vector) -> Any:
    """Langermann's function with the five centres of the Virtual Library."""
    centres, weights = [(3, 5), (5, 2), (2, 1), (1, 4), (7, 9)], [1, 2, 5, 2, 3]
    apart = [square([a - b for a, b in zip(v, centre, strict=True)]) for centre in centres]
    return total(c * exp(-d / pi) * cos(pi * d) for c, d in zip(weights, apart, strict=True))


def foxholes(v: Vector) -> Any:
    """De Jong's fifth function."""
    grid = (-32, -16, 0, 16, 32)
    holes = [(a, b) for b in grid for a in grid]
    return 1 / (q("0.002") + total(1 / (i + (v[0] - a) ** 6 + (v[1] - b) ** 6) for i, (a, b) in enumerate(holes, 1)))


def damavandi(v: Vector) -> Any:
    """Damavandi's function."""
    wave = mpf(1)
    for c in v:
        wave *= sin(pi * (c - 2)) / (pi * (c - 2)) if c != 2 else 1
    return (1 - fabs(wave) ** 5) * (2 + (v[0] - 7) ** 2 + 2 * (v[1] - 7) ** 2)


def griewank_rosenbrock(v: Vector) -> Any:
    """The composite of both."""
    s = rosen(v)
    return 10 * (s / 4000 - cos(s)) + 10


def lunacek(v: Vector) -> Any:
    """Lunacek's two bowls with Rastrigin's ripples."""
    n, one, depth = len(v), q("2.5"), 1
    s = 1 - 1 / (2 * sqrt(mpf(n + 20)) - q("8.2"))
    other = -sqrt((one**2 - depth) / s)
    bowls = min(square([c - one for c in v]), depth * n + s * square([c - other for c in v]))
    return bowls + 10 * total(1 - cos(2 * pi * (c - one)) for c in v)


def weierstrass(v: Vector) -> Any:
    """Nine terms, above their value at 0."""

    def wave(c: Any) -> Any:
        return total(cos(2 * pi * 3**k * (c + q("0.5"))) / mpf(2) ** k for k in range(9))

    return total(wave(c) - wave(mpf(0)) for c in v)


def griewank(v: Vector) -> Any:
    """Griewank's function."""
    product = mpf(1)
    for i, c in enumerate(v, 1):
        product *= cos(c / sqrt(mpf(i)))
    return square(v) / 4000 - product + 1


def ackley(v: Vector) -> Any:
    """Ackley's function."""
    n = len(v)
    rings = exp(total(cos(2 * pi * c) for c in v) / n)
    return -20 * exp(-sqrt(square(v) / n) / 5) - rings + 20 + e


def shubert(v: Vector) -> Any:
    """Shubert's function."""
    product = mpf(1)
    for c in v:
        product *= total(i * cos((i + 1) * c + i) for i in range(1, 6))
    return product


def muller_brown(v: Vector) -> Any:
    """Four Gaussians with the table of the paper."""
    rows = zip(
        (-200, -100, -170, 15), (-1, -1, "-6.5", "0.7"), (0, 0, 11, "0.6"), (-10, -10, "-6.5", "0.7"),
        (1, 0, "-0.5", -1), (0, "0.5", "1.5", 1), strict=True,
    )  # fmt: skip
    found = mpf(0)
    for row in rows:
        height, a, b, c, x0, y0 = (q(str(each)) for each in row)
        dx, dy = v[0] - x0, v[1] - y0
        found += height * exp(a * dx**2 + b * dx * dy + c * dy**2)
    return found


def goldstein_price(v: Vector) -> Any:
    """Goldstein and Price's function."""
    x, y = v
    one = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    other = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    return one * other


def jennrich_sampson(v: Vector) -> Any:
    """Jennrich and Sampson's function."""
    return total((2 + 2 * i - exp(i * v[0]) - exp(i * v[1])) ** 2 for i in range(1, 11))


def least_squares(v: Vector) -> Any:
    """The mean squared error of a line."""
    sample = ("-1.5 -1.9", "-0.8 -1.1", "-0.2 0.3", "0.4 0.2", "1.0 1.7", "1.9 2.4")
    data = [tuple(map(q, each.split())) for each in sample]
    return total((v[0] * s + v[1] - t) ** 2 for s, t in data) / len(data)


def log_loss(v: Vector) -> Any:
    """The mean negative log-likelihood."""
    sample = ("-2.0 0", "-1.1 0", "-0.3 1", "0.2 0", "0.9 1", "2.1 1")
    data = [tuple(map(q, each.split())) for each in sample]
    chances = [(logistic(v[0] * s + v[1]), t) for s, t in data]
    return -total(t * log(p) + (1 - t) * log(1 - p) for p, t in chances) / len(data)


def giunta(v: Vector) -> Any:
    """Giunta's function."""
    parts = [16 * c / 15 - 1 for c in v]
    return q("0.6") + total(sin(p) + sin(p) ** 2 + sin(4 * p) / 50 for p in parts)


def trefethen(v: Vector) -> Any:
    """Problem 4 of the hundred-digit challenge."""
    x, y = v
    return exp(sin(50 * x)) + sin(60 * exp(y)) + sin(70 * sin(x)) + sin(sin(80 * y)) - sin(10 * (x + y)) + square(v) / 4


def peaks(v: Vector) -> Any:
    """MATLAB's peaks."""
    x, y = v
    return (
        3 * (1 - x) ** 2 * exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * exp(-(x**2) - y**2)
        - exp(-((x + 1) ** 2) - y**2) / 3
    )


def branin(v: Vector) -> Any:
    """Branin's function."""
    x, y = v
    b, c, t = q("5.1") / (4 * pi**2), 5 / pi, 1 / (8 * pi)
    return (y - b * x**2 + c * x - 6) ** 2 + 10 * (1 - t) * cos(x) + 10


def bohachevsky(number: int) -> Callable[[Vector], Any]:
    """Bohachevsky's functions."""

    def found(v: Vector) -> Any:
        p, r = 3 * pi * v[0], 4 * pi * v[1]
        waves = (
            q("-0.3") * cos(p) - q("0.4") * cos(r) + q("0.7"),
            q("-0.3") * cos(p) * cos(r) + q("0.3"),
            q("-0.3") * cos(p + r) + q("0.3"),
        )
        return v[0] ** 2 + 2 * v[1] ** 2 + waves[number - 1]

    return found


FORMULAS: dict[str, Callable[[Vector], Any]] = {
    "ackley": ackley,
    "ackley_2": lambda v: -200 * exp(-norm(v) / 50),
    "ackley_3": lambda v: -200 * exp(-norm(v) / 50) + 5 * exp(cos(3 * v[0]) + sin(3 * v[1])),
    "adjiman": lambda v: cos(v[0]) * sin(v[1]) - v[0] / (v[1] ** 2 + 1),
    "alpine_1": lambda v: total(fabs(c * sin(c) + c / 10) for c in v),
    "bartels_conn": lambda v: fabs(square(v) + v[0] * v[1]) + fabs(sin(v[0])) + fabs(cos(v[1])),
    "beale": lambda v: total((q(c) - v[0] * (1 - v[1] ** i)) ** 2 for i, c in enumerate(("1.5", "2.25", "2.625"), 1)),
    "bent_cigar": lambda v: v[0] ** 2 + mpf(10) ** 6 * square(v[1:]),
    "bird": lambda v: (
        sin(v[0]) * exp((1 - cos(v[1])) ** 2) + cos(v[1]) * exp((1 - sin(v[0])) ** 2) + (v[0] - v[1]) ** 2
    ),
    "bohachevsky_1": bohachevsky(1),
    "bohachevsky_2": bohachevsky(2),
    "bohachevsky_3": bohachevsky(3),
    "booth": lambda v: (v[0] + 2 * v[1] - 7) ** 2 + (2 * v[0] + v[1] - 5) ** 2,
    "bounded_saddle": lambda v: v[0] ** 2 + (v[1] ** 2 / 2 - 1) ** 2 - 1,
    "branin": branin,
    "brent": lambda v: square([c + 10 for c in v]) + exp(-square(v)),
    "bukin_4": lambda v: 100 * v[1] ** 2 + fabs(v[0] + 10) / 100,
    "bukin_6": lambda v: 100 * sqrt(fabs(v[1] - v[0] ** 2 / 100)) + fabs(v[0] + 10) / 100,
    "carrom_table": lambda v: -((cos(v[0]) * cos(v[1]) * exp(table(v))) ** 2) / 30,
    "chain_relu": lambda v: (max(v[1] * max(v[0], 0), 0) - 1) ** 2,
    "chain_sigmoid": lambda v: (logistic(v[1] * logistic(v[0])) - q("0.9")) ** 2,
    "chain_tanh": lambda v: (tanh(v[1] * tanh(v[0])) - q("0.9")) ** 2,
    "chebyshev_rosenbrock_nonsmooth": lambda v: fabs(v[0] - 1) / 4 + fabs(v[1] - 2 * fabs(v[0]) + 1),
    "chichinadze": lambda v: (
        v[0] ** 2
        - 12 * v[0]
        + 11
        + 10 * cos(pi * v[0] / 2)
        + 8 * sin(5 * pi * v[0] / 2)
        - exp(-((v[1] - q("0.5")) ** 2) / 2) / sqrt(mpf(5))
    ),
    "cliff_cute": lambda v: ((v[0] - 3) / 100) ** 2 - v[0] + v[1] + exp(20 * (v[0] - v[1])),
    "cross_in_tray": lambda v: -((fabs(sin(v[0]) * sin(v[1]) * exp(fabs(100 - norm(v) / pi))) + 1) ** q("0.1")) / 10000,
    "damavandi": damavandi,
    "de_jong_5": foxholes,
    "deckkers_aarts": lambda v: mpf(10) ** 5 * v[0] ** 2 + v[1] ** 2 - square(v) ** 2 + square(v) ** 4 / mpf(10) ** 5,
    "deep_linear": lambda v: (1 - v[1] * v[0]) ** 2,
    "different_powers": lambda v: sqrt(total(fabs(c) ** (2 + 4 * mpf(i) / (len(v) - 1)) for i, c in enumerate(v))),
    "discus": lambda v: mpf(10) ** 6 * v[0] ** 2 + square(v[1:]),
    "dixon_price": lambda v: (
        (v[0] - 1) ** 2 + total(i * (2 * b**2 - a) ** 2 for i, (a, b) in enumerate(itertools.pairwise(v), 2))
    ),
    "double_well": lambda v: (v[0] - 1) ** 2 * (v[0] + 1) ** 2 + v[1] ** 2,
    "drop_wave": lambda v: -(1 + cos(12 * norm(v))) / (square(v) / 2 + 2),
    "easom": lambda v: -cos(v[0]) * cos(v[1]) * exp(-square([c - pi for c in v])),
    "egg_crate": lambda v: square(v) + 25 * total(sin(c) ** 2 for c in v),
    "eggholder": lambda v: (
        -(v[1] + 47) * sin(sqrt(fabs(v[1] + v[0] / 2 + 47))) - v[0] * sin(sqrt(fabs(v[0] - v[1] - 47)))
    ),
    "el_attar_vidyasagar_dutta": lambda v: square(
        [v[0] ** 2 + v[1] - 10, v[0] + v[1] ** 2 - 7, v[0] ** 2 + v[1] ** 3 - 1]
    ),
    "engvall": lambda v: square(v) ** 2 - 4 * v[0] + 3,
    "exponential_well": lambda v: -exp(-square(v) / 2),
    "freudenstein_roth": lambda v: square(
        [-13 + v[0] + ((5 - v[1]) * v[1] - 2) * v[1], -29 + v[0] + ((v[1] + 1) * v[1] - 14) * v[1]]
    ),
    "giunta": giunta,
    "goldstein_price": goldstein_price,
    "gramacy_lee_2d": lambda v: v[0] * exp(-square(v)),
    "griewank": griewank,
    "griewank_rosenbrock": griewank_rosenbrock,
    "himmelblau": lambda v: square([v[0] ** 2 + v[1] - 11, v[0] + v[1] ** 2 - 7]),
    "holder_table": lambda v: -fabs(sin(v[0]) * cos(v[1]) * exp(table(v))),
    "hosaki": lambda v: (
        (1 - 8 * v[0] + 7 * v[0] ** 2 - mpf(7) / 3 * v[0] ** 3 + v[0] ** 4 / 4) * v[1] ** 2 * exp(-v[1])
    ),
    "hyperbolic_saddle": lambda v: ((v[0] + v[1]) ** 2 - (v[0] - v[1]) ** 2) / 4,
    "ill_conditioned": lambda v: quadratic(v, [["0.5", "0"], ["0", "50"]]),
    "ill_conditioned_rotated": lambda v: quadratic(v, [["25.25", "-24.75"], ["-24.75", "25.25"]]),
    "jennrich_sampson": jennrich_sampson,
    "keane": lambda v: -((sin(v[0] - v[1]) * sin(v[0] + v[1])) ** 2) / norm(v),
    "l1_ravine": lambda v: fabs(v[0]) + 10 * fabs(v[1]),
    "langermann": langermann,
    "leon": lambda v: rosen(v, 3),
    "levy": levy,
    "levy_13": lambda v: (
        sin(3 * pi * v[0]) ** 2
        + (v[0] - 1) ** 2 * (1 + sin(3 * pi * v[1]) ** 2)
        + (v[1] - 1) ** 2 * (1 + sin(2 * pi * v[1]) ** 2)
    ),
    "linreg_mse": least_squares,
    "logreg_nll": log_loss,
    "long_valley": lambda v: quadratic(v, [["0.05", "0"], ["0", "1"]]),
    "lunacek_bi_rastrigin": lunacek,
    "matyas": lambda v: quadratic(v, [["0.26", "-0.24"], ["-0.24", "0.26"]]),
    "mccormick": lambda v: sin(v[0] + v[1]) + (v[0] - v[1]) ** 2 - q("1.5") * v[0] + q("2.5") * v[1] + 1,
    "michalewicz": lambda v: -total(sin(c) * sin(i * c**2 / pi) ** 20 for i, c in enumerate(v, 1)),
    "monkey_saddle": lambda v: norm(v) ** 3 * cos(3 * acos(v[0] / norm(v))),
    "muller_brown": muller_brown,
    "odd_ripples": lambda v: (
        q("0.3") * sin(3 * v[0]) * cos(2 * v[1])
        + q("0.05") * (v[0] - q("0.7")) ** 2
        + q("0.11") * (v[1] + q("0.2")) ** 4
    ),
    "parsopoulos": lambda v: cos(v[0]) ** 2 + sin(v[1]) ** 2,
    "peaks": peaks,
    "pen_holder": lambda v: -exp(-1 / fabs(cos(v[0]) * cos(v[1]) * exp(table(v)))),
    "periodic": lambda v: 1 + total(sin(c) ** 2 for c in v) - exp(-square(v)) / 10,
    "perm": lambda v: perm(v, q("0.5"), zero=False),
    "perm_0": lambda v: perm(v, 10, zero=True),
    "plateau_two_minima": lambda v: (
        1
        + gaussian([v[0], v[1]], "-0.5", ("-2", "0"), "0.6")
        + gaussian(v, "-1", ("2", "0.5"), "0.8")
        + (v[0] - 2) ** 2 / 100
    ),
    "powell_badly_scaled": lambda v: square([mpf(10) ** 4 * v[0] * v[1] - 1, exp(-v[0]) + exp(-v[1]) - q("1.0001")]),
    "price_1": lambda v: square([fabs(c) - 5 for c in v]),
    "price_4": lambda v: square([2 * v[0] ** 3 * v[1] - v[1] ** 3, 6 * v[0] - v[1] ** 2 + v[1]]),
    "quartic": lambda v: total(i * c**4 for i, c in enumerate(v, 1)),
    "rastrigin": lambda v: 10 * len(v) + total(c**2 - 10 * cos(2 * pi * c) for c in v),
    "rosenbrock": rosen,
    "rotated_hyper_ellipsoid": lambda v: total(square(v[: i + 1]) for i in range(len(v))),
    "saddle": lambda v: (v[0] - v[1]) * (v[0] + v[1]),
    "salomon": lambda v: 1 - cos(2 * pi * norm(v)) + norm(v) / 10,
    "schaffer_1": lambda v: schaffer(v, sin, square(v)),
    "schaffer_2": lambda v: schaffer(v, sin, v[0] ** 2 - v[1] ** 2),
    "schaffer_3": lambda v: schaffer(v, sin, cos(fabs(v[0] ** 2 - v[1] ** 2))),
    "schaffer_4": lambda v: schaffer(v, cos, sin(fabs(v[0] ** 2 - v[1] ** 2))),
    "schaffer_f6": lambda v: schaffer(v, sin, norm(v)),
    "schaffers_f7": lambda v: (sqrt(norm(v)) * (1 + sin(50 * norm(v) ** q("0.2")) ** 2)) ** 2,
    "schwefel": lambda v: q("418.982887272433799807913601398") * len(v) - total(c * sin(sqrt(fabs(c))) for c in v),
    "schwefel_1_2": lambda v: total(total(v[: i + 1]) ** 2 for i in range(len(v))),
    "schwefel_2_20": lambda v: total(map(fabs, v)),
    "schwefel_2_21": lambda v: max(map(fabs, v)),
    "schwefel_2_22": lambda v: (1 + fabs(v[0])) * (1 + fabs(v[1])) - 1,
    "sharp_ridge": lambda v: v[0] ** 2 + 100 * norm(v[1:]),
    "shubert": shubert,
    "sigmoid_cliff": lambda v: square(v) / 20 + 5 * logistic(20 * (v[0] - 1)),
    "six_hump_camel": lambda v: (
        4 * v[0] ** 2 - q("2.1") * v[0] ** 4 + v[0] ** 6 / 3 + v[0] * v[1] - 4 * v[1] ** 2 + 4 * v[1] ** 4
    ),
    "sphere": square,
    "step": lambda v: square([floor(c + q("0.5")) for c in v]),
    "styblinski_tang": lambda v: total(c**4 - 16 * c**2 + 5 * c for c in v) / 2,
    "sum_different_powers": lambda v: total(fabs(c) ** (i + 1) for i, c in enumerate(v, 1)),
    "sum_squares": lambda v: total(i * c**2 for i, c in enumerate(v, 1)),
    "three_hump_camel": lambda v: 2 * v[0] ** 2 - q("1.05") * v[0] ** 4 + v[0] ** 6 / 6 + v[0] * v[1] + v[1] ** 2,
    "tilted_hat": lambda v: (square(v) - 1) ** 2 + v[0] / 10,
    "treccani": lambda v: v[0] ** 2 * (v[0] + 2) ** 2 + v[1] ** 2,
    "trefethen": trefethen,
    "trid": lambda v: square([c - 1 for c in v]) - total(a * b for a, b in itertools.pairwise(v)),
    "ursem_1": lambda v: cos(2 * v[0]) - 3 * cos(v[1]) - v[0] / 2,
    "w_wavy": lambda v: 1 - total(cos(10 * c) * exp(-(c**2) / 2) for c in v) / len(v),
    "wayburn_seader_1": lambda v: square([v[0] ** 6 + v[1] ** 4 - 17, 2 * v[0] + v[1] - 4]),
    "weierstrass": weierstrass,
    "xin_she_yang_2": lambda v: total(map(fabs, v)) * exp(-total(sin(c**2) for c in v)),
    "xin_she_yang_4": lambda v: (
        (total(sin(c) ** 2 for c in v) - exp(-square(v))) * exp(-total(sin(sqrt(fabs(c))) ** 2 for c in v))
    ),
    "zakharov": zakharov,
    "zettl": lambda v: (square(v) - 2 * v[0]) ** 2 + v[0] / 4,
}


def points(name: str) -> list[list[float]]:
    """A few points within the bounds of a surface, and its first minimizer."""
    found = surface(name)
    chance = np.random.default_rng(list(name.encode()))
    anywhere = [[chance.uniform(*each) for each in (found.bounds.x, found.bounds.y)] for _ in range(POINTS)]
    return anywhere + [list(point) for point in found.minimizers[:1]]


def values(name: str) -> dict[str, Any]:
    """Points, and the value at each."""
    triples = [[*point, float(FORMULAS[name]([mpf(c) for c in point]))] for point in points(name)]
    return {"surface": name, "values": triples}


def main() -> None:
    """Write the file."""
    mp.dps = 50
    write("surface_values", {"versions": versions("mpmath"), "values": [values(name) for name in FORMULAS]})


if __name__ == "__main__":
    main()
