// What tests ask of an open notebook, as `window.openNotebook`, by the front end's own objects: no clicks on menus.
// The same in JupyterLab and Notebook 7. Nothing here knows the widget.
(() => {
  const { within } = window.pageTools;
  const app = () => window.jupyterapp;
  const panel = () => app().shell.currentWidget;
  const kernel = () => panel().sessionContext.session.kernel;
  const cell = (index) => panel().content.widgets[index];

  const isReady = (path) => {
    const open = app()?.shell?.currentWidget;
    const session = open?.sessionContext?.session;
    return (
      open?.context?.path === path &&
      open.context.isReady &&
      open.content?.widgets?.length > 0 &&
      session?.kernel?.connectionStatus === 'connected' &&
      session.kernel.status === 'idle'
    );
  };

  const cells = () =>
    Array.from(panel().content.model.cells).map((model) => ({
      id: model.id,
      type: model.type,
      source: model.sharedModel.getSource(),
    }));

  // What notebook shortcuts would change. No sources of a widget's outputs: labeling changes those.
  const surroundings = () => ({
    cells: cells(),
    ran: Array.from(panel().content.model.cells).map((model) => model.executionCount ?? null),
    active: panel().content.activeCellIndex,
    selected: panel().content.widgets.map((each) => panel().content.isSelectedOrActive(each)),
    dialogs: document.querySelectorAll('.jp-Dialog').length,
    search: document.querySelectorAll('.jp-DocumentSearch-overlay').length,
    palette: [...document.querySelectorAll('.jp-ModalCommandPalette')].some((e) => e.offsetHeight > 0),
    sides: ['left', 'right'].map((side) => app().shell[`${side}Collapsed`] ?? null),
    documents: [...app().shell.widgets('main')].map((each) => each.id),
    kernel: kernel()?.id ?? null,
  });

  // Set before a kernel is killed: the page notices the death and the restart on its own.
  let restarted = false;
  const awaitRestart = () => {
    restarted = false;
    let died = false;
    const changed = (_, status) => {
      died ||= status === 'autorestarting' || status === 'restarting' || status === 'dead';
      if (died && status === 'idle') {
        restarted = true;
        panel().sessionContext.statusChanged.disconnect(changed);
      }
    };
    panel().sessionContext.statusChanged.connect(changed);
  };

  // A page that test after test uses: nothing of the last one may be left for the next.
  const documents = () => [...app().shell.widgets('main')].filter((each) => each.context);
  const leave = () => {
    for (const document of documents()) {
      document.context.model.dirty = false;
      document.close();
    }
    localStorage.clear();
    sessionStorage.clear();
  };

  // Where nothing is open, JupyterLab shows its launcher, which a page that opens with a notebook does not have.
  const open = async (path) => {
    await app().commands.execute('docmanager:open', { path });
    for (const other of [...app().shell.widgets('main')]) if (!other.context) other.close();
  };

  window.openNotebook = {
    isReady,
    isEmpty: () => documents().length === 0 && !document.querySelector('.jp-Dialog'),
    leave,
    open,
    cells,
    surroundings,
    awaitRestart,
    hasRestarted: () => restarted,
    settle: (seconds) =>
      within(seconds, 'kernel', Promise.all([panel().context.ready, kernel().info])).then(() => {}),
    run: async (index, seconds) => {
      panel().content.activeCellIndex = index;
      panel().content.deselectAll();
      const done = app().commands.execute('notebook:run-cell');
      if (seconds === null) {
        done.catch(() => {});
        return;
      }
      await within(seconds, `cell ${index}`, done);
    },
    isRunning: (index) => cell(index).model.executionState === 'running' || cell(index).prompt === '*',
    outputs: (index) => cell(index).model.outputs.toJSON(),
    source: (index, text) => cell(index).model.sharedModel.setSource(text),
    save: (seconds) => within(seconds, 'save', panel().context.save()).then(() => {}),
    isDirty: () => panel().context.model.dirty,
    restart: (seconds) =>
      within(seconds, 'restart', panel().sessionContext.restartKernel())
        .then(() => within(seconds, 'kernel', kernel().info))
        .then(() => {}),
    kernelId: () => kernel().id,
    kernelStatus: () => kernel().status,
    reconnect: (seconds) => within(seconds, 'reconnect', kernel().reconnect()).then(() => {}),
    isConnected: () => kernel().connectionStatus === 'connected',
    execute: async (code, seconds) => {
      const future = kernel().requestExecute({ code, store_history: false, stop_on_error: false });
      let text = '';
      future.onIOPub = (message) => {
        if (message.header.msg_type === 'stream') text += message.content.text;
      };
      const reply = await within(seconds, 'execute', future.done);
      if (reply.content.status === 'error') throw new Error(reply.content.evalue);
      return text;
    },
  };
})();
