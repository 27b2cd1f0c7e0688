//! Extended reports as far as a receiver needs them to learn its round-trip time (RFC 3611).

use super::split_u32;
use crate::malformed::Malformed;

/// Receiver reference time: "this is my clock".
pub(super) const REFERENCE_TIME: u8 = 4;
/// Delay since last receiver reference time: the answer.
const DLRR: u8 = 5;

/// The blocks of one XR packet.
#[derive(Clone, Copy, Debug)]
pub struct ExtendedReport<'a> {
    blocks: &'a [u8],
}

/// How long ago the sender of this heard our reference time (RFC 3611 section 4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DlrrBlock {
    /// Whose reference time is answered.
    pub ssrc: u32,
    /// Middle 32 bits of that reference time.
    pub last_rr: u32,
    /// Since it arrived there, in units of 1/65536 s.
    pub delay: u32,
}

impl<'a> ExtendedReport<'a> {
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let (_ssrc, blocks) = split_u32(body)?;
        Ok(Self { blocks })
    }

    /// Every answer to a reference time; ends at a block that is cut short.
    pub fn dlrr_blocks(&self) -> impl Iterator<Item = DlrrBlock> + use<'a> {
        let mut rest = self.blocks;
        std::iter::from_fn(move || {
            let (&[kind, _, l0, l1], after) = rest.split_first_chunk::<4>()?;
            let len = usize::from(u16::from_be_bytes([l0, l1])) * 4;
            let (block, after) = after.split_at_checked(len)?;
            rest = after;
            Some(if kind == DLRR {
                block.as_chunks::<12>().0
            } else {
                &[]
            })
        })
        .flatten()
        .map(
            |&[s0, s1, s2, s3, l0, l1, l2, l3, d0, d1, d2, d3]| DlrrBlock {
                ssrc: u32::from_be_bytes([s0, s1, s2, s3]),
                last_rr: u32::from_be_bytes([l0, l1, l2, l3]),
                delay: u32::from_be_bytes([d0, d1, d2, d3]),
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CompoundWriter, Packet, parse};
    use super::*;

    #[test]
    fn an_answer_is_found_behind_other_blocks() {
        let xr = [
            0x80, 207, 0, 8, 0, 0, 0, 9, //
            4, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, //
            5, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3,
        ];
        let Some(Ok(Packet::ExtendedReport(report))) = parse(&xr).next() else {
            panic!("no XR")
        };
        let blocks: Vec<_> = report.dlrr_blocks().collect();
        assert_eq!(
            blocks,
            [DlrrBlock {
                ssrc: 1,
                last_rr: 2,
                delay: 3
            }]
        );
    }

    #[test]
    fn our_reference_time_is_well_formed() {
        let mut buffer = [0; 40];
        let mut writer = CompoundWriter::new(&mut buffer);
        assert!(writer.reference_time(1, 0x0102_0304_0506_0708));
        let expected = [
            0x80, 207, 0, 4, 0, 0, 0, 1, 4, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8,
        ];
        assert_eq!(writer.finish(), expected);
    }
}
