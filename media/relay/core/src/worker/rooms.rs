//! The routers of a worker, and where each producer and consumer is.

use std::collections::BTreeMap;

use goround_relay_transport::FastMap;

use super::RouterId;
use crate::{
    ConsumerId, Dropped, Instant, PathStatistics, ProducerId, Router, StreamStatistics, TransportId,
};

/// A router, with its deadline worked out at most once per batch.
#[derive(Debug, Default)]
struct Room {
    router: Router,
    deadline: Option<Instant>,
    is_stale: bool,
}

/// Where a producer or consumer lives, so that it can be found by its id alone.
#[derive(Clone, Copy, Debug)]
struct Place {
    router: RouterId,
    transport: TransportId,
}

/// All of a worker's routers.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    rooms: FastMap<RouterId, Room>,
    producers: FastMap<ProducerId, Place>,
    consumers: FastMap<ConsumerId, (Place, ProducerId)>,
    /// Counters of routers that were closed.
    dropped_before: BTreeMap<&'static str, u64>,
    forwarded_before: u64,
}

impl Rooms {
    /// Whether `id` was free and is open now.
    pub(super) fn open(&mut self, id: RouterId) -> bool {
        if self.rooms.contains_key(&id) {
            return false;
        }
        self.rooms.insert(id, Room::default());
        true
    }

    pub(super) fn close(&mut self, id: RouterId) {
        let Some(room) = self.rooms.remove(&id) else {
            return;
        };
        self.forwarded_before += room.router.packets_forwarded();
        add(&mut self.dropped_before, room.router.dropped());
        self.producers.retain(|_, place| place.router != id);
        self.consumers.retain(|_, (place, _)| place.router != id);
    }

    /// The router `id`, about to be changed.
    pub(super) fn get_mut(&mut self, id: RouterId) -> Option<&mut Router> {
        let room = self.rooms.get_mut(&id)?;
        room.is_stale = true;
        Some(&mut room.router)
    }

    /// The router that `producer` is in.
    pub(super) fn router_of_producer(&self, producer: ProducerId) -> Option<RouterId> {
        self.producers.get(&producer).map(|place| place.router)
    }

    /// The router that `consumer` is in.
    pub(super) fn router_of_consumer(&self, consumer: ConsumerId) -> Option<RouterId> {
        self.consumers.get(&consumer).map(|(place, _)| place.router)
    }

    pub(super) fn note_producer(&mut self, id: ProducerId, router: RouterId, on: TransportId) {
        self.producers.insert(
            id,
            Place {
                router,
                transport: on,
            },
        );
    }

    pub(super) fn note_consumer(
        &mut self,
        id: ConsumerId,
        of: ProducerId,
        router: RouterId,
        on: TransportId,
    ) {
        self.consumers.insert(
            id,
            (
                Place {
                    router,
                    transport: on,
                },
                of,
            ),
        );
    }

    pub(super) fn forget_producer(&mut self, id: ProducerId) {
        self.producers.remove(&id);
        self.consumers.retain(|_, (_, producer)| *producer != id);
    }

    pub(super) fn forget_consumer(&mut self, id: ConsumerId) {
        self.consumers.remove(&id);
    }

    pub(super) fn forget_transport(&mut self, id: TransportId) {
        self.producers.retain(|_, place| place.transport != id);
        let producers = &self.producers;
        self.consumers.retain(|_, (place, producer)| {
            place.transport != id && producers.contains_key(producer)
        });
    }

    /// The earliest deadline of any router.
    pub(super) fn deadline(&mut self) -> Option<Instant> {
        let deadlines = self.rooms.values_mut().filter_map(|room| {
            if std::mem::take(&mut room.is_stale) {
                room.deadline = room.router.deadline();
            }
            room.deadline
        });
        deadlines.min()
    }

    /// Every router whose deadline has come, about to be changed.
    pub(super) fn due(&mut self, now: Instant) -> impl Iterator<Item = &mut Router> {
        self.rooms.values_mut().filter_map(move |room| {
            let deadline = if room.is_stale {
                room.router.deadline()
            } else {
                room.deadline
            };
            (deadline? <= now).then(|| {
                room.is_stale = true;
                &mut room.router
            })
        })
    }

    pub(super) fn packets_forwarded(&self) -> u64 {
        let open = self
            .rooms
            .values()
            .map(|room| room.router.packets_forwarded());
        self.forwarded_before + open.sum::<u64>()
    }

    pub(super) fn dropped(&self) -> BTreeMap<&'static str, u64> {
        let mut total = self.dropped_before.clone();
        for room in self.rooms.values() {
            add(&mut total, room.router.dropped());
        }
        total
    }

    pub(super) fn paths(&mut self, now: Instant, into: &mut Vec<PathStatistics>) {
        self.rooms
            .values_mut()
            .for_each(|room| room.router.paths(now, into));
    }

    pub(super) fn statistics(&self, now: Instant, into: &mut Vec<StreamStatistics>) {
        self.rooms
            .values()
            .for_each(|room| room.router.statistics(now, into));
    }

    #[cfg(test)]
    pub(super) fn legs(&self) -> (usize, usize) {
        (self.producers.len(), self.consumers.len())
    }
}

fn add(total: &mut BTreeMap<&'static str, u64>, dropped: Dropped) {
    for (reason, count) in dropped.by_reason() {
        *total.entry(reason).or_default() += count;
    }
}
