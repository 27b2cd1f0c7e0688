//! All that happens on one UDP port, without the port.

mod bucket;
mod command;
mod commands;
mod counters;
mod event;
mod outbox;
mod peer;
mod rooms;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use goround_relay_transport::ice::State;
use goround_relay_transport::srtp::{Inbound, Refused};
use goround_relay_transport::stun::{MAX_REPLY_BYTES, Message};
use goround_relay_transport::{Address, FastMap, Instant};

pub use command::{Command, RouterId};
pub use counters::Reason;
pub use event::{Event, Statistics};
pub use outbox::{Departure, Outbox};

use crate::demux::{Protocol, protocol};
use crate::{TransportId, Urgency};
use counters::Counters;
use peer::{Peers, Sealer};
use rooms::Rooms;

/// A DTLS record's header (RFC 6347 section 4.1); DTLS 1.3 may have a shorter one, not in a handshake.
const DTLS_HEADER_BYTES: usize = 13;

/// The transports and routers of one UDP port.
///
/// Takes datagrams and commands with the instant, and leaves what is to be sent and told in an
/// [`Outbox`]. Nothing it is sent makes it panic, answer a stranger, or grow: state is made by
/// commands, and by authenticated packets up to a bound.
#[derive(Debug, Default)]
pub struct Worker {
    peers: Peers,
    rooms: Rooms,
    /// Addresses that have passed a check, and whose they are.
    by_address: FastMap<Address, TransportId>,
    /// Strangers look up here, so this one is a map with a keyed hash.
    by_ufrag: HashMap<Box<str>, TransportId>,
    /// No consent lapses before.
    consent_deadline: Option<Instant>,
    counters: Counters,
}

impl Worker {
    /// A worker without rooms.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Take one datagram that came from `from`; it is decrypted in place.
    pub fn handle_datagram(
        &mut self,
        now: Instant,
        from: impl Into<Address>,
        datagram: &mut [u8],
        outbox: &mut Outbox,
    ) {
        let from = from.into();
        self.counters.packets_received += 1;
        self.counters.bytes_received += datagram.len() as u64;
        let result = match protocol(datagram) {
            Some(Protocol::Stun) => self.handle_stun(now, from, datagram, outbox),
            Some(Protocol::Dtls) => self.handle_dtls(now, from, datagram, outbox),
            Some(Protocol::Rtp) => self.handle_srtp(now, from, datagram, outbox),
            Some(Protocol::Rtcp) => self.handle_srtcp(now, from, datagram, outbox),
            None => Err(Reason::UnknownProtocol),
        };
        if let Err(reason) = result {
            self.counters.drop(reason);
        }
    }

    /// The connection that led to `address` has ended: nothing goes there any more.
    pub fn handle_closed(&mut self, address: Address, outbox: &mut Outbox) {
        let Some(id) = self.by_address.remove(&address) else {
            return;
        };
        let peer = self.peers.get_mut(&id);
        tell_ice(outbox, id, peer.and_then(|peer| peer.ice.forget(address)));
    }

    /// Whether somebody has proved to be at `address`.
    #[must_use]
    pub fn knows(&self, address: Address) -> bool {
        self.by_address.contains_key(&address)
    }

    /// Do what has come due by `now`, room by room, as far as `outbox` should be filled at once: then
    /// [`Worker::deadline`] is still not after `now`, and this is to be called again once it is emptied.
    pub fn handle_timeout(&mut self, now: Instant, outbox: &mut Outbox) {
        if self
            .consent_deadline
            .is_some_and(|deadline| deadline <= now)
        {
            self.lapse_consent(now, outbox);
        }
        let mut sealer = Sealer {
            peers: &mut self.peers,
            counters: &mut self.counters,
            outbox,
        };
        for router in self.rooms.due(now) {
            if sealer.outbox.len() >= Outbox::FULL_ENOUGH {
                break;
            }
            router.handle_timeout(now, &mut sealer);
        }
    }

    /// When [`Worker::handle_timeout`] wants to be called next, unless something happens before.
    pub fn deadline(&mut self) -> Option<Instant> {
        [self.rooms.deadline(), self.consent_deadline]
            .into_iter()
            .flatten()
            .min()
    }

    /// Count what the socket took.
    pub fn note_sent(&mut self, packets: u64, bytes: u64) {
        self.counters.packets_sent += packets;
        self.counters.bytes_sent += bytes;
    }

    /// Count what was dropped before or after this worker saw it.
    pub fn note_dropped(&mut self, reason: Reason, count: u64) {
        self.counters.drop_many(reason, count);
    }

    fn handle_stun(
        &mut self,
        now: Instant,
        from: Address,
        datagram: &[u8],
        outbox: &mut Outbox,
    ) -> Result<(), Reason> {
        let message = Message::parse(datagram).map_err(|_| Reason::StunMalformed)?;
        let id = message
            .receiver_ufrag()
            .and_then(|ufrag| self.by_ufrag.get(ufrag))
            .copied();
        let id = id.ok_or(Reason::StunUnauthenticated)?;
        let holder = self
            .by_address
            .get(&from)
            .copied()
            .filter(|holder| *holder != id);
        // A person of the room who forges another's source address does not get it this way.
        let is_held = |holder| {
            self.peers
                .get(&holder)
                .is_some_and(|p| p.ice.is_alive(from, now))
        };
        if holder.is_some_and(is_held) {
            return Err(Reason::AddressInUse);
        }
        let peer = self.peers.get_mut(&id).ok_or(Reason::StunUnauthenticated)?;
        let mut reply = [0; MAX_REPLY_BYTES];
        let (answer, retired) = peer
            .ice
            .handle_check(&message, from, now, &mut reply)
            .map_err(|_| Reason::StunUnauthenticated)?;
        if let Some(deadline) = peer.ice.deadline() {
            // Checks only push a transport's lapse back, so an earlier sum stays a lower bound.
            self.consent_deadline = Some(self.consent_deadline.unwrap_or(deadline).min(deadline));
        }
        if let Some(retired) = retired {
            self.by_ufrag.remove(retired.ufrag());
        }
        if let Some(forgotten) = answer.forgotten {
            self.by_address.remove(&forgotten);
        }
        if answer.accepted {
            self.by_address.insert(from, id);
            if let Some(holder) = holder {
                let state = self
                    .peers
                    .get_mut(&holder)
                    .and_then(|peer| peer.ice.forget(from));
                tell_ice(outbox, holder, state);
            }
        }
        tell_ice(outbox, id, answer.state);
        if outbox.push(from, Urgency::Control, &reply[..answer.length]) {
            Ok(())
        } else {
            Err(Reason::OutboxFull)
        }
    }

    fn handle_dtls(
        &mut self,
        now: Instant,
        from: Address,
        datagram: &[u8],
        outbox: &mut Outbox,
    ) -> Result<(), Reason> {
        let transport = *self.by_address.get(&from).ok_or(Reason::UnknownAddress)?;
        let peer = self
            .peers
            .get_mut(&transport)
            .ok_or(Reason::UnknownAddress)?;
        if datagram.len() < DTLS_HEADER_BYTES {
            return Err(Reason::DtlsMalformed);
        }
        if !peer.dtls.take(now) {
            return Err(Reason::DtlsFlood);
        }
        outbox.tell(Event::DtlsReceived {
            transport,
            datagram: datagram.into(),
        });
        Ok(())
    }

    fn handle_srtp(
        &mut self,
        now: Instant,
        from: Address,
        datagram: &mut [u8],
        outbox: &mut Outbox,
    ) -> Result<(), Reason> {
        let (id, router, length) = self.open(now, from, datagram, Inbound::unprotect_rtp)?;
        let Some(router) = self.rooms.get_mut(router) else {
            return Ok(());
        };
        let mut sealer = Sealer {
            peers: &mut self.peers,
            counters: &mut self.counters,
            outbox,
        };
        router.handle_rtp(id, &datagram[..length], now, &mut sealer);
        Ok(())
    }

    fn handle_srtcp(
        &mut self,
        now: Instant,
        from: Address,
        datagram: &mut [u8],
        outbox: &mut Outbox,
    ) -> Result<(), Reason> {
        let (id, router, length) = self.open(now, from, datagram, Inbound::unprotect_rtcp)?;
        let Some(router) = self.rooms.get_mut(router) else {
            return Ok(());
        };
        let mut sealer = Sealer {
            peers: &mut self.peers,
            counters: &mut self.counters,
            outbox,
        };
        router.handle_rtcp(id, &datagram[..length], now, &mut sealer);
        Ok(())
    }

    /// Decrypt for whose address it is; whose that is, the router, and the plain length.
    fn open(
        &mut self,
        now: Instant,
        from: Address,
        datagram: &mut [u8],
        unprotect: impl FnOnce(&mut Inbound, &mut [u8]) -> Result<usize, Refused>,
    ) -> Result<(TransportId, RouterId, usize), Reason> {
        let id = *self.by_address.get(&from).ok_or(Reason::UnknownAddress)?;
        let peer = self.peers.get_mut(&id).ok_or(Reason::UnknownAddress)?;
        let session = peer.srtp.as_mut().ok_or(Reason::SrtpUnkeyed)?;
        let length = unprotect(&mut session.inbound, datagram).map_err(|why| match why {
            Refused::Malformed => Reason::SrtpMalformed,
            Refused::Replay => Reason::SrtpReplay,
            Refused::Forged => Reason::SrtpAuth,
        })?;
        peer.ice.heard_from(from, now);
        Ok((id, peer.router, length))
    }

    fn lapse_consent(&mut self, now: Instant, outbox: &mut Outbox) {
        for (id, peer) in &mut self.peers {
            tell_ice(outbox, *id, peer.ice.handle_timeout(now));
        }
        self.consent_deadline = self
            .peers
            .values()
            .filter_map(|peer| peer.ice.deadline())
            .min();
    }
}

fn tell_ice(outbox: &mut Outbox, transport: TransportId, state: Option<State>) {
    if let Some(state) = state {
        outbox.tell(Event::IceChanged { transport, state });
    }
}
