//! What a worker's thread and its owner share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use std::{io, sync::Mutex};

use goround_relay_core::{Command, Event};

use crate::sys::EventFd;

/// Commands that may wait for the thread, which takes them between two batches of packets.
pub(crate) const MAX_COMMANDS: usize = 8192;
/// Events that may wait for the owner; more are counted and dropped.
const MAX_EVENTS: usize = 4096;

/// From the owner to the thread.
#[derive(Debug)]
pub(crate) enum Order {
    Apply(Command),
    Stop,
}

/// From the thread to its owner.
#[derive(Debug)]
pub struct Told {
    /// What happened.
    pub event: Event,
    /// CPU time of the thread (`CLOCK_THREAD_CPUTIME_ID`) when it told this.
    pub thread_cpu: Duration,
    /// Allocations that the thread had made by then, if [`CountingAllocator`](crate::CountingAllocator)
    /// counts them.
    pub allocations: u64,
}

#[derive(Debug)]
struct Shared {
    /// Wakes the thread.
    ordered: EventFd,
    /// Wakes the owner.
    told: EventFd,
    /// Whether `told` is signalled, so that a burst costs one system call.
    is_signalled: AtomicBool,
    overflowed: AtomicU64,
    /// Why the thread ended, if not by being told to.
    failure: OnceLock<String>,
}

/// The owner's end.
#[derive(Debug)]
pub(crate) struct Handle {
    shared: Arc<Shared>,
    orders: SyncSender<Order>,
    /// Locked by owners only, never by the thread.
    events: Mutex<Receiver<Told>>,
}

/// The thread's end.
#[derive(Debug)]
pub(crate) struct Post {
    shared: Arc<Shared>,
    orders: Receiver<Order>,
    events: SyncSender<Told>,
}

/// The two ends of a new link.
pub(crate) fn link() -> io::Result<(Handle, Post)> {
    let shared = Arc::new(Shared {
        ordered: EventFd::new()?,
        told: EventFd::new()?,
        is_signalled: AtomicBool::new(false),
        overflowed: AtomicU64::new(0),
        failure: OnceLock::new(),
    });
    let (to_thread, orders) = sync_channel(MAX_COMMANDS);
    let (to_python, events) = sync_channel(MAX_EVENTS);
    let handle = Handle {
        shared: shared.clone(),
        orders: to_thread,
        events: Mutex::new(events),
    };
    Ok((
        handle,
        Post {
            shared,
            orders,
            events: to_python,
        },
    ))
}

impl Handle {
    /// Hand over an order, without waiting; whether it was taken.
    pub(crate) fn order(&self, order: Order) -> bool {
        let is_taken = self.orders.try_send(order).is_ok();
        if is_taken {
            self.shared.ordered.signal();
        }
        is_taken
    }

    /// Hand over an order, waiting for room; nothing where the thread is gone.
    pub(crate) fn insist(&self, order: Order) {
        if self.orders.send(order).is_ok() {
            self.shared.ordered.signal();
        }
    }

    /// Everything told since the last call, and how much more was dropped.
    pub(crate) fn take_events(&self) -> (Vec<Told>, u64) {
        // Before the queue is emptied: what is told from now on signals again.
        self.shared.is_signalled.store(false, Ordering::SeqCst);
        self.shared.told.clear();
        let events = self.events.lock().map(|events| events.try_iter().collect());
        let overflowed = self.shared.overflowed.swap(0, Ordering::Relaxed);
        (events.unwrap_or_default(), overflowed)
    }

    /// Readable while there are events.
    pub(crate) fn told(&self) -> &EventFd {
        &self.shared.told
    }

    /// Why the thread ended, if it did so by itself; whoever polls need not be woken for it again.
    pub(crate) fn failure(&self) -> Option<&str> {
        let why = self.shared.failure.get()?;
        self.shared.told.clear();
        Some(why)
    }
}

impl Post {
    /// The next order, if one waits. A handle that is gone means stop.
    pub(crate) fn next_order(&self) -> Option<Order> {
        match self.orders.try_recv() {
            Ok(order) => Some(order),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Order::Stop),
        }
    }

    /// Readable while there may be orders.
    pub(crate) fn ordered(&self) -> &EventFd {
        &self.shared.ordered
    }

    /// Tell the owner, without waiting; [`Post::ring`] after the last of a batch.
    pub(crate) fn tell(&self, told: Told) {
        if let Err(TrySendError::Full(_)) = self.events.try_send(told) {
            self.shared.overflowed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Wake the owner, unless it was woken and has not looked yet.
    pub(crate) fn ring(&self) {
        if !self.shared.is_signalled.swap(true, Ordering::SeqCst) {
            self.shared.told.signal();
        }
    }

    /// Leave word why the thread ends, and wake the owner to find it.
    pub(crate) fn fail(&self, why: String) {
        let _ = self.shared.failure.set(why);
        self.shared.told.signal();
    }
}

#[cfg(test)]
mod tests {
    use goround_relay_core::{Event, TransportId};
    use goround_relay_transport::ice::State;

    use super::*;

    fn told(number: u32) -> Told {
        let event = Event::IceChanged {
            transport: TransportId(number),
            state: State::Connected,
        };
        Told {
            event,
            thread_cpu: Duration::ZERO,
            allocations: 0,
        }
    }

    #[test]
    fn events_beyond_the_bound_are_counted() {
        let (handle, post) = link().expect("eventfds");
        (0..5_000).for_each(|number| post.tell(told(number)));
        let (events, overflowed) = handle.take_events();
        assert_eq!((events.len(), overflowed), (4096, 904));
        assert_eq!(handle.take_events().1, 0);
        post.tell(told(1));
        assert_eq!(handle.take_events().0.len(), 1);
    }

    #[test]
    fn orders_beyond_the_bound_are_refused_and_nothing_waits() {
        let (handle, post) = link().expect("eventfds");
        let taken = (0..10_000).filter(|_| handle.order(Order::Stop)).count();
        assert_eq!(taken, MAX_COMMANDS);
        assert!(matches!(post.next_order(), Some(Order::Stop)));
        assert!(handle.order(Order::Stop));
    }

    #[test]
    fn a_handle_that_is_gone_stops_the_thread() {
        let (handle, post) = link().expect("eventfds");
        assert!(post.next_order().is_none());
        drop(handle);
        assert!(matches!(post.next_order(), Some(Order::Stop)));
    }
}
