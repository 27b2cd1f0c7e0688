//! Packets of two people in a room, who have keys and may yet mean harm.

use std::collections::HashMap;
use std::time::Duration;

use goround_relay_core::{
    Codec, ConsumerId, Egress, Encoding, HeaderExtensions, Instant, Notice, ProducerId, Router,
    RtpPacket, Stream, TransportId, Urgency, rtcp,
};

use crate::script::Script;

/// Ana sends on the first and receives on the second, Ben on the third and fourth.
const PATHS: [TransportId; 4] = [
    TransportId(1),
    TransportId(2),
    TransportId(3),
    TransportId(4),
];
/// Longest packet in, as the network has it.
const MAX_PACKET: usize = 1_500;
/// What a rewritten packet may be longer by, see [`Egress::rtp`].
const MAX_GROWTH: usize = 255;
const EXTENSIONS: HeaderExtensions = HeaderExtensions {
    mid: Some(1),
    rid: Some(2),
    repaired_rid: Some(3),
    abs_send_time: Some(4),
    transport_cc: Some(5),
    audio_level: Some(6),
};

/// RTP and RTCP of both, commands and time: what leaves is always well formed, and no number is used for two
/// different packets.
pub(crate) fn media(data: &[u8]) {
    let mut room = Room::new();
    let mut script = Script::new(data);
    while !script.is_over() {
        room.step(&mut script);
    }
}

struct Room {
    router: Router,
    wire: Wire,
    now: Instant,
    seqs: [u16; 8],
}

impl Room {
    fn new() -> Self {
        let mut router = Router::new();
        let now = Instant::from_millis(1_000);
        for path in PATHS {
            router.open_transport(path).expect("a free id");
        }
        let mut room = Self {
            router,
            wire: Wire::default(),
            now,
            seqs: [0; 8],
        };
        for (number, from, to) in [(0, 0, 3), (1, 2, 1)] {
            for (kind, codec) in [Codec::Opus, Codec::Vp8].into_iter().enumerate() {
                let id = 2 * number + kind as u32 + 1;
                let producer = ProducerId(id);
                let sent = stream(codec, 1000 * id, 3);
                room.router
                    .open_producer(producer, PATHS[from], sent)
                    .expect("a good stream");
                let received = stream(codec, 1000 * id + 500, 1);
                room.router
                    .open_consumer(ConsumerId(id), producer, PATHS[to], received)
                    .expect("a good stream");
            }
        }
        room.enable(0xff);
        room
    }

    fn step(&mut self, script: &mut Script<'_>) {
        match script.byte() {
            op @ 0..=159 => self.send(op, script),
            op @ 160..=179 => {
                let datagram = script.bytes();
                let from = PATHS[usize::from(op) % 4];
                self.router
                    .handle_rtp(from, datagram, self.now, &mut self.wire);
            }
            op @ 180..=229 => {
                let compound = script.bytes();
                let from = PATHS[usize::from(op) % 4];
                self.router
                    .handle_rtcp(from, compound, self.now, &mut self.wire);
            }
            op @ 230..=239 => self.enable(op ^ script.byte()),
            _ => {
                self.now = self.now + Duration::from_millis(4 * u64::from(script.byte()));
                if self.router.deadline().is_some_and(|due| due <= self.now) {
                    self.router.handle_timeout(self.now, &mut self.wire);
                }
            }
        }
    }

    /// A packet of a stream that somebody has, with a number near the last and any payload.
    fn send(&mut self, op: u8, script: &mut Script<'_>) {
        let (person, leg) = (usize::from(op & 1), op >> 1 & 7);
        let is_sound = leg == 7;
        let producer = 2 * person as u32 + u32::from(!is_sound) + 1;
        let encoding = u32::from(leg % 3);
        let is_rtx = leg >= 3 && !is_sound;
        let ssrc = 1000 * producer + if is_sound { 0 } else { encoding } + u32::from(is_rtx) * 100;
        let payload_type = if is_sound { 111 } else { 96 + u8::from(is_rtx) };
        let seq = &mut self.seqs[usize::from(leg)];
        *seq = match script.byte() {
            step @ 0..=239 => seq.wrapping_add(u16::from(step % 8)),
            _ => script.word(),
        };
        let mut packet = vec![0x90, payload_type | script.byte() & 0x80];
        packet.extend(seq.to_be_bytes());
        packet.extend((u32::from(script.word()) << 8).to_be_bytes());
        packet.extend(ssrc.to_be_bytes());
        packet.extend([0xbe, 0xde, 0, 1, 0x60, script.byte(), 0, 0]);
        packet.extend(script.bytes());
        self.router
            .handle_rtp(PATHS[2 * person], &packet, self.now, &mut self.wire);
    }

    /// Bit n: the producer or consumer n is let through.
    fn enable(&mut self, bits: u8) {
        let is_on = |number: u32| bits >> (number - 1) & 1 == 1;
        let producers = [1, 2, 3, 4].map(|id| (ProducerId(id), is_on(id)));
        let consumers = [1, 2, 3, 4].map(|id| (ConsumerId(id), is_on(id + 4)));
        self.router
            .set_enabled(&producers, &consumers, self.now, &mut self.wire);
    }
}

fn stream(codec: Codec, ssrc: u32, encodings: u32) -> Stream {
    let is_picture = codec.is_picture();
    let count = if is_picture { encodings } else { 1 };
    let encoding = |index: u32| Encoding {
        ssrc: Some(ssrc + index),
        rtx_ssrc: is_picture.then_some(ssrc + index + 100),
        rid: None,
    };
    Stream {
        codec,
        payload_type: if is_picture { 96 } else { 111 },
        rtx_payload_type: is_picture.then_some(97),
        clock_rate: if is_picture { 90_000 } else { 48_000 },
        mid: Some("0".to_owned()),
        cname: "ana".to_owned(),
        encodings: (0..count).map(encoding).collect(),
        extensions: EXTENSIONS,
        nack: true,
        pli: is_picture,
        transport_cc: is_picture,
    }
}

/// The way out, which checks what is put on it.
#[derive(Default)]
struct Wire {
    /// By receiver, SSRC and unwrapped number: what was sent under it.
    sent: HashMap<(TransportId, u32, u64), Vec<u8>>,
    highest: HashMap<(TransportId, u32), u64>,
}

impl Egress for Wire {
    fn rtp(&mut self, to: TransportId, _urgency: Urgency, header: &[u8], payload: &[u8]) {
        let packet = [header, payload].concat();
        assert!(packet.len() <= MAX_PACKET + MAX_GROWTH);
        let parsed = RtpPacket::parse(&packet).expect("what we send is RTP");
        let highest = self
            .highest
            .entry((to, parsed.ssrc))
            .or_insert(1 << 16 | u64::from(parsed.seq));
        // As SRTP finds the index of a packet (RFC 3711 section 3.3.1).
        let distance = parsed.seq.wrapping_sub(*highest as u16).cast_signed();
        let number = highest.wrapping_add_signed(distance.into());
        *highest = number.max(*highest);
        let earlier = self.sent.insert((to, parsed.ssrc, number), packet.clone());
        assert!(
            earlier.is_none_or(|earlier| earlier == packet),
            "two packets under one number"
        );
    }

    fn rtcp(&mut self, _to: TransportId, compound: &[u8]) {
        assert!(compound.len() <= 1_200);
        assert!(
            rtcp::parse(compound).all(|packet| packet.is_ok()),
            "what we send is RTCP"
        );
    }

    fn notify(&mut self, _: Notice) {}
}
