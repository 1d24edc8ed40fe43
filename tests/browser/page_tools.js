// What every page of the tests has, whatever shows the notebook in it.
(() => {
  // A person takes so long (ms) at least for the next press: then what the last one led to is in front.
  const PACE = 40;
  let pressedAt = Number.NEGATIVE_INFINITY;
  for (const kind of ['keydown', 'click'])
    addEventListener(kind, (event) => { pressedAt = event.timeStamp; }, true);
  const rest = () =>
    new Promise((done) => {
      const look = () => (performance.now() - pressedAt < PACE ? wait() : done());
      const wait = () => (document.hidden ? setTimeout(look, 10) : requestAnimationFrame(look));
      look();
    });

  // A kernel's answer can be lost on the way (killed, restarted): nothing here may wait for ever.
  const within = (seconds, what, work) =>
    Promise.race([
      work,
      new Promise((_, fail) =>
        setTimeout(() => fail(new Error(`${what}: not done in ${seconds} s`)), seconds * 1000),
      ),
    ]);

  window.pageTools = { rest, within };
})();
