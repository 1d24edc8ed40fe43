// Tells the test what the page's outbox took, and types into the widget while the test does other things.
// It changes nothing of what the widget does.
(() => {
  const tell = (what, id) => {
    if (window.__witness) window.__witness(what, id, Date.now() / 1000).catch(() => {});
  };
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, ...rest) {
    if (this.name === 'outbox') {
      tell('made', value.id);
      this.transaction.addEventListener('complete', () => tell('kept', value.id));
    }
    return put.call(this, value, ...rest);
  };

  let timer = null;
  let pressed = 0;
  window.typing = {
    // One label after another, on the item that is shown, every so many milliseconds.
    start(every) {
      clearInterval(timer);
      timer = setInterval(() => {
        const root = document.querySelector('.loopwidgets[data-stage="item"]');
        if (root === null) return;
        const digit = String(1 + (pressed % 3));
        pressed += 1;
        const press = { key: digit, code: `Digit${digit}`, bubbles: true, cancelable: true, composed: true };
        root.dispatchEvent(new KeyboardEvent('keydown', press));
      }, every);
    },
    stop: () => clearInterval(timer),
  };

  window.outbox = {
    // The ids of the events that wait in the browser.
    ids: () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('loopwidgets');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const asking = database.transaction('outbox').objectStore('outbox').getAllKeys();
          asking.onsuccess = () => {
            database.close();
            resolve(asking.result);
          };
          asking.onerror = () => reject(asking.error);
        };
      }),
  };
})();
