//! The owner's handle.

use std::io;
use std::net::{TcpListener, UdpSocket};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Mutex;
use std::thread::JoinHandle;

use goround_relay_core::Command;

use crate::link::{Handle, Order, Told, link};
use crate::serve;

/// A UDP port that is served until it is closed or dropped.
#[derive(Debug)]
pub struct Port {
    number: u16,
    link: Handle,
    /// Locked by owners only, never by the thread.
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Port {
    /// Bind UDP and TCP and start; `number` 0 takes a free port. `offload` lets the kernel cut runs of datagrams
    /// apart (`UDP_SEGMENT`), where it can.
    ///
    /// # Errors
    ///
    /// Where `host` cannot be resolved or the address cannot be bound.
    pub fn open(host: &str, number: u16, offload: bool) -> io::Result<Self> {
        let (link, post) = link()?;
        let (socket, listener) = bind(host, number)?;
        let number = socket.local_addr()?.port();
        let thread = serve::start(socket, listener, post, offload)?;
        Ok(Self {
            number,
            link,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// The port's number.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.number
    }

    /// Have `command` carried out before the next packet is read, without waiting for it.
    ///
    /// Whether it was taken: not where thousands wait already, or the thread is gone.
    #[must_use]
    pub fn apply(&self, command: Command) -> bool {
        self.link.order(Order::Apply(command))
    }

    /// Everything told since the last call, oldest first, and how much more had to be dropped.
    #[must_use]
    pub fn take_events(&self) -> (Vec<Told>, u64) {
        self.link.take_events()
    }

    /// An eventfd, readable while there are events or the thread has failed.
    #[must_use]
    pub fn events_fd(&self) -> RawFd {
        self.link.told().as_raw_fd()
    }

    /// Why the thread ended, if it did so by itself; [`Port::events_fd`] is then not readable any more.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.link.failure()
    }

    /// Stop and join the thread. Does nothing the second time.
    pub fn close(&self) {
        let thread = self.thread.lock().map(|mut thread| thread.take());
        if let Ok(Some(thread)) = thread {
            self.link.insist(Order::Stop);
            // A panic was caught inside and left its message.
            let _ = thread.join();
        }
    }
}

/// Ports tried for one that is free for UDP and for TCP.
const TRIES: usize = 32;

/// Both sockets, on the same number.
fn bind(host: &str, number: u16) -> io::Result<(UdpSocket, TcpListener)> {
    let once = || {
        let socket = UdpSocket::bind((host, number))?;
        let listener = TcpListener::bind((host, socket.local_addr()?.port()))?;
        Ok((socket, listener))
    };
    let mut bound = once();
    for _ in 1..TRIES {
        if bound.is_ok() || number != 0 {
            break;
        }
        bound = once();
    }
    bound
}

impl Drop for Port {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use std::net::{SocketAddr, UdpSocket};
    use std::time::Duration;

    use goround_relay_core::{Event, RouterId, TransportId};
    use goround_relay_transport::ice::{Credentials, State};
    use goround_relay_transport::stun::{Builder, Class, Key, Message};

    use super::*;

    #[test]
    fn commands_are_carried_out_before_what_comes_after_them() {
        let port = Port::open("127.0.0.1", 0, true).expect("a free port");
        let credentials = Credentials::new("ours", "password");
        let (router, transport) = (RouterId(1), TransportId(1));
        assert!(port.apply(Command::OpenRouter(router)));
        assert!(port.apply(Command::OpenTransport {
            transport,
            router,
            credentials
        }));
        let client = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        client
            .set_read_timeout(Some(Duration::from_secs(5)))
            .expect("a timeout");
        let mut bytes = [0; 256];
        let key = Key::new("password");
        let length = Builder::new(&mut bytes, Class::Request, [1; 12])
            .username("ours:theirs")
            .finish(&key);
        let to = SocketAddr::from(([127, 0, 0, 1], port.number()));
        client.send_to(&bytes[..length], to).expect("sent");
        let length = client.recv(&mut bytes).expect("answered");
        let answer = Message::parse(&bytes[..length]).expect("STUN");
        assert!(answer.class() == Class::Success && answer.is_authentic(&key));
        port.close();
        let (told, dropped) = port.take_events();
        assert_eq!((told.len(), dropped), (1, 0));
        assert!(matches!(
            told[0].event,
            Event::IceChanged {
                state: State::Connected,
                ..
            }
        ));
    }

    #[test]
    fn a_closed_port_is_free_again_and_takes_no_commands() {
        let port = Port::open("127.0.0.1", 0, true).expect("a free port");
        port.close();
        port.close();
        assert!(!port.apply(Command::OpenRouter(RouterId(1))));
        assert_eq!(port.failure(), None);
        UdpSocket::bind(("127.0.0.1", port.number())).expect("free again");
    }
}
