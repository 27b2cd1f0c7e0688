//! STUN, ICE-lite and SRTP without I/O: instants and bytes in, bytes out.
#![forbid(unsafe_code)]

mod time;

pub use time::Instant;
