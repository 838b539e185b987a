// Asks for what is still to come, once the last answer is drawn. An answer that stays away is asked for again.

const timers = new WeakMap();

export function draw({ data, parentElement, setTriggerValue }) {
  clearInterval(timers.get(parentElement));
  const ask = () => {
    if (parentElement.isConnected) setTriggerValue("due", true);
    else clearInterval(timers.get(parentElement));
  };
  const askAgain = () => {
    timers.set(parentElement, setInterval(ask, 1000 * data.lost));
    ask();
  };
  if (data.pending) timers.set(parentElement, setTimeout(askAgain, 1000 * data.wait));
}
