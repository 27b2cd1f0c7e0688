"""Every page of the client in every state, made up by the gallery: a picture of each, and no objection by axe."""

import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"


def node(script: str, *options: str) -> str:
    """Run one of the client's own scripts; what it printed, or a failure with that."""
    program = shutil.which("node")
    assert program is not None
    done = subprocess.run(
        [program, f"scripts/{script}", *options], cwd=WEB, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("shape", ["phone", "dark", "zoom"])
def test_every_page_fits_its_window_and_axe_finds_nothing(shape: str, pictures: Path) -> None:
    node("gallery.js", "--shape", shape, "--out", str(pictures / "pages"))
    assert (pictures / "pages" / f"room-8-member.{shape}.png").stat().st_size > 0


def test_everything_can_be_done_by_keyboard_and_the_focus_is_never_lost() -> None:
    node("keyboard.js")
