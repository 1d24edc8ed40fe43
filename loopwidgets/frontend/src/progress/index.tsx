/**
 * The module that anywidget loads for the progress widget: each view shows the model's only
 * trait, and reports that it is seen.
 */

import "../styles/progress.css";
import { signal } from "@preact/signals";
import { render as draw } from "preact";
import { kernelOf, type Model } from "../kernel/model";
import type { Looking, ShownProgress } from "../kernel/protocol";
import { strings } from "../strings";
import { followTheme } from "../ui/theme";
import { watchLooking } from "./looking";
import { Outlook } from "./outlook";

const TRAIT = "_shown";
const GONE = new Set(["dead", "terminating", "restarting", "autorestarting"]);

interface RenderProps {
  readonly model: Model;
  readonly el: HTMLElement;
}

function render({ model, el }: RenderProps): () => void {
  const root = document.createElement("div");
  root.className = "loopwidgets lw-outlook";
  root.setAttribute("role", "group");
  el.append(root);
  const now = signal(model.get(TRAIT) as ShownProgress);
  const away = signal(false);
  let closed = false;
  const onChange = () => {
    now.value = model.get(TRAIT) as ShownProgress;
    closed = false;
    check();
  };
  const kernel = kernelOf(model);
  const check = () => {
    away.value = closed || GONE.has(kernel?.status ?? "");
  };
  // The model's event does not show if its comm came or went: only the raw model does.
  const checkComm = () => {
    closed = (model as { comm_live?: unknown }).comm_live !== true;
    check();
  };
  const look = () => {
    const message: Looking = { type: "looking", language: strings.language };
    try {
      model.send(message);
    } catch {
      closed = true;
      check();
    }
  };
  root.setAttribute("aria-label", strings.outlook(now.value.project));
  model.on(`change:${TRAIT}`, onChange);
  model.on("comm_live_update", checkComm);
  kernel?.statusChanged?.connect(check);
  const stops = [followTheme(root), watchLooking(root, look)];
  check();
  draw(<Outlook now={now} away={away} />, root);
  return () => {
    for (const stop of stops) stop();
    model.off(`change:${TRAIT}`, onChange);
    model.off("comm_live_update", checkComm);
    kernel?.statusChanged?.disconnect(check);
    draw(null, root);
    root.remove();
  };
}

export default { render };
