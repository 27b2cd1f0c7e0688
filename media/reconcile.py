"""From a policy and what there is to what must flow: pure, so that being told twice does no harm."""

from collections.abc import Iterable

from media.enabling import Enabling
from media.layers import wanted_encoding
from media.policy import MediaPolicy
from media.track import Consumer, Producer


def producer_flows(policy: MediaPolicy, producer: Producer) -> bool:
    """Whether the relay takes what this producer sends."""
    sends = policy.sends_of(producer.seat)
    return sends.audio if producer.kind == "audio" else sends.video


def consumer_flows(policy: MediaPolicy, consumer: Consumer) -> bool:
    """Whether the relay sends this consumer anything.

    A stopped producer stops its consumers too, so that video starts again at a key frame.
    """
    producer = consumer.producer
    return (
        consumer.ready
        and consumer.shown
        and policy.carries(producer.seat, consumer.seat)
        and producer_flows(policy, producer)
    )


def enabling(policy: MediaPolicy, producers: Iterable[Producer], consumers: Iterable[Consumer]) -> Enabling:
    """What the worker must be told beyond what it was told."""
    return Enabling(
        producers=[
            (producer.number, flows)
            for producer in producers
            if (flows := producer_flows(policy, producer)) is not producer.told
        ],
        consumers=[
            (consumer.number, flows)
            for consumer in consumers
            if (flows := consumer_flows(policy, consumer)) is not consumer.told
        ],
    )


def preference(policy: MediaPolicy, consumer: Consumer) -> tuple[int, int] | None:
    """The largest encoding of use and the priority of a picture that flows; None for what does not, and for sound."""
    producer = consumer.producer
    if producer.kind == "audio" or not consumer_flows(policy, consumer):
        return None
    encoding = wanted_encoding(len(producer.stream.encodings), *consumer.size)
    return encoding, policy.receives.get(consumer.seat, {}).get(producer.seat, 0)
