//! Sender and receiver reports (RFC 3550 section 6.4).

use super::split_u32;
use crate::malformed::Malformed;

/// What a sender says about its own stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderInfo {
    /// Wall clock of the sender, 32.32 fixed-point seconds since 1900.
    pub ntp: u64,
    /// The same instant on the RTP timestamp's clock.
    pub rtp_timestamp: u32,
    /// Packets sent so far; wraps.
    pub packets: u32,
    /// Payload bytes sent so far; wraps.
    pub bytes: u32,
}

impl SenderInfo {
    pub(super) const LEN: usize = 20;

    pub(super) fn split(bytes: &[u8]) -> Result<(Self, &[u8]), Malformed> {
        let (seconds, rest) = split_u32(bytes)?;
        let (fraction, rest) = split_u32(rest)?;
        let (rtp_timestamp, rest) = split_u32(rest)?;
        let (packets, rest) = split_u32(rest)?;
        let (bytes, rest) = split_u32(rest)?;
        let ntp = u64::from(seconds) << 32 | u64::from(fraction);
        Ok((
            Self {
                ntp,
                rtp_timestamp,
                packets,
                bytes,
            },
            rest,
        ))
    }

    pub(super) fn write(&self, into: &mut [u8]) {
        into[..8].copy_from_slice(&self.ntp.to_be_bytes());
        into[8..12].copy_from_slice(&self.rtp_timestamp.to_be_bytes());
        into[12..16].copy_from_slice(&self.packets.to_be_bytes());
        into[16..20].copy_from_slice(&self.bytes.to_be_bytes());
    }
}

/// How one source is received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportBlock {
    /// The source.
    pub ssrc: u32,
    /// Lost since the last report, of 256.
    pub fraction_lost: u8,
    /// Lost since the beginning; 24 bits, signed.
    pub packets_lost: i32,
    /// Highest sequence number received, with 16 bits of wraps above it.
    pub highest_seq: u32,
    /// Interarrival jitter in timestamp units.
    pub jitter: u32,
    /// Middle 32 bits of the `ntp` of the last sender report; 0 if none.
    pub last_sr: u32,
    /// Since that report arrived, in units of 1/65536 s.
    pub delay_since_last_sr: u32,
}

impl ReportBlock {
    /// Most blocks in one report: the count has five bits.
    pub const MAX: usize = 31;
    pub(super) const LEN: usize = 24;

    fn parse(bytes: &[u8; Self::LEN]) -> Self {
        let word = |at: usize| {
            u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        Self {
            ssrc: word(0),
            fraction_lost: bytes[4],
            packets_lost: (word(4) << 8).cast_signed() >> 8,
            highest_seq: word(8),
            jitter: word(12),
            last_sr: word(16),
            delay_since_last_sr: word(20),
        }
    }

    pub(super) fn write(&self, into: &mut [u8]) {
        // "packets lost ... is clamped": RFC 3550 appendix A.3.
        let lost = self
            .packets_lost
            .clamp(-0x80_0000, 0x7f_ffff)
            .cast_unsigned()
            & 0xff_ffff;
        let loss = u32::from(self.fraction_lost) << 24 | lost;
        let words = [
            self.ssrc,
            loss,
            self.highest_seq,
            self.jitter,
            self.last_sr,
            self.delay_since_last_sr,
        ];
        for (chunk, word) in into.chunks_exact_mut(4).zip(words) {
            chunk.copy_from_slice(&word.to_be_bytes());
        }
    }
}

/// The blocks of one report.
#[derive(Clone, Copy, Debug)]
pub struct ReportBlocks<'a>(&'a [[u8; ReportBlock::LEN]]);

impl<'a> ReportBlocks<'a> {
    pub(super) fn new(count: u8, body: &'a [u8]) -> Result<Self, Malformed> {
        // What follows the blocks is a profile's extension.
        body.as_chunks()
            .0
            .get(..usize::from(count))
            .map(Self)
            .ok_or(Malformed)
    }

    /// Every block.
    pub fn iter(&self) -> impl Iterator<Item = ReportBlock> + use<'a> {
        self.0.iter().map(ReportBlock::parse)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{CompoundWriter, Packet, parse};
    use super::*;

    fn block() -> impl Strategy<Value = ReportBlock> {
        (any::<[u32; 5]>(), any::<u8>(), -0x80_0000i32..=0x7f_ffff).prop_map(
            |([ssrc, highest_seq, jitter, last_sr, delay_since_last_sr], fraction_lost, lost)| {
                ReportBlock {
                    ssrc,
                    fraction_lost,
                    packets_lost: lost,
                    highest_seq,
                    jitter,
                    last_sr,
                    delay_since_last_sr,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn a_sender_report_is_read_as_written(
            (ntp, rtp_timestamp, packets, bytes) in any::<(u64, u32, u32, u32)>(),
            blocks in proptest::collection::vec(block(), 0..=31),
        ) {
            let info = SenderInfo { ntp, rtp_timestamp, packets, bytes };
            let mut buffer = [0; 1200];
            let mut writer = CompoundWriter::new(&mut buffer);
            prop_assert!(writer.sender_report(5, &info, &blocks));
            let Some(Ok(Packet::SenderReport { ssrc: 5, info: read, blocks: read_blocks })) =
                parse(writer.finish()).next() else { panic!("no SR") };
            prop_assert_eq!(read, info);
            prop_assert_eq!(read_blocks.iter().collect::<Vec<_>>(), blocks);
        }
    }

    #[test]
    fn loss_beyond_24_bits_is_clamped() {
        let mut bytes = [0; ReportBlock::LEN];
        ReportBlock {
            packets_lost: i32::MAX,
            ..ReportBlock::default()
        }
        .write(&mut bytes);
        assert_eq!(ReportBlock::parse(&bytes).packets_lost, 0x7f_ffff);
    }
}
