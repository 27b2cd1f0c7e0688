//! Somebody who sends a camera in three sizes and a voice.

use goround_relay_port::udp::Sender;

use crate::association::Association;
use crate::plan::{Stream, Streams};
use crate::rtcp;
use crate::traffic::{self, Act, VOICE_BYTES};

/// Bytes of VP8's payload descriptor with a 15-bit PictureID, TL0PICIDX and TID (RFC 7741 section 4.2).
const DESCRIPTOR_BYTES: usize = 6;
/// Where in a picture's payload the time of sending stands: behind the descriptor and the first bytes
/// of a keyframe (RFC 6386 section 9.1).
const PICTURE_STAMP_AT: usize = DESCRIPTOR_BYTES + 10;
/// Where in a voice's payload.
const VOICE_STAMP_AT: usize = 1;
/// Ticks between two pictures, and between two packets of sound.
const PICTURE_TICKS: u32 = 3_600;
const VOICE_TICKS: u32 = 960;

/// The time of sending in a plain payload, in nanoseconds since 1970.
pub(crate) fn sent_at(payload: &[u8], is_picture: bool) -> Option<u64> {
    let at = if is_picture {
        PICTURE_STAMP_AT
    } else {
        VOICE_STAMP_AT
    };
    let bytes = payload.get(at..)?.first_chunk()?;
    Some(u64::from_be_bytes(*bytes))
}

/// One person's sending leg.
pub(crate) struct Talker {
    pub(crate) association: Association,
    streams: Streams,
    transport_cc: Option<u8>,
    /// Next sequence numbers: of the voice, of each picture, transport-wide.
    voice_seq: u16,
    picture_seqs: [u16; 3],
    transport_seq: u16,
    frame: u32,
    voices: u32,
    /// Packets and payload bytes of each stream, for sender reports; the voice last.
    counts: [(u32, u32); 4],
    /// Whether the next picture is to be a keyframe.
    wants_keyframe: bool,
    pub(crate) keyframes_asked: u64,
    pub(crate) nacks: u64,
}

/// What a header says besides the stream's own names.
struct Header {
    marker: bool,
    seq: u16,
    timestamp: u32,
    level: Option<u8>,
}

impl Talker {
    pub(crate) fn new(
        association: Association,
        streams: Streams,
        transport_cc: Option<u8>,
    ) -> Self {
        Self {
            association,
            streams,
            transport_cc,
            voice_seq: 1,
            picture_seqs: [1; 3],
            transport_seq: 0,
            frame: 0,
            voices: 0,
            counts: [(0, 0); 4],
            wants_keyframe: true,
            keyframes_asked: 0,
            nacks: 0,
        }
    }

    /// Do what it is time for; `now_ns`: nanoseconds since 1970. How many of the packets sent are to
    /// be forwarded to each other person.
    pub(crate) fn act(&mut self, act: Act, now_ns: u64, sender: &mut Sender) -> u64 {
        let packets = match act {
            Act::Voice => {
                self.voice(now_ns);
                1
            }
            Act::Picture => {
                let is_key = std::mem::take(&mut self.wants_keyframe);
                (0..3).for_each(|encoding| self.picture(encoding, is_key, now_ns));
                self.frame += 1;
                traffic::picture(self.frame - 1, traffic::FORWARDED).count()
            }
        };
        self.association.flush(sender);
        packets as u64
    }

    fn voice(&mut self, now_ns: u64) {
        let header = Header {
            marker: false,
            seq: self.voice_seq,
            timestamp: self.voices.wrapping_mul(VOICE_TICKS),
            level: Some(0x80 | 40),
        };
        self.voices += 1;
        self.voice_seq = self.voice_seq.wrapping_add(1);
        let write = |payload: &mut [u8]| {
            payload[0] = 0x78;
            payload[VOICE_STAMP_AT..VOICE_STAMP_AT + 8].copy_from_slice(&now_ns.to_be_bytes());
        };
        self.put(self.streams.voice, &header, VOICE_BYTES, write);
        self.count(3, VOICE_BYTES);
    }

    fn picture(&mut self, encoding: usize, is_key: bool, now_ns: u64) {
        let lengths = traffic::picture(self.frame, encoding);
        let last = traffic::picture(self.frame, encoding).count() - 1;
        let frame = self.frame;
        for (part, length) in lengths.enumerate() {
            let seq = self.picture_seqs[encoding];
            self.picture_seqs[encoding] = seq.wrapping_add(1);
            let header = Header {
                marker: part == last,
                seq,
                timestamp: frame.wrapping_mul(PICTURE_TICKS),
                level: None,
            };
            let write = |payload: &mut [u8]| {
                describe(payload, frame, part == 0, is_key);
                payload[PICTURE_STAMP_AT..PICTURE_STAMP_AT + 8]
                    .copy_from_slice(&now_ns.to_be_bytes());
            };
            self.put(self.streams.pictures[encoding], &header, length, write);
            self.count(encoding, length);
        }
    }

    fn count(&mut self, stream: usize, bytes: usize) {
        let (packets, total) = &mut self.counts[stream];
        *packets += 1;
        *total = total.wrapping_add(bytes as u32);
    }

    fn put(
        &mut self,
        stream: Stream,
        header: &Header,
        length: usize,
        write: impl FnOnce(&mut [u8]),
    ) {
        let extensions = [
            self.transport_cc.map(|id| {
                let [high, low] = self.transport_seq.to_be_bytes();
                (id, [high, low], 2)
            }),
            self.streams
                .level
                .zip(header.level)
                .map(|(id, level)| (id, [level, 0], 1)),
        ];
        self.transport_seq = self.transport_seq.wrapping_add(1);
        self.association.put_rtp(|packet| {
            let start = write_header(packet, stream, header, &extensions);
            write(&mut packet[start..start + length]);
            start + length
        });
    }

    /// Send a sender report for each stream.
    pub(crate) fn report(&mut self, now_ns: u64, sender: &mut Sender) {
        let [small, middle, large] = self.streams.pictures;
        let frames = self.frame.wrapping_mul(PICTURE_TICKS);
        let voices = self.voices.wrapping_mul(VOICE_TICKS);
        let streams = [
            (small, frames),
            (middle, frames),
            (large, frames),
            (self.streams.voice, voices),
        ];
        for ((stream, timestamp), count) in streams.into_iter().zip(self.counts) {
            let report = rtcp::sender_report(stream.ssrc, now_ns, timestamp, count);
            self.association.put_rtcp(&report);
        }
        self.association.flush(sender);
    }

    /// Take a sealed RTCP datagram.
    pub(crate) fn take_rtcp(&mut self, datagram: &mut [u8]) {
        let Ok(length) = self.association.session.inbound.unprotect_rtcp(datagram) else {
            return;
        };
        for (format, kind) in rtcp::feedback(&datagram[..length]) {
            match (kind, format) {
                // PLI and FIR (RFC 4585, RFC 5104).
                (rtcp::PAYLOAD_FEEDBACK, 1 | 4) => {
                    self.wants_keyframe = true;
                    self.keyframes_asked += 1;
                }
                (rtcp::TRANSPORT_FEEDBACK, 1) => self.nacks += 1,
                _ => {}
            }
        }
    }
}

/// Write VP8's payload descriptor and, at the front of a picture, as much of a keyframe's header as a
/// relay may look at.
fn describe(payload: &mut [u8], frame: u32, is_first: bool, is_key: bool) {
    let [high, low] = (frame as u16 | 0x8000).to_be_bytes();
    let start = if is_first { 0x90 } else { 0x80 };
    payload[..DESCRIPTOR_BYTES].copy_from_slice(&[start, 0xe0, high, low, frame as u8, 0]);
    if is_first {
        payload[DESCRIPTOR_BYTES] = u8::from(!is_key);
        if is_key {
            // Start code, then 1280 by 720.
            payload[DESCRIPTOR_BYTES + 3..DESCRIPTOR_BYTES + 10]
                .copy_from_slice(&[0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02]);
        }
    }
}

/// Write an RTP header with one-byte extension elements (RFC 8285 section 4.2); its length.
fn write_header(
    packet: &mut [u8],
    stream: Stream,
    header: &Header,
    extensions: &[Option<(u8, [u8; 2], usize)>],
) -> usize {
    packet[0] = 0x80;
    packet[1] = stream.payload_type | u8::from(header.marker) << 7;
    packet[2..4].copy_from_slice(&header.seq.to_be_bytes());
    packet[4..8].copy_from_slice(&header.timestamp.to_be_bytes());
    packet[8..12].copy_from_slice(&stream.ssrc.to_be_bytes());
    let mut end = 16;
    for (id, data, length) in extensions.iter().flatten() {
        packet[end] = id << 4 | (*length as u8 - 1);
        packet[end + 1..end + 1 + length].copy_from_slice(&data[..*length]);
        end += 1 + length;
    }
    if end == 16 {
        return 12;
    }
    let words = (end - 16).div_ceil(4);
    packet[end..16 + 4 * words].fill(0);
    packet[0] |= 0x10;
    packet[12..16].copy_from_slice(&[0xbe, 0xde, 0, words as u8]);
    16 + 4 * words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_as_long_as_it_says() {
        let stream = Stream {
            payload_type: 96,
            ssrc: 7,
        };
        let header = Header {
            marker: true,
            seq: 1,
            timestamp: 2,
            level: None,
        };
        let mut packet = [0xff; 64];
        let extensions = [Some((5, [1, 2], 2)), Some((6, [3, 0], 1))];
        for extensions in [&extensions[..], &extensions[..1], &[]] {
            let length = write_header(&mut packet, stream, &header, extensions);
            let told = goround_relay_transport::srtp::rtp_header_bytes(&packet);
            assert_eq!(told, Some(length));
        }
    }

    #[test]
    fn the_time_of_sending_is_found_again() {
        let mut payload = [0; 64];
        describe(&mut payload, 70_000, true, true);
        payload[PICTURE_STAMP_AT..PICTURE_STAMP_AT + 8].copy_from_slice(&77_u64.to_be_bytes());
        assert_eq!(sent_at(&payload, true), Some(77));
        assert_eq!(payload[DESCRIPTOR_BYTES] & 1, 0);
        assert_eq!(sent_at(&payload[..10], true), None);
    }
}
