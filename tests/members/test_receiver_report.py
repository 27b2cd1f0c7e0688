"""What members say of what they receive is what RFC 3550 says it should be."""

from server.members.receiver_report import ReceivedStream

SSRC = 7


def heard(*seqs: int) -> ReceivedStream:
    """A voice of which these packets came, in time."""
    stream = ReceivedStream(SSRC, 48_000)
    for position, seq in enumerate(seqs):
        stream.note_packet(seq, 960 * position, 0.02 * position)
    return stream


def test_nothing_is_said_of_what_never_came() -> None:
    assert ReceivedStream(SSRC, 48_000).block(1.0) is None


def test_loss_is_counted_across_the_wrap() -> None:
    stream = heard(65_533, 65_534, 1, 2)
    block = stream.block(1.0)
    assert block is not None
    assert (block.ssrc, block.packets_lost, block.fraction_lost, block.highest_sequence) == (SSRC, 2, 512 // 6, 65_538)
    again = stream.block(2.0)
    assert again is not None
    assert (again.packets_lost, again.fraction_lost) == (2, 0)


def test_a_late_packet_is_no_loss() -> None:
    block = heard(10, 12, 11, 13).block(1.0)
    assert block is not None
    assert (block.packets_lost, block.highest_sequence) == (0, 13)


def test_a_sender_report_is_given_back_with_its_age() -> None:
    stream = heard(1)
    stream.note_sender_report(0x1234_5678_9ABC_DEF0, 10.0)
    block = stream.block(10.5)
    assert block is not None
    assert (block.lsr, block.dlsr) == (0x5678_9ABC, 1 << 15)


def test_jitter_follows_the_spread_of_arrivals() -> None:
    stream = ReceivedStream(SSRC, 48_000)
    for number in range(400):
        stream.note_packet(number, 960 * number, 0.02 * number + (0.01 if number % 2 else 0.0))
    block = stream.block(9.0)
    assert block is not None
    assert 470 <= block.jitter <= 480
