//! Sockets, threads and Python bindings of the relay: the module `media._relay`.
//!
//! Each [`worker::Worker`] runs one thread that owns one UDP socket and everything behind it. Python
//! and the thread share two bounded channels and two eventfds; the thread takes neither the GIL nor
//! any lock that Python takes, so that nothing Python does can hold up a packet.
#![deny(unsafe_code)]

mod convert;
mod link;
mod negotiated;
mod port;
mod sys;
mod worker;

use pyo3::prelude::*;

/// Fills the module; `__name__` is `media._relay` when Python imports it.
#[pymodule]
fn _relay(module: &Bound<'_, PyModule>) -> PyResult<()> {
    convert::add_types(module)?;
    module.add_class::<worker::Worker>()?;
    // Its own `__all__` names nothing but the class.
    module.delattr("__all__")
}
