//! The loop of a worker's thread.

use std::any::Any;
use std::io;
use std::net::{TcpListener, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;
use std::time::Duration;

use goround_relay_core::{Command, Instant, Outbox, Reason, Urgency, Worker};

use crate::connections::Connections;
use crate::departures::Departures;
use crate::link::{MAX_COMMANDS, Order, Post, Told};
use crate::runs::Runs;
use crate::sys::{self, Inbox, Poller, Sender};
use crate::wire::{Taken, Wire};

/// What the kernel may hold for us in each direction: at 64 Mbit/s half a second.
const SOCKET_BUFFER_BYTES: i32 = 4 << 20;

/// Datagrams after which a batch is sent even though more came in: far below what the outbox holds,
/// enough that a system call's price is spread.
const FLUSH_AT: usize = 96;
/// Reads after which orders and time have their turn, even though more came in: at the rate of a full
/// core some 5 ms.
const MAX_READS: usize = 32;

/// Rounds of timers after which packets have their turn again, even though more is due: in each some
/// dozens of rooms are looked after.
const MAX_ROUNDS: usize = 8;

/// How late what has come due may be done where no packet arrives: in a room that is spoken in one comes
/// every 2 ms, and then timers cost no wake-ups of their own.
const LATE_AT_MOST: Duration = Duration::from_millis(5);

/// A socket with the worker behind it.
struct Server {
    socket: UdpSocket,
    post: Post,
    started: std::time::Instant,
    worker: Worker,
    outbox: Outbox,
    inbox: Inbox,
    exit: Exit,
    poller: Poller,
    /// Whether a connection wants attention.
    is_called: bool,
    /// What the kernel had dropped of what came in, when it was last asked.
    overflowed: u32,
}

/// The way out of the worker.
struct Exit {
    connections: Connections,
    departures: Departures,
    sender: Sender,
}

/// Start the thread that serves `socket`, and who comes by `listener`, until it is told to stop; `offload` lets the kernel cut runs
/// of datagrams apart, where it can.
///
/// Whatever ends it otherwise, an error of the socket or a panic, is left at `post`.
pub(crate) fn start(
    socket: UdpSocket,
    listener: TcpListener,
    post: Post,
    offload: bool,
) -> io::Result<JoinHandle<()>> {
    socket.set_nonblocking(true)?;
    sys::enlarge_buffers(&socket, SOCKET_BUFFER_BYTES);
    let joins = offload && sys::can_segment(&socket);
    let connections = Connections::new(listener)?;
    let poller = Poller::new(&socket, post.ordered(), &connections)?;
    let name = format!("relay-{}", socket.local_addr()?.port());
    std::thread::Builder::new().name(name).spawn(move || {
        let mut server = Server {
            socket,
            post,
            started: std::time::Instant::now(),
            worker: Worker::new(),
            outbox: Outbox::new(),
            inbox: Inbox::new(),
            exit: Exit {
                connections,
                departures: Departures::new(joins),
                sender: Sender::new(),
            },
            poller,
            is_called: false,
            overflowed: 0,
        };
        // After a panic nothing of the worker is used again but `post`, which has no invariants.
        let end = catch_unwind(AssertUnwindSafe(|| server.serve()));
        leave_word(&server.post, end);
    })
}

/// Tell the owner how the thread ended, unless it was told to.
fn leave_word(post: &Post, end: std::thread::Result<io::Result<()>>) {
    match end {
        Ok(Ok(())) => {}
        Ok(Err(error)) => post.fail(format!("the relay's socket failed: {error}")),
        Err(panic) => post.fail(format!("the relay panicked: {}", message(&*panic))),
    }
}

/// What a panic said.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

impl Server {
    fn serve(&mut self) -> io::Result<()> {
        while let Some(orders) = self.obey() {
            let may_be_more = self.read()?;
            self.attend(may_be_more)?;
            self.keep_time();
            self.write();
            self.tell();
            if orders < MAX_COMMANDS && !may_be_more {
                self.wait()?;
            }
        }
        Ok(())
    }

    fn now(&self) -> Instant {
        let nanos = self.started.elapsed().as_nanos();
        Instant::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// Carry out the orders that wait; how many there were, or `None` when one is to stop.
    ///
    /// All that were given before are done before the next packet is read; those that come meanwhile
    /// wait for the next turn, so that no flood of them holds up media.
    fn obey(&mut self) -> Option<usize> {
        let now = self.now();
        for count in 0..MAX_COMMANDS {
            let Some(order) = self.post.next_order() else {
                return Some(count);
            };
            match order {
                Order::Apply(command) => {
                    if matches!(command, Command::RequestStatistics { .. }) {
                        self.note_overflow();
                    }
                    self.worker.apply(now, command, &mut self.outbox);
                }
                Order::Stop => return None,
            }
            if self.outbox.len() >= FLUSH_AT {
                self.write();
            }
        }
        Some(MAX_COMMANDS)
    }

    /// Count what the kernel dropped because it was not read in time.
    fn note_overflow(&mut self) {
        let drops = sys::receive_drops(&self.socket);
        let since = drops.wrapping_sub(std::mem::replace(&mut self.overflowed, drops));
        self.worker
            .note_dropped(Reason::ReceiveOverflow, since.into());
    }

    /// Read what is there and put what follows from it in the outbox; whether there may be more.
    ///
    /// Nothing is sent before the socket is empty or much has come together: so the packets of a
    /// picture, which arrive one behind the other while we work on the first, leave as one run for
    /// each receiver. None waits for one that has not arrived.
    fn read(&mut self) -> io::Result<bool> {
        for _ in 0..MAX_READS {
            let count = self.inbox.receive(&self.socket)?;
            if count == 0 {
                return Ok(false);
            }
            self.handle();
        }
        Ok(true)
    }

    /// Handle the datagrams of one read.
    fn handle(&mut self) {
        let now = self.now();
        for received in self.inbox.datagrams() {
            let Some(from) = received.from else { continue };
            if received.is_cut {
                self.worker.note_dropped(Reason::TooLong, 1);
                continue;
            }
            self.worker
                .handle_datagram(now, from, received.datagram, &mut self.outbox);
            if self.outbox.len() >= FLUSH_AT {
                self.exit
                    .flush(now, &mut self.worker, &mut self.outbox, &self.socket);
            }
        }
    }

    /// Serve the connections, where one called or the socket leaves no time to wait for a call.
    fn attend(&mut self, is_busy: bool) -> io::Result<()> {
        let now = self.now();
        let connections = &mut self.exit.connections;
        let is_due = connections
            .deadline()
            .is_some_and(|deadline| deadline <= now);
        if std::mem::take(&mut self.is_called) || is_due || is_busy && !connections.is_empty() {
            connections.serve(now, &mut self.worker, &mut self.outbox)?;
        }
        Ok(())
    }

    fn keep_time(&mut self) {
        let now = self.now();
        for _ in 0..MAX_ROUNDS {
            let deadline = self.worker.deadline();
            if deadline.is_none_or(|deadline| deadline > now) {
                return;
            }
            // Less than FLUSH_AT waits, which the outbox holds besides.
            self.worker.handle_timeout(now, &mut self.outbox);
            if self.outbox.len() >= FLUSH_AT {
                self.write();
            }
        }
    }

    fn write(&mut self) {
        let now = self.now();
        self.exit
            .flush(now, &mut self.worker, &mut self.outbox, &self.socket);
    }

    fn tell(&mut self) {
        let mut events = self.outbox.drain_events().peekable();
        if events.peek().is_none() {
            return;
        }
        let thread_cpu = sys::thread_cpu_time();
        let allocations = sys::thread_allocations();
        events.for_each(|event| {
            self.post.tell(Told {
                event,
                thread_cpu,
                allocations,
            });
        });
        self.post.ring();
    }

    fn wait(&mut self) -> io::Result<()> {
        let deadlines = [self.worker.deadline(), self.exit.connections.deadline()];
        let timeout = deadlines
            .into_iter()
            .flatten()
            .min()
            .map(|deadline| deadline + LATE_AT_MOST - self.now());
        let for_room = self.exit.departures.is_late();
        let woken = self.poller.wait(&self.socket, for_room, timeout)?;
        if woken.is_ordered {
            self.post.ordered().clear();
        }
        self.is_called = woken.has_others;
        Ok(())
    }
}

impl Exit {
    /// Send what the outbox holds, and count it.
    fn flush(
        &mut self,
        now: Instant,
        worker: &mut Worker,
        outbox: &mut Outbox,
        socket: &UdpSocket,
    ) {
        if outbox.is_empty() && !self.departures.is_late() {
            return;
        }
        if !self.connections.is_empty() {
            let handed = self.connections.send(worker, outbox);
            worker.note_sent(handed.packets, handed.bytes);
            worker.note_dropped(Reason::SendFailed, handed.refused);
        }
        let mut wire = SocketWire {
            socket,
            sender: &mut self.sender,
        };
        let sent = self.departures.send(now, outbox, &mut wire);
        worker.note_sent(sent.packets, sent.bytes);
        worker.note_dropped(Reason::SendFailed, sent.refused);
        for urgency in Urgency::ALL {
            worker.note_dropped(Reason::overload(urgency), sent.shed[urgency as usize]);
        }
    }
}

/// The real socket.
struct SocketWire<'a> {
    socket: &'a UdpSocket,
    sender: &'a mut Sender,
}

impl Wire for SocketWire<'_> {
    fn send(&mut self, outbox: &Outbox, runs: &Runs, first: usize) -> Taken {
        self.sender
            .send(self.socket, runs, first, |index| outbox.get(index).bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::link;
    use crate::sys::EventFd;

    #[test]
    fn word_is_left_of_every_end_but_the_ordered_one() {
        let seven = std::hint::black_box(7);
        let ends: [(std::thread::Result<io::Result<()>>, Option<&str>); 4] = [
            (Ok(Ok(())), None),
            (
                Ok(Err(io::Error::other("no"))),
                Some("the relay's socket failed: no"),
            ),
            (
                catch_unwind(|| panic!("static")),
                Some("the relay panicked: static"),
            ),
            (
                catch_unwind(|| panic!("of {seven}")),
                Some("the relay panicked: of 7"),
            ),
        ];
        for (end, word) in ends {
            let (handle, post) = link().expect("eventfds");
            leave_word(&post, end);
            let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
            let others = EventFd::new().expect("an eventfd");
            let mut poller = Poller::new(&socket, handle.told(), &others).expect("an epoll");
            let mut told = || {
                let now = Some(Duration::ZERO);
                poller.wait(&socket, false, now).expect("polled").is_ordered
            };
            assert_eq!(told(), word.is_some());
            assert_eq!(handle.failure(), word);
            assert!(!told());
        }
    }
}
