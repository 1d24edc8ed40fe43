// From a trusted key press or click to the item it leads to painted, as `window.painted`: one number (ms) for each.
// An item tells its place in the data: as `data-drawn` (an image, once it is drawn), or by the first number in its
// text. The root is observed, not the item's own element, which a labeler may replace. A press that comes before the
// last one's item is there waits for its own.
({ root, item }) => {
  const place = () => {
    const element = document.querySelector(item);
    return Number(element?.dataset.drawn ?? element?.textContent.match(/\d+/)?.[0] ?? 0);
  };
  const pressed = [];
  let target = place();
  let before = target;
  window.painted = [];
  const heard = (event) => {
    if (event.isTrusted) pressed.push({ place: ++target, at: event.timeStamp });
  };
  window.addEventListener('keydown', heard, true);
  window.addEventListener('click', heard, true);
  new MutationObserver(() => {
    const now = place();
    if (now === before) return;
    before = now;
    const shown = pressed.splice(0, pressed.findLastIndex((press) => press.place <= now) + 1);
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const at = performance.now();
        for (const press of shown) window.painted.push(at - press.at);
      };
      channel.port2.postMessage(null);
    });
  }).observe(document.querySelector(root), {
    childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ['data-drawn'],
  });
}
