"""The settings that several methods share, with one range each.

A range is what can be computed, not what is wise: a run of 10^6 steps is the papers' longest, and
a larger batch would take a server's memory.
"""

from functools import partial

from ood_core.setting import choice, number

step_count = partial(number, lowest=1, highest=1_000_000, step=50)
batch_size = partial(number, lowest=1, highest=1024, step=8)
learning_rate = partial(number, lowest=1e-6, highest=10.0, step=0.001)
loss_weight = partial(number, lowest=0.0, highest=1000.0, step=0.1)  # of a loss term
energy_margin = partial(number, lowest=-1000.0, highest=1000.0, step=0.5)  # of an energy
layer_width = partial(number, lowest=1, highest=4096)  # of a layer
snapshot_count = partial(number, lowest=1, highest=10_000)
# of a large network: "" is settled by the hardware when the training begins, see networks.precision
arithmetic = partial(choice, "", ("", "float32", "bfloat16"))
