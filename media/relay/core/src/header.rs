//! The RTP headers that one consumer's packets are sent under.

use crate::Instant;
use crate::clock::ticks;
use crate::extension::ExtensionWriter;
use crate::level::AudioLevel;
use crate::rtx::OSN_LEN;
use crate::vp8;
use crate::{HeaderExtensions, RtpPacket, Stream};

/// Longest extension block: every element we send in the two-byte form, with the longest MID.
const MAX_EXTENSIONS: usize = 4 + (2 + Stream::MAX_NAME) + (2 + 3) + (2 + 2) + (2 + 1) + 2;
const MAX_TEMPLATE: usize = RtpPacket::FIXED_HEADER + MAX_EXTENSIONS;
/// Longest header with what we put in front of the forwarded payload.
pub(crate) const MAX_HEADER: usize = MAX_TEMPLATE + OSN_LEN + vp8::Descriptor::MAX_LEN;

/// What differs from packet to packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) marker: bool,
    pub(crate) seq: u16,
    pub(crate) timestamp: u32,
    /// For abs-send-time.
    pub(crate) sent: Instant,
    pub(crate) level: Option<AudioLevel>,
    /// Transport-wide number; ignored where [`HeaderTemplate::counts`] is false.
    pub(crate) transport_seq: u16,
}

/// A header laid out once, to be copied and filled in for each packet.
#[derive(Clone, Debug)]
pub(crate) struct HeaderTemplate {
    bytes: [u8; MAX_TEMPLATE],
    len: usize,
    /// Where the data of the element starts.
    abs_send_time: Option<usize>,
    transport_seq: Option<usize>,
    /// Where the element starts, and its length: it is blanked where a packet has no level.
    level: Option<(usize, usize)>,
}

impl HeaderTemplate {
    /// `transport_cc`: the packets get transport-wide numbers.
    pub(crate) fn new(ssrc: u32, payload_type: u8, stream: &Stream, transport_cc: bool) -> Self {
        let mut bytes = [0; MAX_TEMPLATE];
        bytes[0] = 0x80;
        bytes[1] = payload_type & 0x7f;
        bytes[8..12].copy_from_slice(&ssrc.to_be_bytes());
        let mut template = Self {
            bytes,
            len: RtpPacket::FIXED_HEADER,
            abs_send_time: None,
            transport_seq: None,
            level: None,
        };
        template.lay_out(stream, transport_cc);
        template
    }

    fn lay_out(&mut self, stream: &Stream, transport_cc: bool) {
        let HeaderExtensions {
            mid,
            abs_send_time,
            transport_cc: transport_seq,
            audio_level,
            ..
        } = stream.extensions;
        let mid = mid.zip(stream.mid.as_deref().filter(|mid| !mid.is_empty()));
        let transport_seq = transport_seq.filter(|_| transport_cc);
        let ids = [
            mid.map(|(id, _)| id),
            abs_send_time,
            transport_seq,
            audio_level,
        ];
        if ids.iter().all(Option::is_none) {
            return;
        }
        let two_byte = ids.iter().flatten().any(|id| *id > 14);
        let header = if two_byte { 2 } else { 1 };
        let start = self.len;
        let mut writer = ExtensionWriter::new(two_byte, &mut self.bytes[start..]);
        if let Some((id, mid)) = mid {
            writer.push(id, mid.as_bytes());
        }
        self.abs_send_time = abs_send_time.map(|id| start + writer.push(id, &[0; 3]) + header);
        self.transport_seq = transport_seq.map(|id| start + writer.push(id, &[0; 2]) + header);
        self.level = audio_level.map(|id| (start + writer.push(id, &[0]), header + 1));
        self.len += writer.finish();
        self.bytes[0] |= 0x10;
    }

    /// The packets carry transport-wide numbers.
    pub(crate) fn counts(&self) -> bool {
        self.transport_seq.is_some()
    }

    /// Write the header; returns its length in bytes.
    #[inline]
    pub(crate) fn write(&self, fields: &Fields, into: &mut [u8; MAX_HEADER]) -> usize {
        into[..MAX_TEMPLATE].copy_from_slice(&self.bytes);
        into[1] |= u8::from(fields.marker) << 7;
        into[2..4].copy_from_slice(&fields.seq.to_be_bytes());
        into[4..8].copy_from_slice(&fields.timestamp.to_be_bytes());
        if let Some(at) = self.abs_send_time {
            into[at..at + 3].copy_from_slice(&abs_send_time(fields.sent));
        }
        if let Some(at) = self.transport_seq {
            into[at..at + 2].copy_from_slice(&fields.transport_seq.to_be_bytes());
        }
        if let Some((at, len)) = self.level {
            match fields.level {
                Some(level) => into[at + len - 1] = level.to_byte(),
                None => into[at..at + len].fill(0),
            }
        }
        self.len
    }
}

/// Seconds in 6.18 bit fixed-point, wrapping every 64 s.
fn abs_send_time(sent: Instant) -> [u8; 3] {
    let units = ticks(sent.as_nanos(), 1 << 18);
    let [.., b1, b2, b3] = (units as u32).to_be_bytes();
    [b1, b2, b3]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Codec;

    const FIELDS: Fields = Fields {
        marker: true,
        seq: 0x1234,
        timestamp: 0x0102_0304,
        sent: Instant::from_millis(64_500),
        level: None,
        transport_seq: 0x5678,
    };

    fn stream(extensions: HeaderExtensions) -> Stream {
        Stream {
            codec: Codec::Opus,
            payload_type: 100,
            rtx_payload_type: None,
            clock_rate: 48_000,
            mid: Some("a mid of 16 byte".to_owned()),
            cname: String::new(),
            encodings: vec![],
            extensions,
            nack: false,
            pli: false,
            transport_cc: true,
        }
    }

    fn written(extensions: HeaderExtensions, transport_cc: bool, fields: &Fields) -> Vec<u8> {
        let template = HeaderTemplate::new(7, 100, &stream(extensions), transport_cc);
        let mut header = [0xff; MAX_HEADER];
        let len = template.write(fields, &mut header);
        header[..len].to_vec()
    }

    #[test]
    fn without_extensions_it_is_twelve_bytes() {
        let header = written(HeaderExtensions::default(), true, &FIELDS);
        assert_eq!(header, [0x80, 0xe4, 0x12, 0x34, 1, 2, 3, 4, 0, 0, 0, 7]);
    }

    #[test]
    fn every_extension_is_written_under_the_consumers_id() {
        for offset in [0, 20] {
            let extensions = HeaderExtensions {
                mid: Some(1 + offset),
                abs_send_time: Some(2),
                transport_cc: Some(3),
                audio_level: Some(4),
                ..HeaderExtensions::default()
            };
            let level = AudioLevel::read(&[0x85]);
            let header = written(extensions, true, &Fields { level, ..FIELDS });
            let packet = RtpPacket::parse(&header).unwrap();
            assert!(packet.marker && packet.payload.is_empty());
            assert_eq!((packet.payload_type, packet.ssrc), (100, 7));
            assert_eq!((packet.seq, packet.timestamp), (0x1234, 0x0102_0304));
            assert_eq!(
                packet.extensions.get(1 + offset),
                Some(&b"a mid of 16 byte"[..])
            );
            // 64.5 s are half a second after the wrap.
            assert_eq!(packet.extensions.get(2), Some(&[0x02, 0, 0][..]));
            assert_eq!(packet.extensions.get(3), Some(&[0x56, 0x78][..]));
            assert_eq!(packet.extensions.get(4), Some(&[0x85][..]));
        }
    }

    #[test]
    fn what_a_packet_lacks_is_blank() {
        let extensions = HeaderExtensions {
            abs_send_time: Some(2),
            transport_cc: Some(3),
            audio_level: Some(4),
            ..HeaderExtensions::default()
        };
        let header = written(extensions, false, &FIELDS);
        let packet = RtpPacket::parse(&header).unwrap();
        assert_eq!(
            packet
                .extensions
                .iter()
                .map(|(id, _)| id)
                .collect::<Vec<_>>(),
            [2]
        );
    }
}
