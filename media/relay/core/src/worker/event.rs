//! What a worker tells its owner.

use goround_relay_transport::ice;

use crate::{Notice, PathStatistics, StreamStatistics, TransportId, TransportStatistics};

/// Something that is rare and that the owner has to know.
#[derive(Debug)]
pub enum Event {
    /// A DTLS datagram from an address that has passed an ICE check.
    DtlsReceived {
        /// On which transport.
        transport: TransportId,
        /// The datagram.
        datagram: Box<[u8]>,
    },
    /// A transport's ICE state changed.
    IceChanged {
        /// Whose.
        transport: TransportId,
        /// The state entered.
        state: ice::State,
    },
    /// A router has decided something that has to be passed on.
    Notified(Notice),
    /// The answer to [`Command::RequestStatistics`](super::Command::RequestStatistics).
    Statistics(Box<Statistics>),
}

/// A worker's counters since it started, and those of every open leg.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    /// As given with the request.
    pub token: u64,
    /// Datagrams read.
    pub packets_received: u64,
    /// Datagrams the socket took.
    pub packets_sent: u64,
    /// RTP forwarded, without retransmissions, RTCP, STUN and DTLS.
    pub packets_forwarded: u64,
    /// Bytes of UDP payload read.
    pub bytes_received: u64,
    /// Bytes of UDP payload the socket took.
    pub bytes_sent: u64,
    /// Drops by reason, of the worker and its routers, closed ones too.
    pub dropped: Vec<(&'static str, u64)>,
    /// The open transports.
    pub transports: Vec<TransportStatistics>,
    /// Every receiver's path.
    pub paths: Vec<PathStatistics>,
    /// The open legs.
    pub streams: Vec<StreamStatistics>,
}
