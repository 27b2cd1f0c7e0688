"""A bad line in front of the relay, without the kernel's help: `python -m bench.bad_line --listen A:P --to B:P ...`.

Every datagram that comes to the listening address goes on to the other, and what comes back goes back, each way with
the same loss, delay and jitter. The seed fixes which datagrams are lost.
"""

import argparse
import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """What happens on each way."""

    loss: float
    """0..1, independent from datagram to datagram."""
    delay_s: float
    jitter_s: float
    """Uniform, added to the delay; datagrams overtake each other."""


class _Way:
    """One direction of one client's datagrams."""

    def __init__(self, line: Line, seed: int) -> None:
        self._line = line
        self._random = random.Random(seed)

    def carry(self, transport: asyncio.DatagramTransport, data: bytes, to: Address | None) -> None:
        if self._random.random() < self._line.loss or transport.is_closing():
            return
        delay_s = self._line.delay_s + self._random.uniform(0.0, self._line.jitter_s)
        asyncio.get_running_loop().call_later(delay_s, transport.sendto, data, to)


class _Back(asyncio.DatagramProtocol):
    """The relay's side of one client: what comes here goes to the client."""

    def __init__(self, near: asyncio.DatagramTransport, client: Address, way: _Way) -> None:
        self._near, self._client, self._way = near, client, way

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._way.carry(self._near, data, self._client)


class _Near(asyncio.DatagramProtocol):
    """The clients' side."""

    def __init__(self, line: Line, relay: Address, seed: int) -> None:
        self._line, self._relay, self._seed = line, relay, seed
        self._clients: dict[Address, tuple[_Way, asyncio.Future[asyncio.DatagramTransport]]] = {}
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not an isinstance check: asyncio's own datagram transport was no DatagramTransport before Python 3.12.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        known = self._clients.get(addr)
        if known is None:
            self._seed += 2
            opening = asyncio.ensure_future(self._open(addr, self._seed))
            known = self._clients[addr] = (_Way(self._line, self._seed + 1), opening)
        way, far = known
        if far.done():
            way.carry(far.result(), data, None)

    async def _open(self, client: Address, seed: int) -> asyncio.DatagramTransport:
        near = self._transport
        assert near is not None
        loop = asyncio.get_running_loop()
        far, _ = await loop.create_datagram_endpoint(
            lambda: _Back(near, client, _Way(self._line, seed)), remote_addr=self._relay
        )
        return far


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    return host, int(port)


async def _serve(listen: Address, relay: Address, line: Line, seed: int) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: _Near(line, relay, seed), local_addr=listen)
    print("carrying", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Carry until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", type=_address, required=True)
    parser.add_argument("--to", type=_address, required=True)
    parser.add_argument("--loss", type=float, default=0.0)
    parser.add_argument("--delay-ms", type=float, default=0.0)
    parser.add_argument("--jitter-ms", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    line = Line(given.loss, given.delay_ms / 1000, given.jitter_ms / 1000)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.listen, given.to, line, given.seed))


if __name__ == "__main__":
    main()
