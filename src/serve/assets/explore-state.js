// What is seen of a graph, with what was seen before and what was undone.

import { GraphModel } from "./graph-model.js";

/** How many steps can be undone. */
const STEPS = 200;

/** @typedef {{ model: GraphModel, hidden: Set<string>, pinned: Set<string> }} State */

export class Exploration {
  constructor() {
    /** @type {State[]} */
    this.states = [{ model: new GraphModel(), hidden: new Set(), pinned: new Set() }];
    this.now = 0;
  }

  get state() {
    return this.states[this.now];
  }

  /** Makes a new state from the one that is shown. @param {(state: State) => void} act */
  change(act) {
    const { model, hidden, pinned } = this.state;
    const next = { model: model.copy(), hidden: new Set(hidden), pinned: new Set(pinned) };
    act(next);
    this.states = [...this.states.slice(Math.max(0, this.now + 1 - STEPS), this.now + 1), next];
    this.now = this.states.length - 1;
  }

  // The state before the first entity is not a place to go back to.
  canUndo() {
    return this.now > 0 && this.states[this.now - 1].model.nodes.size > 0;
  }

  canRedo() {
    return this.now + 1 < this.states.length;
  }

  undo() {
    if (!this.canUndo()) return null;
    this.now -= 1;
    return this.state;
  }

  redo() {
    if (!this.canRedo()) return null;
    this.now += 1;
    return this.state;
  }
}
