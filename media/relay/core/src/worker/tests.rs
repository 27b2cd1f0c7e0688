//! A worker and its peers on virtual time, without a socket.

mod client;
mod forwarding;
mod hostile;
mod transports;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use client::ROOM;
use goround_relay_transport::Instant;

use super::{Command, Event, Outbox, Statistics, Worker};

/// A worker with its outbox, and a clock that only tests move.
struct Bench {
    worker: Worker,
    outbox: Outbox,
    now: Instant,
    /// What was to be sent and is not in the outbox any more.
    kept: Vec<(SocketAddr, Vec<u8>)>,
}

impl Bench {
    /// A worker in which [`ROOM`] is open.
    fn new() -> Self {
        let now = Instant::from_millis(1_000);
        let mut bench = Self {
            worker: Worker::new(),
            outbox: Outbox::new(),
            now,
            kept: Vec::new(),
        };
        bench.apply(Command::OpenRouter(ROOM));
        bench
    }

    fn apply(&mut self, command: Command) {
        self.worker.apply(self.now, command, &mut self.outbox);
    }

    fn receive(&mut self, from: SocketAddr, datagram: &[u8]) {
        let mut datagram = datagram.to_vec();
        self.worker
            .handle_datagram(self.now, from, &mut datagram, &mut self.outbox);
    }

    /// Let time pass, timeouts included.
    fn pass_ms(&mut self, span_ms: u64) {
        let end = Instant::from_millis(self.now.as_millis() + span_ms);
        while let Some(deadline) = self.worker.deadline().filter(|deadline| *deadline <= end) {
            self.now = self.now.max(deadline);
            self.worker.handle_timeout(self.now, &mut self.outbox);
            self.empty();
        }
        self.now = end;
    }

    /// What was to be sent since the last call.
    fn sent(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        self.empty();
        std::mem::take(&mut self.kept)
    }

    /// Empty the outbox, as a socket does.
    fn empty(&mut self) {
        let sent = self.outbox.datagrams();
        self.kept
            .extend(sent.map(|departure| (departure.to.socket, departure.bytes.to_vec())));
        self.outbox.clear_datagrams();
    }

    /// What was told since the last call.
    fn told(&mut self) -> Vec<Event> {
        self.outbox.drain_events().collect()
    }

    fn statistics(&mut self) -> Statistics {
        self.apply(Command::RequestStatistics {
            token: 42,
            legs: true,
        });
        match self.told().pop() {
            Some(Event::Statistics(statistics)) if statistics.token == 42 => *statistics,
            other => panic!("not statistics: {other:?}"),
        }
    }

    /// The drops that are not zero.
    fn dropped(&mut self) -> BTreeMap<&'static str, u64> {
        self.statistics()
            .dropped
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}
