const HUES = [24, 150, 205, 330, 265, 95, 50, 185, 5, 225, 300, 120] as const;

/** A drawn person as a camera would send them: a moving picture track without any real face. */
export function drawnPerson(index: number, upright = false): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  canvas.width = upright ? 480 : 640;
  canvas.height = upright ? 640 : index % 3 === 0 ? 480 : 360;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("no canvas");
  const hue = HUES[index % HUES.length] ?? 0;
  const draw = (time: number): void => {
    person(pen, canvas.width, canvas.height, hue, Math.sin(time / 900 + index) * 4);
    requestAnimationFrame(draw);
  };
  draw(0);
  const [track] = canvas.captureStream(12).getVideoTracks();
  if (track === undefined) throw new Error("no picture");
  return track;
}

function person(
  pen: CanvasRenderingContext2D,
  width: number,
  height: number,
  hue: number,
  sway: number,
): void {
  const centre = width / 2 + sway;
  const unit = Math.min(width, height);
  pen.fillStyle = `hsl(${hue} 22% 62%)`;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = `hsl(${hue} 25% 52%)`;
  pen.fillRect(0, height * 0.72, width, height * 0.28);
  pen.fillStyle = `hsl(${(hue + 140) % 360} 32% 42%)`;
  pen.beginPath();
  pen.ellipse(centre, height * 1.02, unit * 0.42, unit * 0.36, 0, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = `hsl(${22 + (hue % 14)} 45% ${45 + (hue % 33)}%)`;
  pen.fillRect(centre - unit * 0.06, height * 0.55, unit * 0.12, unit * 0.18);
  pen.beginPath();
  pen.ellipse(centre, height * 0.42, unit * 0.17, unit * 0.21, 0, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = `hsl(${20 + (hue % 20)} 30% ${15 + (hue % 25)}%)`;
  pen.beginPath();
  pen.ellipse(centre, height * 0.34, unit * 0.19, unit * 0.15, 0, Math.PI, Math.PI * 2);
  pen.fill();
  pen.beginPath();
  pen.arc(centre - unit * 0.06, height * 0.43, unit * 0.014, 0, Math.PI * 2);
  pen.arc(centre + unit * 0.06, height * 0.43, unit * 0.014, 0, Math.PI * 2);
  pen.fill();
  pen.strokeStyle = pen.fillStyle;
  pen.lineWidth = unit * 0.009;
  pen.beginPath();
  pen.arc(centre, height * 0.48, unit * 0.05, 0.25, Math.PI - 0.25);
  pen.stroke();
}

let context: AudioContext | undefined;

/** A voice track: a quiet tone, loud enough to count as speech, or silence. */
export function voice(speaking: boolean): MediaStreamTrack {
  context ??= new AudioContext();
  const output = context.createMediaStreamDestination();
  if (speaking) {
    const tone = new OscillatorNode(context, { frequency: 170 });
    tone.connect(new GainNode(context, { gain: 0.08 })).connect(output);
    tone.start();
  }
  const [track] = output.stream.getAudioTracks();
  if (track === undefined) throw new Error("no sound");
  return track;
}
