//! Requests of a receiver: generic NACK and PLI (RFC 4585), FIR (RFC 5104).

use super::split_u32;
use crate::malformed::Malformed;

/// "Please send these again" (RFC 4585 section 6.2.1).
#[derive(Clone, Copy, Debug)]
pub struct Nack<'a> {
    /// Who asks.
    pub sender: u32,
    /// The stream the packets are missing from.
    pub media: u32,
    items: &'a [[u8; 4]],
}

impl<'a> Nack<'a> {
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let (sender, rest) = split_u32(body)?;
        let (media, rest) = split_u32(rest)?;
        Ok(Self {
            sender,
            media,
            items: rest.as_chunks().0,
        })
    }

    /// Every sequence number asked for.
    pub fn seqs(&self) -> impl Iterator<Item = u16> + use<'a> {
        self.items.iter().flat_map(|&[p0, p1, b0, b1]| {
            let packet_id = u16::from_be_bytes([p0, p1]);
            let following = u16::from_be_bytes([b0, b1]);
            let others = (0..16u16).filter(move |bit| following >> bit & 1 == 1);
            std::iter::once(packet_id).chain(others.map(move |bit| packet_id.wrapping_add(bit + 1)))
        })
    }

    /// Pack the longest front of `seqs` (ascending, across a wrap) that one item can hold: packet id and
    /// bitmask, and how many were packed.
    pub(super) fn pack(seqs: &[u16]) -> Option<([u8; 4], usize)> {
        let (&packet_id, others) = seqs.split_first()?;
        let mut following = 0u16;
        let mut packed = 1;
        for seq in others {
            let distance = seq.wrapping_sub(packet_id);
            if distance == 0 || distance > 16 {
                break;
            }
            following |= 1 << (distance - 1);
            packed += 1;
        }
        let ([p0, p1], [b0, b1]) = (packet_id.to_be_bytes(), following.to_be_bytes());
        Some(([p0, p1, b0, b1], packed))
    }
}

/// "A keyframe, please: pictures are lost" (RFC 4585 section 6.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureLoss {
    /// Who asks.
    pub sender: u32,
    /// The stream that shall have a keyframe.
    pub media: u32,
}

impl PictureLoss {
    pub(super) fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let (sender, rest) = split_u32(body)?;
        let (media, _) = split_u32(rest)?;
        Ok(Self { sender, media })
    }
}

/// "A keyframe, please" by command (RFC 5104 section 4.3.1).
#[derive(Clone, Copy, Debug)]
pub struct FullIntraRequest<'a> {
    entries: &'a [[u8; 8]],
}

impl<'a> FullIntraRequest<'a> {
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let (_sender, rest) = split_u32(body)?;
        // "The SSRC of media source ... is not used and SHALL be set to 0": the entries name them.
        let (_unused, rest) = split_u32(rest)?;
        Ok(Self {
            entries: rest.as_chunks().0,
        })
    }

    /// The streams that shall have a keyframe.
    pub fn ssrcs(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.entries
            .iter()
            .map(|&[s0, s1, s2, s3, ..]| u32::from_be_bytes([s0, s1, s2, s3]))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::{CompoundWriter, Packet, parse};

    proptest! {
        #[test]
        fn what_is_asked_for_is_read(
            start in any::<u16>(),
            offsets in proptest::collection::btree_set(0u16..600, 1..60),
        ) {
            let seqs: Vec<u16> = offsets.iter().map(|offset| start.wrapping_add(*offset)).collect();
            let mut buffer = [0; 400];
            let mut writer = CompoundWriter::new(&mut buffer);
            prop_assert_eq!(writer.nack(1, 2, &seqs), seqs.len());
            let Some(Ok(Packet::Nack(nack))) = parse(writer.finish()).next() else { panic!("no NACK") };
            prop_assert_eq!((nack.sender, nack.media), (1, 2));
            let read: BTreeSet<u16> = nack.seqs().collect();
            prop_assert_eq!(read, seqs.into_iter().collect());
        }
    }

    #[test]
    fn a_full_intra_request_names_its_streams() {
        let fir = [
            0x84, 206, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0, //
            0, 0, 0, 7, 3, 0, 0, 0, 0, 0, 0, 8, 4, 0, 0, 0,
        ];
        let Some(Ok(Packet::FullIntraRequest(fir))) = parse(&fir).next() else {
            panic!("no FIR")
        };
        assert_eq!(fir.ssrcs().collect::<Vec<_>>(), [7, 8]);
    }
}
