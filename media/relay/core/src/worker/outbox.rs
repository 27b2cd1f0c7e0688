//! What a worker wants to be sent and told.

use goround_relay_transport::Address;

use super::Event;
use crate::Urgency;

/// Datagrams back to back in one buffer, ready for `sendmmsg`, and events.
///
/// Made once and emptied after each use, so that the steady state allocates nothing. What does not
/// fit is not taken; whoever fills it drains it between two datagrams that came in, so that does not
/// happen short of a fault.
#[derive(Debug)]
pub struct Outbox {
    bytes: Box<[u8]>,
    used: usize,
    datagrams: Vec<Datagram>,
    events: Vec<Event>,
}

/// A datagram that waits to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departure<'a> {
    /// Where to.
    pub to: Address,
    /// What to give up first where not everything can be sent.
    pub urgency: Urgency,
    /// The UDP payload.
    pub bytes: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
struct Datagram {
    to: Address,
    urgency: Urgency,
    start: usize,
    length: usize,
}

impl Outbox {
    /// Datagrams it holds at most.
    ///
    /// One packet in makes at most a few dozen, a room's timers some hundreds.
    pub const MAX_DATAGRAMS: usize = 2048;
    /// Datagrams after which no further room's timers are looked after before it is emptied: what one
    /// room sends in a turn, probes included, fits behind them.
    pub const FULL_ENOUGH: usize = 512;
    /// Bytes it holds at most.
    pub const MAX_BYTES: usize = 2 << 20;

    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self {
            bytes: vec![0; Self::MAX_BYTES].into(),
            used: 0,
            datagrams: Vec::with_capacity(Self::MAX_DATAGRAMS),
            events: Vec::new(),
        }
    }

    /// How many datagrams wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.datagrams.len()
    }

    /// Whether no datagram waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.datagrams.is_empty()
    }

    /// The waiting datagram at `index`, counted in order from 0.
    ///
    /// # Panics
    ///
    /// Where there are no more than `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Departure<'_> {
        self.departure(&self.datagrams[index])
    }

    /// The waiting datagrams, in order.
    pub fn datagrams(&self) -> impl ExactSizeIterator<Item = Departure<'_>> {
        self.datagrams
            .iter()
            .map(|datagram| self.departure(datagram))
    }

    fn departure(&self, datagram: &Datagram) -> Departure<'_> {
        let end = datagram.start + datagram.length;
        Departure {
            to: datagram.to,
            urgency: datagram.urgency,
            bytes: &self.bytes[datagram.start..end],
        }
    }

    /// Forget the waiting datagrams, which were sent or given up.
    pub fn clear_datagrams(&mut self) {
        self.datagrams.clear();
        self.used = 0;
    }

    /// Take the events, oldest first.
    pub fn drain_events(&mut self) -> impl Iterator<Item = Event> + '_ {
        self.events.drain(..)
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Room to write a datagram of at most `size` bytes, or `None` where it is full.
    ///
    /// The datagram exists once [`Outbox::commit`] is called.
    pub(super) fn room(&mut self, size: usize) -> Option<&mut [u8]> {
        if self.datagrams.len() == Self::MAX_DATAGRAMS {
            return None;
        }
        self.bytes.get_mut(self.used..self.used + size)
    }

    /// Let the first `length` bytes of the last [`Outbox::room`] be a datagram to `to`.
    pub(super) fn commit(&mut self, to: Address, urgency: Urgency, length: usize) {
        self.datagrams.push(Datagram {
            to,
            urgency,
            start: self.used,
            length,
        });
        self.used += length;
    }

    /// Add a finished datagram; whether there was room for it.
    pub fn push(&mut self, to: impl Into<Address>, urgency: Urgency, datagram: &[u8]) -> bool {
        let room = self.room(datagram.len());
        let fits = room.is_some();
        if let Some(room) = room {
            room.copy_from_slice(datagram);
            self.commit(to.into(), urgency, datagram.len());
        }
        fits
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::{Departure, Outbox};
    use crate::Urgency;

    #[test]
    fn it_is_bounded_in_datagrams_and_in_bytes() {
        let to = SocketAddr::from(([192, 0, 2, 1], 5000));
        let urgency = Urgency::Sound;
        let mut outbox = Outbox::new();
        assert!((0..Outbox::MAX_DATAGRAMS).all(|_| outbox.push(to, urgency, b"small")));
        assert!(!outbox.push(to, urgency, b"small"));
        outbox.clear_datagrams();
        let large = vec![1; Outbox::MAX_BYTES / 4];
        assert!((0..4).all(|_| outbox.push(to, urgency, &large)));
        assert!(!outbox.push(to, urgency, &[1]));
        assert_eq!(outbox.len(), 4);
        outbox.clear_datagrams();
        assert!(outbox.is_empty() && outbox.push(to, urgency, b"x"));
        let departure = Departure {
            to: to.into(),
            urgency,
            bytes: b"x",
        };
        assert_eq!(outbox.datagrams().collect::<Vec<_>>(), [departure]);
        assert_eq!(outbox.get(0), departure);
    }
}
