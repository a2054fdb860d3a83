"""The settings of each method, one file each, without torch: pages read them, too.

A file has `Config` (a frozen dataclass whose fields are made by `number` and `choice`), `DEFAULTS`
(a benchmark's network -> its `Config`), `PAPER` (what its paper sets on CIFAR-10, by field, as far
as it says) and, where the canvas should train with other settings than
the plane does, `CANVAS` and `CANVAS_FAR`.
"""
