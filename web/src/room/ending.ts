/** A controller that is aborted with `outer`. AbortSignal.any does the same, but phones from before 2024 lack it. */
export function endingWith(outer: AbortSignal): AbortController {
  const end = new AbortController();
  const abort = () => {
    end.abort();
  };
  if (outer.aborted) abort();
  else outer.addEventListener("abort", abort, { signal: end.signal });
  return end;
}
