// A notebook without Jupyter's front end: cells, a real kernel of the server, and widgets as anywidget shows them.
// It offers tests what notebook_page.js does, but for what only a host has: files, shortcuts, dialogs, themes.

const { within } = window.pageTools;
const newId = () => crypto.randomUUID();

/** Listeners by name, each with the context under which it can be taken off. */
class Emitter {
  #listeners = [];

  on(name, callback, context) {
    this.#listeners.push({ name, callback, context });
  }

  off(name, callback, context) {
    const isMeant = (each) =>
      (name ?? each.name) === each.name &&
      (callback ?? each.callback) === each.callback &&
      (context ?? each.context) === each.context;
    this.#listeners = this.#listeners.filter((each) => !isMeant(each));
  }

  emit(name, ...values) {
    for (const each of [...this.#listeners]) if (each.name === name) each.callback(...values);
  }
}

/** What JupyterLab's kernel connection is to a widget. */
class Signal {
  #slots = new Set();
  connect = (slot) => this.#slots.add(slot);
  disconnect = (slot) => this.#slots.delete(slot);
  emit() {
    for (const slot of [...this.#slots]) slot();
  }
}

// --- The kernel ----------------------------------------------------------------------------------------

/** A message as the server's websocket takes and gives it: JSON, with buffers in a frame of bytes. */
function packed(message, buffers) {
  if (buffers.length === 0) return JSON.stringify(message);
  const parts = [new TextEncoder().encode(JSON.stringify(message)), ...buffers];
  const frame = new Uint8Array(4 * (parts.length + 1) + parts.reduce((sum, part) => sum + part.byteLength, 0));
  const head = new DataView(frame.buffer);
  head.setUint32(0, parts.length);
  let offset = 4 * (parts.length + 1);
  parts.forEach((part, place) => {
    head.setUint32(4 * (place + 1), offset);
    frame.set(part, offset);
    offset += part.byteLength;
  });
  return frame;
}

function unpacked(frame) {
  if (typeof frame === 'string') return { ...JSON.parse(frame), buffers: [] };
  const head = new DataView(frame);
  const offsets = Array.from({ length: head.getUint32(0) }, (_, place) => head.getUint32(4 * (place + 1)));
  const parts = offsets.map((at, place) => new DataView(frame, at, (offsets[place + 1] ?? frame.byteLength) - at));
  return { ...JSON.parse(new TextDecoder().decode(parts[0])), buffers: parts.slice(1) };
}

class Kernel {
  status = 'unknown';
  connectionStatus = 'connecting';
  statusChanged = new Signal();
  connectionStatusChanged = new Signal();
  #socket = null;
  #session = newId();
  #subshell = {};
  #asked = new Map();

  constructor(id, onWidget) {
    this.id = id;
    this.onWidget = onWidget;
  }

  connect() {
    this.#set('connectionStatus', 'connecting');
    this.#socket?.close();
    const address = `${location.origin.replace('http', 'ws')}/api/kernels/${this.id}/channels`;
    const socket = new WebSocket(`${address}?session_id=${this.#session}`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#set('connectionStatus', 'connected');
    socket.onclose = () => { if (this.#socket === socket) this.#set('connectionStatus', 'disconnected'); };
    socket.onmessage = (event) => this.#receive(unpacked(event.data));
    this.#socket = socket;
    return new Promise((done) => socket.addEventListener('open', done)).then(() => this.#begin());
  }

  /** Widgets are heard on a thread of their own where the kernel has such: also while a cell runs. */
  async #begin() {
    const { content } = await this.info();
    if (!content.supported_features?.includes('kernel subshells')) return;
    const reply = await this.ask('create_subshell_request', {}, { channel: 'control' });
    this.#subshell = { subshell_id: reply.content.subshell_id };
  }

  /** To the widget behind a comm. */
  tell(comm, data, buffers) {
    this.send('shell', 'comm_msg', { comm_id: comm, data }, { buffers, header: this.#subshell });
  }

  close() {
    this.#socket.onclose = null;
    this.#socket.close();
  }

  send(channel, type, content, { metadata = {}, buffers = [], header: more = {} } = {}) {
    const header = {
      msg_id: newId(), msg_type: type, session: this.#session, username: '', version: '5.4',
      date: new Date().toISOString(), ...more,
    };
    this.#socket.send(packed({ channel, header, parent_header: {}, metadata, content }, buffers));
    return header.msg_id;
  }

  /** Resolves with the reply once the kernel is done with it; what it says meanwhile goes to `hear`. */
  ask(type, content, { hear = () => {}, channel = 'shell' } = {}) {
    return new Promise((done) => {
      this.#asked.set(this.send(channel, type, content), { hear, done, reply: null, isIdle: false });
    });
  }

  info = () => this.ask('kernel_info_request', {});

  async restart() {
    this.#set('status', 'restarting');
    await fetch(`/api/kernels/${this.id}/restart`, { method: 'POST' });
    this.#asked.clear();
    await this.connect();
  }

  #set(name, value) {
    this[name] = value;
    this[`${name}Changed`].emit();
  }

  #receive(message) {
    const { channel, content, header } = message;
    const parent = message.parent_header.msg_id;
    const asked = this.#asked.get(parent);
    if (header.msg_type === 'status') this.#set('status', content.execution_state);
    if (channel === 'iopub') {
      if (header.msg_type.startsWith('comm_')) this.onWidget(message);
      if (header.msg_type === 'status' && content.execution_state === 'idle' && asked) asked.isIdle = true;
      else asked?.hear(message);
    } else if (asked) asked.reply = message;
    if (asked?.reply && asked.isIdle) {
      this.#asked.delete(parent);
      asked.done(asked.reply);
    }
  }
}

// --- Widgets -------------------------------------------------------------------------------------------

function put(state, paths, buffers) {
  paths.forEach((path, place) => {
    let within = state;
    for (const step of path.slice(0, -1)) within = within[step];
    within[path.at(-1)] = buffers[place];
  });
  return state;
}

class Model {
  comm_live = true;
  #events = new Emitter();
  #state;
  #views = new Set();
  #ended = null;

  constructor(id, state, kernel) {
    this.id = id;
    this.kernel = kernel;
    this.#state = state;
    this.begun = this.#begin();
  }

  async #begin() {
    const address = URL.createObjectURL(new Blob([this.#state._esm], { type: 'text/javascript' }));
    const { default: module } = await import(address);
    URL.revokeObjectURL(address);
    this.widget = typeof module === 'function' ? await module() : module;
    this.#ended = await this.widget.initialize?.({ model: this.#seenBy(this) });
  }

  /** The model as a widget gets it: what it listens to ends with the view. */
  #seenBy(context) {
    const model = this;
    return {
      get: (name) => model.#state[name],
      send: (content, _callbacks, buffers = []) => {
        if (!model.comm_live) throw new Error('Cannot send');
        model.kernel.tell(model.id, { method: 'custom', content }, buffers);
      },
      on: (name, callback) => model.#events.on(name, callback, context),
      off: (name, callback) => model.#events.off(name, callback, context),
      get comm_live() { return model.comm_live; },
      widget_manager: { kernel: model.kernel },
    };
  }

  async show(place) {
    await this.begun;
    if (this.#state._css && !document.getElementById(this.#state._anywidget_id)) {
      const style = document.createElement('style');
      style.id = this.#state._anywidget_id;
      style.textContent = this.#state._css;
      document.head.append(style);
    }
    const view = { el: document.createElement('div') };
    place.append(view.el);
    this.#views.add(view);
    view.ended = await this.widget.render({ model: this.#seenBy(view), el: view.el });
    return () => this.#remove(view);
  }

  #remove(view) {
    if (!this.#views.delete(view)) return;
    this.#events.off(null, null, view);
    view.ended?.();
    view.el.remove();
  }

  receive({ method, state, content, buffer_paths: paths = [] }, buffers) {
    if (method === 'custom') this.#events.emit('msg:custom', content, buffers);
    if (method !== 'update') return;
    Object.assign(this.#state, put(state, paths, buffers));
    for (const name of Object.keys(state)) this.#events.emit(`change:${name}`);
    this.#events.emit('change');
  }

  /** The kernel is another: nothing can be sent any more, and the views stay. */
  lose() {
    this.comm_live = false;
    this.#events.emit('comm_live_update');
  }

  async close() {
    this.comm_live = false;
    await this.begun;
    for (const view of [...this.#views]) this.#remove(view);
    this.#events.off(null, null, this);
    this.#ended?.();
  }
}

// --- The notebook --------------------------------------------------------------------------------------

class Notebook {
  cells = [];
  models = new Map();

  static async open(path) {
    const notebook = new Notebook();
    const [sessions, file] = await Promise.all(
      ['/api/sessions', `/api/contents/${path}?content=1`].map((at) => fetch(at).then((answer) => answer.json())),
    );
    notebook.kernel = new Kernel(sessions.find((each) => each.path === path).kernel.id, (message) => notebook.onWidget(message));
    for (const { id, cell_type: type, source } of file.content.cells) notebook.add({ id, type, source: [source].flat().join('') });
    await notebook.kernel.connect();
    notebook.path = path;
    return notebook;
  }

  add(cell) {
    const place = document.createElement('div');
    place.className = 'jp-Cell';
    place.innerHTML = '<pre></pre><div class="jp-OutputArea"></div>';
    place.firstChild.textContent = cell.source;
    document.querySelector('.jp-Notebook').append(place);
    this.cells.push({ ...cell, place, outputs: [], views: [], isRunning: false });
  }

  onWidget({ header, content, buffers }) {
    const { comm_id: id, data } = content;
    if (header.msg_type === 'comm_open' && data.state?._esm)
      this.models.set(id, new Model(id, put(data.state, data.buffer_paths ?? [], buffers), this.kernel));
    if (header.msg_type === 'comm_msg') this.models.get(id)?.receive(data, buffers);
    if (header.msg_type === 'comm_close') {
      this.models.get(id)?.close();
      this.models.delete(id);
    }
  }

  async run(index) {
    const cell = this.cells[index];
    this.clear(cell);
    cell.isRunning = true;
    const { content } = await this.kernel.ask(
      'execute_request',
      { code: cell.source, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true },
      { hear: (message) => this.hear(cell, message) },
    );
    await Promise.all(cell.views);
    cell.isRunning = false;
    return content.status;
  }

  clear(cell) {
    for (const view of cell.views) view.then((remove) => remove());
    cell.views = [];
    cell.outputs = [];
    cell.place.lastChild.replaceChildren();
  }

  hear(cell, { header, content }) {
    const type = header.msg_type;
    if (type === 'clear_output') this.clear(cell);
    if (!['stream', 'error', 'display_data', 'execute_result'].includes(type)) return;
    cell.outputs.push({ output_type: type, ...content });
    const output = document.createElement('div');
    output.className = 'jp-OutputArea-output';
    cell.place.lastChild.append(output);
    const id = content.data?.['application/vnd.jupyter.widget-view+json']?.model_id;
    if (this.models.has(id)) cell.views.push(this.models.get(id).show(output));
    else output.textContent = content.text ?? content.traceback?.join('\n') ?? content.data?.['text/plain'];
  }

  leave() {
    this.kernel.close();
    for (const model of this.models.values()) model.close();
    document.querySelector('.jp-Notebook').replaceChildren();
  }
}

let notebook = null;

const execute = async (code) => {
  let text = '';
  const { content } = await notebook.kernel.ask(
    'execute_request',
    { code, silent: false, store_history: false, user_expressions: {}, allow_stdin: false, stop_on_error: false },
    { hear: ({ header, content: said }) => { if (header.msg_type === 'stream') text += said.text; } },
  );
  if (content.status === 'error') throw new Error(content.evalue);
  return text;
};

const open = async (path) => {
  notebook = await Notebook.open(path);
};

window.openNotebook = {
  isReady: (path) => notebook?.path === path && notebook.kernel.connectionStatus === 'connected',
  isEmpty: () => notebook === null,
  isConnected: () => notebook.kernel.connectionStatus === 'connected',
  open,
  leave: () => {
    notebook?.leave();
    notebook = null;
    document.head.querySelectorAll('style[id]').forEach((style) => style.remove());
    localStorage.clear();
    sessionStorage.clear();
    scrollTo(0, 0);
  },
  settle: (seconds) => within(seconds, 'kernel', notebook.kernel.info()).then(() => {}),
  cells: () => notebook.cells.map(({ id, type, source }) => ({ id, type, source })),
  source: (index, text) => {
    notebook.cells[index].source = text;
    notebook.cells[index].place.firstChild.textContent = text;
  },
  run: async (index, seconds) => {
    const done = notebook.run(index);
    if (seconds !== null) await within(seconds, `cell ${index}`, done);
  },
  isRunning: (index) => notebook.cells[index].isRunning,
  outputs: (index) => notebook.cells[index].outputs,
  restart: (seconds) => {
    for (const model of notebook.models.values()) model.lose();
    notebook.models.clear();
    return within(seconds, 'restart', notebook.kernel.restart()).then(() => {});
  },
  reconnect: (seconds) => within(seconds, 'reconnect', notebook.kernel.connect()).then(() => {}),
  kernelId: () => notebook.kernel.id,
  execute: (code, seconds) => within(seconds, 'execute', execute(code)),
};

const path = new URLSearchParams(location.search).get('notebook');
if (path) open(path);
