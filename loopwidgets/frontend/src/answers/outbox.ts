/**
 * Events that are not on disk yet, kept by the browser so that a reload or a dead kernel loses none.
 *
 * It files events and hands them back; it sends nothing.
 */

import type { Pending } from "./item-state";

const DATABASE = "loopwidgets";
const STORE = "outbox";

interface Kept extends Pending {
  readonly id: string;
  readonly box: string;
}

export interface Outbox {
  put(pending: readonly Pending[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** The events kept for a box, in the order in which they were made. */
  load(box: string): Promise<readonly Pending[]>;
  /** The events kept for other boxes of an origin. */
  strays(origin: string, box: string): Promise<readonly Pending[]>;
  close(): void;
}

/** Kept in IndexedDB. Every promise rejects where the browser has none, or is full. */
export class BrowserOutbox implements Outbox {
  #database: Promise<IDBDatabase> | null = null;

  async put(pending: readonly Pending[]): Promise<void> {
    await this.#write("strict", (store) => {
      for (const one of pending) {
        const kept: Kept = { id: one.event.id, box: one.event.box, ...one };
        store.put(kept);
      }
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#write("relaxed", (store) => {
      for (const id of ids) store.delete(id);
    });
  }

  async load(box: string): Promise<readonly Pending[]> {
    return pendingOf(await this.#read((store) => store.index("box").getAll(box)));
  }

  async strays(origin: string, box: string): Promise<readonly Pending[]> {
    const all = await this.#read((store) => store.getAll());
    return pendingOf(all.filter((one) => one.origin === origin && one.box !== box));
  }

  close(): void {
    void this.#database?.then(
      (database) => database.close(),
      () => undefined,
    );
    this.#database = null;
  }

  async #read(ask: (store: IDBObjectStore) => IDBRequest<unknown[]>): Promise<readonly Kept[]> {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const request = ask(database.transaction(STORE).objectStore(STORE));
      request.onsuccess = () => resolve(request.result as readonly Kept[]);
      request.onerror = () => reject(request.error);
    });
  }

  async #write(
    durability: IDBTransactionDurability,
    work: (store: IDBObjectStore) => void,
  ): Promise<void> {
    const database = await this.#open();
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(STORE, "readwrite", { durability });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
      work(transaction.objectStore(STORE));
    });
  }

  #open(): Promise<IDBDatabase> {
    if (this.#database === null) {
      const opening = open(() => {
        this.#database = null;
      });
      // A failed write may work later: the next call tries again.
      opening.catch(() => {
        this.#database = null;
      });
      this.#database = opening;
    }
    return this.#database;
  }
}

function open(onLost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("box", "box");
    };
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = onLost;
      database.onversionchange = () => {
        database.close();
        onLost();
      };
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("the browser's storage is blocked"));
  });
}

function pendingOf(kept: readonly Kept[]): readonly Pending[] {
  return [...kept].sort(inOrder).map(({ id: _, box: __, ...pending }) => pending);
}

function inOrder(one: Kept, other: Kept): number {
  const [a, b] = [one.event, other.event];
  if (a.submitted_at !== b.submitted_at) return a.submitted_at < b.submitted_at ? -1 : 1;
  return a.client_seq - b.client_seq;
}
