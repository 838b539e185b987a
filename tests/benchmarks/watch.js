// What a visitor sees, noted once a picture of the browser, before that is painted. `watch.py` reads it.
//
// `watch.frames` has a record for each picture: when it was, and what is seen otherwise than in the one before, by name.
// Of what is drawn that is a number, which is another one when any path or place of a point is; of words it is the text.

(() => {
  const STILL = "M0,0"; // a path of which nothing is seen
  const watch = (window.watch = { frames: [], inputs: [], touched: [], cost: 0 });
  let on = true;
  const drawn = new Map();
  let seen = {};

  const textOf = (selector) => document.querySelector(selector)?.textContent ?? "";

  function drawingOf(host) {
    const lines = [...host.querySelectorAll(".scatterlayer .js-line")].map((path) => path.getAttribute("d"));
    const points = [...host.querySelectorAll(".scatterlayer .point")].map((point) => point.getAttribute("transform"));
    const shown = lines.filter((line) => line && line !== STILL).length + points.length;
    return [shown, lines.join("|") + points.join("|")];
  }

  function charts() {
    const now = {};
    for (const host of document.querySelectorAll(".lossviz-train .lossviz-chart")) {
      if (host.closest("[hidden]")) continue;
      const { key } = host.dataset;
      const [shown, drawing] = drawingOf(host);
      const before = drawn.get(key);
      if (before?.drawing !== drawing) drawn.set(key, { drawing, number: (before?.number ?? 0) + 1 });
      now[`drawn ${key}`] = shown ? drawn.get(key).number : 0;
      const labels = [...host.querySelectorAll(".lossviz-labels span:not([hidden])")].map((label) => label.textContent);
      now[`labels ${key}`] = labels.join(" | ");
      now[`alt ${key}`] = host.getAttribute("aria-label") ?? "";
    }
    return now;
  }

  const look = {
    train: () => ({
      ...charts(),
      formula: textOf(".lossviz-train .formula .in-hand"),
      sentence: textOf(".lossviz-train .sentence"),
      measures: textOf(".lossviz-train .measures"),
      transport: textOf(".lossviz-train .transport output"),
      field: document.querySelector(".lossviz-train .lossviz-large input[type=text], .lossviz-large input:not([type])")
        ?.value,
      usable: String(Boolean(document.querySelector(".lossviz-train .lossviz-large input[type=range]:enabled"))),
      table: [...document.querySelectorAll(".st-key-below :is(th, td)")].map((cell) => cell.textContent).join(" "),
      link: location.search,
    }),
    text: () => ({ text: textOf("[data-testid=stMarkdown]") }),
  };

  function note() {
    const at = performance.now();
    const now = look[watch.what ?? "train"]();
    const names = Object.keys({ ...seen, ...now }).filter((name) => seen[name] !== now[name]);
    watch.frames.push({ at, news: Object.fromEntries(names.map((name) => [name, now[name] ?? ""])) });
    seen = now;
    watch.cost += performance.now() - at;
    if (on) requestAnimationFrame(note);
  }

  // From now on; the first record, which is there then, has all that is seen.
  watch.begin = async () => {
    watch.end();
    for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame); // what was noted last has ended
    seen = {};
    Object.assign(watch, { frames: [], inputs: [], touched: [], cost: 0 });
    on = true;
    note();
  };
  watch.end = () => {
    on = false;
  };
  // Whatever is written into a chart, seen or not.
  watch.touches = () => {
    const told = (records) => {
      const keys = new Set(records.map(({ target }) => target.closest?.(".lossviz-chart")?.dataset.key).filter(Boolean));
      watch.touched.push({ at: performance.now(), keys: [...keys] });
    };
    const observer = new MutationObserver(told);
    for (const layer of document.querySelectorAll(".lossviz-train .lossviz-chart")) {
      observer.observe(layer, { subtree: true, childList: true, attributeFilter: ["d", "transform"] });
    }
  };
  for (const kind of ["pointermove", "pointerup", "keydown", "change", "click"]) {
    addEventListener(kind, ({ timeStamp }) => watch.inputs.push({ kind, at: timeStamp }), true);
  }
  requestAnimationFrame(note);
})();
