//! What a router knows of one transport: whose packets come and go on it.

use std::time::Duration;

use crate::arena::Slot;
use crate::downlink::Downlink;
use crate::rtp::RtpPacket;
use crate::small_map::SmallMap;
use crate::twcc::TwccRecorder;
use crate::{Instant, TransportId};

/// Time between two reports. RFC 3550's 5 s are for large groups; RFC 4585 lets a pair report as often
/// as it needs.
pub(crate) const REPORT_INTERVAL: Duration = Duration::from_millis(1000);
/// How soon a report follows what makes it needed: enough for several to share a datagram.
const REPORT_SOON: Duration = Duration::from_millis(20);

/// Whose a received stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leg {
    pub(crate) producer: Slot,
    pub(crate) encoding: u8,
    /// Its retransmissions rather than itself.
    pub(crate) rtx: bool,
}

/// One transport of a room.
#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) id: TransportId,
    /// Streams received, by SSRC.
    pub(crate) legs: SmallMap<u32, Leg>,
    /// Consumers, by the SSRC they are sent under.
    pub(crate) sinks: SmallMap<u32, Slot>,
    pub(crate) producers: Vec<Slot>,
    pub(crate) consumers: Vec<Slot>,
    pub(crate) twcc: Option<TwccRecorder>,
    /// The last stream that was received, for feedback that has to name one.
    pub(crate) last_ssrc: u32,
    /// What its receiver's path carries, and who gets it.
    pub(crate) downlink: Downlink,
    /// SSRCs learned from packets since the last producer was opened.
    pub(crate) learned: u32,
    /// When the next report is due; `None` while there is nothing to report on.
    pub(crate) report_at: Option<Instant>,
    /// Round trip to the sender, from extended reports.
    pub(crate) rtt: Option<Duration>,
}

impl Transport {
    pub(crate) fn new(id: TransportId) -> Self {
        Self {
            id,
            legs: SmallMap::new(),
            sinks: SmallMap::new(),
            producers: Vec::new(),
            consumers: Vec::new(),
            twcc: None,
            last_ssrc: 0,
            downlink: Downlink::new(),
            learned: 0,
            report_at: None,
            rtt: None,
        }
    }

    /// Note a packet for transport-wide feedback; when the feedback is due, if that is new.
    #[inline]
    pub(crate) fn note_arrival(&mut self, packet: &RtpPacket<'_>, now: Instant) -> Option<Instant> {
        let twcc = self.twcc.as_mut()?;
        let &seq = packet.extensions.get(twcc.extension())?.first_chunk()?;
        let before = twcc.deadline();
        twcc.arrive(u16::from_be_bytes(seq), now);
        twcc.deadline().filter(|due| before != Some(*due))
    }

    /// Report soon, if not sooner; returns when.
    pub(crate) fn report_soon(&mut self, now: Instant) -> Instant {
        let due = now + REPORT_SOON;
        let due = self.report_at.map_or(due, |at| at.min(due));
        self.report_at = Some(due);
        due
    }
}
