//! What the owner of a worker tells it.

use goround_relay_transport::ice::Credentials;
use goround_relay_transport::srtp::Session;

use crate::{ConsumerId, ProducerId, Stream, TransportId};

/// One room on a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouterId(pub u32);

/// One instruction, carried out between two datagrams.
///
/// For an id that is unknown it does nothing. One that names an id in use, or breaks a limit, does
/// nothing but be counted ([`Reason::CommandRefused`](super::Reason::CommandRefused)).
#[derive(Debug)]
pub enum Command {
    /// Make room for a room.
    OpenRouter(RouterId),
    /// Close a room with all its transports, producers and consumers.
    CloseRouter(RouterId),
    /// Answer checks for a new transport.
    OpenTransport {
        /// Its id.
        transport: TransportId,
        /// The room it belongs to.
        router: RouterId,
        /// What the peer authenticates its checks with.
        credentials: Credentials,
    },
    /// Begin a new ICE generation ([`Agent::restart`](goround_relay_transport::ice::Agent::restart)).
    RestartIce {
        /// Whose.
        transport: TransportId,
        /// What the peer authenticates its new checks with.
        credentials: Credentials,
    },
    /// Close a transport with its producers and consumers.
    CloseTransport(TransportId),
    /// Send a DTLS datagram to the selected address.
    SendDtls {
        /// On which transport.
        transport: TransportId,
        /// The datagram.
        datagram: Vec<u8>,
    },
    /// Begin SRTP. Only the first time counts: the same keys again would use nonces twice.
    SetSrtp {
        /// On which transport.
        transport: TransportId,
        /// The keyed session.
        session: Box<Session>,
    },
    /// Accept a track.
    OpenProducer {
        /// Its id.
        producer: ProducerId,
        /// The transport it comes in on.
        transport: TransportId,
        /// What was negotiated.
        stream: Box<Stream>,
    },
    /// Close a producer and its consumers.
    CloseProducer(ProducerId),
    /// Get ready to send a producer to one person; starts disabled.
    OpenConsumer {
        /// Its id.
        consumer: ConsumerId,
        /// What to send.
        producer: ProducerId,
        /// The transport it goes out on, of the producer's router.
        transport: TransportId,
        /// What was negotiated.
        stream: Box<Stream>,
    },
    /// Close a consumer.
    CloseConsumer(ConsumerId),
    /// Apply a policy in one step.
    SetEnabled {
        /// Which producers' media goes anywhere.
        producers: Vec<(ProducerId, bool)>,
        /// Which consumers are sent theirs.
        consumers: Vec<(ConsumerId, bool)>,
    },
    /// Say how large a picture is of use to a consumer, and who comes first.
    SetPreferredEncoding {
        /// Whose.
        consumer: ConsumerId,
        /// Index of the largest encoding of use, 0 for the smallest picture.
        encoding: u8,
        /// The highest is served first, up to 126.
        priority: u8,
    },
    /// Answer with [`Event::Statistics`](super::Event::Statistics).
    RequestStatistics {
        /// Comes back with the answer.
        token: u64,
        /// Whether to tell of every transport and stream, too: a worker of a hundred rooms has thousands.
        legs: bool,
    },
}
