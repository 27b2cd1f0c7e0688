//! RTCP: compound datagrams taken apart and put together (RFC 3550 section 6, RFC 4585, RFC 3611).

mod extended_report;
mod feedback;
mod report;
mod transport_feedback;
mod writer;

pub use extended_report::{DlrrBlock, ExtendedReport};
pub use feedback::{FullIntraRequest, Nack, PictureLoss};
pub use report::{ReportBlock, ReportBlocks, SenderInfo};
pub use transport_feedback::{MAX_STATUSES, Statuses, TransportFeedback};
pub use writer::CompoundWriter;

use crate::malformed::Malformed;

/// Packet types and feedback formats that the relay knows.
mod kind {
    pub(super) const SENDER_REPORT: u8 = 200;
    pub(super) const RECEIVER_REPORT: u8 = 201;
    pub(super) const SOURCE_DESCRIPTION: u8 = 202;
    pub(super) const GOODBYE: u8 = 203;
    pub(super) const TRANSPORT_FEEDBACK: u8 = 205;
    pub(super) const PAYLOAD_FEEDBACK: u8 = 206;
    pub(super) const EXTENDED_REPORT: u8 = 207;
    /// Of [`TRANSPORT_FEEDBACK`]: RFC 4585 section 6.2.1.
    pub(super) const NACK: u8 = 1;
    /// Of [`TRANSPORT_FEEDBACK`]: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1.
    pub(super) const TRANSPORT_CC: u8 = 15;
    /// Of [`PAYLOAD_FEEDBACK`]: RFC 4585 section 6.3.1.
    pub(super) const PICTURE_LOSS: u8 = 1;
    /// Of [`PAYLOAD_FEEDBACK`]: RFC 5104 section 4.3.1.
    pub(super) const FULL_INTRA_REQUEST: u8 = 4;
}

/// One packet of a compound datagram; borrows it.
#[derive(Clone, Copy, Debug)]
pub enum Packet<'a> {
    /// SR: what a sender has sent, and how it receives.
    SenderReport {
        /// Who reports.
        ssrc: u32,
        /// What it has sent.
        info: SenderInfo,
        /// How it receives others.
        blocks: ReportBlocks<'a>,
    },
    /// RR: how somebody receives.
    ReceiverReport {
        /// Who reports.
        ssrc: u32,
        /// How it receives others.
        blocks: ReportBlocks<'a>,
    },
    /// BYE: these sources are gone. Every four bytes one SSRC.
    Goodbye(&'a [[u8; 4]]),
    /// Generic NACK.
    Nack(Nack<'a>),
    /// PLI.
    PictureLoss(PictureLoss),
    /// FIR.
    FullIntraRequest(FullIntraRequest<'a>),
    /// Transport-wide congestion feedback.
    TransportFeedback(TransportFeedback<'a>),
    /// XR.
    ExtendedReport(ExtendedReport<'a>),
    /// Well-formed, of no concern to the relay (SDES, REMB, application-defined...).
    Other,
}

/// The packets of one datagram, in order; ends after the first that is malformed.
#[must_use]
pub fn parse(datagram: &[u8]) -> Packets<'_> {
    Packets {
        rest: datagram,
        failed: datagram.is_empty(),
    }
}

/// Iterator made by [`parse`]; an empty datagram is malformed.
#[derive(Clone, Debug)]
pub struct Packets<'a> {
    rest: &'a [u8],
    failed: bool,
}

impl<'a> Iterator for Packets<'a> {
    type Item = Result<Packet<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            self.failed = false;
            self.rest = &[];
            return Some(Err(Malformed));
        }
        if self.rest.is_empty() {
            return None;
        }
        let parsed = split(self.rest).and_then(|(packet, rest)| {
            self.rest = rest;
            parse_one(packet)
        });
        if parsed.is_err() {
            self.rest = &[];
        }
        Some(parsed)
    }
}

/// The common header's fields, and the body without padding.
struct Raw<'a> {
    count: u8,
    kind: u8,
    body: &'a [u8],
}

/// Split off the first packet.
fn split(datagram: &[u8]) -> Result<(Raw<'_>, &[u8]), Malformed> {
    let (&[flags, kind, l0, l1], rest) = datagram.split_first_chunk::<4>().ok_or(Malformed)?;
    if flags >> 6 != 2 {
        return Err(Malformed);
    }
    let len = usize::from(u16::from_be_bytes([l0, l1])) * 4;
    let (body, rest) = rest.split_at_checked(len).ok_or(Malformed)?;
    let body = if flags & 0x20 == 0 {
        body
    } else {
        let padding = usize::from(*body.last().ok_or(Malformed)?);
        let end = body
            .len()
            .checked_sub(padding)
            .filter(|_| padding > 0)
            .ok_or(Malformed)?;
        &body[..end]
    };
    Ok((
        Raw {
            count: flags & 0x1f,
            kind,
            body,
        },
        rest,
    ))
}

fn parse_one(Raw { count, kind, body }: Raw<'_>) -> Result<Packet<'_>, Malformed> {
    Ok(match (kind, count) {
        (kind::SENDER_REPORT, _) => {
            let (ssrc, rest) = split_u32(body)?;
            let (info, rest) = SenderInfo::split(rest)?;
            Packet::SenderReport {
                ssrc,
                info,
                blocks: ReportBlocks::new(count, rest)?,
            }
        }
        (kind::RECEIVER_REPORT, _) => {
            let (ssrc, rest) = split_u32(body)?;
            Packet::ReceiverReport {
                ssrc,
                blocks: ReportBlocks::new(count, rest)?,
            }
        }
        (kind::GOODBYE, _) => {
            let sources = body.as_chunks().0;
            Packet::Goodbye(sources.get(..usize::from(count)).ok_or(Malformed)?)
        }
        (kind::TRANSPORT_FEEDBACK, kind::NACK) => Packet::Nack(Nack::parse(body)?),
        (kind::TRANSPORT_FEEDBACK, kind::TRANSPORT_CC) => {
            Packet::TransportFeedback(TransportFeedback::parse(body)?)
        }
        (kind::PAYLOAD_FEEDBACK, kind::PICTURE_LOSS) => {
            Packet::PictureLoss(PictureLoss::parse(body)?)
        }
        (kind::PAYLOAD_FEEDBACK, kind::FULL_INTRA_REQUEST) => {
            Packet::FullIntraRequest(FullIntraRequest::parse(body)?)
        }
        (kind::EXTENDED_REPORT, _) => Packet::ExtendedReport(ExtendedReport::parse(body)?),
        _ => Packet::Other,
    })
}

fn split_u32(bytes: &[u8]) -> Result<(u32, &[u8]), Malformed> {
    let (word, rest) = bytes.split_first_chunk().ok_or(Malformed)?;
    Ok((u32::from_be_bytes(*word), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_compound_is_taken_apart_in_order() {
        let mut buffer = [0; 200];
        let mut writer = CompoundWriter::new(&mut buffer);
        assert!(writer.receiver_report(1, &[]));
        assert!(writer.source_description(1, "ana"));
        assert!(writer.picture_loss(PictureLoss {
            sender: 1,
            media: 7
        }));
        let packets: Vec<_> = parse(writer.finish()).map(Result::unwrap).collect();
        assert!(matches!(packets[0], Packet::ReceiverReport { ssrc: 1, .. }));
        assert!(matches!(packets[1], Packet::Other));
        assert!(matches!(
            packets[2],
            Packet::PictureLoss(PictureLoss {
                sender: 1,
                media: 7
            })
        ));
        assert_eq!(packets.len(), 3);
    }

    #[test]
    fn parsing_ends_at_the_first_malformed_packet() {
        let cut = [0x80, 201, 0, 1, 0, 0, 0, 1, 0x80, 201, 0, 2, 0, 0, 0, 1];
        let packets: Vec<_> = parse(&cut).map(|packet| packet.is_ok()).collect();
        assert_eq!(packets, [true, false]);
        assert!(parse(&[]).next().unwrap().is_err());
        assert_eq!(parse(&[]).count(), 1);
    }

    #[test]
    fn goodbye_names_its_sources_and_may_give_a_reason() {
        let bye = [0x81, 203, 0, 2, 0, 0, 0, 9, 3, b'b', b'y', b'e'];
        let Some(Ok(Packet::Goodbye(sources))) = parse(&bye).next() else {
            panic!("no BYE")
        };
        assert_eq!(sources, [[0, 0, 0, 9]]);
        assert!(
            parse(&[0x82, 203, 0, 1, 0, 0, 0, 9])
                .next()
                .unwrap()
                .is_err()
        );
    }

    #[test]
    fn padding_is_no_part_of_the_body() {
        let padded = [0xa1, 203, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4];
        let Some(Ok(Packet::Goodbye(sources))) = parse(&padded).next() else {
            panic!("no BYE")
        };
        assert_eq!(sources.len(), 1);
        assert!(
            parse(&[0xa0, 203, 0, 1, 0, 0, 0, 5])
                .next()
                .unwrap()
                .is_err()
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_walked_without_panic(
            kind in 198u8..210,
            count in 0u8..32,
            body in proptest::collection::vec(any::<[u8; 4]>(), 0..40),
            tail in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let words = u16::try_from(body.len()).unwrap();
            let mut bytes = vec![0x80 | count, kind];
            bytes.extend(words.to_be_bytes());
            bytes.extend(body.as_flattened());
            bytes.extend(tail);
            for packet in parse(&bytes).flatten() {
                match packet {
                    Packet::SenderReport { blocks, .. } | Packet::ReceiverReport { blocks, .. } => {
                        prop_assert!(blocks.iter().count() <= 31);
                    }
                    Packet::Nack(nack) => prop_assert!(nack.seqs().count() <= 17 * bytes.len()),
                    Packet::FullIntraRequest(fir) => prop_assert!(fir.ssrcs().count() <= bytes.len()),
                    Packet::TransportFeedback(feedback) => {
                        prop_assert!(feedback.statuses().count() <= usize::from(u16::MAX));
                    }
                    Packet::ExtendedReport(report) => {
                        prop_assert!(report.dlrr_blocks().count() <= bytes.len());
                    }
                    Packet::Goodbye(_) | Packet::PictureLoss(_) | Packet::Other => {}
                }
            }
        }
    }
}
