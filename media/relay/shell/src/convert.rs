//! Events as Python objects.

use goround_relay_core::{
    Direction, Event, Notice, PathStatistics, Statistics, StreamStatistics, TransportStatistics,
};
use goround_relay_port::Told;
use goround_relay_transport::ice::State;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple, PyType};

/// Defines the plain types in Python, so that they are real named tuples and protocols.
const TYPES: &std::ffi::CStr =
    match std::ffi::CStr::from_bytes_with_nul(concat!(include_str!("types.py"), "\0").as_bytes()) {
        Ok(source) => source,
        Err(_) => panic!("types.py holds a zero byte"),
    };

static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();

/// The classes that events are made of.
struct Classes {
    dtls_received: Py<PyType>,
    ice_changed: Py<PyType>,
    encodings_wanted: Py<PyType>,
    picture_still: Py<PyType>,
    transport_statistics: Py<PyType>,
    path_statistics: Py<PyType>,
    stream_statistics: Py<PyType>,
    statistics: Py<PyType>,
    overflowed: Py<PyType>,
}

/// Put the plain types of `_relay.pyi` into `module`.
pub(crate) fn add_types(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    py.run(TYPES, Some(&module.dict()), None)?;
    let class = |name: &str| -> PyResult<Py<PyType>> {
        Ok(module.getattr(name)?.cast_into::<PyType>()?.unbind())
    };
    let classes = Classes {
        dtls_received: class("DtlsReceived")?,
        ice_changed: class("IceChanged")?,
        encodings_wanted: class("EncodingsWanted")?,
        picture_still: class("PictureStill")?,
        transport_statistics: class("TransportStatistics")?,
        path_statistics: class("PathStatistics")?,
        stream_statistics: class("StreamStatistics")?,
        statistics: class("Statistics")?,
        overflowed: class("Overflowed")?,
    };
    let _ = CLASSES.set(py, classes);
    Ok(())
}

fn classes(py: Python<'_>) -> &Classes {
    CLASSES
        .get(py)
        .expect("the module was made before anything in it")
}

/// `told` and, if any were dropped, an `Overflowed` behind it.
pub(crate) fn events<'py>(
    py: Python<'py>,
    told: Vec<Told>,
    overflowed: u64,
) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for told in told {
        list.append(event(py, told)?)?;
    }
    if overflowed > 0 {
        list.append(classes(py).overflowed.bind(py).call1((overflowed,))?)?;
    }
    Ok(list)
}

fn event<'py>(py: Python<'py>, told: Told) -> PyResult<Bound<'py, PyAny>> {
    match told.event {
        Event::DtlsReceived {
            transport,
            datagram,
        } => {
            let datagram = PyBytes::new(py, &datagram);
            classes(py)
                .dtls_received
                .bind(py)
                .call1((transport.0, datagram))
        }
        Event::IceChanged { transport, state } => {
            let changed = (transport.0, state_name(state));
            classes(py).ice_changed.bind(py).call1(changed)
        }
        Event::Notified(Notice::EncodingsWanted {
            producer,
            active,
            count,
        }) => {
            let active = (0..count).map(|index| active >> index & 1 == 1);
            let active = PyTuple::new(py, active.collect::<Vec<_>>())?;
            classes(py)
                .encodings_wanted
                .bind(py)
                .call1((producer.0, active))
        }
        Event::Notified(Notice::Still { consumer, still }) => {
            let told = (consumer.0, still);
            classes(py).picture_still.bind(py).call1(told)
        }
        Event::Statistics(figures) => {
            let cpu_s = told.thread_cpu.as_secs_f64();
            statistics(py, *figures, cpu_s, told.allocations)
        }
    }
}

fn statistics(
    py: Python<'_>,
    figures: Statistics,
    cpu_s: f64,
    allocations: u64,
) -> PyResult<Bound<'_, PyAny>> {
    let dropped = PyDict::new(py);
    for (reason, count) in figures.dropped {
        dropped.set_item(reason, count)?;
    }
    let transports = PyList::empty(py);
    for one in figures.transports {
        transports.append(transport(py, one)?)?;
    }
    let paths = PyList::empty(py);
    for one in figures.paths {
        paths.append(path(py, one)?)?;
    }
    let streams = PyList::empty(py);
    for leg in figures.streams {
        streams.append(stream(py, &leg)?)?;
    }
    classes(py).statistics.bind(py).call1((
        figures.token,
        cpu_s,
        figures.packets_received,
        figures.packets_sent,
        figures.packets_forwarded,
        figures.bytes_received,
        figures.bytes_sent,
        dropped,
        transports,
        streams,
        allocations,
        paths,
    ))
}

fn transport(py: Python<'_>, one: TransportStatistics) -> PyResult<Bound<'_, PyAny>> {
    let silent_ms = one.silent.map(|silent| silent.as_millis() as u64);
    let fields = (one.id.0, state_name(one.state), silent_ms);
    classes(py).transport_statistics.bind(py).call1(fields)
}

fn path(py: Python<'_>, one: PathStatistics) -> PyResult<Bound<'_, PyAny>> {
    classes(py).path_statistics.bind(py).call1((
        one.id.0,
        one.estimate_bps,
        one.wanted_bps,
        one.sound_bps,
        one.pictures_bps,
        one.loss,
        one.rtt_ms,
        one.probes,
    ))
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Connected => "connected",
        State::Disconnected => "disconnected",
    }
}

fn stream<'py>(py: Python<'py>, leg: &StreamStatistics) -> PyResult<Bound<'py, PyAny>> {
    let direction = match leg.direction {
        Direction::In => "in",
        Direction::Out => "out",
    };
    let fields = [
        leg.id.into_bound_py_any(py)?,
        direction.into_bound_py_any(py)?,
        leg.encoding.into_bound_py_any(py)?,
        leg.packets.into_bound_py_any(py)?,
        leg.bytes.into_bound_py_any(py)?,
        leg.packets_lost.into_bound_py_any(py)?,
        leg.fraction_lost.into_bound_py_any(py)?,
        leg.jitter_ms.into_bound_py_any(py)?,
        leg.rtt_ms.into_bound_py_any(py)?,
        leg.retransmitted.into_bound_py_any(py)?,
        leg.nacked.into_bound_py_any(py)?,
        leg.keyframes_requested.into_bound_py_any(py)?,
        leg.dropped_by_policy.into_bound_py_any(py)?,
        leg.audio_level.into_bound_py_any(py)?,
        leg.speaking.into_bound_py_any(py)?,
        leg.speech_ms.into_bound_py_any(py)?,
        leg.paused.into_bound_py_any(py)?,
        leg.saved_bits.into_bound_py_any(py)?,
    ];
    classes(py)
        .stream_statistics
        .bind(py)
        .call1(PyTuple::new(py, fields)?)
}
