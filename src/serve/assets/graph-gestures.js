// How a graph on a canvas is moved by mouse, touch and keyboard.

/** How far a pointer moves before it is not a click, in pixels. */
const STILL = 4;

/**
 * Moves a graph as its box is told to, and calls what its options have.
 * @param {import("./graph-canvas.js").GraphCanvas} graph
 * @param {HTMLElement} box
 * @param {{ choose?: (id: string | null) => void, open?: (id: string) => void, move?: (id: string) => void }} options
 */
export function listen(graph, box, options) {
  const pointers = new Map();
  let [hasMoved, pinch] = [false, 0];
  const point = (event) => {
    const rect = box.getBoundingClientRect();
    return [event.clientX - rect.left, event.clientY - rect.top];
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    box.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, point(event));
    hasMoved = false;
    pinch = 0;
    graph.dragged = pointers.size === 1 ? graph.at(...point(event)) : null;
  });
  box.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const [x, y] = point(event);
    if (!hasMoved && Math.hypot(x - before[0], y - before[1]) < STILL) return;
    hasMoved = true;
    pointers.set(event.pointerId, [x, y]);
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()];
      const distance = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (pinch > 0) graph.zoom(distance / pinch, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      pinch = distance;
    } else if (graph.dragged) {
      graph.dragged.x = (x - graph.width / 2) / graph.view.scale + graph.view.x;
      graph.dragged.y = (y - graph.height / 2) / graph.view.scale + graph.view.y;
      graph.places.set(graph.dragged.id, [graph.dragged.x, graph.dragged.y]);
      graph.isWatched = false;
      graph.isStale = true;
      graph.schedule();
    } else graph.pan(x - before[0], y - before[1]);
  });
  const released = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    const { dragged } = graph;
    graph.dragged = null;
    if (hasMoved && dragged) {
      options.move?.(dragged.id);
      graph.arranging(0.15);
    } else if (!hasMoved && event.type === "pointerup") options.choose?.(dragged?.id ?? null);
  };
  box.addEventListener("pointerup", released);
  box.addEventListener("pointercancel", released);
  box.addEventListener("dblclick", (event) => {
    const node = graph.at(...point(event));
    if (node) options.open?.(node.id);
  });
  box.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    graph.zoom(Math.exp(-event.deltaY * lines * 0.0016), ...point(event));
  }, { passive: false });
  box.addEventListener("keydown", (event) => press(graph, event));
}

function press(graph, event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const keys = {
    ArrowLeft: () => graph.pan(60, 0), ArrowRight: () => graph.pan(-60, 0), ArrowUp: () => graph.pan(0, 60), ArrowDown: () => graph.pan(0, -60),
    "+": () => graph.zoom(1.25), "=": () => graph.zoom(1.25), "-": () => graph.zoom(0.8), 0: () => graph.fit(),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
