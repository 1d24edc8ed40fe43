// From a trusted key press in a field to the list it leads to painted, as `window.listed`: one number (ms) for each.
({ list }) => {
  window.listed = [];
  let pressed = null;
  window.addEventListener('keydown', (event) => {
    if (event.isTrusted) pressed = event.timeStamp;
  }, true);
  new MutationObserver(() => {
    if (pressed === null) return;
    const at = pressed;
    pressed = null;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.listed.push(performance.now() - at);
      channel.port2.postMessage(null);
    });
  }).observe(document.querySelector(list), { childList: true, characterData: true, subtree: true });
}
