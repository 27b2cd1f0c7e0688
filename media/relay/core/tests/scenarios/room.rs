//! People around a router, stepped millisecond by millisecond.

use std::collections::BTreeMap;

use goround_relay_core::rtcp::{Packet, parse};
use goround_relay_core::{
    Codec, ConsumerId, Direction, Egress, Instant, Notice, PathStatistics, ProducerId, Router,
    RtpPacket, StreamStatistics, TransportId, Urgency,
};

use crate::feedback::FeedbackWriter;
use crate::link::{Link, Quality};
use crate::receiver::Receiver;
use crate::sender::{Camera, Config, Microphone};

/// What the router sent; checks what holds of every packet whatever the room does.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    rtp: Vec<(TransportId, Vec<u8>)>,
    rtcp: Vec<(TransportId, Vec<u8>)>,
    streams: BTreeMap<(TransportId, u32), SentStream>,
    notices: Vec<Notice>,
}

/// Everything that ever went out under one SSRC.
#[derive(Debug)]
struct SentStream {
    highest: i64,
    packets: BTreeMap<i64, Vec<u8>>,
}

impl Egress for Outbox {
    fn rtp(&mut self, to: TransportId, _urgency: Urgency, header: &[u8], payload: &[u8]) {
        let datagram = [header, payload].concat();
        let packet = RtpPacket::parse(&datagram).expect("the relay sends good RTP");
        let stream = self.streams.entry((to, packet.ssrc)).or_insert_with(|| {
            assert!(packet.seq < 1 << 15, "RFC 3711: begin in the lower half");
            SentStream {
                highest: i64::from(packet.seq),
                packets: BTreeMap::new(),
            }
        });
        let ahead = packet.seq.wrapping_sub(stream.highest as u16).cast_signed();
        let number = stream.highest + i64::from(ahead);
        assert!(ahead > -1024, "too late a packet");
        stream.highest = stream.highest.max(number);
        if let Some(before) = stream.packets.insert(number, datagram.clone()) {
            assert_eq!(
                before, datagram,
                "one number for two packets: a nonce would be used twice"
            );
        }
        self.rtp.push((to, datagram));
    }

    fn rtcp(&mut self, to: TransportId, compound: &[u8]) {
        assert!(compound.len() <= 1200 && !compound.is_empty());
        self.rtcp.push((to, compound.to_vec()));
    }

    fn notify(&mut self, notice: Notice) {
        self.notices.push(notice);
    }
}

/// A person: a transport to send on and one to receive on, each a pair of links.
#[derive(Debug)]
pub(crate) struct Person {
    up: Link,
    up_back: Link,
    pub(crate) down: Link,
    down_back: Link,
    pub(crate) cameras: Vec<(ProducerId, Camera)>,
    pub(crate) microphones: Vec<(ProducerId, Microphone)>,
    pub(crate) receivers: BTreeMap<ConsumerId, Receiver>,
    /// The sender's transport-wide counter.
    pub(crate) counter: u16,
    /// Transport-wide feedback: when it came, what it told.
    pub(crate) feedback: Vec<(u64, Vec<(u16, bool)>)>,
    pub(crate) sends: bool,
    /// It tells of transport-wide numbers, every 50 ms as browsers do above 200 kbit/s.
    pub(crate) tells: bool,
    told: FeedbackWriter,
}

#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) router: Router,
    pub(crate) now_ms: u64,
    pub(crate) people: Vec<Person>,
    pub(crate) outbox: Outbox,
    seed: u64,
    next_id: u32,
    /// Receivers cannot tell of transport-wide numbers, so bandwidth is no concern.
    is_plain: bool,
    /// Every notice, with when it came.
    pub(crate) notices: Vec<(u64, Notice)>,
    /// Senders pause what they are told to, so long after.
    pub(crate) obeys_after_ms: Option<u64>,
    obeyed: usize,
}

impl Room {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            router: Router::new(),
            now_ms: 10_000,
            people: vec![],
            outbox: Outbox::default(),
            seed,
            next_id: 1,
            is_plain: false,
            notices: vec![],
            obeys_after_ms: None,
            obeyed: 0,
        }
    }

    /// A room in which bandwidth is no concern.
    pub(crate) fn plain(seed: u64) -> Self {
        Self {
            is_plain: true,
            ..Self::new(seed)
        }
    }

    pub(crate) fn now(&self) -> Instant {
        Instant::from_millis(self.now_ms)
    }

    /// Somebody whose ways up and down are this good; feedback is neither lost nor reordered.
    pub(crate) fn join(&mut self, up: Quality, down: Quality) -> usize {
        let person = self.people.len();
        self.router.open_transport(up_id(person)).unwrap();
        self.router.open_transport(down_id(person)).unwrap();
        let mut link = |quality| {
            self.seed += 1;
            Link::new(self.seed, quality)
        };
        let back = |quality: Quality| Quality {
            delay_ms: quality.delay_ms,
            ..Quality::default()
        };
        self.people.push(Person {
            up: link(up),
            up_back: link(back(up)),
            down: link(down),
            down_back: link(back(down)),
            cameras: vec![],
            microphones: vec![],
            receivers: BTreeMap::new(),
            counter: 0,
            feedback: vec![],
            sends: true,
            tells: true,
            told: FeedbackWriter::default(),
        });
        person
    }

    pub(crate) fn camera(&mut self, person: usize, config: Config) -> ProducerId {
        let id = ProducerId(self.id());
        let camera = Camera::new("v", id.0 * 1000, config, self.now_ms);
        self.router
            .open_producer(id, up_id(person), camera.stream())
            .unwrap();
        self.people[person].cameras.push((id, camera));
        id
    }

    pub(crate) fn microphone(&mut self, person: usize) -> ProducerId {
        let id = ProducerId(self.id());
        let microphone = Microphone::new("a", id.0 * 1000, self.now_ms);
        self.router
            .open_producer(id, up_id(person), microphone.stream())
            .unwrap();
        self.people[person].microphones.push((id, microphone));
        id
    }

    /// An enabled consumer of `producer` for `person`.
    pub(crate) fn consume(&mut self, person: usize, producer: ProducerId, rtx: bool) -> ConsumerId {
        let id = self.consume_disabled(person, producer, rtx);
        self.enable(id, true);
        id
    }

    pub(crate) fn consume_disabled(
        &mut self,
        person: usize,
        producer: ProducerId,
        rtx: bool,
    ) -> ConsumerId {
        let id = ConsumerId(self.id());
        let has_camera = |person: &Person| person.cameras.iter().any(|(id, _)| *id == producer);
        let codec = if self.people.iter().any(has_camera) {
            Codec::Vp8
        } else {
            Codec::Opus
        };
        let receiver = Receiver::new(codec, 500_000 + id.0 * 10, rtx);
        let mut stream = receiver.stream();
        stream.transport_cc &= !self.is_plain;
        self.router
            .open_consumer(id, producer, down_id(person), stream)
            .unwrap();
        self.people[person].receivers.insert(id, receiver);
        id
    }

    pub(crate) fn enable(&mut self, consumer: ConsumerId, enabled: bool) {
        let now = self.now();
        self.router
            .set_enabled(&[], &[(consumer, enabled)], now, &mut self.outbox);
        self.flush();
    }

    pub(crate) fn enable_producer(&mut self, producer: ProducerId, enabled: bool) {
        let now = self.now();
        self.router
            .set_enabled(&[(producer, enabled)], &[], now, &mut self.outbox);
        self.flush();
    }

    pub(crate) fn prefer(&mut self, consumer: ConsumerId, encoding: u8) {
        let now = self.now();
        self.router
            .set_preferred_encoding(consumer, encoding, 0, now, &mut self.outbox);
        self.flush();
    }

    pub(crate) fn receiver(&self, consumer: ConsumerId) -> &Receiver {
        self.people
            .iter()
            .find_map(|person| person.receivers.get(&consumer))
            .unwrap()
    }

    pub(crate) fn sender(&mut self, producer: ProducerId) -> &mut Camera {
        let cameras = self
            .people
            .iter_mut()
            .flat_map(|person| &mut person.cameras);
        cameras
            .into_iter()
            .find(|(id, _)| *id == producer)
            .map(|(_, camera)| camera)
            .unwrap()
    }

    pub(crate) fn statistics(&self, id: u32, direction: Direction) -> Vec<StreamStatistics> {
        let mut all = vec![];
        self.router.statistics(self.now(), &mut all);
        all.retain(|one| one.id == id && one.direction == direction);
        all
    }

    /// With a priority.
    pub(crate) fn rank(&mut self, consumer: ConsumerId, encoding: u8, priority: u8) {
        let now = self.now();
        self.router
            .set_preferred_encoding(consumer, encoding, priority, now, &mut self.outbox);
        self.flush();
    }

    /// What is known of a person's path down.
    pub(crate) fn path(&mut self, person: usize) -> PathStatistics {
        let mut all = vec![];
        let now = self.now();
        self.router.paths(now, &mut all);
        *all.iter().find(|path| path.id == down_id(person)).unwrap()
    }

    /// Give one datagram to the router as if it had come from `person`.
    pub(crate) fn inject_rtp(&mut self, person: usize, datagram: &[u8]) {
        let now = self.now();
        self.router
            .handle_rtp(up_id(person), datagram, now, &mut self.outbox);
        self.flush();
    }

    pub(crate) fn inject_receiver_rtcp(&mut self, person: usize, datagram: &[u8]) {
        let now = self.now();
        self.router
            .handle_rtcp(down_id(person), datagram, now, &mut self.outbox);
        self.flush();
    }

    pub(crate) fn inject_sender_rtcp(&mut self, person: usize, datagram: &[u8]) {
        let now = self.now();
        self.router
            .handle_rtcp(up_id(person), datagram, now, &mut self.outbox);
        self.flush();
    }

    pub(crate) fn quality(&mut self, person: usize, up: Quality, down: Quality) {
        self.people[person].up.quality = up;
        self.people[person].down.quality = down;
    }

    /// Let `ms` milliseconds pass.
    pub(crate) fn run(&mut self, ms: u64) {
        for _ in 0..ms {
            self.now_ms += 1;
            self.step();
        }
    }

    /// Stop all senders and let what is under way arrive, be asked for and be sent again.
    pub(crate) fn settle(&mut self) {
        self.people
            .iter_mut()
            .for_each(|person| person.sends = false);
        self.run(900);
    }

    fn step(&mut self) {
        let now_ms = self.now_ms;
        self.obey();
        for person in self.people.iter_mut().filter(|person| person.sends) {
            let Person {
                up,
                cameras,
                microphones,
                counter,
                ..
            } = person;
            for (_, camera) in cameras {
                camera.tick(now_ms, counter, |packet| up.send(&packet, now_ms));
                if now_ms.is_multiple_of(1000) {
                    camera.reports(now_ms, |packet| up.send(&packet, now_ms));
                }
            }
            for (_, microphone) in microphones {
                microphone.tick(now_ms, counter, |packet| up.send(&packet, now_ms));
                if now_ms % 1000 == 500 {
                    microphone.report(now_ms, |packet| up.send(&packet, now_ms));
                }
            }
        }
        for person in 0..self.people.len() {
            self.receive_at_relay(person);
        }
        if self
            .router
            .deadline()
            .is_some_and(|deadline| deadline <= self.now())
        {
            let now = self.now();
            self.router.handle_timeout(now, &mut self.outbox);
            assert!(
                self.router.deadline().is_none_or(|deadline| deadline > now),
                "no progress"
            );
        }
        self.flush();
        self.people
            .iter_mut()
            .for_each(|person| person.receive(now_ms));
    }

    fn obey(&mut self) {
        let Some(after_ms) = self.obeys_after_ms else {
            return;
        };
        while let Some(&(at_ms, notice)) = self.notices.get(self.obeyed)
            && at_ms + after_ms <= self.now_ms
        {
            self.obeyed += 1;
            if let Notice::EncodingsWanted {
                producer, active, ..
            } = notice
            {
                for (index, encoding) in self.sender(producer).encodings.iter_mut().enumerate() {
                    encoding.is_on = active >> index & 1 == 1;
                }
            }
        }
    }

    fn receive_at_relay(&mut self, person: usize) {
        let now = self.now();
        while let Some(datagram) = self.people[person].up.receive(self.now_ms) {
            if is_rtcp(&datagram) {
                self.router
                    .handle_rtcp(up_id(person), &datagram, now, &mut self.outbox);
            } else {
                self.router
                    .handle_rtp(up_id(person), &datagram, now, &mut self.outbox);
            }
        }
        while let Some(datagram) = self.people[person].down_back.receive(self.now_ms) {
            self.router
                .handle_rtcp(down_id(person), &datagram, now, &mut self.outbox);
        }
    }

    fn flush(&mut self) {
        let now_ms = self.now_ms;
        let notices = self.outbox.notices.drain(..);
        self.notices.extend(notices.map(|notice| (now_ms, notice)));
        for (to, datagram) in self.outbox.rtp.drain(..) {
            let (person, is_down) = whose(to);
            assert!(is_down, "media goes to receivers only");
            self.people[person].down.send(&datagram, self.now_ms);
        }
        for (to, datagram) in self.outbox.rtcp.drain(..) {
            let (person, is_down) = whose(to);
            let person = &mut self.people[person];
            let link = if is_down {
                &mut person.down
            } else {
                &mut person.up_back
            };
            link.send(&datagram, self.now_ms);
        }
    }

    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }
}

impl Person {
    fn receive(&mut self, now_ms: u64) {
        while let Some(datagram) = self.up_back.receive(now_ms) {
            for packet in parse(&datagram) {
                if let Ok(Packet::TransportFeedback(feedback)) = packet {
                    let told = feedback
                        .statuses()
                        .map(|(seq, delta)| (seq, delta.is_some()));
                    self.feedback.push((now_ms, told.collect()));
                }
            }
            for (_, camera) in &mut self.cameras {
                camera.handle_rtcp(&datagram, now_ms, &mut self.counter, |packet| {
                    self.up.send(&packet, now_ms);
                });
            }
        }
        while let Some((at_us, datagram)) = self.down.receive_timed(now_ms) {
            self.note_transport_seq(&datagram, at_us);
            let ssrc = u32::from_be_bytes(datagram[8..12].try_into().unwrap());
            for receiver in self.receivers.values_mut() {
                if is_rtcp(&datagram) {
                    receiver.handle_rtcp(&datagram, now_ms);
                } else if ssrc == receiver.ssrc || ssrc == receiver.rtx_ssrc {
                    receiver.handle_rtp(&datagram, now_ms);
                }
            }
        }
        if self.tells && now_ms.is_multiple_of(50) {
            self.told
                .write(|datagram| self.down_back.send(&datagram, now_ms));
        }
        for receiver in self.receivers.values_mut() {
            receiver.tick(now_ms, |datagram| self.down_back.send(&datagram, now_ms));
            if now_ms % 1000 == 250 {
                receiver.report(now_ms, |datagram| self.down_back.send(&datagram, now_ms));
            }
        }
    }
}

impl Person {
    fn note_transport_seq(&mut self, datagram: &[u8], at_us: u64) {
        if is_rtcp(datagram) {
            return;
        }
        let packet = RtpPacket::parse(datagram).expect("the relay sends good RTP");
        if let Some(seq) = packet.extensions.get(7) {
            let seq = u16::from_be_bytes(seq.try_into().unwrap());
            self.told.arrive(seq, at_us);
        }
    }
}

/// RFC 5761 section 4.
fn is_rtcp(datagram: &[u8]) -> bool {
    (192..224).contains(&datagram[1])
}

fn up_id(person: usize) -> TransportId {
    TransportId(10 + 2 * person as u32)
}

fn down_id(person: usize) -> TransportId {
    TransportId(11 + 2 * person as u32)
}

fn whose(transport: TransportId) -> (usize, bool) {
    (((transport.0 - 10) / 2) as usize, transport.0 % 2 == 1)
}
