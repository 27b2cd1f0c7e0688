//! Transport-wide congestion feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).

use super::writer::CompoundWriter;
use super::{kind, split_u32};
use crate::malformed::Malformed;

/// Most packets that one feedback tells of: with every delta large it is 1,192 bytes.
pub const MAX_STATUSES: usize = 512;

/// "small delta" is unsigned in 8 bits, "large or negative delta" signed in 16.
const NOT_RECEIVED: u8 = 0;
const SMALL_DELTA: u8 = 1;
const LARGE_DELTA: u8 = 2;

/// A tick is 250 us; the reference time counts 64 ms.
const TICKS_PER_REFERENCE: i64 = 256;

/// Which packets of a transport arrived, and when.
#[derive(Clone, Copy, Debug)]
pub struct TransportFeedback<'a> {
    /// Who reports.
    pub sender: u32,
    /// Any stream of the transport.
    pub media: u32,
    /// Transport-wide number of the first status.
    pub base_seq: u16,
    /// How many packets it tells of.
    pub count: u16,
    /// Counts feedbacks, so that a lost one is noticed; wraps.
    pub feedback_count: u8,
    /// Base of the first arrival, in units of 64 ms, 24 bits signed; wraps.
    pub reference: i32,
    chunks: &'a [[u8; 2]],
    deltas: &'a [u8],
}

impl<'a> TransportFeedback<'a> {
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let (sender, rest) = split_u32(body)?;
        let (media, rest) = split_u32(rest)?;
        let (&[b0, b1, c0, c1], rest) = rest.split_first_chunk().ok_or(Malformed)?;
        let (reference, rest) = split_u32(rest)?;
        let count = u16::from_be_bytes([c0, c1]);
        let words = rest.as_chunks().0;
        let mut covered = 0;
        let used = words
            .iter()
            .position(|chunk| {
                covered += chunk_len(*chunk);
                covered >= usize::from(count)
            })
            .ok_or(Malformed)?
            + 1;
        Ok(Self {
            sender,
            media,
            base_seq: u16::from_be_bytes([b0, b1]),
            count,
            feedback_count: reference as u8,
            reference: reference.cast_signed() >> 8,
            chunks: &words[..used],
            deltas: &rest[used * 2..],
        })
    }

    /// Every packet's number and, if it arrived, the ticks of 250 us since the one before (the first:
    /// since the reference time). Ends early where deltas are missing.
    #[must_use]
    pub fn statuses(&self) -> Statuses<'a> {
        Statuses {
            seq: self.base_seq,
            left: self.count,
            chunks: self.chunks,
            within: 0,
            deltas: self.deltas,
        }
    }
}

/// Iterator over a feedback's packets.
#[derive(Clone, Debug)]
pub struct Statuses<'a> {
    seq: u16,
    left: u16,
    chunks: &'a [[u8; 2]],
    within: usize,
    deltas: &'a [u8],
}

impl Iterator for Statuses<'_> {
    type Item = (u16, Option<i16>);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let &chunk = self.chunks.first()?;
        let delta = match chunk_symbol(chunk, self.within) {
            SMALL_DELTA => {
                let (&delta, rest) = self.deltas.split_first()?;
                self.deltas = rest;
                Some(i16::from(delta))
            }
            LARGE_DELTA => {
                let (&delta, rest) = self.deltas.split_first_chunk()?;
                self.deltas = rest;
                Some(i16::from_be_bytes(delta))
            }
            _ => None,
        };
        self.within += 1;
        if self.within == chunk_len(chunk) {
            self.chunks = &self.chunks[1..];
            self.within = 0;
        }
        let seq = self.seq;
        self.seq = seq.wrapping_add(1);
        Some((seq, delta))
    }
}

/// How many packets a chunk tells of. A run of none counts as one, so that walking always ends.
fn chunk_len([high, low]: [u8; 2]) -> usize {
    match high >> 6 {
        0 | 1 => usize::from(u16::from_be_bytes([high & 0x1f, low])).max(1),
        2 => 14,
        _ => 7,
    }
}

fn chunk_symbol([high, low]: [u8; 2], index: usize) -> u8 {
    let bits = u16::from_be_bytes([high, low]);
    match high >> 6 {
        0 | 1 => high >> 5,
        2 => (bits >> (13 - index) & 1) as u8,
        _ => (bits >> (12 - 2 * index) & 3) as u8,
    }
}

impl CompoundWriter<'_> {
    /// Append feedback on the packets from `base` on, whose arrivals in ticks of 250 us `arrivals` gives
    /// in order (`None`: lost).
    ///
    /// Stops after [`MAX_STATUSES`], or before an arrival whose distance from the one before has no
    /// room in 16 bits. Returns how many packets were told of; 0 if none had arrived or the buffer is
    /// too small.
    pub fn transport_feedback(
        &mut self,
        (sender, media): (u32, u32),
        feedback_count: u8,
        base: u64,
        arrivals: impl Iterator<Item = Option<u64>>,
    ) -> usize {
        let mut symbols = [NOT_RECEIVED; MAX_STATUSES];
        let mut deltas = [0u8; MAX_STATUSES * 2];
        let (mut count, mut deltas_len) = (0, 0);
        let mut reference = None;
        let mut last = 0;
        for arrival in arrivals.take(MAX_STATUSES) {
            if let Some(tick) = arrival.map(u64::cast_signed) {
                let base_tick = *reference.get_or_insert_with(|| {
                    last = tick - tick % TICKS_PER_REFERENCE;
                    last
                });
                debug_assert!(base_tick % TICKS_PER_REFERENCE == 0);
                let Ok(delta) = i16::try_from(tick - last) else {
                    break;
                };
                last = tick;
                if let Ok(small) = u8::try_from(delta) {
                    symbols[count] = SMALL_DELTA;
                    deltas[deltas_len] = small;
                    deltas_len += 1;
                } else {
                    symbols[count] = LARGE_DELTA;
                    deltas[deltas_len..deltas_len + 2].copy_from_slice(&delta.to_be_bytes());
                    deltas_len += 2;
                }
            }
            count += 1;
        }
        let Some(reference) = reference else { return 0 };
        let mut chunks = [[0; 2]; MAX_STATUSES];
        let chunks = write_chunks(&symbols[..count], &mut chunks);
        let used = 16 + chunks.len() * 2 + deltas_len;
        let written = self.packet(
            kind::TRANSPORT_CC,
            kind::TRANSPORT_FEEDBACK,
            used.next_multiple_of(4),
            |body| {
                let reference = ((reference / TICKS_PER_REFERENCE) as u32) << 8;
                body[..4].copy_from_slice(&sender.to_be_bytes());
                body[4..8].copy_from_slice(&media.to_be_bytes());
                body[8..10].copy_from_slice(&(base as u16).to_be_bytes());
                body[10..12].copy_from_slice(&(count as u16).to_be_bytes());
                body[12..16]
                    .copy_from_slice(&(reference | u32::from(feedback_count)).to_be_bytes());
                let (chunk_bytes, rest) = body[16..].split_at_mut(chunks.len() * 2);
                chunk_bytes.copy_from_slice(chunks.as_flattened());
                let (delta_bytes, padding) = rest.split_at_mut(deltas_len);
                delta_bytes.copy_from_slice(&deltas[..deltas_len]);
                padding.fill(0);
            },
        );
        if written { count } else { 0 }
    }
}

/// Encode symbols as run-length and status vector chunks, whichever is shorter at each point.
fn write_chunks<'a>(mut symbols: &[u8], into: &'a mut [[u8; 2]; MAX_STATUSES]) -> &'a [[u8; 2]] {
    let mut len = 0;
    while let Some(&symbol) = symbols.first() {
        let run = symbols.iter().take_while(|other| **other == symbol).count();
        let pair = &symbols[..symbols.len().min(14)];
        let (chunk, told) = if run >= 14 || run == pair.len() {
            (u16::from(symbol) << 13 | run as u16, run)
        } else if pair.iter().all(|symbol| *symbol != LARGE_DELTA) {
            let bits = pair.iter().enumerate().fold(0, |bits, (index, symbol)| {
                bits | u16::from(*symbol) << (13 - index)
            });
            (0x8000 | bits, pair.len())
        } else if run >= 7 {
            (u16::from(symbol) << 13 | run as u16, run)
        } else {
            let seven = &pair[..pair.len().min(7)];
            let bits = seven.iter().enumerate().fold(0, |bits, (index, symbol)| {
                bits | u16::from(*symbol) << (12 - 2 * index)
            });
            (0xc000 | bits, seven.len())
        };
        into[len] = chunk.to_be_bytes();
        len += 1;
        symbols = &symbols[told..];
    }
    &into[..len]
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::{Packet, parse};
    use super::*;

    fn write_and_read(base: u64, arrivals: &[Option<u64>]) -> (usize, Vec<(u16, Option<u64>)>) {
        let mut buffer = [0xee; 1200];
        let mut writer = CompoundWriter::new(&mut buffer);
        let told = writer.transport_feedback((1, 2), 3, base, arrivals.iter().copied());
        let Some(Ok(Packet::TransportFeedback(read))) = parse(writer.finish()).next() else {
            return (told, vec![]);
        };
        assert_eq!((read.sender, read.media, read.feedback_count), (1, 2, 3));
        assert_eq!(usize::from(read.count), told);
        let mut tick = i64::from(read.reference) * TICKS_PER_REFERENCE;
        let statuses = read.statuses().map(|(seq, delta)| {
            (
                seq,
                delta.map(|delta| {
                    tick += i64::from(delta);
                    tick.cast_unsigned()
                }),
            )
        });
        (told, statuses.collect())
    }

    #[test]
    fn a_long_run_is_one_chunk() {
        let arrivals: Vec<_> = (0..100).map(|tick| Some(512 + tick)).collect();
        let mut buffer = [0; 1200];
        let mut writer = CompoundWriter::new(&mut buffer);
        assert_eq!(
            writer.transport_feedback((1, 2), 0, 7, arrivals.into_iter()),
            100
        );
        assert_eq!(
            writer.finish().len(),
            4 + 16 + (2usize + 100).next_multiple_of(4)
        );
    }

    #[test]
    fn nothing_arrived_is_nothing_told() {
        assert_eq!(write_and_read(7, &[None, None]), (0, vec![]));
    }

    #[test]
    fn an_arrival_too_far_off_is_left_for_the_next() {
        let (told, statuses) = write_and_read(9, &[Some(1000), None, Some(40_000)]);
        assert_eq!(told, 2);
        assert_eq!(statuses, [(9, Some(1000)), (10, None)]);
    }

    #[test]
    fn the_longest_feedback_fits_a_datagram() {
        let arrivals: Vec<_> = (0..600).map(|i| Some(10_000 + i % 2 * 300)).collect();
        let (told, statuses) = write_and_read(65_500, &arrivals);
        assert_eq!(told, MAX_STATUSES);
        assert_eq!(statuses.len(), MAX_STATUSES);
    }

    #[test]
    fn a_run_of_none_does_not_loop() {
        let body = [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0];
        let feedback = TransportFeedback::parse(&body).unwrap();
        assert_eq!(feedback.statuses().count(), 2);
    }

    proptest! {
        #[test]
        fn what_is_told_is_what_arrived(
            base in any::<u16>(),
            start in 0u64..1 << 31,
            steps in vec(proptest::option::weighted(0.7, prop_oneof![0i64..20, -300i64..3000]), 1..600),
        ) {
            let mut tick = start + 200_000;
            let arrivals: Vec<Option<u64>> = steps
                .iter()
                .map(|step| step.map(|step| {
                    tick = tick.checked_add_signed(step).unwrap();
                    tick
                }))
                .collect();
            let (told, statuses) = write_and_read(u64::from(base), &arrivals);
            if arrivals.iter().take(MAX_STATUSES).any(Option::is_some) {
                prop_assert_eq!(told, arrivals.len().min(MAX_STATUSES));
            }
            for (index, (seq, arrival)) in statuses.into_iter().enumerate() {
                prop_assert_eq!(seq, base.wrapping_add(index as u16));
                // The reference time wraps at 2^32 ticks.
                let wrapped = |tick: u64| tick as u32;
                prop_assert_eq!(arrival.map(wrapped), arrivals[index].map(wrapped));
            }
        }
    }
}
