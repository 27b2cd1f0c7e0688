//! Sockets, threads and Python bindings of the relay.
