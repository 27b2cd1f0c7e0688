"""What members send is real sound and real pictures, at the pace of devices."""

import asyncio
from collections import Counter
from typing import Any

import av
import pytest

from server.members.lettering import dots
from server.members.picture import FRAMES_PER_S, HEIGHT, WIDTH, moving_picture
from server.members.tracks import PictureTrack, VoiceTrack
from server.members.voice import phrase, pitch_hz, silence


def decoded(codec: str, packets: tuple[bytes, ...]) -> list[Any]:
    decoder = av.CodecContext.create(codec, "r")
    return [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]  # type: ignore[attr-defined]  # of both kinds of codec


def loudness(packets: tuple[bytes, ...]) -> float:
    resampler = av.AudioResampler(format="s16", layout="mono")
    frames = [frame for each in decoded("libopus", packets) for frame in resampler.resample(each)]
    samples = [abs(sample) for frame in frames for sample in memoryview(frame.planes[0]).cast("h")]
    return sum(samples) / len(samples)


def test_speech_is_loud_and_silence_is_not() -> None:
    assert loudness(phrase("Ana").packets) > 500
    assert loudness(silence().packets) < 5


def test_words_are_loud_and_breath_is_not() -> None:
    levels = phrase("Ana").levels
    assert len(levels) == len(phrase("Ana").packets)
    # Five seconds of words in packets of 20 ms, with dips between syllables.
    assert sum(level < 40 for level in levels[:250]) > 180
    assert set(levels[252:]) == {127}
    assert set(silence().levels) == {127}


def test_packet_sizes_give_nothing_away() -> None:
    assert len(Counter(len(packet) for packet in (*phrase("Ana").packets, *silence().packets))) == 1


def test_voices_differ() -> None:
    assert phrase("Ana").packets != phrase("Ben").packets
    assert pitch_hz("Ana") != pitch_hz("Ben")


def test_a_picture_moves_and_begins_with_its_only_key_frame() -> None:
    frames = moving_picture("Ana")

    # RFC 6386 section 9.1: the lowest bit of a frame is 0 in a key frame.
    assert [number for number, frame in enumerate(frames) if frame[0] & 1 == 0] == [0]
    pictures = [bytes(frame.planes[0]) for frame in decoded("libvpx", frames)]
    assert len(pictures) == len(frames)
    assert len(set(pictures)) > len(frames) // 2


def test_a_picture_bears_its_name() -> None:
    named, other = (decoded("libvpx", moving_picture(name)[:1])[0] for name in ("Ana", "Anna"))
    assert (named.width, named.height) == (WIDTH, HEIGHT)
    assert bytes(named.planes[0]) != bytes(other.planes[0])


@pytest.mark.parametrize("name", ["Zoë Müller", "李", "", "a" * 64, "😀"])
def test_any_name_can_be_drawn(name: str) -> None:
    rows = dots(name)
    assert len({len(row) for row in rows}) == 1
    assert len(moving_picture(name)) > FRAMES_PER_S


async def test_voice_goes_on_where_it_is_and_falls_silent() -> None:
    track = VoiceTrack("Ana")
    quiet = await track.recv()
    levels = [track.level]
    track.speaking = True
    first, second = await track.recv(), await track.recv()
    levels.append(track.level)
    track.stop()

    assert bytes(quiet) == silence().packets[0]
    assert (bytes(first), bytes(second)) == phrase("Ana").packets[:2]
    assert levels == [127, phrase("Ana").levels[1]]
    assert (first.pts, second.pts) == (960, 1920)


async def test_a_requested_key_frame_comes_next() -> None:
    track = PictureTrack("Ana")
    frames = [await track.recv() for _ in range(3)]
    track.request_keyframe()
    frames.append(await track.recv())
    track.stop()

    assert [bytes(frame) for frame in frames] == [*moving_picture("Ana")[:3], moving_picture("Ana")[0]]


async def test_after_a_stall_there_is_no_burst() -> None:
    track = PictureTrack("Ana")
    await track.recv()
    await asyncio.sleep(0.5)  # the stall itself
    late, following = await track.recv(), await track.recv()
    track.stop()

    assert late.pts is not None
    assert late.pts >= 0.5 * FRAMES_PER_S - 1
    assert following.pts == late.pts + 1


async def test_a_picture_that_nobody_receives_waits_and_goes_on_with_a_key_frame() -> None:
    track = PictureTrack("Ana")
    async with asyncio.timeout(5):
        for _ in range(3):
            await track.recv()
        track.pause(paused=True)
        waiting = asyncio.ensure_future(track.recv())
        await asyncio.sleep(0)
        assert not waiting.done()
        track.pause(paused=False)
        frame = await waiting
    assert bytes(frame)[0] & 1 == 0, "RFC 6386 section 9.1"
