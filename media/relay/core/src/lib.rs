//! The sans-I/O relay: which packet goes where, under which numbers.
#![forbid(unsafe_code)]

mod codec;
mod egress;
mod ids;
mod router;
mod statistics;
mod stream;

pub use codec::Codec;
pub use egress::Egress;
pub use goround_relay_transport::Instant;
pub use ids::{ConsumerId, ProducerId, TransportId};
pub use router::{Refusal, Router};
pub use statistics::{Direction, Dropped, StreamStatistics};
pub use stream::{Encoding, HeaderExtensions, Stream};
