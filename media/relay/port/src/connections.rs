//! The peers that come by TCP, because their network lets no UDP through (RFC 6544, passive).

use std::io;
use std::net::TcpListener;
use std::os::fd::{AsRawFd, RawFd};
use std::time::Duration;

use goround_relay_core::{Address, Carrier, FastMap, Instant, Outbox, Reason, Worker};

use crate::connection::Connection;
use crate::framing::TooLong;
use crate::sys::Watch;

/// Connections held at most. Each has buffers of some 100 kB, and a room of eight on a bad network has
/// sixteen.
const MAX_CONNECTIONS: usize = 256;
/// A connection by which no valid check has come for this long is closed.
const UNPROVEN_FOR: Duration = Duration::from_secs(10);
/// Reads of one connection after which others have their turn.
const MAX_READS: usize = 8;
/// Connections accepted in one turn.
const MAX_ACCEPTED: usize = 16;

/// The listener's name at the watch; connections are numbered from 1.
const LISTENER: u64 = 0;

/// A listener and the connections it has accepted.
#[derive(Debug)]
pub(crate) struct Connections {
    listener: TcpListener,
    watch: Watch,
    by_name: FastMap<u64, Connection>,
    names: FastMap<Address, u64>,
    last_name: u64,
    /// Those that have not proved to be anybody's yet.
    unproven: Vec<u64>,
    /// Names to be looked at, while they are.
    ready: Vec<u64>,
}

/// What happened while datagrams were handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Handed {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    /// That a peer takes no more of, or whose connection has ended.
    pub(crate) refused: u64,
}

impl Connections {
    /// Serve what `listener` accepts.
    ///
    /// # Errors
    ///
    /// Where it cannot be watched.
    pub(crate) fn new(listener: TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let watch = Watch::new()?;
        watch.add(&listener, LISTENER)?;
        Ok(Self {
            listener,
            watch,
            by_name: FastMap::default(),
            names: FastMap::default(),
            last_name: LISTENER,
            unproven: Vec::new(),
            ready: Vec::new(),
        })
    }

    /// Whether there is nobody.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// When [`Connections::serve`] has something to do though nobody wants attention.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let opened = self
            .unproven
            .iter()
            .filter_map(|name| self.by_name.get(name));
        opened
            .map(|connection| connection.opened + UNPROVEN_FOR)
            .min()
    }

    /// Accept, read and write what there is to, and close what has ended or shown no right to be here.
    ///
    /// # Errors
    ///
    /// Where the connections cannot be watched any more.
    pub(crate) fn serve(
        &mut self,
        now: Instant,
        worker: &mut Worker,
        outbox: &mut Outbox,
    ) -> io::Result<()> {
        let mut ready = std::mem::take(&mut self.ready);
        ready.clear();
        ready.extend_from_slice(self.watch.ready()?);
        for name in &ready {
            if *name == LISTENER {
                self.accept(now);
            } else if self.attend(*name, now, worker, outbox).is_err() {
                self.close(*name, worker, outbox);
            }
        }
        self.ready = ready;
        self.review(now, worker, outbox);
        Ok(())
    }

    /// Hand the datagrams of `outbox` that go by TCP to their connections; the others are left alone.
    pub(crate) fn send(&mut self, worker: &mut Worker, outbox: &mut Outbox) -> Handed {
        let mut handed = Handed::default();
        let by_tcp = |address: Address| address.carrier == Carrier::Tcp;
        for departure in outbox.datagrams().filter(|one| by_tcp(one.to)) {
            let name = self.names.get(&departure.to);
            let connection = name.and_then(|name| self.by_name.get_mut(name));
            let is_taken = connection.is_some_and(|to| to.push(departure.urgency, departure.bytes));
            if is_taken {
                handed.packets += 1;
                handed.bytes += departure.bytes.len() as u64;
                self.ready.extend(name);
            } else {
                handed.refused += 1;
            }
        }
        let mut names = std::mem::take(&mut self.ready);
        names.sort_unstable();
        names.dedup();
        for name in names.drain(..) {
            if self.flush(name).is_err() {
                self.close(name, worker, outbox);
            }
        }
        self.ready = names;
        handed
    }

    fn accept(&mut self, now: Instant) {
        for _ in 0..MAX_ACCEPTED {
            // Of what the kernel may say nothing is ours to mend: whoever was to be accepted is gone.
            let Ok((stream, _)) = self.listener.accept() else {
                return;
            };
            // One too many is closed by being dropped.
            if self.by_name.len() == MAX_CONNECTIONS {
                continue;
            }
            let name = self.last_name + 1;
            let Ok(connection) = Connection::new(stream, now) else {
                continue;
            };
            if self.watch.add(&connection.stream, name).is_ok() {
                self.last_name = name;
                self.names.insert(connection.address, name);
                self.by_name.insert(name, connection);
                self.unproven.push(name);
            }
        }
    }

    /// Write what waits and read what has come; an error where the connection is of no use any more.
    fn attend(
        &mut self,
        name: u64,
        now: Instant,
        worker: &mut Worker,
        outbox: &mut Outbox,
    ) -> io::Result<()> {
        self.flush(name)?;
        let Some(connection) = self.by_name.get_mut(&name) else {
            return Ok(());
        };
        for _ in 0..MAX_READS {
            match connection.deframer.fill(&mut connection.stream) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            loop {
                match connection.deframer.next_frame() {
                    Ok(Some(frame)) => {
                        worker.handle_datagram(now, connection.address, frame, outbox);
                    }
                    Ok(None) => break,
                    Err(TooLong) => {
                        worker.note_dropped(Reason::TooLong, 1);
                        return Err(io::ErrorKind::InvalidData.into());
                    }
                }
            }
        }
        Ok(())
    }

    /// Write what waits, and be told when there is room for the rest.
    fn flush(&mut self, name: u64) -> io::Result<()> {
        let Some(connection) = self.by_name.get_mut(&name) else {
            return Ok(());
        };
        connection.flush()?;
        let wants = connection.is_late();
        if wants != connection.waits_for_room {
            connection.waits_for_room = wants;
            self.watch.for_room(&connection.stream, name, wants)?;
        }
        Ok(())
    }

    /// Close those that have had time enough to prove that they belong here.
    fn review(&mut self, now: Instant, worker: &mut Worker, outbox: &mut Outbox) {
        let by_name = &self.by_name;
        self.unproven.retain(|name| {
            by_name
                .get(name)
                .is_some_and(|connection| !worker.knows(connection.address))
        });
        let is_over = |name: &u64| {
            by_name
                .get(name)
                .is_some_and(|connection| connection.opened + UNPROVEN_FOR <= now)
        };
        let over: Vec<u64> = self.unproven.iter().copied().filter(is_over).collect();
        for name in over {
            self.close(name, worker, outbox);
        }
    }

    fn close(&mut self, name: u64, worker: &mut Worker, outbox: &mut Outbox) {
        let Some(connection) = self.by_name.remove(&name) else {
            return;
        };
        // A newer connection may have the same address: the peer's port is free as soon as it has closed.
        if self.names.get(&connection.address) == Some(&name) {
            self.names.remove(&connection.address);
            worker.handle_closed(connection.address, outbox);
        }
    }
}

/// Readable while any connection wants attention.
impl AsRawFd for Connections {
    fn as_raw_fd(&self) -> RawFd {
        self.watch.as_raw_fd()
    }
}

#[cfg(test)]
mod tests;
