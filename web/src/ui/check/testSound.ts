/** Two soft notes, a fifth apart, in Hz. */
const NOTES_HZ = [392, 587] as const;
const NOTE_S = 0.55;
/** Quiet enough for somebody who wears headphones. */
const PEAK = 0.12;

/**
 * Plays two soft notes on a speaker.
 *
 * @param speakerId the device to play on, or null for the usual one
 * @returns whether they could be played
 */
export async function playTestSound(speakerId: string | null): Promise<boolean> {
  const context = new AudioContext();
  try {
    const output = context.createMediaStreamDestination();
    const element = new Audio();
    element.srcObject = output.stream;
    if (speakerId !== null && "setSinkId" in element) await element.setSinkId(speakerId);
    await context.resume();
    await element.play();
    const start = context.currentTime + 0.05;
    const notes = NOTES_HZ.map((pitch, index) =>
      scheduleNote(context, output, pitch, start + index * NOTE_S),
    );
    await ended(notes.at(-1));
    element.srcObject = null;
    return true;
  } catch {
    return false;
  } finally {
    await context.close();
  }
}

function scheduleNote(context: AudioContext, output: AudioNode, pitchHz: number, at: number): OscillatorNode {
  const tone = new OscillatorNode(context, { type: "sine", frequency: pitchHz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(PEAK, at + 0.06);
  gain.gain.linearRampToValueAtTime(0, at + NOTE_S);
  tone.connect(gain).connect(output);
  tone.start(at);
  tone.stop(at + NOTE_S);
  return tone;
}

async function ended(note: OscillatorNode | undefined): Promise<void> {
  if (note === undefined) return;
  await new Promise((resolve) => {
    note.addEventListener("ended", resolve, { once: true });
  });
}
