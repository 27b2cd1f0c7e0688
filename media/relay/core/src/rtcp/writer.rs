//! Puts a compound datagram together in a buffer of the caller.

use super::extended_report::REFERENCE_TIME;
use super::feedback::{Nack, PictureLoss};
use super::kind;
use super::report::{ReportBlock, SenderInfo};

/// Appends RTCP packets to a buffer. What does not fit is not written, and the call says so.
#[derive(Debug)]
pub struct CompoundWriter<'a> {
    buffer: &'a mut [u8],
    len: usize,
}

impl<'a> CompoundWriter<'a> {
    /// Begin an empty datagram.
    #[must_use]
    pub fn new(buffer: &'a mut [u8]) -> Self {
        Self { buffer, len: 0 }
    }

    /// Nothing has been written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether `len` more bytes have room.
    #[must_use]
    pub fn fits(&self, len: usize) -> bool {
        self.len + len <= self.buffer.len()
    }

    /// Bytes of an SR without blocks and an SDES with this canonical name.
    #[must_use]
    pub fn sender_report_len(cname: &str) -> usize {
        4 + 4 + SenderInfo::LEN + 4 + description_len(cname.len().min(255))
    }

    /// What has been written; the writer starts anew.
    #[must_use]
    pub fn finish(&mut self) -> &[u8] {
        &self.buffer[..std::mem::take(&mut self.len)]
    }

    /// Append an SR with at most [`ReportBlock::MAX`] blocks.
    pub fn sender_report(&mut self, ssrc: u32, info: &SenderInfo, blocks: &[ReportBlock]) -> bool {
        let blocks = &blocks[..blocks.len().min(ReportBlock::MAX)];
        let len = 4 + SenderInfo::LEN + blocks.len() * ReportBlock::LEN;
        self.packet(blocks.len() as u8, kind::SENDER_REPORT, len, |body| {
            body[..4].copy_from_slice(&ssrc.to_be_bytes());
            info.write(&mut body[4..4 + SenderInfo::LEN]);
            write_blocks(blocks, &mut body[4 + SenderInfo::LEN..]);
        })
    }

    /// Append an RR with at most [`ReportBlock::MAX`] blocks.
    pub fn receiver_report(&mut self, ssrc: u32, blocks: &[ReportBlock]) -> bool {
        let blocks = &blocks[..blocks.len().min(ReportBlock::MAX)];
        let len = 4 + blocks.len() * ReportBlock::LEN;
        self.packet(blocks.len() as u8, kind::RECEIVER_REPORT, len, |body| {
            body[..4].copy_from_slice(&ssrc.to_be_bytes());
            write_blocks(blocks, &mut body[4..]);
        })
    }

    /// Append an SDES with the canonical name of one source (RFC 3550 section 6.5), cut at 255 bytes.
    pub fn source_description(&mut self, ssrc: u32, cname: &str) -> bool {
        const CNAME: u8 = 1;
        let name = &cname.as_bytes()[..cname.len().min(255)];
        let len = description_len(name.len());
        self.packet(1, kind::SOURCE_DESCRIPTION, len, |body| {
            body.fill(0);
            body[..4].copy_from_slice(&ssrc.to_be_bytes());
            body[4..6].copy_from_slice(&[CNAME, name.len() as u8]);
            body[6..6 + name.len()].copy_from_slice(name);
        })
    }

    /// Append a NACK for as many of `seqs` (ascending, across a wrap) as fit; returns how many.
    pub fn nack(&mut self, sender: u32, media: u32, seqs: &[u16]) -> usize {
        let room = self.buffer.len().saturating_sub(self.len + 12) / 4;
        let mut packed = 0;
        let mut items = 0;
        while items < room {
            let Some((item, count)) = Nack::pack(&seqs[packed..]) else {
                break;
            };
            let at = self.len + 12 + items * 4;
            self.buffer[at..at + 4].copy_from_slice(&item);
            packed += count;
            items += 1;
        }
        if items > 0 {
            self.packet(
                kind::NACK,
                kind::TRANSPORT_FEEDBACK,
                8 + items * 4,
                |body| {
                    body[..4].copy_from_slice(&sender.to_be_bytes());
                    body[4..8].copy_from_slice(&media.to_be_bytes());
                },
            );
        }
        packed
    }

    /// Append a PLI.
    pub fn picture_loss(&mut self, request: PictureLoss) -> bool {
        self.packet(kind::PICTURE_LOSS, kind::PAYLOAD_FEEDBACK, 8, |body| {
            body[..4].copy_from_slice(&request.sender.to_be_bytes());
            body[4..].copy_from_slice(&request.media.to_be_bytes());
        })
    }

    /// Append an XR with our reference time (RFC 3611 section 4.4), 32.32 fixed-point seconds.
    pub fn reference_time(&mut self, ssrc: u32, ntp: u64) -> bool {
        self.packet(0, kind::EXTENDED_REPORT, 16, |body| {
            body[..4].copy_from_slice(&ssrc.to_be_bytes());
            body[4..8].copy_from_slice(&[REFERENCE_TIME, 0, 0, 2]);
            body[8..].copy_from_slice(&ntp.to_be_bytes());
        })
    }

    /// Append a packet whose body of `len` bytes (a multiple of four) `write` fills in.
    pub(super) fn packet(
        &mut self,
        count: u8,
        kind: u8,
        len: usize,
        write: impl FnOnce(&mut [u8]),
    ) -> bool {
        debug_assert!(len.is_multiple_of(4) && count < 32);
        let Some(packet) = self.buffer.get_mut(self.len..self.len + 4 + len) else {
            return false;
        };
        packet[..2].copy_from_slice(&[0x80 | count, kind]);
        packet[2..4].copy_from_slice(&((len / 4) as u16).to_be_bytes());
        write(&mut packet[4..]);
        self.len += 4 + len;
        true
    }
}

/// "The list of items in each chunk MUST be terminated by one or more null octets".
fn description_len(name: usize) -> usize {
    (4 + 2 + name + 1).next_multiple_of(4)
}

fn write_blocks(blocks: &[ReportBlock], into: &mut [u8]) {
    for (chunk, block) in into.chunks_exact_mut(ReportBlock::LEN).zip(blocks) {
        block.write(chunk);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_not_written() {
        let mut buffer = [0; 12];
        let mut writer = CompoundWriter::new(&mut buffer);
        assert!(writer.receiver_report(1, &[]));
        assert!(!writer.picture_loss(PictureLoss {
            sender: 1,
            media: 2
        }));
        assert_eq!(writer.finish(), [0x80, 201, 0, 1, 0, 0, 0, 1]);
        assert!(writer.is_empty());
    }

    #[test]
    fn a_name_is_closed_by_a_null_and_padded() {
        let mut buffer = [0xff; 40];
        let mut writer = CompoundWriter::new(&mut buffer);
        assert!(writer.source_description(7, "ab"));
        let expected = [0x81, 202, 0, 3, 0, 0, 0, 7, 1, 2, b'a', b'b', 0, 0, 0, 0];
        assert_eq!(writer.finish(), expected);
    }

    #[test]
    fn a_nack_takes_what_fits_and_says_how_many() {
        let mut buffer = [0; 20];
        let mut writer = CompoundWriter::new(&mut buffer);
        assert_eq!(writer.nack(1, 2, &[10, 26, 100, 200]), 3);
        assert_eq!(writer.finish().len(), 20);
        let mut small = [0; 12];
        let mut writer = CompoundWriter::new(&mut small);
        assert_eq!(writer.nack(1, 2, &[10]), 0);
        assert!(writer.is_empty());
    }
}
