//! A person's receiver of one consumer, and what it has to find in order.

use std::collections::BTreeMap;

use goround_relay_core::rtcp::{CompoundWriter, ReportBlock};
use goround_relay_core::vp8::{Descriptor, PictureId};
use goround_relay_core::{Codec, Encoding, HeaderExtensions, RtpPacket, Stream};

/// The consumer's side numbers its extensions differently from every producer's.
pub(crate) const EXTENSIONS: HeaderExtensions = HeaderExtensions {
    mid: Some(9),
    rid: None,
    repaired_rid: None,
    abs_send_time: Some(8),
    transport_cc: Some(7),
    audio_level: Some(10),
};
const RETRY_MS: u64 = 60;

/// One packet as received, by our own unwrapped number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Got {
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) level: Option<u8>,
    pub(crate) at_ms: u64,
    pub(crate) recovered: bool,
    pub(crate) body: Vec<u8>,
    pub(crate) video: Option<Video>,
}

/// What a video packet says of itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Video {
    pub(crate) picture_id: u16,
    pub(crate) tl0: u8,
    pub(crate) keyframe: bool,
    /// Temporal layer.
    pub(crate) tid: u8,
    /// The tag: SSRC (low byte), frame, part and parts.
    pub(crate) source: u8,
    pub(crate) frame: u32,
    pub(crate) part: u8,
    pub(crate) parts: u8,
}

#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) codec: Codec,
    pub(crate) ssrc: u32,
    pub(crate) rtx_ssrc: u32,
    pub(crate) rtx: bool,
    pub(crate) nacks: bool,
    pub(crate) packets: BTreeMap<i64, Got>,
    pub(crate) transport_seqs: Vec<u16>,
    /// Packets that only padded.
    pub(crate) padding: u64,
    pub(crate) rtcp: Vec<(u64, Vec<u8>)>,
    /// Lowest and highest number.
    range: Option<(i64, i64)>,
    asked_ms: BTreeMap<i64, u64>,
    last_sr: Option<(u32, u64)>,
}

impl Receiver {
    pub(crate) fn new(codec: Codec, ssrc: u32, rtx: bool) -> Self {
        Self {
            codec,
            ssrc,
            rtx_ssrc: ssrc + 1,
            rtx,
            nacks: codec == Codec::Vp8,
            packets: BTreeMap::new(),
            transport_seqs: vec![],
            padding: 0,
            rtcp: vec![],
            range: None,
            asked_ms: BTreeMap::new(),
            last_sr: None,
        }
    }

    pub(crate) fn stream(&self) -> Stream {
        let video = self.codec == Codec::Vp8;
        Stream {
            codec: self.codec,
            payload_type: if video { 101 } else { 100 },
            rtx_payload_type: (self.rtx && video).then_some(102),
            clock_rate: if video { 90_000 } else { 48_000 },
            mid: Some(format!("m{}", self.ssrc)),
            cname: "somebody".to_owned(),
            encodings: vec![Encoding {
                ssrc: Some(self.ssrc),
                rtx_ssrc: (self.rtx && video).then_some(self.rtx_ssrc),
                rid: None,
            }],
            extensions: EXTENSIONS,
            nack: self.nacks,
            pli: video,
            transport_cc: true,
        }
    }

    pub(crate) fn handle_rtp(&mut self, datagram: &[u8], now_ms: u64) {
        let packet = RtpPacket::parse(datagram).expect("the relay sends good RTP");
        let stream = self.stream();
        let mid = packet
            .extensions
            .get(9)
            .expect("every packet names its media section");
        assert_eq!(mid, stream.mid.unwrap().as_bytes());
        assert_eq!(packet.extensions.get(8).expect("abs-send-time").len(), 3);
        if let Some(seq) = packet.extensions.get(7) {
            self.transport_seqs
                .push(u16::from_be_bytes(seq.try_into().unwrap()));
        }
        let (seq, payload, recovered) = if packet.ssrc == self.rtx_ssrc {
            assert_eq!(Some(packet.payload_type), stream.rtx_payload_type);
            let Some((osn, payload)) = packet.payload.split_first_chunk() else {
                self.padding += 1;
                return;
            };
            (u16::from_be_bytes(*osn), payload, true)
        } else {
            assert_eq!(packet.payload_type, stream.payload_type);
            (packet.seq, packet.payload, false)
        };
        let number = self.unwrap(seq);
        let got = self.read(&packet, payload, recovered, now_ms);
        self.asked_ms.remove(&number);
        if let Some(before) = self.packets.get(&number) {
            let same = Got {
                at_ms: before.at_ms,
                recovered: before.recovered,
                ..got
            };
            assert_eq!(&same, before, "number {number} came twice and differs");
            return;
        }
        self.packets.insert(number, got);
    }

    pub(crate) fn handle_rtcp(&mut self, datagram: &[u8], now_ms: u64) {
        use goround_relay_core::rtcp::{Packet, parse};
        for packet in parse(datagram).map(|packet| packet.expect("the relay sends good RTCP")) {
            if let Packet::SenderReport { ssrc, info, .. } = packet
                && ssrc == self.ssrc
            {
                self.last_sr = Some(((info.ntp >> 16) as u32, now_ms));
                self.rtcp.push((now_ms, datagram.to_vec()));
            }
        }
    }

    /// Requests for what is missing.
    pub(crate) fn tick(&mut self, now_ms: u64, mut send: impl FnMut(Vec<u8>)) {
        if !self.nacks {
            return;
        }
        let due: Vec<u16> = self
            .asked_ms
            .iter_mut()
            .filter(|(_, due)| **due <= now_ms)
            .map(|(number, due)| {
                *due = now_ms + RETRY_MS;
                *number as u16
            })
            .take(100)
            .collect();
        if due.is_empty() {
            return;
        }
        let mut buffer = [0; 600];
        let mut writer = CompoundWriter::new(&mut buffer);
        writer.nack(2, self.ssrc, &due);
        send(writer.finish().to_vec());
    }

    pub(crate) fn report(&self, now_ms: u64, mut send: impl FnMut(Vec<u8>)) {
        let (last_sr, delay) = self.last_sr.map_or((0, 0), |(ntp, at_ms)| {
            (ntp, ((now_ms - at_ms) * 65_536 / 1000) as u32)
        });
        let block = ReportBlock {
            ssrc: self.ssrc,
            packets_lost: 3,
            fraction_lost: 64,
            jitter: 900,
            last_sr,
            delay_since_last_sr: delay,
            ..ReportBlock::default()
        };
        let mut buffer = [0; 100];
        let mut writer = CompoundWriter::new(&mut buffer);
        assert!(writer.receiver_report(2, &[block]));
        send(writer.finish().to_vec());
    }

    /// Numbers never received between the first and the last.
    pub(crate) fn holes(&self) -> Vec<i64> {
        let (Some((first, _)), Some((last, _))) = (
            self.packets.first_key_value(),
            self.packets.last_key_value(),
        ) else {
            return vec![];
        };
        (*first..*last)
            .filter(|number| !self.packets.contains_key(number))
            .collect()
    }

    pub(crate) fn videos(&self) -> impl Iterator<Item = (i64, &Got, &Video)> {
        self.packets
            .iter()
            .map(|(number, got)| (*number, got, got.video.as_ref().unwrap()))
    }

    /// Sources in the order of numbers, each once for every stretch of it.
    pub(crate) fn sources(&self) -> Vec<u8> {
        let mut sources: Vec<u8> = self.videos().map(|(_, _, video)| video.source).collect();
        sources.dedup();
        sources
    }

    /// Check everything that holds of a video on any network, however lossy.
    ///
    /// Numbers, pictures, time and layers go on as one stream: every stretch begins at a keyframe; within a
    /// frame only lost packets are missing; pictures and TL0PICIDX count up by one; time goes on.
    pub(crate) fn assert_one_stream(&self) {
        let mut before: Option<(i64, &Got, &Video)> = None;
        for (number, got, video) in self.videos() {
            assert_eq!(
                got.marker,
                video.part + 1 == video.parts,
                "marker at {number}"
            );
            if let Some((last_number, last_got, last)) = before {
                let step = got.timestamp.wrapping_sub(last_got.timestamp).cast_signed();
                let pictures = video.picture_id.wrapping_sub(last.picture_id) & 0x7fff;
                let tl0s = video.tl0.wrapping_sub(last.tl0);
                assert_eq!(pictures & 0xff, u16::from(tl0s), "TL0PICIDX at {number}");
                if (video.source, video.frame) == (last.source, last.frame) {
                    assert_eq!((pictures, step), (0, 0), "within a frame at {number}");
                    assert_eq!(
                        number - last_number,
                        i64::from(video.part) - i64::from(last.part)
                    );
                } else {
                    assert!(step > 0, "time at {number}: {step}");
                    assert!(
                        (1..0x4000).contains(&pictures),
                        "pictures at {number}: {pictures}"
                    );
                }
                if number == last_number + 1 && video.frame != last.frame {
                    assert_eq!(video.part, 0, "a frame begins at {number}");
                    let broken_off = last.part + 1 != last.parts;
                    let continues = video.source == last.source && video.frame == last.frame + 1;
                    assert!(
                        video.keyframe || continues && !broken_off,
                        "a delta frame after a gap at {number}: {last:?} {video:?}"
                    );
                    assert_eq!(pictures, 1, "pictures at {number}");
                }
            }
            before = Some((number, got, video));
        }
    }

    pub(crate) fn assert_begins_with_keyframe(&self) {
        let (_, _, video) = self.videos().next().expect("something was received");
        assert!(video.keyframe && video.part == 0, "began with {video:?}");
    }

    fn unwrap(&mut self, seq: u16) -> i64 {
        let Some((lowest, highest)) = self.range else {
            self.range = Some((i64::from(seq), i64::from(seq)));
            return i64::from(seq);
        };
        let number = highest + i64::from(seq.wrapping_sub(highest as u16).cast_signed());
        for missing in (number + 1..lowest).chain(highest + 1..number) {
            self.asked_ms.insert(missing, 0);
        }
        self.range = Some((lowest.min(number), highest.max(number)));
        number
    }

    fn read(&self, packet: &RtpPacket<'_>, payload: &[u8], recovered: bool, at_ms: u64) -> Got {
        let level = packet.extensions.get(10).map(|level| level[0]);
        let (timestamp, marker) = (packet.timestamp, packet.marker);
        if self.codec == Codec::Opus {
            let body = payload.to_vec();
            return Got {
                timestamp,
                marker,
                level,
                at_ms,
                recovered,
                body,
                video: None,
            };
        }
        let descriptor = Descriptor::parse(payload).expect("the relay writes good descriptors");
        let Some(PictureId::Long(picture_id)) = descriptor.picture_id else {
            panic!("picture ids are written in 15 bits");
        };
        let body = payload[usize::from(descriptor.len)..].to_vec();
        let video = Video {
            picture_id,
            tl0: descriptor.tl0_pic_idx.unwrap(),
            keyframe: body[0] & 1 == 0,
            tid: descriptor.tid_y_key_idx >> 6,
            source: body[1],
            frame: u32::from_be_bytes([body[2], body[3], body[4], body[5]]),
            part: body[6],
            parts: body[7],
        };
        assert_eq!(descriptor.keyframe, video.keyframe && video.part == 0);
        assert_eq!(body.len(), 8 + 300);
        Got {
            timestamp,
            marker,
            level,
            at_ms,
            recovered,
            body,
            video: Some(video),
        }
    }
}
