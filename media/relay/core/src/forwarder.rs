//! Makes one continuous stream for a consumer out of a producer's encodings.

use crate::clock::{SenderClock, ticks};
use crate::codec::Descriptor;
use crate::layer::{LayerSelector, Step};
use crate::media::Media;
use crate::seq::{nearest, timestamp_after};
use crate::seq_rewriter::{SeqRewriter, Source};
use crate::temporal::TemporalFilter;
use crate::vp8::{self, PictureId};
use crate::{Instant, Stream};

/// Sender reports that disagree with arrival times by more than this are not believed.
const MAX_DISAGREEMENT_S: u32 = 1;

/// What is added to the numbers of a run of packets; all wrap at their own width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Offsets {
    timestamp: u32,
    picture_id: u16,
    tl0_pic_idx: u8,
}

/// The numbers a packet goes out under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rewritten {
    pub(crate) seq: u16,
    pub(crate) timestamp: u32,
    pub(crate) descriptor: Descriptor,
    /// A run of packets begins with it: what followed it meanwhile has not been forwarded.
    pub(crate) starts: bool,
}

/// The packet highest in our numbers so far.
#[derive(Clone, Copy, Debug)]
struct Newest {
    encoding: u8,
    timestamp: u32,
    offset: u32,
    arrival: Instant,
}

/// Selects and renumbers the packets of one consumer.
#[derive(Debug)]
pub(crate) struct Forwarder {
    clock_rate: u32,
    layers: LayerSelector,
    seqs: SeqRewriter<Offsets>,
    temporal: TemporalFilter,
    /// The source's id of the picture that was dropped last.
    dropped: Option<u16>,
    newest: Option<Newest>,
    picture_id: Option<u16>,
    tl0_pic_idx: Option<u8>,
    /// First number of each encoding that may be forwarded.
    first: [u64; Stream::MAX_ENCODINGS],
}

impl Forwarder {
    /// `first_seq`: the number of the first packet.
    pub(crate) fn new(clock_rate: u32, needs_keyframe: bool, first_seq: u16) -> Self {
        Self {
            clock_rate,
            layers: LayerSelector::new(needs_keyframe),
            // One range up, so that requests for numbers before the first stay positive.
            seqs: SeqRewriter::new(1 << 16 | u64::from(first_seq)),
            temporal: TemporalFilter::new(),
            dropped: None,
            newest: None,
            picture_id: None,
            tl0_pic_idx: None,
            first: [0; Stream::MAX_ENCODINGS],
        }
    }

    /// The highest encoding wanted; takes effect with the next [`select`](Self::select).
    /// `may_exceed`: as in [`LayerSelector::prefer`].
    pub(crate) fn prefer(&mut self, encoding: u8, may_exceed: bool) {
        self.layers.prefer(encoding, may_exceed);
    }

    /// Temporal layers up to this one are wanted.
    pub(crate) fn limit_temporal(&mut self, wanted: u8) {
        self.temporal.limit(wanted);
    }

    /// Forward nothing until [`prefer`](Self::prefer).
    pub(crate) fn pause(&mut self) {
        self.layers.pause();
        self.seqs.stop();
    }

    /// Forward an encoding larger than the preferred no longer.
    pub(crate) fn let_go(&mut self) {
        if self.layers.let_go() {
            // Nothing of it is worth being sent again: what follows begins with a key frame.
            self.seqs.stop();
        }
    }

    /// The highest encoding wanted; `None` while paused.
    pub(crate) fn preferred(&self) -> Option<u8> {
        self.layers.preferred()
    }

    /// Bit n: encoding n is forwarded or about to be.
    pub(crate) fn in_use(&self) -> u8 {
        self.layers.in_use()
    }

    /// Choose among active encodings; the one to ask for a keyframe, if the choice is new.
    pub(crate) fn select(&mut self, active: u8) -> Option<u8> {
        if self.layers.select(active) {
            self.layers.awaited()
        } else {
            None
        }
    }

    /// Forward nothing, and nothing again, until [`select`](Self::select) chooses anew.
    pub(crate) fn stop(&mut self) {
        self.layers.stop();
        self.seqs.stop();
    }

    /// Forward nothing that was sent before now, however late it comes. `highest`: of each encoding's
    /// numbers so far.
    pub(crate) fn allow(&mut self, highest: impl Iterator<Item = Option<u64>>) {
        for (first, highest) in self.first.iter_mut().zip(highest) {
            *first = highest.map_or(0, |highest| highest + 1);
        }
    }

    /// The numbers of `encoding` have jumped. The encoding to ask for a keyframe, if it was forwarded.
    pub(crate) fn restart(&mut self, encoding: u8) -> Option<u8> {
        if self.layers.current() != Some(encoding) {
            return None;
        }
        self.layers.restart();
        self.seqs.close_run();
        self.layers.awaited()
    }

    /// The encoding being forwarded.
    pub(crate) fn current(&self) -> Option<u8> {
        self.layers.current()
    }

    /// The encoding that a keyframe is awaited of.
    pub(crate) fn awaited(&self) -> Option<u8> {
        self.layers.awaited()
    }

    /// The timestamp sent last; 0 before the first.
    pub(crate) fn newest_timestamp(&self) -> u32 {
        self.newest.map_or(0, |newest| newest.timestamp)
    }

    /// Offset of the timestamps sent now, and the encoding they come from.
    pub(crate) fn timestamp_offset(&self) -> Option<(u8, u32)> {
        self.newest.map(|newest| (newest.encoding, newest.offset))
    }

    /// The numbers to send `media` under; `None` if it is not to be sent. `clocks`: of each encoding.
    #[inline]
    pub(crate) fn forward(
        &mut self,
        media: &Media<'_>,
        clocks: &[Option<SenderClock>],
    ) -> Option<Rewritten> {
        if media.ext_seq < self.first[usize::from(media.encoding)] {
            return None;
        }
        if media.payload.is_empty() {
            self.seqs
                .leave_out(media.encoding, media.ext_seq, |offsets| offsets);
            return None;
        }
        let step = self
            .layers
            .step(media.encoding, media.descriptor.is_keyframe());
        match step {
            Step::Switch => self.start_run(media, clocks),
            Step::Forward if !self.temporal.is_open() && self.drops(media) => return None,
            Step::Forward | Step::Skip => {}
        }
        // A packet to be skipped may still fill a hole of the run it belonged to.
        let (out, is_newest, offsets) = self.seqs.forward(media.encoding, media.ext_seq)?;
        let mut rewritten = rewrite(media, offsets, out);
        rewritten.starts = step == Step::Switch;
        if is_newest {
            self.newest = Some(Newest {
                encoding: media.encoding,
                timestamp: rewritten.timestamp,
                offset: offsets.timestamp,
                arrival: media.arrival,
            });
            self.note_picture(&rewritten.descriptor);
        }
        Some(rewritten)
    }

    /// Where the packet came from that was sent, or is missing, under `seq`.
    pub(crate) fn source(&self, seq: u16) -> Option<(u64, Source<Offsets>)> {
        let out = nearest(u64::from(seq), 16, self.seqs.next());
        self.seqs.source(out).map(|source| (out, source))
    }

    fn note_picture(&mut self, descriptor: &Descriptor) {
        let Descriptor::Vp8(descriptor) = descriptor else {
            return;
        };
        if let Some(PictureId::Long(id)) = descriptor.picture_id {
            self.picture_id = Some(id);
        }
        self.tl0_pic_idx = descriptor.tl0_pic_idx.or(self.tl0_pic_idx);
    }

    /// Whether `media` belongs to a temporal layer that is not wanted: it is left out then, and the pictures
    /// behind it count on without it.
    fn drops(&mut self, media: &Media<'_>) -> bool {
        if media.descriptor.is_keyframe() {
            self.temporal.begin();
        }
        let layer = media.descriptor.temporal();
        if layer.is_none_or(|layer| self.temporal.passes(layer)) {
            return false;
        }
        let picture = match &media.descriptor {
            Descriptor::Vp8(descriptor) => descriptor.picture_id.map(PictureId::number),
            Descriptor::Opaque => None,
        };
        let is_first = picture.is_some() && picture != self.dropped;
        let left_out = self
            .seqs
            .leave_out(media.encoding, media.ext_seq, |offsets| Offsets {
                picture_id: offsets.picture_id.wrapping_sub(u16::from(is_first)),
                ..offsets
            });
        if left_out {
            self.dropped = picture;
        }
        true
    }

    fn start_run(&mut self, media: &Media<'_>, clocks: &[Option<SenderClock>]) {
        self.temporal.begin();
        let mut offsets = Offsets {
            timestamp: self.next_timestamp_offset(media, clocks),
            ..Offsets::default()
        };
        if let Descriptor::Vp8(descriptor) = &media.descriptor {
            if let (Some(last), Some(PictureId::Long(id))) =
                (self.picture_id, descriptor.picture_id)
            {
                offsets.picture_id = last.wrapping_add(1).wrapping_sub(id);
            }
            if let (Some(last), Some(index)) = (self.tl0_pic_idx, descriptor.tl0_pic_idx) {
                offsets.tl0_pic_idx = last.wrapping_add(1).wrapping_sub(index);
            }
        }
        self.seqs.start(media.encoding, media.ext_seq, offsets);
    }

    /// The offset under which `media` comes after the newest packet by the time that passed between
    /// them: as the sender's reports tell it, or else (or if they are absurd) as they arrived.
    fn next_timestamp_offset(&self, media: &Media<'_>, clocks: &[Option<SenderClock>]) -> u32 {
        let Some(newest) = self.newest else { return 0 };
        let span = (media.arrival - newest.arrival).as_nanos() as u64;
        let by_arrival = newest
            .timestamp
            .wrapping_add(ticks(span, self.clock_rate) as u32);
        let by_reports = self.aligned(media, &newest, clocks).filter(|aligned| {
            let distance = aligned
                .wrapping_sub(by_arrival)
                .cast_signed()
                .unsigned_abs();
            distance <= MAX_DISAGREEMENT_S * self.clock_rate
        });
        let mut timestamp = by_reports.unwrap_or(by_arrival);
        if !timestamp_after(timestamp, newest.timestamp) {
            timestamp = newest.timestamp.wrapping_add(1);
        }
        timestamp.wrapping_sub(media.timestamp)
    }

    fn aligned(
        &self,
        media: &Media<'_>,
        newest: &Newest,
        clocks: &[Option<SenderClock>],
    ) -> Option<u32> {
        let timestamp = if media.encoding == newest.encoding {
            media.timestamp
        } else {
            let clock = |encoding: u8| clocks.get(usize::from(encoding)).copied().flatten();
            let (from, to) = (clock(media.encoding)?, clock(newest.encoding)?);
            from.translate(media.timestamp, &to, self.clock_rate)
        };
        Some(timestamp.wrapping_add(newest.offset))
    }
}

/// `media` under the numbers of its run; the same every time.
pub(crate) fn rewrite(media: &Media<'_>, offsets: Offsets, out: u64) -> Rewritten {
    let descriptor = match media.descriptor {
        Descriptor::Opaque => Descriptor::Opaque,
        Descriptor::Vp8(descriptor) => Descriptor::Vp8(renumber(descriptor, offsets)),
    };
    Rewritten {
        seq: out as u16,
        timestamp: media.timestamp.wrapping_add(offsets.timestamp),
        descriptor,
        starts: false,
    }
}

fn renumber(mut descriptor: vp8::Descriptor, offsets: Offsets) -> vp8::Descriptor {
    if let Some(PictureId::Long(id)) = &mut descriptor.picture_id {
        *id = id.wrapping_add(offsets.picture_id) & 0x7fff;
    }
    if let Some(index) = &mut descriptor.tl0_pic_idx {
        *index = index.wrapping_add(offsets.tl0_pic_idx);
    }
    descriptor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::SenderInfo;

    const NO_CLOCKS: [Option<SenderClock>; 3] = [None; 3];

    fn picture(encoding: u8, ext_seq: u64, id: u16, keyframe: bool, ms: u64) -> Media<'static> {
        Media {
            encoding,
            ext_seq,
            timestamp: (u32::from(encoding) << 28).wrapping_add(ms as u32 * 90),
            marker: true,
            level: None,
            descriptor: Descriptor::Vp8(vp8::Descriptor {
                len: 1,
                flags: 0x10,
                keyframe,
                picture_id: Some(PictureId::Long(id)),
                tl0_pic_idx: Some(id as u8),
                has_tid: true,
                has_key_idx: false,
                tid_y_key_idx: 0,
            }),
            arrival: Instant::from_millis(ms),
            payload: &[0, 0],
        }
    }

    fn numbers(rewritten: Rewritten) -> (u16, u16, u8) {
        let Descriptor::Vp8(descriptor) = rewritten.descriptor else {
            panic!("not VP8")
        };
        let Some(PictureId::Long(id)) = descriptor.picture_id else {
            panic!("no picture id")
        };
        (rewritten.seq, id, descriptor.tl0_pic_idx.unwrap())
    }

    #[test]
    fn a_switch_continues_every_number() {
        let mut forwarder = Forwarder::new(90_000, true, 65_535);
        assert_eq!(forwarder.select(0b01), Some(0));
        let first = forwarder
            .forward(&picture(0, 500, 32_767, true, 0), &NO_CLOCKS)
            .unwrap();
        assert_eq!(numbers(first), (65_535, 32_767, 255));
        assert!(first.starts);
        assert_eq!(forwarder.select(0b11), Some(1));
        let second = forwarder
            .forward(&picture(1, 9, 77, true, 40), &NO_CLOCKS)
            .unwrap();
        assert_eq!(numbers(second), (0, 0, 0));
        assert_eq!(second.timestamp, first.timestamp + 40 * 90);
        let third = forwarder
            .forward(&picture(1, 10, 78, false, 80), &NO_CLOCKS)
            .unwrap();
        assert_eq!(numbers(third), (1, 1, 1));
        assert!(!third.starts);
    }

    #[test]
    fn sender_reports_align_timestamps_where_arrival_would_not() {
        let clock = |rtp_timestamp| {
            let info = SenderInfo {
                ntp: 7 << 32,
                rtp_timestamp,
                packets: 0,
                bytes: 0,
            };
            Some(SenderClock::new(&info, Instant::from_millis(0)))
        };
        let clocks = [clock(0), clock(1 << 28)];
        let mut forwarder = Forwarder::new(90_000, true, 1);
        assert_eq!(forwarder.select(0b01), Some(0));
        let first = forwarder
            .forward(&picture(0, 5, 1, true, 1000), &clocks)
            .unwrap();
        assert_eq!(forwarder.select(0b11), Some(1));
        let mut late = picture(1, 9, 77, true, 1033);
        late.arrival = Instant::from_millis(1133);
        let second = forwarder.forward(&late, &clocks).unwrap();
        assert_eq!(second.timestamp - first.timestamp, 33 * 90);
    }

    #[test]
    fn absurd_sender_reports_are_not_believed_and_time_never_stands_still() {
        let clock = |seconds: u64, rtp_timestamp| {
            let info = SenderInfo {
                ntp: seconds << 32,
                rtp_timestamp,
                packets: 0,
                bytes: 0,
            };
            Some(SenderClock::new(&info, Instant::from_millis(0)))
        };
        let clocks = [clock(7, 0), clock(4000, 1 << 28)];
        let mut forwarder = Forwarder::new(90_000, true, 1);
        assert_eq!(forwarder.select(0b01), Some(0));
        let first = forwarder
            .forward(&picture(0, 5, 1, true, 1000), &clocks)
            .unwrap();
        assert_eq!(forwarder.select(0b11), Some(1));
        let second = forwarder
            .forward(&picture(1, 9, 77, true, 1000), &clocks)
            .unwrap();
        assert_eq!(second.timestamp - first.timestamp, 1);
    }

    #[test]
    fn a_pause_leaves_no_gap_in_numbers_and_a_true_one_in_time() {
        let mut forwarder = Forwarder::new(90_000, true, 1);
        assert_eq!(forwarder.select(1), Some(0));
        let first = forwarder
            .forward(&picture(0, 5, 10, true, 0), &NO_CLOCKS)
            .unwrap();
        forwarder.stop();
        assert_eq!(
            forwarder.forward(&picture(0, 6, 11, true, 33), &NO_CLOCKS),
            None
        );
        assert_eq!(forwarder.select(1), Some(0));
        assert_eq!(
            forwarder.forward(&picture(0, 300, 100, false, 4900), &NO_CLOCKS),
            None
        );
        let again = forwarder
            .forward(&picture(0, 301, 101, true, 5000), &NO_CLOCKS)
            .unwrap();
        assert_eq!(numbers(again), (2, 11, 11));
        assert_eq!(again.timestamp - first.timestamp, 5000 * 90);
        assert_eq!(forwarder.source(1), None);
    }

    #[test]
    fn a_packet_sent_again_has_its_numbers_again() {
        let mut forwarder = Forwarder::new(90_000, true, 1);
        assert_eq!(forwarder.select(1), Some(0));
        forwarder
            .forward(&picture(0, 5, 10, true, 0), &NO_CLOCKS)
            .unwrap();
        assert_eq!(forwarder.select(2), Some(1));
        let media = picture(1, 70, 500, true, 40);
        let sent = forwarder.forward(&media, &NO_CLOCKS).unwrap();
        let (out, source) = forwarder.source(sent.seq).unwrap();
        assert_eq!((source.encoding, source.ext_seq), (1, 70));
        let again = rewrite(&media, source.context, out);
        assert_eq!(
            again,
            Rewritten {
                starts: false,
                ..sent
            }
        );
    }

    #[test]
    fn a_jump_in_the_source_waits_for_a_keyframe() {
        let mut forwarder = Forwarder::new(90_000, true, 1);
        assert_eq!(forwarder.select(1), Some(0));
        forwarder
            .forward(&picture(0, 5, 10, true, 0), &NO_CLOCKS)
            .unwrap();
        assert_eq!(forwarder.restart(1), None);
        assert_eq!(forwarder.restart(0), Some(0));
        assert_eq!(
            forwarder.forward(&picture(0, 70_000, 11, false, 40), &NO_CLOCKS),
            None
        );
        let again = forwarder
            .forward(&picture(0, 70_001, 12, true, 80), &NO_CLOCKS)
            .unwrap();
        assert_eq!(numbers(again), (2, 11, 11));
    }

    #[test]
    fn padding_leaves_no_hole() {
        let mut forwarder = Forwarder::new(48_000, false, 1);
        assert_eq!(forwarder.select(1), None);
        let mut padding = picture(0, 6, 0, false, 0);
        padding.payload = &[];
        let seqs: Vec<_> = [
            picture(0, 5, 0, false, 0),
            padding,
            picture(0, 7, 0, false, 0),
        ]
        .iter()
        .filter_map(|media| forwarder.forward(media, &NO_CLOCKS))
        .map(|rewritten| rewritten.seq)
        .collect();
        assert_eq!(seqs, [1, 2]);
    }
}
