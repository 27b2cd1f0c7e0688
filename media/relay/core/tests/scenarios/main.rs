//! Rooms on virtual time: senders, receivers and bad networks around a real router.
#![allow(clippy::unwrap_used, reason = "a test fails where it panics")]

mod bandwidth;
mod feedback;
mod hostile;
mod jitter_buffer;
mod keyframes;
mod link;
mod policy;
mod properties;
mod receiver;
mod recovery;
mod reports;
mod room;
mod sender;
mod simulcast;
mod two_people;
mod wraps;
