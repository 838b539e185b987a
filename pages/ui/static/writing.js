// @ts-check
// When a text that is being written is told: after each short pause, and once more when it rests.

/** How long after the last key a text is told, in milliseconds. */
export const PAUSE = 150;

/** How long after it a change is over: what is written then can be undone as one. */
export const REST = 1000;

/**
 * @param {(held: boolean) => void} tell tells the text; `held` is whether more is likely to come
 */
export function writingOf(tell) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;
  let [untold, held] = [false, false];
  const clear = () => {
    clearTimeout(pause);
    clearTimeout(rest);
  };
  const settle = () => {
    clear();
    if (untold || held) tell(false);
    untold = held = false;
  };
  return {
    /** Takes note that the text has changed. */
    changed() {
      clear();
      untold = true;
      pause = setTimeout(() => {
        untold = false;
        held = true;
        tell(true);
      }, PAUSE);
      rest = setTimeout(settle, REST);
    },
    /** Tells what is untold: the change is over. */
    settle,
    /** Wants nothing told any more: another text has come. */
    drop() {
      clear();
      untold = held = false;
    },
    untold: () => untold,
  };
}
