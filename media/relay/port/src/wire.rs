//! What a socket does with what it is given.

use goround_relay_core::Outbox;

use crate::runs::Runs;

/// Why a socket stopped taking runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no room now.
    Full,
    /// It cannot send this run as one; its datagrams one by one it may.
    NotJoined,
    /// It can send no run as one.
    NeverJoined,
    /// It cannot send this one at all (no route, say); others it may.
    Refused,
}

/// How far a socket came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// How many runs, from the first that was offered.
    pub runs: usize,
    /// Why no more; `None` where all were taken.
    pub trouble: Option<Trouble>,
}

/// A socket, as far as the order and the loss of departures goes.
pub(crate) trait Wire {
    /// Send the runs from number `first` on, until the first that cannot be sent.
    fn send(&mut self, outbox: &Outbox, runs: &Runs, first: usize) -> Taken;
}
