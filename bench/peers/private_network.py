"""A network of our own with an interface that is not loopback: some SFUs offer no candidate on loopback."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from bench.relay.failure import BenchFailed

INTERFACE = "goround0"
ADDRESS = "10.77.0.1"
"""Of the machine itself: nothing leaves it."""
_SETUP = f"""\
ip link set lo up
ip link add {INTERFACE} type veth peer name goround1
ip addr add {ADDRESS}/24 dev {INTERFACE}
ip link set {INTERFACE} up
ip link set goround1 up
exec "$@"
"""


def run_inside(command: Sequence[str]) -> int:
    """Run a command in a network namespace made for it (network_namespaces(7)); its exit status.

    Raises:
        BenchFailed: this machine lacks what that takes.
    """
    for tool in ("unshare", "ip"):
        if shutil.which(tool) is None:
            raise BenchFailed(f"other SFUs run in a network namespace, and {tool} is missing here")
    # Who is not root becomes it in a user namespace.
    rights = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return subprocess.run(["unshare", "--net", *rights, "sh", "-euc", _SETUP, "sh", *command], check=False).returncode
