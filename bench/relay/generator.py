"""The load generator, a program in Rust: built on first use."""

import shutil
import subprocess
from pathlib import Path

from bench.relay.failure import BenchFailed

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "media/relay/Cargo.toml"
BUILD_WITHIN_S = 600


def generator() -> Path:
    """The program, up to date.

    Raises:
        BenchFailed: it cannot be built here.
    """
    if not MANIFEST.exists() or shutil.which("cargo") is None:
        raise BenchFailed(
            "the load generator is built from the source tree with cargo: run this from a clone, with Rust"
        )
    command = ["cargo", "build", "--quiet", "--release", "--locked", "--package", "goround-relay-load"]
    built = subprocess.run([*command, "--manifest-path", MANIFEST], check=False, timeout=BUILD_WITHIN_S)
    if built.returncode != 0:
        raise BenchFailed("the load generator does not build")
    return MANIFEST.parent / "target/release/relay-load"
