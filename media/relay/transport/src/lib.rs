//! STUN, ICE-lite and SRTP without I/O: instants and bytes in, bytes out.
//!
//! Nothing here opens a socket, reads a clock or draws a random number. Every function that meets
//! bytes of a stranger returns an error value for what it does not like, and allocates nothing.
#![forbid(unsafe_code)]

mod address;
pub mod ice;
mod map;
pub mod srtp;
pub mod stun;
mod time;

pub use address::{Address, Carrier};
pub use map::{FastHasher, FastMap};
pub use time::Instant;

#[cfg(test)]
mod hex;
