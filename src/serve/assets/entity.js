// The page of entity.

import { h } from "./dom.js";

export async function show(main, address, context) {
  main.append(h("h1", {}, context.status.name));
}
