//! The loop of a worker's thread.

use std::any::Any;
use std::io;
use std::net::UdpSocket;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use goround_relay_core::{Instant, Outbox, Reason, Worker};

use crate::link::{MAX_COMMANDS, Order, Post, Told};
use crate::sys::{self, BATCH, Inbox, Sender};

/// What the kernel may hold for us in each direction: at 64 Mbit/s half a second.
const SOCKET_BUFFER_BYTES: i32 = 4 << 20;

/// Datagrams after which a batch is sent even though more came in: far below what the outbox holds,
/// enough that a system call's price is spread.
const FLUSH_AT: usize = 256;

/// A socket with the worker behind it.
struct Server {
    socket: UdpSocket,
    post: Post,
    started: std::time::Instant,
    worker: Worker,
    outbox: Outbox,
    inbox: Inbox,
    sender: Sender,
}

/// Start the thread that serves `socket` until it is told to stop.
///
/// Whatever ends it otherwise, an error of the socket or a panic, is left at `post`.
pub(crate) fn start(socket: UdpSocket, post: Post) -> io::Result<JoinHandle<()>> {
    socket.set_nonblocking(true)?;
    sys::enlarge_buffers(&socket, SOCKET_BUFFER_BYTES);
    let name = format!("relay-{}", socket.local_addr()?.port());
    std::thread::Builder::new().name(name).spawn(move || {
        let mut server = Server {
            socket,
            post,
            started: std::time::Instant::now(),
            worker: Worker::new(),
            outbox: Outbox::new(),
            inbox: Inbox::new(),
            sender: Sender::new(),
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
            let datagrams = self.read()?;
            self.keep_time();
            self.write();
            self.tell();
            if orders < MAX_COMMANDS && datagrams < BATCH {
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
                Order::Apply(command) => self.worker.apply(now, command, &mut self.outbox),
                Order::Stop => return None,
            }
            if self.outbox.len() >= FLUSH_AT {
                self.write();
            }
        }
        Some(MAX_COMMANDS)
    }

    /// Read one batch and put what follows from it in the outbox; how many datagrams it had.
    fn read(&mut self) -> io::Result<usize> {
        let count = self.inbox.receive(&self.socket)?;
        if count == 0 {
            return Ok(0);
        }
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
                flush(
                    &mut self.worker,
                    &mut self.outbox,
                    &mut self.sender,
                    &self.socket,
                );
            }
        }
        Ok(count)
    }

    fn keep_time(&mut self) {
        let now = self.now();
        if self
            .worker
            .deadline()
            .is_some_and(|deadline| deadline <= now)
        {
            self.write();
            self.worker.handle_timeout(now, &mut self.outbox);
        }
    }

    fn write(&mut self) {
        flush(
            &mut self.worker,
            &mut self.outbox,
            &mut self.sender,
            &self.socket,
        );
    }

    fn tell(&mut self) {
        let mut events = self.outbox.drain_events().peekable();
        if events.peek().is_none() {
            return;
        }
        let thread_cpu = sys::thread_cpu_time();
        events.for_each(|event| self.post.tell(Told { event, thread_cpu }));
        self.post.ring();
    }

    fn wait(&mut self) -> io::Result<()> {
        let timeout = self.worker.deadline().map(|deadline| deadline - self.now());
        if sys::wait(&self.socket, self.post.ordered(), timeout)? {
            self.post.ordered().clear();
        }
        Ok(())
    }
}

/// Send what the outbox holds, and count it.
fn flush(worker: &mut Worker, outbox: &mut Outbox, sender: &mut Sender, socket: &UdpSocket) {
    if outbox.is_empty() {
        return;
    }
    let sent = sender.send(socket, outbox.datagrams());
    outbox.clear_datagrams();
    worker.note_sent(sent.packets, sent.bytes);
    worker.note_dropped(Reason::SendFailed, sent.failed);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::link::link;

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
            let told = || sys::wait(&socket, handle.told(), Some(Duration::ZERO)).expect("polled");
            assert_eq!(told(), word.is_some());
            assert_eq!(handle.failure(), word);
            assert!(!told());
        }
    }
}
