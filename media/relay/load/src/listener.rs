//! Somebody who receives everybody else.

use std::time::Duration;

use goround_relay_port::udp::{Received, Sender};
use goround_relay_transport::FastMap;
use goround_relay_transport::srtp::rtp_header_bytes;

use crate::association::Association;
use crate::histogram::Histogram;
use crate::rtcp;
use crate::talker::sent_at;

/// Payloads longer than this are pictures.
const LONGEST_VOICE: usize = 200;

/// What was received of one stream in the time measured.
#[derive(Clone, Copy, Debug)]
struct Heard {
    /// Unwrapped.
    first: u64,
    highest: u64,
    count: u64,
}

/// What all listeners together received in the time measured.
pub(crate) struct Tally {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    /// Of payloads that are not what they should be.
    pub(crate) garbled: u64,
    pub(crate) delays: Histogram,
    /// One packet in so many is opened to read when it was sent.
    pub(crate) open_every: u64,
}

/// One person's receiving leg.
pub(crate) struct Listener {
    pub(crate) association: Association,
    streams: FastMap<u32, Heard>,
    transport_cc: Option<u8>,
    arrivals: Vec<(u64, u64)>,
    highest_arrival: u64,
    feedbacks: u8,
}

impl Listener {
    pub(crate) fn new(association: Association, transport_cc: Option<u8>) -> Self {
        Self {
            association,
            streams: FastMap::default(),
            transport_cc,
            arrivals: Vec::new(),
            highest_arrival: 1 << 16,
            feedbacks: 0,
        }
    }

    /// Begin to measure.
    pub(crate) fn restart(&mut self) {
        for heard in self.streams.values_mut() {
            heard.first = heard.highest + 1;
            heard.count = 0;
        }
    }

    /// Packets that should have come between the first and the last of each stream, but did not.
    pub(crate) fn missing(&self) -> u64 {
        let streams = self.streams.values();
        let missing = |heard: &Heard| (heard.highest + 1 - heard.first).saturating_sub(heard.count);
        streams.map(missing).sum()
    }

    /// How many streams came at all.
    pub(crate) fn streams(&self) -> usize {
        self.streams.len()
    }

    /// Take a media packet, sealed.
    pub(crate) fn take_rtp(&mut self, received: Received<'_>, tally: &mut Tally) {
        let Received {
            datagram, stamp, ..
        } = received;
        let Some(header) = rtp_header_bytes(datagram) else {
            tally.garbled += 1;
            return;
        };
        let stamp = stamp.unwrap_or_default();
        let seq = u16::from_be_bytes([datagram[2], datagram[3]]);
        let ssrc = u32::from_be_bytes([datagram[8], datagram[9], datagram[10], datagram[11]]);
        self.note(ssrc, seq);
        self.note_arrival(&datagram[..header], stamp);
        tally.packets += 1;
        tally.bytes += datagram.len() as u64;
        if !tally.packets.is_multiple_of(tally.open_every) {
            return;
        }
        match self.association.session.inbound.unprotect_rtp(datagram) {
            Ok(length) => {
                let payload = &datagram[header..length];
                let sent = sent_at(payload, payload.len() > LONGEST_VOICE).unwrap_or_default();
                let sent = Duration::from_nanos(sent);
                match stamp.checked_sub(sent) {
                    Some(delay) if delay < Duration::from_secs(60) => tally.delays.add(delay),
                    _ => tally.garbled += 1,
                }
            }
            Err(_) => tally.garbled += 1,
        }
    }

    fn note(&mut self, ssrc: u32, seq: u16) {
        let first = 1 << 16 | u64::from(seq);
        let heard = self.streams.entry(ssrc).or_insert(Heard {
            first,
            highest: first,
            count: 0,
        });
        let distance = seq.wrapping_sub(heard.highest as u16).cast_signed();
        let number = heard.highest.saturating_add_signed(distance.into());
        heard.highest = heard.highest.max(number);
        heard.count += u64::from(number >= heard.first);
    }

    fn note_arrival(&mut self, header: &[u8], stamp: Duration) {
        let number = self
            .transport_cc
            .and_then(|id| element(header, id))
            .and_then(<[u8]>::first_chunk);
        let Some(number) = number.copied().map(u16::from_be_bytes) else {
            return;
        };
        let distance = number
            .wrapping_sub(self.highest_arrival as u16)
            .cast_signed();
        let number = self.highest_arrival.saturating_add_signed(distance.into());
        if number > self.highest_arrival {
            self.highest_arrival = number;
            self.arrivals.push((number, stamp.as_nanos() as u64));
        }
    }

    /// Send feedback on what came since the last.
    pub(crate) fn feed_back(&mut self, sender: &mut Sender) {
        let media = self.streams.keys().next().copied().unwrap_or_default();
        // Far below what a datagram holds: 600 packets in a tenth of a second are 48 Mbit/s.
        for part in self.arrivals.chunks(600) {
            let packet = rtcp::transport_feedback(self.feedbacks, media, part);
            self.feedbacks = self.feedbacks.wrapping_add(1);
            self.association.put_rtcp(&packet);
        }
        self.arrivals.clear();
        self.association.flush(sender);
    }

    /// Send a receiver report.
    pub(crate) fn report(&mut self, sender: &mut Sender) {
        let streams = self.streams.iter();
        let report =
            rtcp::receiver_report(streams.map(|(ssrc, heard)| (*ssrc, heard.highest as u32)));
        self.association.put_rtcp(&report);
        self.association.flush(sender);
    }
}

/// The data of the extension element `id` in an RTP header, of the one-byte form (RFC 8285).
fn element(header: &[u8], id: u8) -> Option<&[u8]> {
    if header[0] & 0x10 == 0 {
        return None;
    }
    let start = 12 + 4 * usize::from(header[0] & 0x0f);
    let mut rest = header.get(start + 4..)?;
    if header[start..start + 2] != [0xbe, 0xde] {
        return None;
    }
    while let [first, after @ ..] = rest {
        if *first == 0 {
            rest = after;
            continue;
        }
        let length = usize::from(first & 0x0f) + 1;
        if first >> 4 == id {
            return after.get(..length);
        }
        rest = after.get(length..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_found_behind_others_and_padding() {
        let mut header = vec![0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0xbe, 0xde, 0, 2];
        header.extend([0x10, b'v', 0, 0x51, 0xab, 0xcd, 0, 0]);
        assert_eq!(element(&header, 5), Some(&[0xab, 0xcd][..]));
        assert_eq!(element(&header, 6), None);
        assert_eq!(element(&[0x80; 12], 5), None);
    }
}
