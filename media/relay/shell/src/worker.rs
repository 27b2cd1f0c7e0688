//! The class `Worker` of `media._relay`.

use std::sync::atomic::{AtomicBool, Ordering};

use goround_relay_core::{Command, ConsumerId, ProducerId, RouterId, TransportId};
use goround_relay_port::Port;
use goround_relay_transport::ice::Credentials;
use goround_relay_transport::srtp::Session;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::convert;
use crate::negotiated::{RtpStream, profile};

/// One thread with one UDP socket and the rooms placed on it; no GIL on its packet path.
///
/// Documented in `_relay.pyi`.
#[pyclass(module = "media._relay", frozen)]
pub(crate) struct Worker {
    port: Port,
    is_closed: AtomicBool,
}

#[pymethods]
impl Worker {
    #[new]
    #[pyo3(signature = (host, port, *, offload = true))]
    fn new(py: Python<'_>, host: &str, port: u16, offload: bool) -> PyResult<Self> {
        let port = py.detach(|| Port::open(host, port, offload))?;
        Ok(Self {
            port,
            is_closed: AtomicBool::new(false),
        })
    }

    #[getter]
    fn port(&self) -> PyResult<u16> {
        self.check_open()?;
        Ok(self.port.number())
    }

    fn fileno(&self) -> PyResult<i32> {
        self.check_open()?;
        Ok(self.port.events_fd())
    }

    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.check_open()?;
        let (told, overflowed) = self.port.take_events();
        convert::events(py, told, overflowed)
    }

    fn close(&self, py: Python<'_>) {
        self.is_closed.store(true, Ordering::Release);
        py.detach(|| self.port.close());
    }

    fn open_router(&self, router: u32) -> PyResult<()> {
        self.apply(Command::OpenRouter(RouterId(router)))
    }

    fn close_router(&self, router: u32) -> PyResult<()> {
        self.apply(Command::CloseRouter(RouterId(router)))
    }

    fn open_transport(
        &self,
        transport: u32,
        router: u32,
        ice_ufrag: &str,
        ice_pwd: &str,
    ) -> PyResult<()> {
        self.apply(Command::OpenTransport {
            transport: TransportId(transport),
            router: RouterId(router),
            credentials: Credentials::new(ice_ufrag, ice_pwd),
        })
    }

    fn restart_ice(&self, transport: u32, ice_ufrag: &str, ice_pwd: &str) -> PyResult<()> {
        self.apply(Command::RestartIce {
            transport: TransportId(transport),
            credentials: Credentials::new(ice_ufrag, ice_pwd),
        })
    }

    fn close_transport(&self, transport: u32) -> PyResult<()> {
        self.apply(Command::CloseTransport(TransportId(transport)))
    }

    fn send_dtls(&self, transport: u32, datagram: &[u8]) -> PyResult<()> {
        self.apply(Command::SendDtls {
            transport: TransportId(transport),
            datagram: datagram.to_vec(),
        })
    }

    #[pyo3(signature = (transport, profile, send_key, receive_key))]
    fn set_srtp(
        &self,
        transport: u32,
        profile: &str,
        send_key: &[u8],
        receive_key: &[u8],
    ) -> PyResult<()> {
        let session = Session::new(self::profile(profile)?, send_key, receive_key)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        self.apply(Command::SetSrtp {
            transport: TransportId(transport),
            session: Box::new(session),
        })
    }

    fn open_producer(&self, producer: u32, transport: u32, stream: RtpStream) -> PyResult<()> {
        self.apply(Command::OpenProducer {
            producer: ProducerId(producer),
            transport: TransportId(transport),
            stream: stream.check()?,
        })
    }

    fn close_producer(&self, producer: u32) -> PyResult<()> {
        self.apply(Command::CloseProducer(ProducerId(producer)))
    }

    fn open_consumer(
        &self,
        consumer: u32,
        producer: u32,
        transport: u32,
        stream: RtpStream,
    ) -> PyResult<()> {
        self.apply(Command::OpenConsumer {
            consumer: ConsumerId(consumer),
            producer: ProducerId(producer),
            transport: TransportId(transport),
            stream: stream.check_consumer()?,
        })
    }

    fn close_consumer(&self, consumer: u32) -> PyResult<()> {
        self.apply(Command::CloseConsumer(ConsumerId(consumer)))
    }

    fn set_enabled(
        &self,
        producers: Vec<(u32, bool)>,
        consumers: Vec<(u32, bool)>,
    ) -> PyResult<()> {
        let producers = producers
            .into_iter()
            .map(|(id, on)| (ProducerId(id), on))
            .collect();
        let consumers = consumers
            .into_iter()
            .map(|(id, on)| (ConsumerId(id), on))
            .collect();
        self.apply(Command::SetEnabled {
            producers,
            consumers,
        })
    }

    #[pyo3(signature = (consumer, encoding, priority=0))]
    fn set_preferred_encoding(&self, consumer: u32, encoding: u8, priority: u8) -> PyResult<()> {
        self.apply(Command::SetPreferredEncoding {
            consumer: ConsumerId(consumer),
            encoding,
            priority,
        })
    }

    #[pyo3(signature = (token, *, legs = true))]
    fn request_statistics(&self, token: u64, legs: bool) -> PyResult<()> {
        self.apply(Command::RequestStatistics { token, legs })
    }
}

impl Worker {
    fn check_open(&self) -> PyResult<()> {
        if self.is_closed.load(Ordering::Acquire) {
            return Err(PyRuntimeError::new_err("the relay worker is closed"));
        }
        match self.port.failure() {
            Some(why) => Err(PyRuntimeError::new_err(why.to_owned())),
            None => Ok(()),
        }
    }

    fn apply(&self, command: Command) -> PyResult<()> {
        self.check_open()?;
        if self.port.apply(command) {
            return Ok(());
        }
        self.check_open()?;
        Err(PyRuntimeError::new_err(
            "the relay worker does not keep up with its commands",
        ))
    }
}
