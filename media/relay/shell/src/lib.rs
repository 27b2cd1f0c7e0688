//! Python bindings of the relay: the module `media._relay`.
//!
//! Each `Worker` is a [`goround_relay_port::Port`], whose thread knows nothing of Python.
#![deny(unsafe_code)]

mod convert;
mod negotiated;
mod worker;

use goround_relay_port::CountingAllocator;
use pyo3::prelude::*;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Fills the module; `__name__` is `media._relay` when Python imports it.
#[pymodule]
fn _relay(module: &Bound<'_, PyModule>) -> PyResult<()> {
    convert::add_types(module)?;
    module.add_class::<worker::Worker>()?;
    // Its own `__all__` names nothing but the class.
    module.delattr("__all__")
}
