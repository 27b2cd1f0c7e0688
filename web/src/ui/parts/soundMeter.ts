/** How often levels are read; ten times a second looks immediate and costs an old phone little. */
const INTERVAL_MS = 100;
/** 1024 samples are 21 ms of sound at 48 kHz. */
const WINDOW = 1024;
/** Levels below this are silence, in dB relative to full scale. */
const FLOOR_DB = -60;

type Listener = (level: number) => void;

interface Meter {
  readonly analyser: AnalyserNode;
  readonly source: MediaStreamAudioSourceNode;
  readonly listener: Listener;
}

/** Measures how loud tracks are, all of them on one audio context and one timer. */
export class SoundMeter {
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #meters = new Set<Meter>();
  readonly #samples = new Float32Array(WINDOW);

  /**
   * Reports the level of a track until the returned function is called.
   *
   * @param listener gets 0 (silence, -60 dB) to 1 (full scale), ten times a second
   */
  listen(track: MediaStreamTrack, listener: Listener): () => void {
    const context = this.#open();
    if (context === null) return () => undefined;
    const analyser = new AnalyserNode(context, { fftSize: WINDOW });
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    const meter = { analyser, source, listener };
    this.#meters.add(meter);
    this.#timer ??= setInterval(() => {
      this.#measure();
    }, INTERVAL_MS);
    return () => {
      source.disconnect();
      this.#meters.delete(meter);
      if (this.#meters.size === 0) this.#close();
    };
  }

  #open(): AudioContext | null {
    if (typeof AudioContext === "undefined") return null;
    this.#context ??= new AudioContext();
    return this.#context;
  }

  #close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    void this.#context?.close();
    this.#context = null;
  }

  #measure(): void {
    // Browsers start a context suspended until the person has touched the page; a phone call interrupts one on iOS.
    if (this.#context !== null && this.#context.state !== "running" && wasTouched())
      this.#context.resume().catch(() => undefined);
    for (const { analyser, listener } of this.#meters) {
      analyser.getFloatTimeDomainData(this.#samples);
      listener(levelOf(this.#samples));
    }
  }
}

/** Root mean square of samples between -1 and 1, on a scale from 0 (-60 dB or less) to 1 (0 dB). */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(sum / samples.length || Number.EPSILON);
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}

/** Whether the person has touched the page; where the browser does not tell, trying does no harm. */
function wasTouched(): boolean {
  return !("userActivation" in navigator) || navigator.userActivation.hasBeenActive;
}

/** The page's one meter. */
export const soundMeter = new SoundMeter();
