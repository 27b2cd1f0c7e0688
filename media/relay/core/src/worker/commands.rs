//! How a worker carries out its commands.

use goround_relay_transport::Instant;
use goround_relay_transport::ice::{Agent, Credentials};
use goround_relay_transport::srtp::Session;

use super::bucket::Bucket;
use super::peer::{Peer, Sealer};
use super::{Command, Event, Outbox, Reason, RouterId, Statistics, Worker};
use crate::{ConsumerId, ProducerId, Stream, TransportId, Urgency};

impl Worker {
    /// Carry out one command.
    pub fn apply(&mut self, now: Instant, command: Command, outbox: &mut Outbox) {
        if let Err(reason) = self.carry_out(now, command, outbox) {
            self.counters.drop(reason);
        }
    }

    fn carry_out(
        &mut self,
        now: Instant,
        command: Command,
        outbox: &mut Outbox,
    ) -> Result<(), Reason> {
        match command {
            Command::OpenRouter(id) => return self.open_router(id),
            Command::CloseRouter(id) => self.close_router(id),
            Command::OpenTransport {
                transport,
                router,
                credentials,
            } => {
                return self.open_transport(transport, router, credentials);
            }
            Command::RestartIce {
                transport,
                credentials,
            } => {
                return self.restart_ice(transport, credentials);
            }
            Command::CloseTransport(id) => self.close_transport(id),
            Command::SendDtls {
                transport,
                datagram,
            } => {
                return self.send_dtls(transport, &datagram, outbox);
            }
            Command::SetSrtp { transport, session } => return self.set_srtp(transport, session),
            Command::OpenProducer {
                producer,
                transport,
                stream,
            } => {
                return self.open_producer(producer, transport, *stream);
            }
            Command::CloseProducer(id) => self.close_producer(id),
            Command::OpenConsumer {
                consumer,
                producer,
                transport,
                stream,
            } => {
                return self.open_consumer(consumer, producer, transport, *stream);
            }
            Command::CloseConsumer(id) => self.close_consumer(id),
            Command::SetEnabled {
                producers,
                consumers,
            } => {
                self.set_enabled(&producers, &consumers, now, outbox);
            }
            Command::SetPreferredEncoding {
                consumer,
                encoding,
                priority,
            } => {
                self.set_preferred_encoding(consumer, (encoding, priority), now, outbox);
            }
            Command::RequestStatistics { token, legs } => {
                outbox.tell(Event::Statistics(Box::new(
                    self.statistics(now, token, legs),
                )));
            }
        }
        Ok(())
    }

    fn open_router(&mut self, id: RouterId) -> Result<(), Reason> {
        if self.rooms.open(id) {
            Ok(())
        } else {
            Err(Reason::CommandRefused)
        }
    }

    fn close_router(&mut self, id: RouterId) {
        let members = self.peers.iter().filter(|(_, peer)| peer.router == id);
        let members: Vec<TransportId> = members.map(|(id, _)| *id).collect();
        for transport in members {
            self.forget_peer(transport);
        }
        self.rooms.close(id);
    }

    fn open_transport(
        &mut self,
        id: TransportId,
        router: RouterId,
        credentials: Credentials,
    ) -> Result<(), Reason> {
        if self.peers.contains_key(&id) || self.by_ufrag.contains_key(credentials.ufrag()) {
            return Err(Reason::CommandRefused);
        }
        let Some(room) = self.rooms.get_mut(router) else {
            return Ok(());
        };
        room.open_transport(id)
            .map_err(|_| Reason::CommandRefused)?;
        self.by_ufrag.insert(credentials.ufrag().into(), id);
        let ice = Agent::new(credentials);
        self.peers.insert(
            id,
            Peer {
                router,
                ice,
                srtp: None,
                dtls: Bucket::default(),
            },
        );
        Ok(())
    }

    fn restart_ice(&mut self, id: TransportId, credentials: Credentials) -> Result<(), Reason> {
        let Some(peer) = self.peers.get_mut(&id) else {
            return Ok(());
        };
        if self.by_ufrag.contains_key(credentials.ufrag()) {
            return Err(Reason::CommandRefused);
        }
        self.by_ufrag.insert(credentials.ufrag().into(), id);
        if let Some(retired) = peer.ice.restart(credentials) {
            self.by_ufrag.remove(retired.ufrag());
        }
        Ok(())
    }

    fn close_transport(&mut self, id: TransportId) {
        let Some(peer) = self.forget_peer(id) else {
            return;
        };
        if let Some(room) = self.rooms.get_mut(peer.router) {
            room.close_transport(id);
        }
        self.rooms.forget_transport(id);
    }

    /// Forget a transport here; its router still knows it.
    fn forget_peer(&mut self, id: TransportId) -> Option<Peer> {
        let peer = self.peers.remove(&id)?;
        for address in peer.ice.addresses() {
            // An address lost to another transport was forgotten here, so these are ours.
            self.by_address.remove(&address);
        }
        for ufrag in peer.ice.ufrags() {
            self.by_ufrag.remove(ufrag);
        }
        Some(peer)
    }

    fn send_dtls(
        &mut self,
        id: TransportId,
        datagram: &[u8],
        outbox: &mut Outbox,
    ) -> Result<(), Reason> {
        let Some(peer) = self.peers.get(&id) else {
            return Ok(());
        };
        let to = peer.ice.selected().ok_or(Reason::NotConnected)?;
        if outbox.push(to, Urgency::Control, datagram) {
            Ok(())
        } else {
            Err(Reason::OutboxFull)
        }
    }

    fn set_srtp(&mut self, id: TransportId, session: Box<Session>) -> Result<(), Reason> {
        let Some(peer) = self.peers.get_mut(&id) else {
            return Ok(());
        };
        if peer.srtp.is_some() {
            return Err(Reason::CommandRefused);
        }
        peer.srtp = Some(session);
        Ok(())
    }

    fn open_producer(
        &mut self,
        id: ProducerId,
        transport: TransportId,
        stream: Stream,
    ) -> Result<(), Reason> {
        let Some(peer) = self.peers.get(&transport) else {
            return Ok(());
        };
        if self.rooms.router_of_producer(id).is_some() {
            return Err(Reason::CommandRefused);
        }
        let Some(room) = self.rooms.get_mut(peer.router) else {
            return Ok(());
        };
        room.open_producer(id, transport, stream)
            .map_err(|_| Reason::CommandRefused)?;
        self.rooms.note_producer(id, peer.router, transport);
        Ok(())
    }

    fn close_producer(&mut self, id: ProducerId) {
        let router = self.rooms.router_of_producer(id);
        if let Some(room) = router.and_then(|router| self.rooms.get_mut(router)) {
            room.close_producer(id);
        }
        self.rooms.forget_producer(id);
    }

    fn open_consumer(
        &mut self,
        id: ConsumerId,
        producer: ProducerId,
        transport: TransportId,
        stream: Stream,
    ) -> Result<(), Reason> {
        let Some(peer) = self.peers.get(&transport) else {
            return Ok(());
        };
        let Some(router) = self.rooms.router_of_producer(producer) else {
            return Ok(());
        };
        if router != peer.router || self.rooms.router_of_consumer(id).is_some() {
            return Err(Reason::CommandRefused);
        }
        let Some(room) = self.rooms.get_mut(router) else {
            return Ok(());
        };
        room.open_consumer(id, producer, transport, stream)
            .map_err(|_| Reason::CommandRefused)?;
        self.rooms.note_consumer(id, producer, router, transport);
        Ok(())
    }

    fn close_consumer(&mut self, id: ConsumerId) {
        let router = self.rooms.router_of_consumer(id);
        if let Some(room) = router.and_then(|router| self.rooms.get_mut(router)) {
            room.close_consumer(id);
        }
        self.rooms.forget_consumer(id);
    }

    fn set_enabled(
        &mut self,
        producers: &[(ProducerId, bool)],
        consumers: &[(ConsumerId, bool)],
        now: Instant,
        outbox: &mut Outbox,
    ) {
        let of_producers = producers
            .iter()
            .filter_map(|(id, _)| self.rooms.router_of_producer(*id));
        let of_consumers = consumers
            .iter()
            .filter_map(|(id, _)| self.rooms.router_of_consumer(*id));
        let mut routers: Vec<RouterId> = of_producers.chain(of_consumers).collect();
        routers.sort_unstable();
        routers.dedup();
        let mut sealer = Sealer {
            peers: &mut self.peers,
            counters: &mut self.counters,
            outbox,
        };
        for router in routers {
            // A router passes over the ids of others.
            if let Some(room) = self.rooms.get_mut(router) {
                room.set_enabled(producers, consumers, now, &mut sealer);
            }
        }
    }

    fn set_preferred_encoding(
        &mut self,
        consumer: ConsumerId,
        (encoding, priority): (u8, u8),
        now: Instant,
        outbox: &mut Outbox,
    ) {
        let router = self.rooms.router_of_consumer(consumer);
        let mut sealer = Sealer {
            peers: &mut self.peers,
            counters: &mut self.counters,
            outbox,
        };
        if let Some(room) = router.and_then(|router| self.rooms.get_mut(router)) {
            room.set_preferred_encoding(consumer, encoding, priority, now, &mut sealer);
        }
    }

    fn statistics(&mut self, now: Instant, token: u64, legs: bool) -> Statistics {
        let mut dropped = self.rooms.dropped();
        for reason in Reason::ALL {
            *dropped.entry(reason.name()).or_default() += self.counters.dropped(reason);
        }
        let mut transports = Vec::new();
        let mut paths = Vec::new();
        let mut streams = Vec::new();
        if legs {
            let peers = self.peers.iter();
            transports.extend(peers.map(|(id, peer)| peer.statistics(*id, now)));
            self.rooms.paths(now, &mut paths);
            self.rooms.statistics(now, &mut streams);
        }
        Statistics {
            token,
            packets_received: self.counters.packets_received,
            packets_sent: self.counters.packets_sent,
            packets_forwarded: self.rooms.packets_forwarded(),
            bytes_received: self.counters.bytes_received,
            bytes_sent: self.counters.bytes_sent,
            dropped: dropped.into_iter().collect(),
            transports,
            paths,
            streams,
        }
    }
}
