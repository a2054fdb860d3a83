"""A Ray cluster on this machine, of one node with one CPU, for tests marked `cluster`."""

import pytest

SMALL = {"num_cpus": 1, "object_store_memory": 100 * 2**20}  # bytes
TOKEN = "0123456789abcdef" * 4


@pytest.fixture(scope="session")
def token(tmp_path_factory):
    """What a cluster asks for; this process, and what it starts, has it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", TOKEN)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield TOKEN


@pytest.fixture(scope="session")
def cluster(token):
    from ray.cluster_utils import Cluster

    head = SMALL | {"include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=head)
    yield made
    made.shutdown()
