import assert from "node:assert/strict";
import { test } from "node:test";

import { numbersOf, placeOf, shownAt } from "../../../../pages/ui/static/pictures.js";

const film = { label: "Epoch", values: ["0", "10", "50"], numbers: [0, 10, 50], at: 2 };

test("places are counted where they have no numbers", () => {
  assert.deepEqual(numbersOf({ ...film, numbers: undefined }), [0, 1, 2]);
});

test("the place of a number is the last one up to it", () => {
  const places = [-5, 0, 9.9, 10, 49, 50, Infinity].map((number) => placeOf(film, number));
  assert.deepEqual(places, [0, 0, 0, 1, 1, 2, 2]);
});

test("without a slider, or before it has a group, a figure shows what it has", () => {
  const data = [{ type: "scatter", y: [1] }];
  assert.deepEqual(shownAt({ data, layout: {} }, 3), { data, changed: {}, shapes: undefined });
  assert.deepEqual(shownAt({ data, layout: { slider: film } }), { data, changed: {}, shapes: undefined });
});

test("a picture changes y or several attributes of the first traces", () => {
  const data = [{ y: [0] }, { x: [0], y: [0] }, { y: [9] }];
  const slider = { ...film, pictures: [[], [[1], { x: [2], y: [3] }]], shapes: [[], [{ x0: 1 }]] };
  assert.deepEqual(shownAt({ data, layout: { slider } }, 10), {
    data: [{ y: [1] }, { x: [2], y: [3] }, { y: [9] }],
    changed: { 0: { y: [1] }, 1: { x: [2], y: [3] } },
    shapes: [{ x0: 1 }],
  });
});

test("a place without a picture shows the figure as it is", () => {
  const data = [{ y: [0] }];
  assert.deepEqual(shownAt({ data, layout: { slider: film, shapes: [] } }, 10), { data, changed: {}, shapes: [] });
});

test("lines are cut at the number, and tips follow their ends", () => {
  const data = [
    { x: [0, 10, 50], y: [3, 2, 1] },
    { x: [0, 10, 50], y: [3, 2, 1], meta: { cut: true } },
    { x: [20, 50], y: [8, 9], meta: { cut: true } },
    { x: [], y: [], meta: { tips: [1, 2] } },
  ];
  const { changed } = shownAt({ data, layout: { slider: { ...film, cut: true } } }, 12.5);
  assert.deepEqual(changed, {
    1: { x: [0, 10], y: [3, 2] },
    2: { x: [], y: [] },
    3: { x: [10, null], y: [2, null] },
  });
});
