from __future__ import annotations

import random
import re
from pathlib import Path

from optviz.errors import InvalidScenarioError
from optviz.scenario import parse, to_yaml
from optviz.scenario.reader import read

ROUNDS = 150
FILES = sorted((Path(__file__).parent / "valid").glob("*.yaml"))
WORD = re.compile(rb"[\w.+-]+")
PIECES = [
    *(bytes([byte]) for byte in b"[]{}:,-'\"|>#?&*!%@~$`\t\n \x00\xff"),
    b"1e999", b".inf", b".nan", b"null", b"true", b"9" * 60, b"0x", b"<<: ", b"---\n", b"*a", b"&a ", b"!!x ", b"- ",
    b"? ", b"\\UFFFFFFFF", b"\\ud800", b"\xe2\x80\xae", b"x**", b"[[0, 0]]", b"{name: ",
    b"{schedule: cosine, start: ",
]  # fmt: skip


def test_a_spoiled_file_is_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(20)  # noqa: S311  (nothing secret)
    contents = [path.read_bytes() for path in FILES]
    read_back = 0
    refused: list[InvalidScenarioError] = []
    for _ in range(ROUNDS):
        data = _spoiled(bytearray(chance.choice(contents)), chance)
        try:
            scenario = read(data, "f.yaml", "f")
        except InvalidScenarioError as error:
            refused.append(error)
        else:
            assert parse(to_yaml(scenario)) == scenario
            read_back += 1
    assert read_back > 0
    assert all(error.problems and str(error).encode() for error in refused)


def _spoiled(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(data) + 1)
        words = [match.span() for match in WORD.finditer(data)]
        match chance.randrange(4):
            case 0:
                data[place:place] = chance.choice(PIECES)
            case 1:
                del data[place : place + chance.randint(1, 8)]
            case 2:
                data[place : place + 1] = bytes([chance.randrange(256)])
            case _:
                (start, end), (first, last) = chance.choice(words), chance.choice(words)
                data[start:end] = data[first:last]
    return bytes(data)
