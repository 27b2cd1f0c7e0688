//! One producer as one person receives it.

use std::time::Duration;

use crate::allocator::{SLOW, STILL, WHOLE};
use crate::arena::Slot;
use crate::budget::RetransmissionBudget;
use crate::bwe::DepartureLog;
use crate::clock::{SenderClock, from_short, middle};
use crate::codec::Descriptor;
use crate::forwarder::{Forwarder, Offsets, Rewritten, rewrite};
use crate::header::{Fields, HeaderTemplate, MAX_HEADER};
use crate::media::Media;
use crate::resend_guard::ResendGuard;
use crate::rtcp::{ReportBlock, SenderInfo};
use crate::rtx::OSN_LEN;
use crate::seq_rewriter::Source;
use crate::{Direction, Egress, Instant, Stream, StreamStatistics, TransportId, Urgency, vp8};

/// Reports remembered, so that one that comes back tells the round trip.
const SENT_REPORTS: usize = 4;

/// The longest padding there is (RFC 3550 section 5.1): the last byte counts all of it, itself included.
const PADDING: [u8; 255] = {
    let mut padding = [0; 255];
    padding[254] = 255;
    padding
};

/// A picture that stands still for a shorter time is not worth a word on it.
const STILL_AFTER: Duration = Duration::from_millis(700);

/// Our numbers for one person's retransmissions.
#[derive(Debug)]
struct Retransmitter {
    header: HeaderTemplate,
    next_seq: u16,
}

/// A consumer: what to forward, under which header, and what its receiver says.
#[derive(Debug)]
pub(crate) struct Consumer {
    pub(crate) producer: Slot,
    pub(crate) transport: Slot,
    pub(crate) enabled: bool,
    pub(crate) forwarder: Forwarder,
    pub(crate) ssrc: u32,
    pub(crate) cname: String,
    /// Packets of the producer's first encoding when it was disabled.
    pub(crate) disabled_at: u64,
    pub(crate) dropped_by_policy: u64,
    pub(crate) keyframes_requested: u64,
    /// The highest encoding that is of use, and the priority, as its owner says.
    pub(crate) wanted: u8,
    pub(crate) priority: u8,
    /// What the allocator has granted, see [`allocator`](crate::allocator).
    pub(crate) step: u8,
    /// Since when nothing was granted, and whether that was told.
    pub(crate) still_since: Option<Instant>,
    pub(crate) is_told_still: bool,
    to: TransportId,
    pub(crate) urgency: Urgency,
    clock_rate: u32,
    header: HeaderTemplate,
    /// Packets may be asked for again.
    nack: bool,
    rtx: Option<Retransmitter>,
    resent: Option<ResendGuard>,
    budget: RetransmissionBudget,
    packets: u64,
    bytes: u64,
    payload_bytes: u64,
    retransmitted: u64,
    nacked: u64,
    reported: ReportBlock,
    rtt: Option<Duration>,
    /// Middle of the wall clock in our last reports, and when they were sent.
    sent_reports: [Option<(u32, Instant)>; SENT_REPORTS],
    /// Packets at the last two reports, the older first.
    packets_reported: [u64; 2],
}

impl Consumer {
    /// `stream` has been checked; `ssrc` and `rtx_ssrc` are those of its encoding.
    pub(crate) fn new(
        producer: Slot,
        (transport, to): (Slot, TransportId),
        (ssrc, rtx_ssrc): (u32, Option<u32>),
        stream: &Stream,
    ) -> Self {
        let rtx = rtx_ssrc
            .zip(stream.rtx_payload_type)
            .filter(|_| stream.nack);
        let rtx = rtx.map(|(ssrc, payload_type)| Retransmitter {
            header: HeaderTemplate::new(ssrc, payload_type, stream, stream.transport_cc),
            next_seq: first_seq(ssrc),
        });
        // Without RTX a packet goes out again under its own number and so must be the same to the last
        // bit: it cannot carry a transport-wide number, which would be another. A picture's packets are
        // not sent again then; that they tell of the path is worth more.
        let nack = stream.nack && (rtx.is_some() || !stream.codec.is_picture());
        let transport_cc = stream.transport_cc && (rtx.is_some() || !nack);
        Self {
            producer,
            transport,
            enabled: false,
            forwarder: Forwarder::new(
                stream.clock_rate,
                stream.codec.needs_keyframe(),
                first_seq(ssrc),
            ),
            ssrc,
            cname: stream.cname.clone(),
            disabled_at: 0,
            dropped_by_policy: 0,
            keyframes_requested: 0,
            wanted: u8::MAX,
            priority: 0,
            step: STILL,
            still_since: None,
            is_told_still: false,
            to,
            urgency: if stream.codec.is_picture() {
                Urgency::of_picture(0)
            } else {
                Urgency::Sound
            },
            clock_rate: stream.clock_rate,
            header: HeaderTemplate::new(ssrc, stream.payload_type, stream, transport_cc),
            nack,
            resent: rtx.as_ref().map(|_| ResendGuard::new()),
            rtx,
            budget: RetransmissionBudget::new(),
            packets: 0,
            bytes: 0,
            payload_bytes: 0,
            retransmitted: 0,
            nacked: 0,
            reported: ReportBlock::default(),
            rtt: None,
            sent_reports: [None; SENT_REPORTS],
            packets_reported: [0; 2],
        }
    }

    /// Forward `media` if it is this consumer's turn; returns whether it was, and whether with it a run of
    /// packets began. `log`: of the receiving transport.
    #[inline]
    pub(crate) fn forward(
        &mut self,
        media: &Media<'_>,
        clocks: &[Option<SenderClock>],
        log: &mut DepartureLog,
        out: &mut impl Egress,
    ) -> Option<Forwarded> {
        let rewritten = self.forwarder.forward(media, clocks)?;
        let len = send(
            (self.to, self.urgency),
            &self.header,
            &rewritten,
            None,
            media,
            media.arrival,
            log,
            out,
        );
        self.packets += 1;
        self.bytes += len as u64;
        self.payload_bytes += media.payload.len() as u64;
        self.budget.earn(len);
        Some(Forwarded {
            starts: rewritten.starts,
        })
    }

    /// The receiver asks for `seq` again: where to find it, unless it has just been sent again. `rtt`: of the
    /// transport.
    pub(crate) fn asked_for(
        &mut self,
        seq: u16,
        rtt: Option<Duration>,
        now: Instant,
    ) -> Option<(u64, Source<Offsets>)> {
        self.nacked += 1;
        let found = self
            .forwarder
            .source(seq)
            .filter(|_| self.nack && self.enabled)?;
        let rtt = self.rtt.or(rtt);
        let is_due = self
            .resent
            .as_mut()
            .is_none_or(|guard| guard.allows(seq, rtt, now));
        is_due.then_some(found)
    }

    /// Its packets carry transport-wide numbers.
    pub(crate) fn is_numbered(&self) -> bool {
        self.header.counts()
    }

    /// Whether it can carry padding: only retransmissions have numbers of their own to spend on it.
    pub(crate) fn can_pad(&self) -> bool {
        self.enabled && self.rtx.as_ref().is_some_and(|rtx| rtx.header.counts())
    }

    /// Send one packet of padding, all of 255 bytes of it.
    pub(crate) fn pad(&mut self, now: Instant, log: &mut DepartureLog, out: &mut impl Egress) {
        let Some(rtx) = &mut self.rtx else { return };
        let fields = Fields {
            marker: false,
            seq: rtx.next_seq,
            timestamp: self.forwarder.newest_timestamp(),
            sent: now,
            level: None,
            transport_seq: log.next_seq(),
        };
        rtx.next_seq = rtx.next_seq.wrapping_add(1);
        let mut header = [0; MAX_HEADER];
        let len = rtx.header.write(&fields, &mut header);
        header[0] |= 0x20;
        if rtx.header.counts() {
            log.depart(len + PADDING.len(), now);
        }
        out.rtp(self.to, Urgency::LastPicture, &header[..len], &PADDING);
    }

    /// Send `media` again, found where [`asked_for`](Self::asked_for) told. False if the budget is spent.
    #[must_use]
    pub(crate) fn resend(
        &mut self,
        media: &Media<'_>,
        (ext_seq, offsets): (u64, Offsets),
        now: Instant,
        log: &mut DepartureLog,
        out: &mut impl Egress,
    ) -> bool {
        if media.payload.is_empty() || !self.budget.spend(media.payload.len()) {
            return media.payload.is_empty();
        }
        let mut rewritten = rewrite(media, offsets, ext_seq);
        if let Some(rtx) = &mut self.rtx {
            let original = std::mem::replace(&mut rewritten.seq, rtx.next_seq);
            rtx.next_seq = rtx.next_seq.wrapping_add(1);
            send(
                (self.to, self.urgency),
                &rtx.header,
                &rewritten,
                Some(original),
                media,
                now,
                log,
                out,
            );
        } else {
            send(
                (self.to, self.urgency),
                &self.header,
                &rewritten,
                None,
                media,
                media.arrival,
                log,
                out,
            );
        }
        self.retransmitted += 1;
        true
    }

    /// Have what the allocator has granted; whether that changes which encoding is wanted. `may_exceed`: a
    /// larger one will do until it comes.
    pub(crate) fn apply(&mut self, step: u8, may_exceed: bool) -> bool {
        let has_changed = std::mem::replace(&mut self.step, step) != step;
        if step == STILL {
            self.forwarder.pause();
            return has_changed;
        }
        self.forwarder
            .limit_temporal(if step == SLOW { 0 } else { u8::MAX });
        let encoding = step.saturating_sub(WHOLE);
        self.forwarder.prefer(encoding, may_exceed);
        has_changed
    }

    /// Nothing is sent of it, or something; what the receiver is to be told, if anything.
    pub(crate) fn note_still(&mut self, still: bool, now: Instant) -> Option<bool> {
        let since = *self.still_since.get_or_insert(now);
        if !still {
            self.still_since = None;
            return std::mem::take(&mut self.is_told_still).then_some(false);
        }
        let tells = !self.is_told_still && now - since >= STILL_AFTER;
        self.is_told_still |= tells;
        tells.then_some(true)
    }

    /// The receiver tells how it receives.
    pub(crate) fn take_report(&mut self, block: ReportBlock, now: Instant) {
        self.reported = block;
        if block.last_sr == 0 {
            return;
        }
        let sent = self
            .sent_reports
            .iter()
            .flatten()
            .find(|(ntp, _)| *ntp == block.last_sr);
        let delay = from_short(block.delay_since_last_sr);
        if let Some(rtt) = sent.and_then(|(_, sent)| (now - *sent).checked_sub(delay)) {
            self.rtt = Some(rtt);
        }
    }

    /// What to tell the receiver about its stream; `None` while the sender's clock is not known, and where
    /// nothing was sent since the report before the last (RFC 3550 section 6.4): a source that is
    /// silent may let its timestamps stand still, and what we told of them meanwhile would be wrong.
    pub(crate) fn report(
        &mut self,
        clocks: &[Option<SenderClock>],
        now: Instant,
    ) -> Option<SenderInfo> {
        let [before_last, last] = self.packets_reported;
        self.packets_reported = [last, self.packets];
        if self.packets == before_last {
            return None;
        }
        let (encoding, offset) = self.forwarder.timestamp_offset().filter(|_| self.enabled)?;
        let clock = clocks.get(usize::from(encoding)).copied().flatten()?;
        let (ntp, timestamp) = clock.at(now, self.clock_rate);
        self.sent_reports.rotate_right(1);
        self.sent_reports[0] = Some((middle(ntp), now));
        Some(SenderInfo {
            ntp,
            rtp_timestamp: timestamp.wrapping_add(offset),
            packets: self.packets as u32,
            bytes: self.payload_bytes as u32,
        })
    }

    /// `received`: packets of the producer's first encoding so far.
    pub(crate) fn statistics(&self, id: u32, received: u64) -> StreamStatistics {
        let since_disabled = if self.enabled {
            0
        } else {
            received - self.disabled_at
        };
        StreamStatistics {
            id,
            direction: Direction::Out,
            encoding: self
                .forwarder
                .timestamp_offset()
                .map_or(0, |(encoding, _)| encoding),
            packets: self.packets,
            bytes: self.bytes,
            packets_lost: i64::from(self.reported.packets_lost),
            fraction_lost: f64::from(self.reported.fraction_lost) / 256.0,
            jitter_ms: f64::from(self.reported.jitter) * 1000.0 / f64::from(self.clock_rate),
            rtt_ms: self.rtt.map(|rtt| rtt.as_secs_f64() * 1000.0),
            retransmitted: self.retransmitted,
            nacked: self.nacked,
            keyframes_requested: self.keyframes_requested,
            dropped_by_policy: self.dropped_by_policy + since_disabled,
            audio_level: None,
            speaking: false,
            speech_ms: 0,
            paused: self.enabled && self.step == STILL && self.urgency != Urgency::Sound,
            saved_bits: 0,
        }
    }
}

/// What forwarding a packet did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forwarded {
    /// A run of packets began: what came behind it before it is still to be forwarded.
    pub(crate) starts: bool,
}

/// Below 2^15, so that the receiver cannot mistake the first wrap (RFC 3711 section 3.3.1); any number
/// will do otherwise.
fn first_seq(ssrc: u32) -> u16 {
    ssrc as u16 & 0x7fff
}

/// Build one packet's header and hand it out; returns the packet's size in bytes.
#[allow(
    clippy::too_many_arguments,
    reason = "one packet, taken apart so that nothing is copied twice"
)]
#[inline]
fn send(
    (to, urgency): (TransportId, Urgency),
    template: &HeaderTemplate,
    rewritten: &Rewritten,
    original_seq: Option<u16>,
    media: &Media<'_>,
    sent: Instant,
    log: &mut DepartureLog,
    out: &mut impl Egress,
) -> usize {
    let fields = Fields {
        marker: media.marker,
        seq: rewritten.seq,
        timestamp: rewritten.timestamp,
        sent,
        level: media.level,
        transport_seq: log.next_seq(),
    };
    let mut header = [0; MAX_HEADER];
    let mut len = template.write(&fields, &mut header);
    if let Some(original_seq) = original_seq {
        header[len..len + OSN_LEN].copy_from_slice(&original_seq.to_be_bytes());
        len += OSN_LEN;
    }
    if let Descriptor::Vp8(descriptor) = &rewritten.descriptor {
        let mut bytes = [0; vp8::Descriptor::MAX_LEN];
        let descriptor_len = descriptor.write(&mut bytes);
        header[len..len + vp8::Descriptor::MAX_LEN].copy_from_slice(&bytes);
        len += descriptor_len;
    }
    let body = media.body();
    out.rtp(to, urgency, &header[..len], body);
    let size = len + body.len();
    if template.counts() {
        log.depart(size, sent);
    }
    size
}
