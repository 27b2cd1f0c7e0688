//! People's senders: a simulcast camera and a microphone, as browsers behave.

use std::collections::BTreeMap;

use goround_relay_core::rtcp::{CompoundWriter, Packet, SenderInfo, parse};
use goround_relay_core::vp8::{Descriptor, PictureId};
use goround_relay_core::{Codec, Encoding, HeaderExtensions, Stream};

pub(crate) const VIDEO_PT: u8 = 96;
pub(crate) const VIDEO_RTX_PT: u8 = 97;
pub(crate) const AUDIO_PT: u8 = 111;
pub(crate) const EXTENSIONS: HeaderExtensions = HeaderExtensions {
    mid: Some(1),
    rid: Some(2),
    repaired_rid: Some(3),
    abs_send_time: Some(4),
    transport_cc: Some(5),
    audio_level: Some(6),
};
/// Seconds of a sender's wall clock at the start of the test.
pub(crate) const WALL_CLOCK_S: u64 = 3_900_000_000;

/// How picture ids are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PictureIds {
    Long,
    /// Seven bits where they suffice, as aiortc does.
    Shortest,
}

#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Packets in a frame of each encoding, from the smallest up.
    pub(crate) packets_per_frame: Vec<u8>,
    /// Three temporal layers, as browsers have them in simulcast.
    pub(crate) temporal: bool,
    /// SSRCs are told in advance; otherwise they are learned from MID and RID.
    pub(crate) declared: bool,
    pub(crate) rtx: bool,
    pub(crate) obeys_keyframe_requests: bool,
    pub(crate) picture_ids: PictureIds,
    pub(crate) first_seq: u16,
    pub(crate) first_timestamp: u32,
    pub(crate) first_picture: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            packets_per_frame: vec![2],
            temporal: false,
            declared: true,
            rtx: true,
            obeys_keyframe_requests: true,
            picture_ids: PictureIds::Long,
            first_seq: 1000,
            first_timestamp: 5000,
            first_picture: 100,
        }
    }
}

impl Config {
    /// At about the rates of a browser: 190, 560 and 1,600 kbit/s on the wire.
    pub(crate) fn browser() -> Self {
        Self {
            packets_per_frame: vec![2, 6, 17],
            temporal: true,
            declared: false,
            ..Self::default()
        }
    }

    pub(crate) fn simulcast() -> Self {
        Self {
            packets_per_frame: vec![1, 2, 4],
            declared: false,
            ..Self::default()
        }
    }
}

#[derive(Debug)]
pub(crate) struct SendingEncoding {
    pub(crate) ssrc: u32,
    pub(crate) rtx_ssrc: u32,
    pub(crate) is_on: bool,
    pub(crate) wants_keyframe: bool,
    /// When keyframes were asked for.
    pub(crate) requests_ms: Vec<u64>,
    pub(crate) keyframes: u32,
    pub(crate) packets: u32,
    rid: Option<String>,
    seq: u16,
    rtx_seq: u16,
    timestamp_base: u32,
    picture: u16,
    tl0: u8,
    frame: u32,
    packets_per_frame: u8,
    has_temporal: bool,
    /// Frames since the last keyframe.
    since_keyframe: u32,
    /// Payloads by number, for retransmission: marker, timestamp, payload.
    history: BTreeMap<u16, (bool, u32, Vec<u8>)>,
}

/// A camera that sends 30 frames a second in each of its encodings.
#[derive(Debug)]
pub(crate) struct Camera {
    pub(crate) config: Config,
    pub(crate) encodings: Vec<SendingEncoding>,
    pub(crate) retransmitted: u64,
    pub(crate) receiver_reports: u32,
    mid: String,
    started_ms: u64,
}

impl Camera {
    pub(crate) fn new(mid: &str, ssrc: u32, config: Config, now_ms: u64) -> Self {
        let encoding = |(index, packets): (u32, &u8)| SendingEncoding {
            ssrc: ssrc + index,
            rtx_ssrc: ssrc + 100 + index,
            is_on: true,
            wants_keyframe: true,
            requests_ms: vec![],
            keyframes: 0,
            packets: 0,
            rid: (config.packets_per_frame.len() > 1).then(|| format!("r{index}")),
            seq: config.first_seq.wrapping_add(7 * index as u16),
            rtx_seq: 1,
            timestamp_base: config.first_timestamp.wrapping_add(index << 29),
            picture: config.first_picture.wrapping_add(index as u16),
            tl0: config.first_picture as u8,
            frame: 0,
            packets_per_frame: *packets,
            has_temporal: config.temporal,
            since_keyframe: 0,
            history: BTreeMap::new(),
        };
        let encodings = (0..).zip(&config.packets_per_frame).map(encoding).collect();
        let mid = mid.to_owned();
        Self {
            config,
            encodings,
            retransmitted: 0,
            receiver_reports: 0,
            mid,
            started_ms: now_ms,
        }
    }

    pub(crate) fn stream(&self) -> Stream {
        let declared = |ssrc: u32| self.config.declared.then_some(ssrc);
        let encodings = self.encodings.iter().map(|encoding| Encoding {
            ssrc: declared(encoding.ssrc),
            rtx_ssrc: declared(encoding.rtx_ssrc).filter(|_| self.config.rtx),
            rid: encoding.rid.clone(),
        });
        Stream {
            codec: Codec::Vp8,
            payload_type: VIDEO_PT,
            rtx_payload_type: self.config.rtx.then_some(VIDEO_RTX_PT),
            clock_rate: 90_000,
            mid: Some(self.mid.clone()),
            cname: "camera".to_owned(),
            encodings: encodings.collect(),
            extensions: EXTENSIONS,
            nack: true,
            pli: true,
            transport_cc: true,
        }
    }

    /// What is sent at `now_ms`: a frame of each encoding every 33 ms.
    pub(crate) fn tick(&mut self, now_ms: u64, counter: &mut u16, mut send: impl FnMut(Vec<u8>)) {
        let age_ms = now_ms - self.started_ms;
        if !age_ms.is_multiple_of(33) {
            return;
        }
        for index in 0..self.encodings.len() {
            if !self.encodings[index].is_on {
                self.encodings[index].frame += 1;
                // As browsers do, it resumes with a keyframe.
                self.encodings[index].wants_keyframe = true;
                continue;
            }
            for (seq, marker, timestamp, payload) in
                self.encodings[index].frame(self.config.picture_ids, age_ms)
            {
                let encoding = &self.encodings[index];
                send(self.packet(encoding, false, seq, marker, timestamp, &payload, counter));
                self.encodings[index]
                    .history
                    .insert(seq, (marker, timestamp, payload));
            }
        }
    }

    /// A sender report of every encoding, each on its own as browsers send them.
    pub(crate) fn reports(&self, now_ms: u64, mut send: impl FnMut(Vec<u8>)) {
        for encoding in self.encodings.iter().filter(|encoding| encoding.is_on) {
            let timestamp = encoding.timestamp(now_ms - self.started_ms);
            send(sender_report(
                encoding.ssrc,
                encoding.packets,
                timestamp,
                now_ms,
            ));
        }
    }

    /// Answer the relay's feedback.
    pub(crate) fn handle_rtcp(
        &mut self,
        datagram: &[u8],
        now_ms: u64,
        counter: &mut u16,
        mut send: impl FnMut(Vec<u8>),
    ) {
        for packet in parse(datagram).map(|packet| packet.expect("the relay sends good RTCP")) {
            match packet {
                Packet::PictureLoss(request) => {
                    let encoding = self
                        .encodings
                        .iter_mut()
                        .find(|other| other.ssrc == request.media);
                    let Some(encoding) = encoding else { continue };
                    encoding.requests_ms.push(now_ms);
                    encoding.wants_keyframe |= self.config.obeys_keyframe_requests;
                }
                Packet::Nack(nack) => {
                    let index = self
                        .encodings
                        .iter()
                        .position(|other| other.ssrc == nack.media);
                    let Some(index) = index else { continue };
                    for seq in nack.seqs() {
                        self.retransmit(index, seq, counter, &mut send);
                    }
                }
                Packet::ReceiverReport { blocks, .. } => {
                    let own = |ssrc| self.encodings.iter().any(|encoding| encoding.ssrc == ssrc);
                    self.receiver_reports +=
                        blocks.iter().filter(|block| own(block.ssrc)).count() as u32;
                }
                _ => {}
            }
        }
    }

    fn retransmit(
        &mut self,
        index: usize,
        seq: u16,
        counter: &mut u16,
        send: &mut impl FnMut(Vec<u8>),
    ) {
        let Some((marker, timestamp, payload)) = self.encodings[index].history.get(&seq).cloned()
        else {
            return;
        };
        self.retransmitted += 1;
        let packet = if self.config.rtx {
            let rtx_seq = self.encodings[index].rtx_seq;
            self.encodings[index].rtx_seq = rtx_seq.wrapping_add(1);
            let mut original = seq.to_be_bytes().to_vec();
            original.extend(payload);
            self.packet(
                &self.encodings[index],
                true,
                rtx_seq,
                marker,
                timestamp,
                &original,
                counter,
            )
        } else {
            self.packet(
                &self.encodings[index],
                false,
                seq,
                marker,
                timestamp,
                &payload,
                counter,
            )
        };
        send(packet);
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of a packet")]
    fn packet(
        &self,
        encoding: &SendingEncoding,
        rtx: bool,
        seq: u16,
        marker: bool,
        timestamp: u32,
        payload: &[u8],
        counter: &mut u16,
    ) -> Vec<u8> {
        let (ssrc, payload_type, rid_id) = if rtx {
            (encoding.rtx_ssrc, VIDEO_RTX_PT, 3)
        } else {
            (encoding.ssrc, VIDEO_PT, 2)
        };
        let mut elements = vec![(1, self.mid.as_bytes().to_vec())];
        elements.extend(
            encoding
                .rid
                .as_ref()
                .map(|rid| (rid_id, rid.as_bytes().to_vec())),
        );
        elements.push((4, vec![0xab; 3]));
        elements.push((5, counter.to_be_bytes().to_vec()));
        *counter = counter.wrapping_add(1);
        rtp(
            marker,
            payload_type,
            seq,
            timestamp,
            ssrc,
            &elements,
            payload,
        )
    }
}

impl SendingEncoding {
    pub(crate) fn timestamp(&self, age_ms: u64) -> u32 {
        self.timestamp_base.wrapping_add((age_ms * 90) as u32)
    }

    /// One frame's packets: number, marker, timestamp, payload.
    fn frame(&mut self, picture_ids: PictureIds, age_ms: u64) -> Vec<(u16, bool, u32, Vec<u8>)> {
        let keyframe = std::mem::take(&mut self.wants_keyframe);
        self.keyframes += u32::from(keyframe);
        self.since_keyframe = if keyframe { 0 } else { self.since_keyframe + 1 };
        let (tid, _) = self.temporal_layer();
        self.tl0 = self.tl0.wrapping_add(u8::from(tid == 0));
        let count = self.packets_per_frame * (1 + u8::from(keyframe));
        let packets = (0..count).map(|part| {
            let payload = self.payload(picture_ids, part, count, keyframe);
            let seq = self.seq.wrapping_add(u16::from(part));
            (seq, part + 1 == count, self.timestamp(age_ms), payload)
        });
        let packets: Vec<_> = packets.collect();
        self.seq = self.seq.wrapping_add(u16::from(count));
        self.packets += u32::from(count);
        self.picture = self.picture.wrapping_add(1) & 0x7fff;
        self.frame += 1;
        packets
    }

    /// The layer of the present frame, and whether it depends on the base alone.
    fn temporal_layer(&self) -> (u8, bool) {
        if !self.has_temporal {
            return (0, false);
        }
        [(0, false), (2, true), (1, true), (2, false)][self.since_keyframe as usize % 4]
    }

    /// Descriptor, a byte with the keyframe bit, and a tag by which the receiver knows the packet.
    fn payload(&self, picture_ids: PictureIds, part: u8, count: u8, keyframe: bool) -> Vec<u8> {
        let picture_id = match picture_ids {
            PictureIds::Shortest if self.picture < 128 => PictureId::Short(self.picture as u8),
            _ => PictureId::Long(self.picture),
        };
        let descriptor = Descriptor {
            len: 0,
            flags: if part == 0 { 0x10 } else { 0 },
            keyframe: false,
            picture_id: Some(picture_id),
            tl0_pic_idx: Some(self.tl0),
            has_tid: true,
            has_key_idx: false,
            tid_y_key_idx: {
                let (tid, is_sync) = self.temporal_layer();
                tid << 6 | u8::from(is_sync) << 5
            },
        };
        let mut bytes = [0; Descriptor::MAX_LEN];
        let len = descriptor.write(&mut bytes);
        let mut payload = bytes[..len].to_vec();
        payload.push(u8::from(!keyframe));
        payload.extend((self.ssrc as u8).to_be_bytes());
        payload.extend(self.frame.to_be_bytes());
        payload.extend([part, count]);
        payload.extend(std::iter::repeat_n(part, 300));
        payload
    }
}

/// A microphone that sends 50 packets a second.
#[derive(Debug)]
pub(crate) struct Microphone {
    pub(crate) ssrc: u32,
    pub(crate) packets: u32,
    mid: String,
    started_ms: u64,
}

impl Microphone {
    pub(crate) fn new(mid: &str, ssrc: u32, now_ms: u64) -> Self {
        Self {
            ssrc,
            packets: 0,
            mid: mid.to_owned(),
            started_ms: now_ms,
        }
    }

    pub(crate) fn stream(&self) -> Stream {
        Stream {
            codec: Codec::Opus,
            payload_type: AUDIO_PT,
            rtx_payload_type: None,
            clock_rate: 48_000,
            mid: Some(self.mid.clone()),
            cname: "camera".to_owned(),
            encodings: vec![Encoding {
                ssrc: Some(self.ssrc),
                ..Encoding::default()
            }],
            extensions: EXTENSIONS,
            nack: false,
            pli: false,
            transport_cc: true,
        }
    }

    pub(crate) fn timestamp(&self, now_ms: u64) -> u32 {
        ((now_ms - self.started_ms) * 48) as u32
    }

    pub(crate) fn tick(&mut self, now_ms: u64, counter: &mut u16, mut send: impl FnMut(Vec<u8>)) {
        if !(now_ms - self.started_ms).is_multiple_of(20) {
            return;
        }
        let elements = [
            (1, self.mid.as_bytes().to_vec()),
            (5, counter.to_be_bytes().to_vec()),
            (6, vec![0x80 | (self.packets % 100) as u8]),
        ];
        *counter = counter.wrapping_add(1);
        let payload = self.packets.to_be_bytes().repeat(20);
        let timestamp = self.timestamp(now_ms);
        send(rtp(
            false,
            AUDIO_PT,
            self.packets as u16,
            timestamp,
            self.ssrc,
            &elements,
            &payload,
        ));
        self.packets += 1;
    }

    pub(crate) fn report(&self, now_ms: u64, mut send: impl FnMut(Vec<u8>)) {
        send(sender_report(
            self.ssrc,
            self.packets,
            self.timestamp(now_ms),
            now_ms,
        ));
    }
}

pub(crate) fn ntp(now_ms: u64) -> u64 {
    ((WALL_CLOCK_S + now_ms / 1000) << 32) | (((now_ms % 1000) << 32) / 1000)
}

fn sender_report(ssrc: u32, packets: u32, rtp_timestamp: u32, now_ms: u64) -> Vec<u8> {
    let info = SenderInfo {
        ntp: ntp(now_ms),
        rtp_timestamp,
        packets,
        bytes: packets * 300,
    };
    let mut buffer = [0; 100];
    let mut writer = CompoundWriter::new(&mut buffer);
    assert!(writer.sender_report(ssrc, &info, &[]) && writer.source_description(ssrc, "camera"));
    writer.finish().to_vec()
}

/// An RTP packet with one-byte header extensions.
pub(crate) fn rtp(
    marker: bool,
    payload_type: u8,
    seq: u16,
    timestamp: u32,
    ssrc: u32,
    elements: &[(u8, Vec<u8>)],
    payload: &[u8],
) -> Vec<u8> {
    let mut bytes = vec![0x90, u8::from(marker) << 7 | payload_type];
    bytes.extend(seq.to_be_bytes());
    bytes.extend(timestamp.to_be_bytes());
    bytes.extend(ssrc.to_be_bytes());
    let mut block = vec![];
    for (id, data) in elements {
        block.push(id << 4 | (data.len() - 1) as u8);
        block.extend(data);
    }
    block.resize(block.len().next_multiple_of(4), 0);
    bytes.extend([0xbe, 0xde]);
    bytes.extend(((block.len() / 4) as u16).to_be_bytes());
    bytes.extend(block);
    bytes.extend(payload);
    bytes
}
