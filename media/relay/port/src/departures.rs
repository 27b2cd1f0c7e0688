//! The way out: runs for the socket, and what waits or is given up while the socket is full.

use std::time::Duration;

use goround_relay_core::{Instant, Outbox, Urgency};

use crate::runs::Runs;
use crate::wire::{Trouble, Wire};

/// Datagrams that wait for a socket that was full, at most: 5 ms of sound in fifty rooms of eight.
const MAX_LATE: usize = 256;
/// How long they wait at most. The kernel holds half a second in front of them
/// ([`SOCKET_BUFFER_BYTES`](crate::serve)), and sound that comes much later is not played any more.
const MAX_LATE_SPAN: Duration = Duration::from_millis(60);

/// What became of datagrams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    /// That the kernel cannot send at all.
    pub(crate) refused: u64,
    /// That were given up, or waited too long, because the socket was full; by [`Urgency`].
    pub(crate) shed: [u64; Urgency::COUNT],
}

/// Sends what an outbox holds.
///
/// While the socket takes everything, that is all. What it does not take waits for the next turn, at
/// most [`MAX_LATE`] datagrams and [`MAX_LATE_SPAN`] long: the most urgent and of these the oldest are
/// kept, and are sent first.
#[derive(Debug)]
pub(crate) struct Departures {
    runs: Runs,
    /// Whether the socket is offered runs of several.
    joins: bool,
    /// What the socket did not take, the most urgent first.
    late: Queue,
    /// That and what is new, while it is sent; empty in between.
    batch: Queue,
    order: Vec<Place>,
}

/// Datagrams, each with the instant since which it waits.
#[derive(Debug, Default)]
struct Queue {
    outbox: Outbox,
    since: Vec<Instant>,
}

/// A datagram to be put in order: by urgency, then age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    urgency: Urgency,
    is_new: bool,
    index: usize,
}

impl Departures {
    /// `joins`: whether the kernel can cut runs apart.
    pub(crate) fn new(joins: bool) -> Self {
        Self {
            runs: Runs::new(),
            joins,
            late: Queue::default(),
            batch: Queue::default(),
            order: Vec::new(),
        }
    }

    /// Whether datagrams wait for a socket that was full.
    pub(crate) fn is_late(&self) -> bool {
        !self.late.outbox.is_empty()
    }

    /// Send what waits and what is in `outbox`, which is empty afterwards.
    pub(crate) fn send(&mut self, now: Instant, outbox: &mut Outbox, wire: &mut impl Wire) -> Sent {
        let mut sent = Sent::default();
        if self.is_late() {
            self.merge(now, outbox, &mut sent);
            std::mem::swap(outbox, &mut self.batch.outbox);
        }
        if let Some(first) = self.offer(outbox, wire, &mut sent) {
            self.keep(first, now, outbox, &mut sent);
        }
        self.batch.since.clear();
        outbox.clear_datagrams();
        sent
    }

    /// Put what waits and what is in `outbox` in order of urgency into `batch`, but what has waited too
    /// long; both are empty afterwards.
    fn merge(&mut self, now: Instant, outbox: &mut Outbox, sent: &mut Sent) {
        self.order.clear();
        for (is_new, queue) in [(false, &self.late.outbox), (true, &*outbox)] {
            let places = (0..)
                .zip(queue.datagrams())
                .map(|(index, departure)| Place {
                    urgency: departure.urgency,
                    is_new,
                    index,
                });
            self.order.extend(places);
        }
        self.order.sort_unstable();
        for place in &self.order {
            let (from, since) = if place.is_new {
                (&*outbox, now)
            } else {
                (&self.late.outbox, self.late.since[place.index])
            };
            let is_kept = now - since <= MAX_LATE_SPAN && self.batch.push(from, place.index, since);
            sent.shed[place.urgency as usize] += u64::from(!is_kept);
        }
        self.late.clear();
        outbox.clear_datagrams();
    }

    /// Offer `outbox` to the socket; the number of the first run that waits, where it is full.
    fn offer(&mut self, outbox: &Outbox, wire: &mut impl Wire, sent: &mut Sent) -> Option<usize> {
        let lengths = outbox
            .datagrams()
            .map(|departure| (departure.to, departure.bytes.len()));
        self.runs.make(lengths, self.joins);
        let mut next = 0;
        loop {
            let taken = wire.send(outbox, &self.runs, next);
            for run in &self.runs.all()[next..next + taken.runs] {
                sent.packets += u64::from(run.count);
                sent.bytes += run.bytes();
            }
            next += taken.runs;
            match taken.trouble? {
                Trouble::Full => return Some(next),
                Trouble::Refused => {
                    sent.refused += u64::from(self.runs.all()[next].count);
                    next += 1;
                }
                Trouble::NotJoined => self.split(next, outbox),
                Trouble::NeverJoined => {
                    self.joins = false;
                    self.split(next, outbox);
                }
            }
        }
    }

    fn split(&mut self, run: usize, outbox: &Outbox) {
        self.runs.split(run, |index| outbox.get(index).bytes.len());
    }

    /// Let the datagrams of the runs from `first` on wait, the most urgent first, as many as may.
    fn keep(&mut self, first: usize, now: Instant, outbox: &Outbox, sent: &mut Sent) {
        let places = self.runs.members_from(first).map(|index| Place {
            urgency: outbox.get(index).urgency,
            is_new: false,
            index,
        });
        self.order.clear();
        self.order.extend(places);
        self.order.sort_unstable();
        for (count, place) in self.order.iter().enumerate() {
            let since = self.batch.since.get(place.index).copied().unwrap_or(now);
            let is_kept = count < MAX_LATE && self.late.push(outbox, place.index, since);
            sent.shed[place.urgency as usize] += u64::from(!is_kept);
        }
    }
}

impl Queue {
    /// Add the datagram at `index` of `from`; whether there was room.
    fn push(&mut self, from: &Outbox, index: usize, since: Instant) -> bool {
        let departure = from.get(index);
        let fits = self
            .outbox
            .push(departure.to, departure.urgency, departure.bytes);
        if fits {
            self.since.push(since);
        }
        fits
    }

    fn clear(&mut self) {
        self.outbox.clear_datagrams();
        self.since.clear();
    }
}

#[cfg(test)]
mod tests;
