"""Which options of other libraries are which of ours: the section "Libraries:" of an optimizer's docstring.

    Libraries:
        torch.optim.NAME (form torch): lr, betas = (beta1, beta2), eps; amsgrad: optimizer amsgrad
        optax.NAME: another rule: it corrects nothing

One library's optimizer a paragraph: in parentheses what has to be set here; then its options that are offered, each by
its own name or as theirs = ours; after a semicolon the others, each with a word on why it is not, or where it is.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ELSEWHERE: Final[Mapping[str, str]] = {
    option: why
    for why, options in {
        "how a step is computed, not where it leads": "foreach fused capturable differentiable use_triton fsdp_in_use",
        "64-bit floats always": "mu_dtype accumulator_dtype state_dtype dtype_momentum momentum_dtype",
        "which parameters are meant; here there is one point": (
            "params device use_buffers mask weight_decay_mask trust_ratio_mask exclude_layers exclude_embeddings "
            "muon_weight_dimension_numbers batch_axis_name"
        ),
        "weights that are no matrix; here none": (
            "adam_b1 adam_b2 adam_eps_root adam_weight_decay adam_learning_rate adam_beta_1 adam_beta_2 adam_lr_ratio "
            "adamw_lr adamw_betas adamw_wd adamw_eps"
        ),
        "matrices with rows and columns to share; a point has none": "factored min_dim_size_to_factor",
        "messages": "name verbose print_win_rate_every_n_steps log_every print_change_log",
        "gradient.clip and gradient.clip_value, for every optimizer": "clipnorm clipvalue global_clipnorm",
        "optimizer ema, round any other": "use_ema ema_momentum ema_overwrite_frequency",
        "without effect on exact gradients": "loss_scale_factor gradient_accumulation_steps",
        "write the surface with the opposite sign": "maximize",
        "weight_decay / lr": "fixed_decay",
        "more options that are in no signature": "kwargs",
    }.items()
    for option in options.split()
}
"""Options that no optimizer's docstring repeats, and why: they change no path here, or are said in another way."""

_SECTION: Final = re.compile(r"(?m)^Libraries:\n((?:    .*\n?)+)")
_OTHER_RULE: Final = "another rule:"


class Library(NamedTuple):
    """What a library's optimizer has to do with ours.

    Args: settings: what has to be set here.  options: its options, and what they are here.  others: its options that
        are not offered under a name of ours, with why or where.  differs: why it is another rule, or nothing.
    """

    settings: Mapping[str, str] = {}
    options: Mapping[str, str] = {}
    others: Mapping[str, str] = {}
    differs: str = ""

    def plain(self) -> dict[str, Any]:
        """What is known, as plain data."""
        return {field: value for field, value in self._asdict().items() if value}


def libraries(declared: type[Any]) -> dict[str, Library]:
    """The optimizers of other libraries that a class's docstring tells about, by their full names."""
    section = _SECTION.search(inspect.cleandoc(vars(declared).get("__doc__") or ""))
    paragraphs = re.split(r"\n {4}(?! )", section[1].rstrip()) if section else []
    return dict(_library(" ".join(paragraph.split())) for paragraph in paragraphs)


def _library(text: str) -> tuple[str, Library]:
    head, _, rest = text.partition(": ")
    name, _, settings = head.rstrip(")").partition(" (")
    if rest.startswith(_OTHER_RULE):
        return name, Library(differs=rest.removeprefix(_OTHER_RULE).strip())
    mapped, *others = rest.split("; ")
    pairs = [each.partition(" = ") for each in _listed(mapped)]
    return name, Library(
        settings=dict(each.split(" ", maxsplit=1) for each in _listed(settings)),
        options={theirs: ours or theirs for theirs, _, ours in pairs},
        others={option: why for each in others for option, why in _each_with_its_reason(each)},
    )


def _each_with_its_reason(text: str) -> list[tuple[str, str]]:
    options, _, why = text.partition(": ")
    return [(option, why) for option in _listed(options)]


def _listed(text: str) -> list[str]:
    """What stands between commas that are in no parentheses."""
    return re.split(r",\s+(?![^()]*\))", text) if text else []
