//! The addresses a peer has proved to be reachable from.

use crate::{Address, Instant};

/// How many addresses of one peer are remembered; the one longest silent makes room.
///
/// A phone with Wi-Fi, mobile and a VPN, each with IPv4 and IPv6, has six.
pub const MAX_PATHS: usize = 8;

/// An address from which a valid check came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    pub(super) address: Address,
    pub(super) heard: Instant,
}

/// A bounded set of [`Path`]s.
#[derive(Debug, Default)]
pub(super) struct Paths(Vec<Path>);

impl Paths {
    pub(super) fn new() -> Self {
        Self(Vec::with_capacity(MAX_PATHS))
    }

    pub(super) fn find(&self, address: Address) -> Option<&Path> {
        self.0.iter().find(|path| path.address == address)
    }

    /// Note a sign of life from `address`, if it is known.
    pub(super) fn touch(&mut self, address: Address, now: Instant) {
        if let Some(path) = self.0.iter_mut().find(|path| path.address == address) {
            path.heard = now;
        }
    }

    /// Add or refresh `address`; the address that was forgotten for it, never `keep`.
    pub(super) fn insert(
        &mut self,
        address: Address,
        now: Instant,
        keep: Option<Address>,
    ) -> Option<Address> {
        if self.find(address).is_some() {
            self.touch(address, now);
            return None;
        }
        let mut evicted = None;
        if self.0.len() == MAX_PATHS {
            let candidates = self.0.iter().enumerate();
            let oldest = candidates
                .filter(|(_, path)| Some(path.address) != keep)
                .min_by_key(|(_, path)| path.heard)
                .map(|(index, _)| index);
            evicted = oldest.map(|index| self.0.swap_remove(index).address);
        }
        self.0.push(Path {
            address,
            heard: now,
        });
        evicted
    }

    pub(super) fn remove(&mut self, address: Address) {
        self.0.retain(|path| path.address != address);
    }

    /// When there was last a sign of life from any address.
    pub(super) fn heard(&self) -> Option<Instant> {
        self.0.iter().map(|path| path.heard).max()
    }

    pub(super) fn addresses(&self) -> impl Iterator<Item = Address> + '_ {
        self.0.iter().map(|path| path.address)
    }
}
