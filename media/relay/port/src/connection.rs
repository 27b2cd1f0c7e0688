//! One TCP connection of a peer.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::net::TcpStream;

use goround_relay_core::{Address, Instant, Urgency};

use crate::framing::{Deframer, HEADER_BYTES};

/// Bytes that may wait for a connection that takes no more, by [`Urgency`] of what is to be added: at
/// 2 Mbit/s a quarter of a second of pictures, and sound and control for as long again.
fn most_waiting(urgency: Urgency) -> usize {
    match urgency {
        Urgency::Control => 192 << 10,
        Urgency::Sound => 128 << 10,
        _ => 64 << 10,
    }
}

/// A connection, with what waits to be written to it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pub(crate) address: Address,
    pub(crate) opened: Instant,
    pub(crate) deframer: Deframer,
    /// Whether it is watched for room.
    pub(crate) waits_for_room: bool,
    waiting: VecDeque<u8>,
}

impl Connection {
    /// A connection that was accepted at `now`.
    ///
    /// # Errors
    ///
    /// Where the kernel has closed it already.
    pub(crate) fn new(stream: TcpStream, now: Instant) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        // A packet of sound must not wait for the answer to the one before (RFC 6544 section 5.2).
        stream.set_nodelay(true)?;
        let address = Address::tcp(canonical(stream.peer_addr()?));
        Ok(Self {
            stream,
            address,
            opened: now,
            deframer: Deframer::new(),
            waits_for_room: false,
            waiting: VecDeque::new(),
        })
    }

    /// Whether something waits for the peer to take more.
    pub(crate) fn is_late(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Have one datagram wait for [`Connection::flush`]; whether there was room for it.
    pub(crate) fn push(&mut self, urgency: Urgency, datagram: &[u8]) -> bool {
        let size = HEADER_BYTES + datagram.len();
        let Ok(length) = u16::try_from(datagram.len()) else {
            return false;
        };
        let fits = self.waiting.len() + size <= most_waiting(urgency);
        if fits {
            self.waiting.extend(length.to_be_bytes());
            self.waiting.extend(datagram);
        }
        fits
    }

    /// Write as much of what waits as the peer takes.
    ///
    /// # Errors
    ///
    /// Where the connection has ended.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        while !self.waiting.is_empty() {
            let (front, back) = self.waiting.as_slices();
            let written = self
                .stream
                .write_vectored(&[io::IoSlice::new(front), io::IoSlice::new(back)]);
            match written {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => drop(self.waiting.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// IPv4 as IPv4 where a socket for both gives it in IPv6's form (RFC 4291 section 2.5.5.2).
fn canonical(address: std::net::SocketAddr) -> std::net::SocketAddr {
    std::net::SocketAddr::new(address.ip().to_canonical(), address.port())
}
