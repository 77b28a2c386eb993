'use strict';
(() => {
const data = JSON.parse(document.getElementById('data').textContent);
const zh = document.documentElement.lang.startsWith('zh');
const say = zh
  ? { search: '搜索（/）', filter: '筛选', classes: '类', properties: '关系', none: '没有找到', more: '展开', rows: '属性', out: '指向', in: '来自', evidence: '依据', close: '关闭', notDrawn: '未画出', inferred: '推断', reported: '转述，未断言', constructed: '由查询得出', noClass: '（无类）', fit: '全图', zoomIn: '放大', zoomOut: '缩小' }
  : { search: 'Search (/)', filter: 'Filter', classes: 'Classes', properties: 'Properties', none: 'Nothing found', more: 'Expand', rows: 'Literals', out: 'Outgoing', in: 'Incoming', evidence: 'Evidence', close: 'Close', notDrawn: 'not drawn', inferred: 'inferred', reported: 'reported, not asserted', constructed: 'made by the query', noClass: '(no class)', fit: 'Whole picture', zoomIn: 'Zoom in', zoomOut: 'Zoom out' };
const $ = id => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
const make = (name, attributes = {}, text) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};
const draw = (name, attributes = {}, text) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

// The picture and what is in it. Edges are [from, to, symmetric, statements]; a statement is
// [label, property, places, notes, standing].
const stage = $('stage'), sheet = $('sheet'), svg = sheet.querySelector('svg'), picture = svg.querySelector('#picture');
const groups = new Map();
data.nodes.forEach((node, index) => {
  const group = node.r && svg.querySelector('#n' + index);
  if (group) groups.set(index, group);
});
const edgeGroups = new Map();
for (let index = 0; index < data.drawnEdges; index++) {
  const group = svg.querySelector('#e' + index);
  if (!group) continue;
  edgeGroups.set(index, group);
  // A wide line that is not seen is easier to hit; thousands of them would be slow.
  if (data.drawnEdges > 1500) continue;
  const touch = group.querySelector('path').cloneNode();
  touch.removeAttribute('stroke-dasharray');
  touch.setAttribute('class', 'touch');
  group.append(touch);
}
const edgesOf = data.nodes.map(() => []);
data.edges.forEach(([from, to], index) => {
  edgesOf[from].push(index);
  if (to !== from) edgesOf[to].push(index);
});
const other = (edge, node) => data.edges[edge][0] === node ? data.edges[edge][1] : data.edges[edge][0];

// Pan and zoom: a transform of the sheet, so that the browser moves what it has already painted.
const size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
let view = { x: 0, y: 0, k: 1 }, painted, resting;
const show = () => {
  sheet.style.transform = `translate(${view.x}px,${view.y}px) scale(${view.k})`;
  if (view.k === painted) return;
  const far = view.k < 0.22;
  if (far !== sheet.classList.contains('far')) sheet.classList.toggle('far', far);
  clearTimeout(resting);
  resting = setTimeout(repaint, 200);
};
// A layer of its own is moved without being painted, but keeps the sharpness that it was painted with: after zooming it
// is made anew.
const repaint = () => {
  painted = view.k;
  sheet.classList.remove('layer');
  requestAnimationFrame(() => requestAnimationFrame(() => sheet.classList.add('layer')));
};
const zoom = (factor, x = innerWidth / 2, y = innerHeight / 2) => {
  const k = Math.min(6, Math.max(0.02, view.k * factor));
  view = { x: x - (x - view.x) * k / view.k, y: y - (y - view.y) * k / view.k, k };
  show();
};
const fit = () => {
  const k = Math.min(1, (innerWidth - 24) / size.width, (innerHeight - 76) / size.height);
  view = { x: (innerWidth - size.width * k) / 2, y: 60 + Math.max(0, (innerHeight - 76 - size.height * k) / 2), k };
  show();
};
const centre = index => {
  const [x, y, w, h] = data.nodes[index].r, k = Math.max(view.k, 0.8);
  const room = $('details').hidden ? innerWidth : innerWidth - 390;
  view = { x: Math.max(room, 200) / 2 - (x + w / 2) * k, y: innerHeight / 2 - (y + h / 2) * k, k };
  show();
};
const pointers = new Map();
let dragged = false;
stage.addEventListener('pointerdown', event => {
  pointers.set(event.pointerId, event);
  dragged = false;
});
stage.addEventListener('pointermove', event => {
  const last = pointers.get(event.pointerId);
  if (!last) return;
  const moved = Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY);
  if (!dragged && moved < 4) return;
  if (!dragged) stage.setPointerCapture(event.pointerId);
  dragged = true;
  if (pointers.size === 2) {
    const [fixed] = [...pointers.values()].filter(p => p.pointerId !== event.pointerId);
    const span = p => Math.hypot(p.clientX - fixed.clientX, p.clientY - fixed.clientY);
    zoom(span(event) / Math.max(span(last), 1), (event.clientX + fixed.clientX) / 2, (event.clientY + fixed.clientY) / 2);
  } else {
    view = { ...view, x: view.x + event.clientX - last.clientX, y: view.y + event.clientY - last.clientY };
    show();
  }
  pointers.set(event.pointerId, event);
});
for (const name of ['pointerup', 'pointercancel']) stage.addEventListener(name, event => pointers.delete(event.pointerId));
stage.addEventListener('wheel', event => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX, event.clientY);
}, { passive: false });
addEventListener('resize', fit);

// Choosing a node lights its neighbours and tells all about it.
let chosen;
const light = () => {
  for (const lit of svg.querySelectorAll('.lit, .chosen')) lit.classList.remove('lit', 'chosen');
  svg.classList.toggle('dim', chosen !== undefined);
  if (chosen === undefined) return;
  groups.get(chosen)?.classList.add('lit', 'chosen');
  for (const edge of edgesOf[chosen]) {
    if (!edgeGroups.has(edge)) continue;
    edgeGroups.get(edge).classList.add('lit');
    groups.get(other(edge, chosen))?.classList.add('lit');
  }
};
const choose = index => {
  chosen = index;
  light();
  if (index === undefined) $('details').hidden = true;
  else tell(index);
};
const places = list => list.map(place => make('span', { class: 'place' }, place));
const tell = index => {
  const node = data.nodes[index], panel = $('details');
  panel.replaceChildren();
  panel.hidden = false;
  const close = make('button', { class: 'close', type: 'button', 'aria-label': say.close }, '✕');
  close.addEventListener('click', () => choose(undefined));
  panel.append(close, make('h1', {}, node.l));
  if (node.c.length) panel.append(make('div', { class: 'soft' }, node.c.join(' · ')));
  panel.append(make('div', { class: 'soft' }, node.n));
  if (node.i && /^https?:/.test(node.i)) panel.append(make('a', { href: node.i, target: '_blank', rel: 'noreferrer' }, node.i));
  if (node.p) panel.append(...places([node.p]));
  const hidden = hiddenNeighbours(index);
  if (hidden.length) {
    const more = make('button', { id: 'expand', type: 'button' }, `${say.more} +${Math.min(hidden.length, STEP)} / ${hidden.length}`);
    more.style.marginTop = '8px';
    more.addEventListener('click', () => expand(index));
    panel.append(more);
  }
  if (node.f.length) {
    const list = make('dl');
    for (const [label, value, where] of node.f) {
      const cell = make('dd', {}, value);
      cell.append(...places(where));
      list.append(make('dt', {}, label), cell);
    }
    panel.append(make('h2', {}, say.rows), list);
  }
  for (const [title, end] of [[say.out, 0], [say.in, 1]]) {
    const edges = edgesOf[index].filter(edge => data.edges[edge][end] === index);
    if (!edges.length) continue;
    const list = make('ul');
    for (const edge of edges) list.append(...data.edges[edge][3].map(statement => item(edge, index, statement)));
    panel.append(make('h2', {}, `${title} (${list.children.length})`), list);
  }
};
const item = (edge, index, [label, property, where, notes, standing]) => {
  const row = make('li'), neighbour = other(edge, index);
  const go = make('button', { class: 'go' + (groups.has(neighbour) ? '' : ' new'), type: 'button' }, data.nodes[neighbour].l);
  go.addEventListener('click', () => visit(neighbour, index));
  row.append(make('span', { class: 'soft', title: property }, label + ' '), go);
  if (standing) row.append(make('small', {}, ` ${say[standing]}`));
  row.append(...places(where));
  for (const note of notes) row.append(make('span', { class: 'place' }, `${say.evidence}: ${data.notes[note]}`));
  return row;
};

// Expanding: neighbours from the data get free places around the node, a few at a time.
const STEP = 8;
const hiddenNeighbours = index => [...new Set(edgesOf[index].map(edge => other(edge, index)))].filter(n => !groups.has(n));
const textWidth = text => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2000 ? 14 : 9), 0);
const labels = [...svg.querySelectorAll('.p, .caption, .h, .c, .o')].map(text => {
  const { x, y, width, height } = text.getBBox();
  return [x, y, width, height];
});
const isFree = (x, y, w, h) => ![...labels, ...[...groups.keys()].map(n => data.nodes[n].r)].some(([a, b, c, d]) => {
  return x < a + c + 16 && a < x + w + 16 && y < b + d + 16 && b < y + h + 16;
});
const freePlace = (index, w, h) => {
  const [x, y, width, height] = data.nodes[index].r;
  for (let ring = 1; ; ring++) {
    for (let step = 0; step < 8 + ring * 4; step++) {
      const angle = step / (8 + ring * 4) * 2 * Math.PI;
      const px = x + width / 2 + Math.cos(angle) * (120 + ring * 90) - w / 2;
      const py = y + height / 2 + Math.sin(angle) * (50 + ring * 60) - h / 2;
      if (isFree(px, py, w, h)) return [px, py, w, h];
    }
  }
};
const add = (index, beside) => {
  const node = data.nodes[index];
  const w = Math.min(260, textWidth(node.l) + 26), h = node.c.length ? 46 : 32;
  node.r = freePlace(beside, w, h).map(n => Math.round(n * 10) / 10);
  const [x, y] = node.r;
  const group = draw('g', { class: 'n', id: 'n' + index, tabindex: 0, role: 'button', 'aria-label': node.l });
  group.append(draw('rect', { class: 's added', x, y, width: w, height: h, rx: 8, fill: 'var(--page)', stroke: node.k }));
  const label = node.l.length > 18 ? [...node.l].slice(0, 17).join('') + '…' : node.l;
  group.append(draw('text', { class: 'l', x: x + 12, y: y + 20, fill: 'var(--ink)', 'font-size': 14, 'font-weight': 600 }, label));
  if (node.c.length) group.append(draw('text', { x: x + 12, y: y + 36, fill: 'var(--soft)' }, node.c.join(' · ')));
  group.prepend(draw('title', {}, [node.l, node.n, node.p].filter(Boolean).join('\n')));
  picture.append(group);
  groups.set(index, group);
  for (const edge of edgesOf[index]) if (groups.has(other(edge, index)) && !edgeGroups.has(edge)) connect(edge);
};
const border = ([x, y, w, h], tx, ty) => {
  const cx = x + w / 2, cy = y + h / 2, dx = tx - cx, dy = ty - cy;
  const part = Math.min(Math.abs(w / 2 / (dx || 1e-9)), Math.abs(h / 2 / (dy || 1e-9)), 1);
  return [cx + dx * part, cy + dy * part];
};
const connect = edge => {
  const [from, to, , statements] = data.edges[edge];
  const a = data.nodes[from].r, b = data.nodes[to].r;
  const [x1, y1] = border(a, b[0] + b[2] / 2, b[1] + b[3] / 2), [x2, y2] = border(b, a[0] + a[2] / 2, a[1] + a[3] / 2);
  const group = draw('g', { class: 'e', id: 'e' + edge });
  const label = statements.map(s => s[0]).join(' · ');
  group.append(draw('title', {}, `${data.nodes[from].l} → ${data.nodes[to].l}\n${statements.map(s => [s[0], ...s[2]].join('\n')).join('\n')}`));
  const d = `M${x1} ${y1}L${x2} ${y2}`;
  group.append(draw('path', { class: 'w added', d }));
  group.append(draw('path', { class: 'head', d: 'M0 0L-8.1 3.6L-8.1 -3.6Z', transform: `translate(${x2} ${y2}) rotate(${Math.atan2(y2 - y1, x2 - x1) * 180 / Math.PI})` }));
  group.append(draw('path', { class: 'touch', d }));
  group.append(draw('text', { class: 'caption', x: (x1 + x2) / 2, y: (y1 + y2) / 2 + 4 }, label));
  picture.insertBefore(group, picture.querySelector('.n'));
  edgeGroups.set(edge, group);
};
const expand = index => {
  for (const neighbour of hiddenNeighbours(index).slice(0, STEP)) add(neighbour, index);
  grow();
  filters();
  choose(index);
};
const visit = (index, from) => {
  if (!groups.has(index)) {
    add(index, from);
    grow();
    filters();
  }
  choose(index);
  centre(index);
};
// What was added may stand outside the frame of the picture.
const grow = () => {
  const page = svg.querySelector('.page');
  page?.setAttribute('display', 'none');
  for (const index of groups.keys()) {
    const [x, y, w, h] = data.nodes[index].r;
    size.width = Math.max(size.width, x + w + 20);
    size.height = Math.max(size.height, y + h + 20);
  }
};
// Someone who is not drawn is added beside the nearest neighbour that is; ways lead over others if they must.
const reveal = index => {
  if (groups.has(index)) return visit(index);
  const before = new Map([[index, undefined]]), queue = [index];
  while (queue.length) {
    const node = queue.shift();
    if (groups.has(node)) {
      let beside = node;
      for (let next = before.get(node); next !== undefined; next = before.get(next)) {
        if (!groups.has(next)) add(next, beside);
        beside = next;
      }
      return visit(index);
    }
    for (const edge of edgesOf[node]) {
      const neighbour = other(edge, node);
      if (!before.has(neighbour)) {
        before.set(neighbour, node);
        queue.push(neighbour);
      }
    }
  }
  add(index, [...groups.keys()][0]);
  visit(index);
};

// Search: labels, names, classes, literals; what begins with the words comes first.
const box = $('search'), found = $('found');
let hits = [], at = -1;
const haystack = data.nodes.map(node => [node.l, node.n, node.i || '', ...node.c, ...node.f.map(f => f[1])].join('\n').toLowerCase());
const search = () => {
  const words = box.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  found.replaceChildren();
  found.hidden = !words.length;
  box.setAttribute('aria-expanded', String(!!words.length));
  at = -1;
  hits = [];
  if (!words.length) return;
  data.nodes.forEach((node, index) => {
    if (!words.every(word => haystack[index].includes(word))) return;
    const label = node.l.toLowerCase();
    const rank = label === words[0] ? 0 : label.startsWith(words[0]) ? 1 : label.includes(words[0]) ? 2 : 3;
    hits.push([rank + (node.r ? 0 : 0.5), node.l.length, index]);
  });
  hits.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  hits = hits.slice(0, 40).map(hit => hit[2]);
  hits.forEach((index, position) => {
    const node = data.nodes[index];
    const row = make('li', { role: 'option', id: 'hit' + position, 'aria-selected': 'false' }, node.l + ' ');
    row.append(make('small', {}, [...node.c, groups.has(index) ? '' : say.notDrawn].filter(Boolean).join(' · ')));
    row.addEventListener('click', () => take(position));
    found.append(row);
  });
  if (!hits.length) found.append(make('li', { class: 'soft' }, say.none));
};
const mark = position => {
  at = (position + hits.length) % hits.length;
  [...found.children].forEach((row, index) => row.setAttribute('aria-selected', String(index === at)));
  box.setAttribute('aria-activedescendant', 'hit' + at);
  found.children[at]?.scrollIntoView({ block: 'nearest' });
};
const take = position => {
  found.hidden = true;
  box.setAttribute('aria-expanded', 'false');
  reveal(hits[position]);
};
box.addEventListener('input', search);
box.addEventListener('keydown', event => {
  if (event.key === 'ArrowDown' && hits.length) mark(at + 1);
  else if (event.key === 'ArrowUp' && hits.length) mark(at - 1);
  else if (event.key === 'Enter' && hits.length) take(Math.max(at, 0));
  else if (event.key === 'Escape') { box.value = ''; search(); box.blur(); }
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// Filters: a class or a property that is off is not shown, nor are edges whose node is not.
const off = { class: new Set(), property: new Set() };
const classOf = index => data.nodes[index].c[0] || say.noClass;
const apply = () => {
  for (const [index, group] of groups) group.classList.toggle('off', off.class.has(classOf(index)));
  for (const [edge, group] of edgeGroups) {
    const [from, to, , statements] = data.edges[edge];
    const gone = off.class.has(classOf(from)) || off.class.has(classOf(to)) || statements.every(s => off.property.has(s[0]));
    group.classList.toggle('off', gone);
    for (const label of svg.querySelectorAll(`[data-edge="${edge}"]`)) label.classList.toggle('off', gone);
  }
};
const filters = () => {
  const panel = $('filters');
  panel.replaceChildren();
  const count = values => values.reduce((counts, value) => counts.set(value, (counts.get(value) || 0) + 1), new Map());
  const classes = count([...groups.keys()].map(classOf));
  const properties = count([...edgeGroups.keys()].flatMap(edge => data.edges[edge][3].map(s => s[0])));
  for (const [kind, title, counts] of [['class', say.classes, classes], ['property', say.properties, properties]]) {
    if (!counts.size) continue;
    panel.append(make('h2', {}, title));
    for (const [name, number] of [...counts].sort((a, b) => b[1] - a[1])) {
      const label = make('label'), tick = make('input', { type: 'checkbox' });
      tick.checked = !off[kind].has(name);
      tick.addEventListener('change', () => {
        off[kind][tick.checked ? 'delete' : 'add'](name);
        apply();
      });
      label.append(tick, make('span', {}, name), make('small', {}, String(number)));
      panel.append(label);
    }
  }
};

svg.addEventListener('click', event => {
  const group = event.target.closest('.n, .e');
  if (event.target.closest('a')) event.preventDefault();
  if (dragged) return;
  if (!group) return choose(undefined);
  const index = Number(group.id.slice(1));
  choose(group.classList.contains('n') ? index : data.edges[index][0]);
});
svg.addEventListener('dblclick', event => {
  const group = event.target.closest('.n');
  if (group) expand(Number(group.id.slice(1)));
});
addEventListener('keydown', event => {
  if (event.target === box || event.metaKey || event.ctrlKey || event.altKey) return;
  const focused = document.activeElement?.closest?.('.n');
  const step = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }[event.key];
  if (step) { view = { ...view, x: view.x + step[0], y: view.y + step[1] }; show(); }
  else if (event.key === '/') { box.focus(); box.select(); }
  else if (event.key === '+' || event.key === '=') zoom(1.25);
  else if (event.key === '-') zoom(0.8);
  else if (event.key === '0') fit();
  else if (event.key === 'Escape') choose(undefined);
  else if ((event.key === 'Enter' || event.key === ' ') && focused) { choose(Number(focused.id.slice(1))); centre(chosen); }
  else if (event.key === 'e' && chosen !== undefined) expand(chosen);
  else return;
  event.preventDefault();
});

box.placeholder = say.search;
box.setAttribute('aria-label', say.search);
$('filter').textContent = say.filter;
for (const [id, label, act] of [['in', say.zoomIn, () => zoom(1.25)], ['out', say.zoomOut, () => zoom(0.8)], ['fit', say.fit, fit]]) {
  $(id).setAttribute('aria-label', label);
  $(id).title = label;
  $(id).addEventListener('click', act);
}
$('filter').addEventListener('click', () => {
  const panel = $('filters');
  panel.hidden = !panel.hidden;
  $('filter').setAttribute('aria-expanded', String(!panel.hidden));
});
for (const [index, group] of groups) {
  group.setAttribute('tabindex', 0);
  group.setAttribute('role', 'button');
  group.setAttribute('aria-label', data.nodes[index].l);
  // A link inside would be a second stop for the keyboard.
  group.querySelector('a')?.setAttribute('tabindex', -1);
}
filters();
fit();
document.documentElement.dataset.ready = 'yes';
})();
