//! One transport: a person's association with the worker.

use goround_relay_transport::FastMap;
use goround_relay_transport::ice::Agent;
use goround_relay_transport::srtp::{MAX_OVERHEAD_BYTES, Outbound, Session, Unsendable};

use super::bucket::Bucket;
use super::counters::{Counters, Reason};
use super::{Event, Outbox, RouterId};
use crate::{Egress, Instant, Notice, TransportId, TransportStatistics, Urgency};

/// The state of one transport.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) router: RouterId,
    pub(super) ice: Agent,
    pub(super) srtp: Option<Box<Session>>,
    pub(super) dtls: Bucket,
}

impl Peer {
    pub(super) fn statistics(&self, id: TransportId, now: Instant) -> TransportStatistics {
        TransportStatistics {
            id,
            state: self.ice.state(),
            silent: self.ice.heard().map(|heard| now - heard),
        }
    }
}

/// All of a worker's transports.
pub(super) type Peers = FastMap<TransportId, Peer>;

/// What a router writes through: encrypts for the peer, straight into the outbox.
pub(super) struct Sealer<'a> {
    pub(super) peers: &'a mut Peers,
    pub(super) counters: &'a mut Counters,
    pub(super) outbox: &'a mut Outbox,
}

impl Sealer<'_> {
    fn send(
        &mut self,
        (to, urgency): (TransportId, Urgency),
        parts: [&[u8]; 2],
        protect: impl FnOnce(&mut Outbound, &mut [u8], usize) -> Result<usize, Unsendable>,
    ) -> Result<(), Reason> {
        let peer = self.peers.get_mut(&to).ok_or(Reason::NotConnected)?;
        let address = peer.ice.selected().ok_or(Reason::NotConnected)?;
        let session = peer.srtp.as_mut().ok_or(Reason::SrtpUnkeyed)?;
        let split = parts[0].len();
        let length = split + parts[1].len();
        let room = self
            .outbox
            .room(length + MAX_OVERHEAD_BYTES)
            .ok_or(Reason::OutboxFull)?;
        room[..split].copy_from_slice(parts[0]);
        room[split..length].copy_from_slice(parts[1]);
        let sealed = protect(&mut session.outbound, room, length).map_err(|why| match why {
            Unsendable::UsedIndex => Reason::SrtpIndexUsed,
            Unsendable::Exhausted => Reason::SrtpExhausted,
            Unsendable::Malformed => Reason::SrtpMalformed,
        })?;
        self.outbox.commit(address, urgency, sealed);
        Ok(())
    }

    fn count(&mut self, result: Result<(), Reason>) {
        if let Err(reason) = result {
            self.counters.drop(reason);
        }
    }
}

impl Egress for Sealer<'_> {
    fn rtp(&mut self, to: TransportId, urgency: Urgency, header: &[u8], payload: &[u8]) {
        let result = self.send((to, urgency), [header, payload], Outbound::protect_rtp);
        self.count(result);
    }

    fn rtcp(&mut self, to: TransportId, compound: &[u8]) {
        let result = self.send(
            (to, Urgency::Control),
            [compound, &[]],
            Outbound::protect_rtcp,
        );
        self.count(result);
    }

    fn notify(&mut self, notice: Notice) {
        self.outbox.tell(Event::Notified(notice));
    }
}
