"""A synthetic member's transports and tracks, by pymediasoup on aiortc."""

import asyncio
import logging
from collections import Counter
from typing import Any

from pymediasoup import AiortcHandler, Device  # type: ignore[import-untyped]  # has neither stubs nor py.typed
from pymediasoup.models.transport import (  # type: ignore[import-untyped]  # likewise
    DtlsParameters,
    IceCandidate,
    IceParameters,
)
from pymediasoup.rtp_parameters import RtpCapabilities, RtpParameters  # type: ignore[import-untyped]  # likewise

from media.tasks import TaskOwner
from server.members.connection import CommandRefused, RoomConnection
from server.members.join import ServerUnreachable
from server.members.reception import Reception
from server.members.room_view import ConsumerMessage
from server.members.tracks import PictureTrack, VoiceTrack

_log = logging.getLogger(__name__)
_REPORT_INTERVAL_S = 1.0
_TILE = {"width": 160, "height": 90}
"""The smallest picture there is: nobody looks at it."""


class MediaPath:
    """Both transports of a member, from `open` to `close`."""

    def __init__(self, connection: RoomConnection, name: str, reception: Reception) -> None:
        """Draw and speak the member's tracks; nothing is sent yet."""
        self.connection = connection
        self.voice = VoiceTrack(name)
        self._picture = PictureTrack(name)
        self._reception = reception
        self._device: Any = None
        self._send: Any = None
        self._recv: Any = None
        self._tasks = TaskOwner()
        self._attached = False
        self._consumers: set[str] = set()
        self._producers: list[Any] = []

    async def open(self) -> None:
        """Create both transports and send both tracks.

        Raises:
            CommandRefused, ServerUnreachable: as the connection says.
        """
        capabilities = (await self.connection.media("capabilities"))["rtp_capabilities"]
        self._device = Device(handlerFactory=AiortcHandler.createFactory(tracks=[]))
        await self._device.load(RtpCapabilities(**capabilities))
        self._send = self._transport("send", await self.connection.media("create_transport", direction="send"))
        own = self._device.recvRtpCapabilities.model_dump(mode="json", exclude_none=True)
        offer = await self.connection.media("create_transport", direction="recv", rtp_capabilities=own)
        self._recv = self._transport("recv", offer)
        for track in (self.voice, self._picture):
            self._producers.append(await self._send.produce(track=track, stopTracks=True))
        _state_levels(self._producers[0].rtpSender, self.voice)
        # aiortc answers PLI by telling its encoder; ours has encoded already, so the loop begins again instead.
        self._producers[1].rtpSender._send_keyframe = self._picture.request_keyframe

    async def resume(self, connection: RoomConnection) -> bool:
        """After a lost socket: whether the relay still has both transports. They have gone on meanwhile."""
        self.connection = connection
        if self._send is None or self._recv is None:
            return False
        names = [self._send.id, self._recv.id]
        answer = await connection.media("resume", transports=names)
        return set(names) <= set(answer["transports"])

    def owns(self, transport: str) -> bool:
        """Whether this is one of the member's present transports."""
        return transport in {path.id for path in (self._send, self._recv) if path is not None}

    async def accept(self, offered: ConsumerMessage) -> None:
        """Receive a track, in the smallest size.

        Raises:
            CommandRefused, ServerUnreachable: as the connection says.
        """
        if offered.consumer not in self._consumers:
            self._consumers.add(offered.consumer)
            parameters = RtpParameters(**offered.rtp_parameters)
            for encoding in parameters.encodings:
                self._reception.expect(encoding.ssrc, offered.seat, offered.kind)
            await self._recv.consume(
                id=offered.consumer, producerId=offered.producer, kind=offered.kind, rtpParameters=parameters
            )
            self._attach()
            if offered.kind == "video":
                await self.connection.media("prefer", tiles=[{"consumer": offered.consumer, **_TILE}])
        await self.connection.media("consumer_ready", consumer=offered.consumer)

    def pause_picture(self, producer: str, *, paused: bool) -> None:
        """Stop or go on sending the picture, if ``producer`` is the one that sends it."""
        if len(self._producers) > 1 and self._producers[1].id == producer:
            self._picture.pause(paused=paused)

    async def sent(self) -> Counter[str]:
        """Packets sent by kind."""
        counts: Counter[str] = Counter()
        for producer in self._producers:
            for report in (await producer.rtpSender.getStats()).values():
                if report.type == "outbound-rtp":
                    counts[report.kind] += report.packetsSent
        return counts

    async def close(self) -> None:
        """End both transports and the tracks. Idempotent."""
        await self._tasks.close()
        for path in (self._send, self._recv):
            if path is not None:
                await path.close()
        self.voice.stop()
        self._picture.stop()

    def _attach(self) -> None:
        """Count what comes instead of decoding it; all tracks share one DTLS transport (BUNDLE)."""
        if not self._attached:
            transport = self._recv.handler.pc.getTransceivers()[0].receiver.transport
            self._reception.attach(transport)
            self._tasks.start(self._report(transport), name="receiver reports")
            self._attached = True

    async def _report(self, transport: Any) -> None:
        """Say how well everything arrives; until the path is closed."""
        while True:
            await asyncio.sleep(_REPORT_INTERVAL_S)
            try:
                for report in self._reception.reports():
                    await transport._send_rtp(report)
            except ConnectionError:
                continue

    def _transport(self, direction: str, offer: dict[str, Any]) -> Any:
        create = self._device.createSendTransport if direction == "send" else self._device.createRecvTransport
        transport = create(
            id=offer["transport"],
            iceParameters=IceParameters(**offer["ice_parameters"]),
            iceCandidates=[IceCandidate(**candidate) for candidate in offer["ice_candidates"]],
            dtlsParameters=DtlsParameters(**offer["dtls_parameters"]),
            sctpParameters=None,
            iceServers=[],  # None would ask a public STUN server
        )

        @transport.on("connect")  # type: ignore[untyped-decorator]  # untyped library
        async def connect(dtls_parameters: Any) -> None:
            try:
                await self.connection.media(
                    "connect_transport", transport=transport.id, dtls_parameters=dtls_parameters.model_dump(mode="json")
                )
            except (CommandRefused, ServerUnreachable) as failure:
                # pymediasoup does not wait for this; without DTLS the relay says `failed` and we build anew.
                _log.info("transport not connected: %s", failure)

        @transport.on("produce")  # type: ignore[untyped-decorator]  # untyped library
        async def produce(kind: str, rtp_parameters: Any, _app_data: object) -> str:
            answer = await self.connection.media(
                "produce",
                transport=transport.id,
                kind=kind,
                rtp_parameters=rtp_parameters.model_dump(mode="json", exclude_none=True),
            )
            return str(answer["producer"])

        return transport


def _state_levels(sender: Any, voice: VoiceTrack) -> None:
    """Let packets state how loud they are (RFC 6464): aiortc knows it only of what it has encoded itself."""
    encode = sender._next_encoded_frame

    async def with_level(codec: object) -> Any:
        frame = await encode(codec)
        if frame is not None:
            frame.audio_level = -voice.level
        return frame

    sender._next_encoded_frame = with_level
