"""The member's microphone and camera: encoded packets at the pace of real devices."""

import asyncio
from fractions import Fraction
from typing import Any

import av
from aiortc import MediaStreamTrack

from server.members.picture import FRAMES_PER_S, moving_picture
from server.members.voice import FRAME_SAMPLES, SAMPLE_RATE, SILENCE_DBOV, phrase, silence


class _PacedTrack(MediaStreamTrack):
    """Packets at fixed intervals; after a stall it goes on from now, without a burst."""

    def __init__(self, interval_s: float) -> None:
        super().__init__()
        self._interval_s = interval_s
        self._due_s: float | None = None
        self._ticks = 0

    async def _next_tick(self) -> int:
        """Wait for the next packet's time; its number."""
        now_s = asyncio.get_running_loop().time()
        if self._due_s is None:
            self._due_s = now_s
        skipped = max(0, int((now_s - self._due_s) / self._interval_s))
        self._ticks += skipped
        self._due_s += skipped * self._interval_s
        if (wait_s := self._due_s - now_s) > 0:
            await asyncio.sleep(wait_s)
        tick = self._ticks
        self._ticks += 1
        self._due_s += self._interval_s
        return tick


class VoiceTrack(_PacedTrack):
    """Speech while `speaking`, otherwise silence."""

    kind = "audio"

    def __init__(self, name: str) -> None:
        """Encode the voice of ``name``: about 0.2 s of CPU, once for each name."""
        super().__init__(FRAME_SAMPLES / SAMPLE_RATE)
        self._phrase = phrase(name)
        self._silence = silence()
        self._position = 0
        self.speaking = False
        self.level = SILENCE_DBOV
        """Of the packet given last, in -dBov."""

    async def recv(self) -> "av.Packet[Any]":
        """The next 20 ms of Opus."""
        tick = await self._next_tick()
        loop = self._phrase if self.speaking else self._silence
        position = self._position % len(loop.packets)
        packet = av.Packet(loop.packets[position])
        self.level = loop.levels[position]
        self._position = self._position + 1 if self.speaking else 0
        packet.pts = tick * FRAME_SAMPLES
        packet.time_base = Fraction(1, SAMPLE_RATE)
        return packet


class PictureTrack(_PacedTrack):
    """A picture that moves, with the name on it."""

    kind = "video"

    def __init__(self, name: str) -> None:
        """Draw and encode the loop of ``name``: about 0.2 s of CPU, once for each name."""
        super().__init__(1 / FRAMES_PER_S)
        self._frames = moving_picture(name)
        self._position = 0
        self._wanted = asyncio.Event()
        self._wanted.set()

    def pause(self, *, paused: bool) -> None:
        """Send nothing while nobody receives it; what comes afterwards begins with a key frame."""
        if not paused:
            self._wanted.set()
        elif self._wanted.is_set():
            self._wanted.clear()
            self._position = 0

    def request_keyframe(self) -> None:
        """Begin the loop again: its first frame is a key frame."""
        self._position = 0

    async def recv(self) -> "av.Packet[Any]":
        """The next frame of VP8, once anybody receives it."""
        await self._wanted.wait()
        tick = await self._next_tick()
        packet = av.Packet(self._frames[self._position % len(self._frames)])
        self._position += 1
        packet.pts = tick
        packet.time_base = Fraction(1, FRAMES_PER_S)
        return packet
