// Where the nodes of a graph are: forces on them, of which those of far nodes are taken together (Barnes and Hut, 1986).

/** How long an edge wants to be, in pixels at scale 1. */
const LENGTH = 90;
/** The square root of the number of edges from which on a node needs longer ones, for all its neighbours to have room. */
const CROWD = 3.2;
/** How much nodes push each other away. */
const CHARGE = 330;
/** The square of a distance below which nodes push no harder. */
const NEAREST = 60;
/** How much nodes are drawn to the middle, which keeps unconnected parts near. */
const GRAVITY = 0.025;
/** A group of nodes is taken as one if it is smaller than this part of its distance. */
const OPENING = 0.9;
/** What is left of the heat after a step, in small graphs and in large ones, and the heat at which nothing moves any more. */
const COOLING = 0.985;
const COOLING_OF_MANY = 0.97;
const MANY = 1500;
const COLD = 0.004;
/** The deepest level of the tree: nodes in the same place cannot be told apart. */
const DEEPEST = 40;

/** A layout that is made step by step. The same input gives the same places. */
export class Layout {
  /**
   * @param {Float64Array} places x and y of each node; changed by each step
   * @param {Uint32Array} edges the numbers of the two nodes of each edge
   * @param {Uint8Array} fixed 1 for each node that stays where it is
   * @param {number} heat 1 for nodes that have no good place yet, less to move them a little
   */
  constructor(places, edges, fixed, heat = 1) {
    this.places = places;
    this.edges = edges;
    this.fixed = fixed;
    this.heat = heat;
    this.count = places.length / 2;
    this.speed = new Float64Array(places.length);
    this.degree = new Uint32Array(this.count);
    for (const node of edges) this.degree[node] += 1;
    this.tree = new Tree(this.count);
  }

  /** Moves all nodes once; returns whether they may move further. */
  step() {
    if (this.heat < COLD || this.count === 0) return false;
    const { places, speed, fixed, heat } = this;
    this.pull();
    this.tree.build(places);
    for (let node = 0; node < this.count; node += 1) {
      if (fixed[node]) continue;
      this.tree.push(places, speed, node, CHARGE * heat);
      speed[2 * node] -= places[2 * node] * GRAVITY * heat;
      speed[2 * node + 1] -= places[2 * node + 1] * GRAVITY * heat;
    }
    for (let i = 0; i < places.length; i += 1) {
      if (fixed[i >> 1]) speed[i] = 0;
      speed[i] *= 0.6;
      places[i] += speed[i];
    }
    this.heat *= this.count > MANY ? COOLING_OF_MANY : COOLING;
    return this.heat >= COLD;
  }

  /** Edges pull their nodes together; a node with many edges is moved less by each. */
  pull() {
    const { places, speed, edges, degree, heat } = this;
    for (let e = 0; e < edges.length; e += 2) {
      const [a, b] = [edges[e], edges[e + 1]];
      if (a === b) continue;
      let dx = places[2 * b] + speed[2 * b] - places[2 * a] - speed[2 * a];
      let dy = places[2 * b + 1] + speed[2 * b + 1] - places[2 * a + 1] - speed[2 * a + 1];
      const distance = Math.hypot(dx, dy) || 1e-6;
      const length = LENGTH * Math.max(1, Math.sqrt(Math.max(degree[a], degree[b])) / CROWD);
      const strength = ((distance - length) / distance) * heat / Math.min(degree[a], degree[b]);
      dx *= strength;
      dy *= strength;
      const share = degree[a] / (degree[a] + degree[b]);
      speed[2 * b] -= dx * share;
      speed[2 * b + 1] -= dy * share;
      speed[2 * a] += dx * (1 - share);
      speed[2 * a + 1] += dy * (1 - share);
    }
  }
}

/** A tree of squares, each with the number and the middle of the nodes in it. */
class Tree {
  /** @param {number} count */
  constructor(count) {
    this.room(4 * count + 64);
  }

  /** @param {number} squares */
  room(squares) {
    this.children = new Int32Array(4 * squares);
    this.node = new Int32Array(squares);
    this.mass = new Float64Array(squares);
    this.middle = new Float64Array(2 * squares);
    this.stack = new Int32Array(4 * DEEPEST + 64);
    this.sizes = new Float64Array(4 * DEEPEST + 64);
  }

  /** @param {Float64Array} places */
  build(places) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < places.length; i += 2) {
      left = Math.min(left, places[i]);
      right = Math.max(right, places[i]);
      top = Math.min(top, places[i + 1]);
      bottom = Math.max(bottom, places[i + 1]);
    }
    this.size = Math.max(right - left, bottom - top, 1);
    this.left = left;
    this.top = top;
    this.used = 0;
    this.square();
    for (let node = 0; node < places.length / 2; node += 1) this.insert(places, node);
  }

  /** Begins a square without nodes and returns its number. */
  square() {
    const square = this.used;
    this.used += 1;
    this.children.fill(-1, 4 * square, 4 * square + 4);
    this.node[square] = -1;
    this.mass[square] = 0;
    this.middle[2 * square] = 0;
    this.middle[2 * square + 1] = 0;
    return square;
  }

  /** Puts a node into all squares that it lies in. */
  insert(places, node) {
    if (this.used + DEEPEST + 2 > this.node.length) this.grow();
    const [x, y] = [places[2 * node], places[2 * node + 1]];
    let [square, left, top, size] = [0, this.left, this.top, this.size];
    for (let depth = 0; ; depth += 1) {
      const resident = this.node[square];
      const isLeaf = this.mass[square] === 0 || resident >= 0;
      this.add(square, x, y);
      if (this.mass[square] === 1) {
        this.node[square] = node;
        return;
      }
      if (depth === DEEPEST) return;
      size /= 2;
      if (isLeaf) {
        // The node that was alone here moves one level down.
        this.node[square] = -1;
        const [rx, ry] = [places[2 * resident], places[2 * resident + 1]];
        const below = this.child(square, quarter(rx, ry, left + size, top + size));
        this.add(below, rx, ry);
        this.node[below] = resident;
      }
      const part = quarter(x, y, left + size, top + size);
      square = this.child(square, part);
      if (part & 1) left += size;
      if (part & 2) top += size;
    }
  }

  child(square, part) {
    const known = this.children[4 * square + part];
    if (known >= 0) return known;
    const made = this.square();
    this.children[4 * square + part] = made;
    return made;
  }

  add(square, x, y) {
    const mass = this.mass[square];
    this.mass[square] = mass + 1;
    this.middle[2 * square] += (x - this.middle[2 * square]) / (mass + 1);
    this.middle[2 * square + 1] += (y - this.middle[2 * square + 1]) / (mass + 1);
  }

  grow() {
    const { children, node, mass, middle } = this;
    this.room(2 * node.length);
    this.children.set(children);
    this.node.set(node);
    this.mass.set(mass);
    this.middle.set(middle);
  }

  /** Adds to the speed of a node what all others push it. */
  push(places, speed, node, charge) {
    const [x, y] = [places[2 * node], places[2 * node + 1]];
    const { stack, sizes, middle, mass, children } = this;
    let depth = 1;
    stack[0] = 0;
    sizes[0] = this.size;
    while (depth > 0) {
      depth -= 1;
      const [square, size] = [stack[depth], sizes[depth]];
      if (this.node[square] === node) continue;
      let dx = x - middle[2 * square];
      let dy = y - middle[2 * square + 1];
      let squared = dx * dx + dy * dy;
      const isLeaf = this.node[square] >= 0;
      const hasBelow = children[4 * square] >= 0 || children[4 * square + 1] >= 0 || children[4 * square + 2] >= 0 || children[4 * square + 3] >= 0;
      if (!isLeaf && hasBelow && size * size > OPENING * OPENING * squared) {
        for (let part = 0; part < 4; part += 1) {
          const below = children[4 * square + part];
          if (below < 0) continue;
          stack[depth] = below;
          sizes[depth] = size / 2;
          depth += 1;
        }
        continue;
      }
      if (squared < 1e-6) {
        // Nodes in one place are moved apart, each in a direction of its own.
        dx = Math.cos(node * 2.4);
        dy = Math.sin(node * 2.4);
        squared = 1;
      }
      const strength = (charge * mass[square]) / Math.max(squared, NEAREST);
      speed[2 * node] += dx * strength;
      speed[2 * node + 1] += dy * strength;
    }
  }
}

function quarter(x, y, middleX, middleY) {
  return (x >= middleX ? 1 : 0) + (y >= middleY ? 2 : 0);
}
