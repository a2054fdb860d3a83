"""The benchmarks that come with OOD Lab."""

from collections.abc import Callable, Mapping

from ood_core.benchmarks import cifar10, digits, imagenet, photos, plane
from ood_core.benchmarks.benchmark import Benchmark

# name -> the function that describes it; its data is loaded later
BUILT_IN: Mapping[str, Callable[[], Benchmark]] = {
    **plane.BENCHMARKS,
    "digits": digits.digits,
    "cifar10": cifar10.cifar10,
    "photos": photos.photos,
    "imagenet": imagenet.imagenet,
}
