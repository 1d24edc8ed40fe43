/** The parts of anywidget's widget model that the front end uses, in any host. */

export interface Model {
  get(name: string): unknown;
  send(content: unknown): unknown;
  on(name: string, callback: (content: unknown, buffers?: unknown) => void): void;
  off(name: string, callback: (content: unknown, buffers?: unknown) => void): void;
  readonly widget_manager?: unknown;
}

/** A signal of the kernel connection, where the host has one (JupyterLab, Notebook, Voila). */
export interface KernelSignal {
  connect(slot: () => void): unknown;
  disconnect(slot: () => void): unknown;
}

export interface Kernel {
  readonly status?: string;
  readonly connectionStatus?: string;
  readonly statusChanged?: KernelSignal;
  readonly connectionStatusChanged?: KernelSignal;
}

/** The kernel behind a model, or null if the host does not show it. */
export function kernelOf(model: Model): Kernel | null {
  const manager = model.widget_manager;
  if (typeof manager !== "object" || manager === null) return null;
  const kernel = (manager as { kernel?: unknown }).kernel;
  return typeof kernel === "object" && kernel !== null ? (kernel as Kernel) : null;
}
