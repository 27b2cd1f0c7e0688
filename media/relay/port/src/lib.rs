//! One UDP port with the thread that serves it: the relay's sockets and system calls, without Python.
//!
//! The thread owns the socket and everything behind it. It and its owner share two bounded channels
//! and two eventfds; the thread takes no lock that the owner takes, so that nothing the owner does can
//! hold up a packet.
#![deny(unsafe_code)]

mod connection;
mod connections;
mod departures;
pub mod framing;
mod link;
mod port;
mod runs;
mod serve;
mod sys;
mod wire;

pub use link::Told;
pub use port::Port;
pub use sys::CountingAllocator;

/// UDP in batches, for others who have many datagrams to send and to read.
pub mod udp {
    pub use crate::runs::{Run, Runs};
    pub use crate::sys::{
        BATCH, Inbox, Received, Sender, can_segment, enlarge_buffers, join, receive_drops, stamp,
        thread_cpu_time,
    };
    pub use crate::wire::{Taken, Trouble};
}
