//! One UDP port with the thread that serves it: the relay's sockets and system calls, without Python.
//!
//! The thread owns the socket and everything behind it. It and its owner share two bounded channels
//! and two eventfds; the thread takes no lock that the owner takes, so that nothing the owner does can
//! hold up a packet.
#![deny(unsafe_code)]

mod link;
mod port;
mod serve;
mod sys;

pub use link::Told;
pub use port::Port;
