//! Where a datagram comes from or goes to.

use std::net::SocketAddr;

/// What carries datagrams between a peer and us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// UDP.
    Udp,
    /// A TCP connection that the peer opened, with framing (RFC 4571, RFC 6544).
    Tcp,
}

/// The far end of a path: two of the same socket address differ by what carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// What carries the datagrams.
    pub carrier: Carrier,
    /// The peer's address as we see it.
    pub socket: SocketAddr,
}

impl Address {
    /// The far end of a TCP connection.
    #[must_use]
    pub fn tcp(socket: SocketAddr) -> Self {
        Self {
            carrier: Carrier::Tcp,
            socket,
        }
    }
}

/// By UDP, as nearly everybody comes.
impl From<SocketAddr> for Address {
    fn from(socket: SocketAddr) -> Self {
        Self {
            carrier: Carrier::Udp,
            socket,
        }
    }
}

impl PartialEq<SocketAddr> for Address {
    fn eq(&self, socket: &SocketAddr) -> bool {
        self.carrier == Carrier::Udp && self.socket == *socket
    }
}
