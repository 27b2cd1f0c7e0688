"""What was measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What the load generator saw in the time measured."""

    seconds: float
    packets_in: int
    """Sent to what is measured."""
    bytes_in: int
    packets_out: int
    """Media received from it."""
    bytes_out: int
    expected_out: int
    missing: int
    """Holes in what was received, in packets."""
    overflowed: int
    """Received by the kernel, but dropped because the generator did not read in time: not the relay's loss."""
    garbled: int
    streams: int
    nacks: int
    keyframes_asked: int
    delays: int
    """How many packets were opened to read when they were sent."""
    delay_p50_us: int
    delay_p99_us: int
    delay_max_us: int
    late_us: int
    """The latest that the generator was with something it sent."""
    cpu_s: float

    @property
    def lost(self) -> int:
        """Packets that what is measured did not pass on."""
        return max(0, self.missing - self.overflowed)


@dataclass(frozen=True, slots=True)
class Floor:
    """What the machine takes for encrypting and sending the same bytes."""

    mode: str
    """"paced": in the bursts of the rooms, at their time. "tight": back to back."""
    offload: bool
    packets: int
    bytes: int
    runs: int
    """Messages handed to the kernel."""
    cpu_s: float

    def together(self, other: "Floor") -> "Floor":
        """Two measurements of the same floor as one."""
        return Floor(
            self.mode,
            self.offload,
            self.packets + other.packets,
            self.bytes + other.bytes,
            self.runs + other.runs,
            self.cpu_s + other.cpu_s,
        )

    @property
    def us_per_packet(self) -> float:
        """CPU time of the sending thread."""
        return 1e6 * self.cpu_s / self.packets


@dataclass(frozen=True, slots=True)
class RelayRun:
    """One run of the relay with so many rooms of eight."""

    rooms: int
    offload: bool
    joins: bool
    """Runs arrive uncut, as if a network card had cut them apart rather than the kernel."""
    load: Load
    seconds: float
    """Between the two readings that the CPU time is taken from."""
    forwarded: int
    thread_cpu_s: float
    process_cpu_s: float
    dropped: dict[str, int]
    """By reason, in the time measured."""
    room_bytes: int
    """Memory that one room takes: what became resident, spread over the rooms."""
    allocations: int
    """By the relay's thread in the time measured, those of the statistics that were asked for included."""
    statistics_ms: float
    """What one snapshot of all statistics takes on the event loop, conversion included."""

    @property
    def us_per_packet(self) -> float:
        """CPU time of the relay's thread per forwarded packet."""
        return 1e6 * self.thread_cpu_s / max(1, self.forwarded)

    @property
    def process_us_per_packet(self) -> float:
        """CPU time of the whole process per forwarded packet."""
        return 1e6 * self.process_cpu_s / max(1, self.forwarded)

    @property
    def core_share(self) -> float:
        """Share of one core that the relay's thread used."""
        return self.thread_cpu_s / self.seconds


@dataclass(frozen=True, slots=True)
class PeerRun:
    """One run of another SFU with a room of eight."""

    name: str
    version: str
    load: Load
    cpu_s: float
    """Of the whole process, while the load was measured."""

    @property
    def us_per_packet(self) -> float:
        """CPU time of the whole process per packet that arrived."""
        return 1e6 * self.cpu_s / max(1, self.load.packets_out)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything of one call."""

    runs: tuple[RelayRun, ...]
    floors: tuple[Floor, ...]
    peers: tuple[PeerRun, ...]

    def ratio(self, run: RelayRun, mode: str) -> float | None:
        """The run's cost over that floor without offload, if it was measured."""
        floor = next((one for one in self.floors if one.mode == mode and not one.offload), None)
        return None if floor is None else run.us_per_packet / floor.us_per_packet
