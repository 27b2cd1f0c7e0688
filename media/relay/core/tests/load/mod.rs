//! A room of eight under load: everybody sends three encodings and sound, and receives everybody else.

use std::time::Duration;

use goround_relay_core::rtcp::CompoundWriter;
use goround_relay_core::{
    Codec, ConsumerId, Egress, Encoding, HeaderExtensions, Instant, ProducerId, Router, Stream,
    TransportId,
};

/// People in the room.
pub const PEOPLE: u32 = 8;
/// Packets in a frame of each encoding, and bytes in each packet's payload: 180p, 360p and 720p.
const FRAME: [(u16, usize); 3] = [(1, 600), (2, 1000), (5, 1100)];
/// Time between two frames.
const FRAME_MS: u64 = 33;

/// A packet to be handled: when, where it comes from, its bytes.
pub type Arrival = (Instant, TransportId, Vec<u8>);

/// What one receiver tells of what it was sent: everything, 20 ms later.
#[derive(Clone, Debug)]
struct Told {
    /// Ticks of 250 us, at the remainder of the number.
    ticks: Vec<u64>,
    from: u64,
    until: u64,
    count: u8,
}

/// Everybody's transport-wide feedback; takes no memory once it is made.
#[derive(Debug)]
pub struct Feedback {
    told: Vec<Told>,
    now: Instant,
    due: Instant,
    buffer: Vec<u8>,
}

impl Feedback {
    const REMEMBERED: usize = 1024;

    pub fn new() -> Self {
        let told = Told {
            ticks: vec![0; Self::REMEMBERED],
            from: 1 << 16,
            until: 1 << 16,
            count: 0,
        };
        Self {
            told: vec![told; PEOPLE as usize],
            now: Instant::default(),
            due: Instant::default(),
            buffer: vec![0; 1200],
        }
    }

    /// A packet was sent to somebody; all carry transport-wide numbers.
    #[inline]
    pub fn note(&mut self, to: TransportId) {
        let told = &mut self.told[(to.0 - receiving(0).0) as usize];
        told.ticks[told.until as usize % Self::REMEMBERED] = self.now.as_micros() / 250 + 80;
        told.until += 1;
    }

    /// Time has gone on; whether feedback is due.
    pub fn pass(&mut self, now: Instant) -> bool {
        self.now = now;
        let is_due = now >= self.due;
        if is_due {
            self.due = now + Duration::from_millis(100);
        }
        is_due
    }

    /// The next feedback of `person`, if there is anything to tell.
    pub fn write(&mut self, person: u32) -> Option<(TransportId, &[u8])> {
        let told = &mut self.told[person as usize];
        let ticks = &told.ticks;
        let arrivals =
            (told.from..told.until).map(|number| Some(ticks[number as usize % Self::REMEMBERED]));
        let mut writer = CompoundWriter::new(&mut self.buffer);
        told.from += writer.transport_feedback((1, 2), told.count, told.from, arrivals) as u64;
        told.count = told.count.wrapping_add(1);
        if writer.is_empty() {
            return None;
        }
        let len = writer.finish().len();
        Some((receiving(person), &self.buffer[..len]))
    }
}

/// The room and the counters of its senders.
#[derive(Debug)]
pub struct Load {
    pub router: Router,
    frame: u64,
    /// Of each person: numbers of the three encodings, of sound, and transport-wide.
    counters: Vec<([u16; 3], u16, u16)>,
}

impl Load {
    /// Open everything; everybody receives the middle encoding of everybody else.
    pub fn new(out: &mut impl Egress) -> Self {
        let mut router = Router::new();
        for person in 0..PEOPLE {
            router
                .open_transport(sending(person))
                .expect("ids and SSRCs are fresh");
            router
                .open_transport(receiving(person))
                .expect("ids and SSRCs are fresh");
            router
                .open_producer(camera(person), sending(person), video(person))
                .expect("ids and SSRCs are fresh");
            router
                .open_producer(microphone(person), sending(person), sound(person))
                .expect("ids and SSRCs are fresh");
        }
        let mut id = 0;
        for receiver in 0..PEOPLE {
            for sender in (0..PEOPLE).filter(|sender| *sender != receiver) {
                for (producer, stream) in [
                    (camera(sender), video(sender)),
                    (microphone(sender), sound(sender)),
                ] {
                    id += 1;
                    let consumer = ConsumerId(id);
                    let stream = received(stream, 1_000_000 + 2 * id);
                    router
                        .open_consumer(consumer, producer, receiving(receiver), stream)
                        .expect("ids and SSRCs are fresh");
                    let now = Instant::from_millis(0);
                    router.set_enabled(&[], &[(consumer, true)], now, out);
                    router.set_preferred_encoding(consumer, 1, 0, now, out);
                }
            }
        }
        Self {
            router,
            frame: 0,
            counters: vec![([0; 3], 0, 0); PEOPLE as usize],
        }
    }

    /// What arrives in the time of `frames` frames. Every fiftieth frame is a keyframe.
    pub fn arrivals(&mut self, frames: u64) -> Vec<Arrival> {
        let mut arrivals = vec![];
        for _ in 0..frames {
            self.frame += 1;
            for person in 0..PEOPLE {
                // Senders are spread over the time of a frame.
                let at = self.frame * FRAME_MS * 1_000_000 + u64::from(person) * 4_000_000;
                self.person_arrivals(person, Instant::from_nanos(at), &mut arrivals);
            }
        }
        arrivals
    }

    fn person_arrivals(&mut self, person: u32, now: Instant, into: &mut Vec<Arrival>) {
        let (video, sound, counter) = &mut self.counters[person as usize];
        let mut push = |ssrc, kind, seq: &mut u16, rate: u64, payload: &[u8]| {
            let timestamp = (self.frame * FRAME_MS * rate / 1000) as u32;
            into.push((
                now,
                sending(person),
                packet(ssrc, kind, *seq, timestamp, *counter, payload),
            ));
            *seq = seq.wrapping_add(1);
            *counter = counter.wrapping_add(1);
        };
        for (index, (packets, size)) in (0u32..).zip(FRAME) {
            for part in 0..packets {
                let mut payload = vec![0; size];
                let picture = (self.frame as u16 & 0x7fff | 0x8000).to_be_bytes();
                let start = if part == 0 { 0x90 } else { 0x80 };
                let is_delta = u8::from(!self.frame.is_multiple_of(50));
                payload[..7].copy_from_slice(&[
                    start,
                    0xe0,
                    picture[0],
                    picture[1],
                    self.frame as u8,
                    0,
                    is_delta,
                ]);
                let marker = u8::from(part + 1 == packets) << 7;
                push(
                    camera_ssrc(person) + index,
                    96 | marker,
                    &mut video[index as usize],
                    90_000,
                    &payload,
                );
            }
        }
        push(microphone_ssrc(person), 111, sound, 48_000, &[7; 160]);
        if !self.frame.is_multiple_of(3) {
            push(microphone_ssrc(person), 111, sound, 48_000, &[7; 160]);
        }
    }
}

fn packet(ssrc: u32, kind: u8, seq: u16, timestamp: u32, counter: u16, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x90, kind];
    bytes.extend(seq.to_be_bytes());
    bytes.extend(timestamp.to_be_bytes());
    bytes.extend(ssrc.to_be_bytes());
    let [c0, c1] = counter.to_be_bytes();
    bytes.extend([
        0xbe, 0xde, 0, 3, 0x10, b'v', 0x42, 1, 2, 3, 0x51, c0, c1, 0x60, 0x85, 0,
    ]);
    bytes.extend(payload);
    bytes
}

fn sending(person: u32) -> TransportId {
    TransportId(10 + person)
}

fn receiving(person: u32) -> TransportId {
    TransportId(100 + person)
}

/// The consumer of the first person's camera for the last person, its transport and its SSRC.
pub fn last_consumer() -> (TransportId, u32) {
    let first_of_last = (PEOPLE - 1) * 2 * (PEOPLE - 1) + 1;
    (receiving(PEOPLE - 1), 1_000_000 + 2 * first_of_last)
}

fn camera(person: u32) -> ProducerId {
    ProducerId(1 + 2 * person)
}

fn microphone(person: u32) -> ProducerId {
    ProducerId(2 + 2 * person)
}

fn camera_ssrc(person: u32) -> u32 {
    1000 * (person + 1)
}

fn microphone_ssrc(person: u32) -> u32 {
    1000 * (person + 1) + 100
}

fn stream(codec: Codec, encodings: Vec<Encoding>) -> Stream {
    let is_video = codec == Codec::Vp8;
    Stream {
        codec,
        payload_type: if is_video { 96 } else { 111 },
        rtx_payload_type: is_video.then_some(97),
        clock_rate: if is_video { 90_000 } else { 48_000 },
        mid: Some("v".to_owned()),
        cname: "somebody in the room".to_owned(),
        encodings,
        extensions: HeaderExtensions {
            mid: Some(1),
            abs_send_time: Some(4),
            transport_cc: Some(5),
            audio_level: (!is_video).then_some(6),
            ..HeaderExtensions::default()
        },
        nack: is_video,
        pli: is_video,
        transport_cc: true,
    }
}

fn video(person: u32) -> Stream {
    let encoding = |index| Encoding {
        ssrc: Some(camera_ssrc(person) + index),
        rtx_ssrc: Some(camera_ssrc(person) + 50 + index),
        rid: None,
    };
    stream(Codec::Vp8, (0..3).map(encoding).collect())
}

fn sound(person: u32) -> Stream {
    let ssrc = Some(microphone_ssrc(person));
    stream(
        Codec::Opus,
        vec![Encoding {
            ssrc,
            ..Encoding::default()
        }],
    )
}

fn received(mut stream: Stream, ssrc: u32) -> Stream {
    let rtx_ssrc = stream.rtx_payload_type.map(|_| ssrc + 1);
    stream.encodings = vec![Encoding {
        ssrc: Some(ssrc),
        rtx_ssrc,
        rid: None,
    }];
    stream
}
