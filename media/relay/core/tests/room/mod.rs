//! A room in which one person sends voice and video and everybody else receives them.

use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;

use goround_relay_core::{
    Codec, Command, ConsumerId, Encoding, HeaderExtensions, Instant, Outbox, ProducerId, RouterId,
    Stream, TransportId, Worker,
};
use goround_relay_transport::ice::Credentials;
use goround_relay_transport::srtp::{MAX_OVERHEAD_BYTES, Profile, Session};
use goround_relay_transport::stun::{Builder, Class, Key};

/// SSRC of the voice sent in.
pub(crate) const VOICE_SSRC: u32 = 7;
/// SSRC of the video sent in.
pub(crate) const VIDEO_SSRC: u32 = 8;
/// Size of a video packet as sent in, RTP header included.
pub(crate) const VIDEO_BYTES: usize = 1_100;

const ROUTER: RouterId = RouterId(1);
const SENDER: u32 = 1;

/// The worker, the people and the time.
pub(crate) struct Room {
    worker: Worker,
    outbox: Outbox,
    now: Instant,
    sender: Session,
    datagram: Vec<u8>,
    /// Datagrams that the worker wanted to be sent.
    pub(crate) sent: u64,
}

fn address(person: u32) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, person as u8], 5000))
}

fn key(person: u32, is_ours: bool) -> [u8; 44] {
    [if is_ours {
        person as u8
    } else {
        !(person as u8)
    }; 44]
}

fn stream(codec: Codec, ssrc: u32) -> Box<Stream> {
    let is_video = codec == Codec::Vp8;
    let encoding = Encoding {
        ssrc: Some(ssrc),
        rtx_ssrc: None,
        rid: None,
    };
    Box::new(Stream {
        codec,
        payload_type: if is_video { 96 } else { 111 },
        rtx_payload_type: None,
        clock_rate: if is_video { 90_000 } else { 48_000 },
        mid: None,
        cname: "ana".to_owned(),
        encodings: vec![encoding],
        extensions: HeaderExtensions::default(),
        nack: is_video,
        pli: is_video,
        transport_cc: false,
    })
}

impl Room {
    /// A room of `people`, the first of whom sends, with everything enabled.
    pub(crate) fn of(people: u32) -> Self {
        let profile = Profile::AeadAes256Gcm;
        let sender = Session::new(profile, &key(SENDER, false), &key(SENDER, true));
        let mut room = Self {
            worker: Worker::new(),
            outbox: Outbox::new(),
            now: Instant::from_millis(1_000),
            sender: sender.expect("44 bytes"),
            datagram: Vec::with_capacity(2_048),
            sent: 0,
        };
        room.apply(Command::OpenRouter(ROUTER));
        for person in 1..=people {
            room.join(person);
        }
        for (number, codec, ssrc) in [(1, Codec::Opus, VOICE_SSRC), (2, Codec::Vp8, VIDEO_SSRC)] {
            let (producer, transport) = (ProducerId(number), TransportId(SENDER));
            room.apply(Command::OpenProducer {
                producer,
                transport,
                stream: stream(codec, ssrc),
            });
            for person in 2..=people {
                let id = 100 * number + person;
                let (consumer, transport) = (ConsumerId(id), TransportId(person));
                let stream = stream(codec, id);
                room.apply(Command::OpenConsumer {
                    consumer,
                    producer,
                    transport,
                    stream,
                });
                let consumers = vec![(consumer, true)];
                room.apply(Command::SetEnabled {
                    producers: vec![(producer, true)],
                    consumers,
                });
            }
        }
        room
    }

    fn apply(&mut self, command: Command) {
        self.worker.apply(self.now, command, &mut self.outbox);
    }

    fn join(&mut self, person: u32) {
        let transport = TransportId(person);
        let ufrag = format!("ufrag{person}");
        let credentials = Credentials::new(&ufrag, "password");
        self.apply(Command::OpenTransport {
            transport,
            router: ROUTER,
            credentials,
        });
        let session = Session::new(
            Profile::AeadAes256Gcm,
            &key(person, true),
            &key(person, false),
        );
        let session = Box::new(session.expect("44 bytes"));
        self.apply(Command::SetSrtp { transport, session });
        self.check(person);
    }

    fn check(&mut self, person: u32) {
        let mut check = [0; 128];
        let length = Builder::new(&mut check, Class::Request, [1; 12])
            .username(&format!("ufrag{person}:theirs"))
            .use_candidate()
            .finish(&Key::new("password"));
        let from = address(person);
        self.worker
            .handle_datagram(self.now, from, &mut check[..length], &mut self.outbox);
        self.outbox.clear_datagrams();
    }

    /// SRTP packets with these extended sequence numbers, as the sender sends them.
    pub(crate) fn seal(&mut self, ssrc: u32, numbers: Range<u32>) -> Vec<Vec<u8>> {
        numbers.map(|number| self.seal_one(ssrc, number)).collect()
    }

    fn seal_one(&mut self, ssrc: u32, number: u32) -> Vec<u8> {
        let is_video = ssrc == VIDEO_SSRC;
        // The marker: every packet is a whole picture.
        let mut packet = vec![0x80, if is_video { 0x80 | 96 } else { 111 }];
        packet.extend((number as u16).to_be_bytes());
        packet.extend((number * 450).to_be_bytes());
        packet.extend(ssrc.to_be_bytes());
        if is_video {
            // RFC 7741: S, then a 15-bit PictureID, then a keyframe's first byte or another's.
            packet.extend([0x90, 0x80]);
            packet.extend((0x8000 | number as u16 & 0x7FFF).to_be_bytes());
            packet.push(u8::from(!number.is_multiple_of(100)));
            packet.resize(VIDEO_BYTES, 0x55);
        } else {
            packet.resize(12 + 100, 0x55);
        }
        let length = packet.len();
        packet.resize(length + MAX_OVERHEAD_BYTES, 0);
        let sealed = self
            .sender
            .outbound
            .protect_rtp(&mut packet, length)
            .expect("sendable");
        packet.truncate(sealed);
        packet
    }

    /// Let the worker have a datagram of the sender, and count what it wants to be sent.
    pub(crate) fn receive(&mut self, sealed: &[u8]) {
        self.datagram.clear();
        self.datagram.extend_from_slice(sealed);
        let from = address(SENDER);
        self.worker
            .handle_datagram(self.now, from, &mut self.datagram, &mut self.outbox);
        self.take();
    }

    /// Let time pass, with its timeouts.
    pub(crate) fn pass_ms(&mut self, span_ms: u64) {
        self.now = self.now + Duration::from_millis(span_ms);
        if self
            .worker
            .deadline()
            .is_some_and(|deadline| deadline <= self.now)
        {
            self.worker.handle_timeout(self.now, &mut self.outbox);
            self.take();
        }
    }

    fn take(&mut self) {
        self.sent += self.outbox.len() as u64;
        self.outbox.clear_datagrams();
    }
}
