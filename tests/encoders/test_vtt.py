from __future__ import annotations

from fractions import Fraction

from optviz.encoders import Caption
from optviz.encoders.vtt import Vtt


def test_a_cue_has_a_number_its_times_and_its_text() -> None:
    told = [Caption(Fraction(1, 25), Fraction(3725, 1), "a < b"), Caption(Fraction(2, 3), Fraction(1), "c\nd")]
    assert Vtt.document(told, "a mark").decode() == (
        "WEBVTT\n\nNOTE a mark\n\n"
        "note-1\n00:00:00.040 --> 01:02:05.000\na &lt; b\n\n"
        "note-2\n00:00:00.667 --> 00:00:01.000\nc\nd\n"
    )
