"""A report as text."""

from collections.abc import Iterator

from bench.relay.figures import Floor, PeerRun, RelayRun, Report

Row = tuple[str, str]


def table(report: Report) -> str:
    """Everything measured, one figure a line."""
    lines: list[str] = []
    for run in report.runs:
        lines += _block(_heading(run), _run_rows(run, report))
    if report.floors:
        lines += _block(
            "The machine's floor: AES-256-GCM and sendmmsg of the same datagrams", map(_floor_row, report.floors)
        )
    for peer in report.peers:
        lines += _block(f"{peer.name} {peer.version}, the same room of eight", _peer_rows(peer, report))
    return "\n".join(lines)


def _heading(run: RelayRun) -> str:
    rooms = "a room of eight" if run.rooms == 1 else f"{run.rooms} rooms of eight"
    return f"The relay with {rooms}, {_offload(run)}"


def _offload(run: RelayRun) -> str:
    if not run.offload:
        return "without GSO"
    return "with GSO, cut apart as by a network card" if run.joins else "with GSO, cut apart in software"


def _block(heading: str, rows: "Iterator[Row] | map[Row]") -> list[str]:
    return [heading, *(f"  {name:<58}{value}" for name, value in rows), ""]


def _run_rows(run: RelayRun, report: Report) -> Iterator[Row]:
    yield "CPU per forwarded packet, relay's thread", f"{run.us_per_packet:.2f} us"
    yield "CPU per forwarded packet, whole process", f"{run.process_us_per_packet:.2f} us"
    for mode in ("paced", "tight"):
        ratio = report.ratio(run, mode)
        if ratio is not None:
            yield f"relay's thread / {mode} floor without GSO", f"{ratio:.2f}"
    yield "share of one core", f"{100 * run.core_share:.1f} %"
    load = run.load
    yield "in", _rate(load.packets_in, load.bytes_in, load.seconds)
    yield "out", _rate(load.packets_out, load.bytes_out, load.seconds)
    yield "forwarding delay p50 / p99 / max", f"{load.delay_p50_us} / {load.delay_p99_us} / {load.delay_max_us} us"
    yield "packets lost by the relay", f"{load.lost} of {load.expected_out}"
    if load.overflowed or load.garbled:
        yield "lost or garbled at the generator", f"{load.overflowed} / {load.garbled}"
    if run.dropped:
        yield "dropped by reason", ", ".join(f"{reason} {count}" for reason, count in sorted(run.dropped.items()))
    yield "resident memory per room", f"{run.room_bytes / 1e6:.2f} MB"
    yield (
        "allocations by the relay's thread",
        f"{run.allocations} ({run.allocations / max(1, run.forwarded):.5f} a packet)",
    )
    yield "statistics snapshot, on the event loop", f"{run.statistics_ms:.2f} ms"
    if load.late_us > 2_000:
        yield (
            "note",
            f"the generator was up to {load.late_us / 1000:.0f} ms late: this machine is busy with other things",
        )


def _floor_row(floor: Floor) -> Row:
    joined = "with GSO" if floor.offload else "without GSO"
    return f"{floor.mode}, {joined}", f"{floor.us_per_packet:.2f} us per packet"


def _peer_rows(peer: PeerRun, report: Report) -> Iterator[Row]:
    yield "CPU per forwarded packet, whole process", f"{peer.us_per_packet:.2f} us"
    for run in report.runs:
        ratio = run.process_us_per_packet / peer.us_per_packet
        yield f"relay's process {_offload(run)} / {peer.name}", f"{ratio:.2f}"
    load = peer.load
    yield "in", _rate(load.packets_in, load.bytes_in, load.seconds)
    yield "out", _rate(load.packets_out, load.bytes_out, load.seconds)
    yield "forwarding delay p50 / p99 / max", f"{load.delay_p50_us} / {load.delay_p99_us} / {load.delay_max_us} us"
    yield "packets lost", f"{load.lost} of {load.expected_out}"


def _rate(packets: int, size_bytes: int, seconds: float) -> str:
    return f"{packets / seconds:,.0f} packets/s, {8 * size_bytes / seconds / 1e6:.1f} Mbit/s"
