// Lays out a graph beside the page, so that it can be moved meanwhile.

import { Layout } from "./graph-layout.js";

/** How long steps are made before the places are sent, in milliseconds. */
const TURN = 60;

let turn = 0;

self.onmessage = ({ data }) => {
  turn += 1;
  const own = turn;
  const layout = new Layout(data.places, data.edges, data.fixed, data.heat);
  const work = () => {
    if (own !== turn) return;
    const begun = performance.now();
    let moves = true;
    while (moves && performance.now() - begun < TURN) moves = layout.step();
    self.postMessage({ version: data.version, places: Float32Array.from(layout.places), moves });
    if (moves) setTimeout(work);
  };
  work();
};
