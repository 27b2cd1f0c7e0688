"""A process of its own in which Ana speaks for some seconds and Ben listens: `python -m tests.media.relay_speech`."""

import json
import sys
import time
from threading import Thread
from typing import Final

from tests.media.relay_client import RelayClient, rtp

ANA: Final = 1
BEN: Final = 2
ANA_SSRC: Final = 7
INTERVAL_S: Final = 0.02


def main(port: int, packets: int) -> None:
    """Send ``packets`` voice packets, then print as JSON which of them were heard."""
    ana, ben = RelayClient(port, ANA), RelayClient(port, BEN)
    ana.connect()
    ben.connect()
    print("speaking", flush=True)
    heard: list[int] = []

    def listen() -> None:
        while len(heard) < packets:
            heard.append(int.from_bytes(ben.receive_media()[12:], "big"))

    listener = Thread(target=listen)
    listener.start()
    start = time.monotonic()
    for seq in range(packets):
        time.sleep(max(0.0, start + seq * INTERVAL_S - time.monotonic()))
        ana.send(ana.protect(rtp(ANA_SSRC, seq, seq.to_bytes(4, "big"))))
    listener.join()
    print(json.dumps(heard))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
