// Sliders below charts: they change what charts show in the browser alone, and can play like a film.
//
// A figure has a slider in its layout:
//   label, values      what is moved, and the text of each of its places
//   numbers            the number of each place, increasing; without them places are counted
//   at                 the place that is shown first
//   pictures           for each place, and each of the first traces, what changes: y, or several attributes
//   cut                true if traces with `meta.cut` show what they have up to the place, and one with `meta.tips`
//                      (the numbers of such traces) the last point of each, instead of pictures
//   shapes             for each place, the shapes of the layout
//   group              charts of one group move together, each to its last place up to the number
//   hidden             true if the chart has no slider of its own, and only moves with its group
//   plays, starts      seconds of the whole film; true if it plays when it is first shown

const SPEEDS = { "¼ speed": 0.25, "½ speed": 0.5, "Normal speed": 1, "4 × speed": 4 };
const groups = new Map(); // by name: the charts in it, the number they are at, and whether they play
const reduced = window.matchMedia("(prefers-reduced-motion: reduce)");

function groupOf(name) {
  if (!groups.has(name)) groups.set(name, { charts: new Set(), speed: 1, playing: false });
  return groups.get(name);
}

const numbersOf = (slider) => slider.numbers ?? slider.values.map((_, i) => i);

// The last place up to the number at which the group is.
function placeOf(slider, group) {
  const numbers = numbersOf(slider);
  const next = numbers.findIndex((number) => number > group.at);
  return next < 0 ? numbers.length - 1 : Math.max(next - 1, 0);
}

// Enters a chart into its group, and shows its slider if it has one. `turn` draws another place.
export function furnish(chart, turn) {
  const { slider } = chart.figure.layout;
  chart.group?.charts.delete(chart);
  chart.group = undefined;
  const row = chart.host.nextElementSibling;
  row.style.display = slider && !slider.hidden ? "flex" : "none";
  if (!slider) return;
  const group = groupOf(slider.group ?? chart.key);
  Object.assign(chart, { group, turn });
  group.charts.add(chart);
  if (slider.hidden) return;
  const told = JSON.stringify([slider.label, slider.values]);
  if (told !== group.told) {
    const playing = Boolean(slider.starts && !reduced.matches);
    const played = group.playing;
    Object.assign(group, { told, at: numbersOf(slider)[playing ? 0 : slider.at], playing });
    if (playing && !played) requestAnimationFrame((now) => play(group, now));
  }
  furnishRow(row, chart, group);
}

function furnishRow(row, chart, group) {
  const { slider } = chart.figure.layout;
  const [button, speed, words, input] = row.children;
  words.textContent = slider.label;
  Object.assign(input, { min: 0, max: slider.values.length - 1 });
  button.hidden = speed.hidden = !slider.plays;
  input.oninput = () => {
    group.playing = false;
    move(group, numbersOf(slider)[input.value]);
  };
  button.onclick = () => {
    group.playing = !group.playing;
    if (group.playing && group.at >= numbersOf(slider).at(-1)) group.at = numbersOf(slider)[0];
    tell(group);
    if (group.playing) requestAnimationFrame((now) => play(group, now));
  };
  speed.onchange = () => (group.speed = SPEEDS[speed.value]);
  tell(group);
}

// Says on every slider of a group where it is.
function tell(group) {
  for (const { host, figure } of group.charts) {
    const { slider } = figure.layout;
    if (slider.hidden || !host) continue;
    const [button, , , input, value] = host.nextElementSibling.children;
    input.value = placeOf(slider, group);
    value.textContent = slider.values[input.value];
    input.setAttribute("aria-valuetext", value.textContent);
    button.textContent = group.playing ? "Pause" : "Play";
  }
}

function move(group, number) {
  group.at = number;
  tell(group);
  for (const chart of group.charts) chart.turn();
}

function play(group, before) {
  const leader = [...group.charts].find(({ figure, host }) => figure.layout.slider.plays && host?.isConnected);
  if (!group.playing || !leader) return void (group.playing = false);
  const { slider } = leader.figure.layout;
  const [first, last] = [numbersOf(slider)[0], numbersOf(slider).at(-1)];
  requestAnimationFrame((now) => {
    if (!group.playing) return;
    const step = ((now - before) / 1000 / slider.plays) * (last - first) * group.speed;
    group.playing = group.at + step < last;
    move(group, Math.min(group.at + step, last));
    if (group.playing) play(group, now);
  });
}

// The traces of a chart as they are at the place where its group is: the whole figure, and which traces differ.
export function shown(chart) {
  const { data, layout } = chart.figure;
  const { slider } = layout;
  if (!slider || !chart.group) return { data, changed: {}, shapes: layout.shapes };
  const place = placeOf(slider, chart.group);
  const changed = slider.cut ? cutAt(data, chart.group.at ?? Infinity) : pictured(slider.pictures?.[place] ?? []);
  return {
    data: data.map((trace, i) => ({ ...trace, ...changed[i] })),
    changed,
    shapes: slider.shapes?.[place] ?? layout.shapes,
  };
}

const pictured = (picture) =>
  Object.fromEntries(picture.map((part, i) => [i, Array.isArray(part) ? { y: part } : part]));

function cutAt(data, number) {
  const changed = {};
  data.forEach(({ x, y, meta }, i) => {
    if (!meta?.cut) return;
    const length = x.filter((value) => value <= number).length;
    changed[i] = { x: x.slice(0, length), y: y.slice(0, length) };
  });
  data.forEach(({ meta }, i) => {
    const lines = meta?.tips?.map((number) => changed[number]);
    if (lines) changed[i] = { x: lines.map(({ x }) => x.at(-1)), y: lines.map(({ y }) => y.at(-1)) };
  });
  return changed;
}

export function sliderRow() {
  const row = document.createElement("div");
  row.className = "lossviz-slider";
  row.style.cssText = `display: none; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding: 0 16px 8px 62px;
    font-size: 14px`;
  const [button, speed] = ["button", "select"].map((name) => document.createElement(name));
  const style = `font: inherit; color: inherit; background: none; border: 1px solid var(--st-border-color);
    border-radius: 6px; padding: 2px 10px; min-height: 30px; cursor: pointer`;
  button.type = "button";
  button.style.cssText = speed.style.cssText = style;
  speed.setAttribute("aria-label", "Speed");
  speed.append(...Object.keys(SPEEDS).map((words) => new Option(words, words, SPEEDS[words] === 1, SPEEDS[words] === 1)));
  const label = document.createElement("label");
  const input = document.createElement("input");
  const value = document.createElement("output");
  input.type = "range";
  input.id = `lossviz-slider-${Math.random().toString(36).slice(2)}`;
  label.htmlFor = input.id;
  input.style.cssText = "flex: 1; min-width: 120px; accent-color: var(--st-primary-color)";
  value.style.cssText = "min-width: 4em; font-variant-numeric: tabular-nums";
  row.append(button, speed, label, input, value);
  return row;
}
