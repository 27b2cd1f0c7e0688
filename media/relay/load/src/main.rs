//! Loads a relay with rooms of synthetic people, and measures what the machine itself takes.
//!
//! Started by `goround bench relay`. What to do is the first argument, the rest of it comes in lines
//! on the standard input:
//!
//! - `load`: `talker …` and `listener …` ([`plan`]), then `go warm_up=S seconds=S drain_ms=MS
//!   open_every=N joins=0|1`; answers `connected`, `begin`, `end` and the figures as JSON.
//! - `sink`: `sockets=N drain_ms=MS joins=0|1`; answers with the ports and reads until the input ends.
//! - `floor`: `mode=paced|tight joins=0|1 seconds=S ports=P,P,…`; answers with the figures as JSON.

mod association;
mod drive;
mod floor;
mod histogram;
mod listener;
mod plan;
mod rtcp;
mod talker;
mod traffic;

use std::io::{self, BufRead, Read, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use drive::{Crowd, Times, tell};
use floor::Floor;
use plan::{Leg, Words};

fn main() -> ExitCode {
    let what = std::env::args().nth(1).unwrap_or_default();
    let mut out = io::stdout().lock();
    let done = match what.as_str() {
        "load" => load(&mut out),
        "sink" => sink(&mut out),
        "floor" => measure_floor(&mut out),
        _ => Err("say load, sink or floor".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("relay-load: {why}");
            ExitCode::FAILURE
        }
    }
}

fn load(out: &mut impl Write) -> Result<(), String> {
    let mut legs = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = line.map_err(in_words)?;
        if !line.starts_with("go ") {
            legs.push(Leg::parse(&line)?);
            continue;
        }
        let words = Words::of(&line);
        let seconds = |key| words.get(key).map(Duration::from_secs_f64);
        let times = Times {
            warm_up: seconds("warm_up")?,
            measured: seconds("seconds")?,
            drain_every: Duration::from_millis(words.get("drain_ms")?),
        };
        let mut crowd = Crowd::open(
            legs,
            words.get_or::<u8>("joins", 0)? == 1,
            words.get_or("open_every", 1)?,
        )
        .map_err(in_words)?;
        crowd.connect().map_err(in_words)?;
        tell(out, "connected").map_err(in_words)?;
        return crowd.run(times, out).map_err(in_words);
    }
    Err("no go".to_owned())
}

fn sink(out: &mut impl Write) -> Result<(), String> {
    let line = first_line()?;
    let words = Words::of(&line);
    let every = Duration::from_millis(words.get("drain_ms")?);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let _ = io::stdin().read_to_end(&mut Vec::new());
            is_over.store(true, Ordering::Relaxed);
        });
        let stop = || is_over.load(Ordering::Relaxed);
        let sockets = (words.get("sockets")?, words.get_or::<u8>("joins", 0)? == 1);
        drive::sink(sockets, every, out, stop).map_err(in_words)
    })
}

fn measure_floor(out: &mut impl Write) -> Result<(), String> {
    let line = first_line()?;
    let words = Words::of(&line);
    let ports = words.text("ports")?.split(',').map(str::parse::<u16>);
    let ports: Vec<u16> = ports
        .collect::<Result<_, _>>()
        .map_err(|_| "ports= is no list")?;
    if ports.is_empty() || !ports.len().is_multiple_of(traffic::PEOPLE) {
        return Err("rooms have eight people".to_owned());
    }
    let sinks = ports
        .into_iter()
        .map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    let floor = Floor {
        is_paced: words.text("mode")? == "paced",
        joins: words.get::<u8>("joins")? == 1,
        seconds: words.get("seconds")?,
    };
    let figures = floor::measure(floor, sinks.collect()).map_err(in_words)?;
    let line = format!(
        "{{\"packets\":{},\"bytes\":{},\"runs\":{},\"cpu_s\":{:.6}}}",
        figures.packets,
        figures.bytes,
        figures.runs,
        figures.cpu.as_secs_f64(),
    );
    tell(out, &line).map_err(in_words)
}

fn first_line() -> Result<String, String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(in_words)?;
    Ok(line)
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn in_words(error: io::Error) -> String {
    error.to_string()
}
