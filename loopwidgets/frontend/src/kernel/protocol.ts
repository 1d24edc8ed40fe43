// Made from the messages in loopwidgets/widgets/protocol by
// `python -m loopwidgets.widgets.protocol.typescript`. Change it there.

export const PROTOCOL = 3;

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject { readonly [key: string]: Json }
export type Kind = "answer" | "skip" | "flag" | "note" | "dispute" | "retract";
export type Status = "open" | "answered" | "skipped";
export type Level = "info" | "warning" | "error";

/** These events are on disk. Sent to every page of the widget. */
export interface Ack {
  readonly type: "ack";
  readonly client: string;
  readonly acked: readonly Acked[];
  readonly counts: Counts;
}

/** An event that is on disk, and the present state of its item. */
export interface Acked {
  readonly event: string;
  readonly key: string;
  readonly state: ItemState;
}

/** Something was done in code. kind names it; retracted is the event undone, if any. */
export interface Changed {
  readonly type: "changed";
  readonly kind: "answer" | "skip" | "flag" | "note" | "dispute" | "retract";
  readonly event: string;
  readonly retracted: string | null;
  readonly item: ShownItem;
  readonly counts: Counts;
  readonly moves: number;
}

/** Choices came into use, here or elsewhere; they come after the others. Sent to every page. */
export interface ChoicesAdded {
  readonly type: "choices_added";
  readonly choices: readonly ShownChoice[];
  readonly scheme_version: number;
}

/** The items that a search of the page client found so far, as a number; final with complete. */
export interface Counted {
  readonly type: "counted";
  readonly client: string;
  readonly search: string;
  readonly total: number;
  readonly complete: boolean;
}

/** A bar of the distribution. color is a CSS color for light pages, and another for dark pages. */
export interface CountedBin {
  readonly name: string;
  readonly title: string;
  readonly color: readonly [string, string];
}

/** Progress over the items that are present. total is null where there is no end. */
export interface Counts {
  readonly total: number | null;
  readonly answered: number;
  readonly skipped: number;
  readonly flagged: number;
  readonly by_value: { readonly [key: string]: number };
  readonly commonest: { readonly [key: string]: number };
}

/** Asks for up to count items done before the item before (null: the latest), newest first. */
export interface Earlier {
  readonly type: "earlier";
  readonly request: string;
  readonly client: string;
  readonly before: string | null;
  readonly count: number;
  readonly light: boolean;
}

/** Acts of the person, in order; each is answered by Ack or Refused. */
export interface Events {
  readonly type: "events";
  readonly client: string;
  readonly events: readonly SentEvent[];
  readonly shown: string | null;
  readonly moves: number;
}

/** A request that could not be answered, and why. */
export interface Failed {
  readonly type: "failed";
  readonly request: string;
  readonly to: string;
  readonly reason: string;
}

/** Items asked for. exhausted: there are no others of this kind now. */
export interface FetchedItems {
  readonly type: "items";
  readonly request: string;
  readonly to: string;
  readonly items: readonly ShownItem[];
  readonly exhausted: boolean;
  readonly counts: Counts;
}

/** Asks for up to count of the first items that fit, and for their number. */
export interface Find {
  readonly type: "find";
  readonly request: string;
  readonly client: string;
  readonly search: string;
  readonly query: Query;
  readonly count: number;
  readonly instead: string | null;
}

/** Asks for up to count items that a search found, from the place start on. */
export interface FindMore {
  readonly type: "find_more";
  readonly request: string;
  readonly client: string;
  readonly search: string;
  readonly start: number;
  readonly count: number;
}

/** Items that a search found, in the order of the data; found items do not change any more. */
export interface Found {
  readonly type: "found";
  readonly request: string;
  readonly to: string;
  readonly search: string;
  readonly items: readonly ShownItem[];
  readonly total: number;
  readonly complete: boolean;
  readonly exhausted: boolean;
  readonly named: boolean;
}

/** Asks for these items; whole in full, where the page has a smaller version. */
export interface Get {
  readonly type: "get";
  readonly request: string;
  readonly client: string;
  readonly keys: readonly string[];
  readonly whole: boolean;
  readonly again: boolean;
  readonly light: boolean;
  readonly detail: { readonly [key: string]: Json };
}

/** Asks for one file to send; answered by HandedIn. */
export interface HandIn {
  readonly type: "hand_in";
  readonly request: string;
  readonly client: string;
}

/** The file to send is made. where is its path as the kernel's working folder sees it. */
export interface HandedIn {
  readonly type: "handed_in";
  readonly request: string;
  readonly to: string;
  readonly where: string;
}

/** The first message of a page; answered by Welcome. */
export interface Hello {
  readonly type: "hello";
  readonly request: string;
  readonly client: string;
  readonly protocol: number;
  readonly language: string;
}

/** An annotator's answers to an item, as the store has them. */
export interface ItemState {
  readonly status: "open" | "answered" | "skipped";
  readonly value: Json;
  readonly flagged: boolean;
  readonly note: string;
  readonly dispute: Json;
  readonly answer_tip: string | null;
  readonly flag_tip: string | null;
  readonly note_tip: string | null;
  readonly dispute_tip: string | null;
}

/** A page shows the widget, and will for some while; the page repeats this as long as it does. */
export interface Looking {
  readonly type: "looking";
  readonly language: string;
}

/** Something about the model changed. Sent to every page. */
export interface LoopChanged {
  readonly type: "loop";
  readonly loop: ShownLoop;
}

/** Asks for up to count items of the queue that are not in have; answered by FetchedItems. */
export interface More {
  readonly type: "more";
  readonly request: string;
  readonly client: string;
  readonly have: readonly string[];
  readonly count: number;
}

/** The name that the person entered, or empty to stay unnamed; answered by Named. */
export interface Name {
  readonly type: "name";
  readonly request: string;
  readonly client: string;
  readonly name: string;
}

/** The annotator's name now. box may have changed with it. */
export interface Named {
  readonly type: "named";
  readonly request: string;
  readonly to: string;
  readonly annotator: string;
  readonly box: string;
}

/** A sentence for the person, shown until it is closed or replaced; empty takes it away. */
export interface Notice {
  readonly type: "notice";
  readonly level: "info" | "warning" | "error";
  readonly text: string;
}

/** An act that can be taken back. before is its item's state without it and without later acts. */
export interface PastAct {
  readonly event: string;
  readonly kind: "answer" | "skip" | "flag" | "note" | "dispute" | "retract";
  readonly value: Json;
  readonly started_at: string;
  readonly active_seconds: number;
  readonly suggestion: Json;
  readonly before: ItemState;
  readonly item: ShownItem;
}

/** A search for items that meet all of these conditions. */
export interface Query {
  readonly text: string;
  readonly value: string | null;
  readonly status: "open" | "answered" | "skipped" | null;
  readonly flagged: boolean | null;
  readonly noted: boolean | null;
  readonly disputed: boolean | null;
  readonly doubted: boolean | null;
}

/** Asks for the last valid acts of these pages, for undo after a reload; answered by Recalled. */
export interface Recall {
  readonly type: "recall";
  readonly request: string;
  readonly client: string;
  readonly clients: readonly string[];
}

/** Acts of a page that was reloaded, the latest first; none, when all were taken back. */
export interface Recalled {
  readonly type: "recalled";
  readonly request: string;
  readonly to: string;
  readonly acts: readonly PastAct[];
}

/** An event that changed nothing. With retry the browser keeps it and tries again later. */
export interface Refused {
  readonly type: "refused";
  readonly client: string;
  readonly event: string;
  readonly reason: string;
  readonly retry: boolean;
}

/** The person's word on the replaced choices of the Welcome with this version of the scheme. */
export interface Rename {
  readonly type: "rename";
  readonly client: string;
  readonly scheme_version: number;
  readonly keep: boolean;
}

/** The queue has another order: the page asks again for all but the next two items. */
export interface Reordered {
  readonly type: "reordered";
}

/** The widget was closed: because a newer widget works on the same project, or by hand. */
export interface Replaced {
  readonly type: "replaced";
  readonly by_hand: boolean;
}

/** A choice that the cell does not offer any more, and the new choice in its place: perhaps its new name. */
export interface ReplacedChoice {
  readonly old: string;
  readonly new: string;
  readonly new_id: string;
  readonly answers: number;
}

/** One act of the person, with the id that the browser made for it. */
export interface SentEvent {
  readonly id: string;
  readonly box: string;
  readonly item_key: string;
  readonly kind: "answer" | "skip" | "flag" | "note" | "dispute" | "retract";
  readonly value: Json;
  readonly client_seq: number;
  readonly supersedes: string | null;
  readonly started_at: string;
  readonly submitted_at: string;
  readonly active_seconds: number;
  readonly scheme_version: number;
  readonly language: string;
  readonly suggestion: Json;
  readonly extra: { readonly [key: string]: Json };
}

/** Tells which item is in front of the person, after they went back or forward. */
export interface Shown {
  readonly type: "shown";
  readonly client: string;
  readonly key: string | null;
  readonly moves: number;
}

/** Something that can be chosen. color is a CSS color for light pages, and another for dark pages. */
export interface ShownChoice {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly key: string;
  readonly color: readonly [string, string];
  readonly description: string;
  readonly added: boolean;
}

/** A share with its interval, all from 0 to 1, and the number of answers behind it. */
export interface ShownEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** An item ready to be shown. view names the component in frontend/src/views. */
export interface ShownItem {
  readonly key: string;
  readonly number: number;
  readonly view: string;
  readonly payload: Json;
  readonly preview: string;
  readonly problem: string;
  readonly initial: Json;
  readonly choices: readonly string[] | null;
  readonly suggestion: ShownSuggestion | null;
  readonly reason: string;
  readonly state: ItemState;
}

/** The state of the model. */
export interface ShownLoop {
  readonly round: number;
  readonly learned: number;
  readonly doing: "preparing" | "waiting" | "training" | "paused" | "failed";
  readonly done: number | null;
  readonly next_in: number | null;
  readonly audited: number;
  readonly audit_needed: number;
  readonly set_apart: number | null;
  readonly accuracy: ShownEstimate | null;
  readonly macro_f1: ShownEstimate | null;
  readonly foretold: ShownEstimate | null;
  readonly advice: string;
  readonly problem: string;
}

/** Everything that the progress widget shows. people is empty for one person's work. */
export interface ShownProgress {
  readonly project: string;
  readonly everyone: boolean;
  readonly total: number | null;
  readonly bins: readonly CountedBin[];
  readonly others: number;
  readonly all: ShownWork;
  readonly people: readonly ShownWork[];
  readonly stretch: ShownStretch | null;
  readonly at: string;
}

/** The place of the labels. notice is a sentence for the person, or empty. */
export interface ShownStore {
  readonly where: string;
  readonly durable: boolean;
  readonly read_only: boolean;
  readonly notice: string;
}

/** The last stretch of work. steps are the answers after each equal part of it; times are in UTC. */
export interface ShownStretch {
  readonly begun: string;
  readonly ended: string;
  readonly answered: number;
  readonly steps: readonly number[];
  readonly per_hour: number | null;
  readonly hours_left: number | null;
}

/** A model's proposal for an item: labels by id, and how probable it finds them, from 0 to 1. */
export interface ShownSuggestion {
  readonly labels: readonly string[];
  readonly confidence: number;
  readonly round: number;
}

/** The task. kind names the component in frontend/src/tasks; options are the task's own. */
export interface ShownTask {
  readonly kind: string;
  readonly question: string;
  readonly guidelines: string;
  readonly options: { readonly [key: string]: Json };
}

/** The work of an annotator, or of all together. by_bin is in the order of the bins. */
export interface ShownWork {
  readonly annotator: string;
  readonly own: boolean;
  readonly answered: number;
  readonly skipped: number;
  readonly flagged: number;
  readonly by_bin: readonly number[];
  readonly others: number;
  readonly retired: number;
}

/** All was taken back in code: a page forgets its items, and sends Hello anew. */
export interface StartedOver {
  readonly type: "started_over";
}

/** The person makes the model stop learning, or go on; every page gets a LoopChanged. */
export interface Steer {
  readonly type: "steer";
  readonly client: string;
  readonly pause: boolean;
}

/** Code wants this item to be looked at now. */
export interface Visit {
  readonly type: "visit";
  readonly item: ShownItem;
  readonly moves: number;
}

/** Everything that a page needs to begin; also, once, the widget's initial state. */
export interface Welcome {
  readonly type: "welcome";
  readonly request: string | null;
  readonly to: string | null;
  readonly protocol: number;
  readonly box: string;
  readonly origin: string;
  readonly former: string;
  readonly project: string;
  readonly heading: string;
  readonly notice: string;
  readonly annotator: string;
  readonly ask_name: boolean;
  readonly may_rename: boolean;
  readonly store: ShownStore;
  readonly task: ShownTask;
  readonly choices: readonly ShownChoice[];
  readonly retired: readonly ShownChoice[];
  readonly replaced: readonly ReplacedChoice[];
  readonly scheme_version: number;
  readonly paste: string;
  readonly counts: Counts;
  readonly rows: number | null;
  readonly items: readonly ShownItem[];
  readonly recent: readonly ShownItem[];
  readonly exhausted: boolean;
  readonly visit: ShownItem | null;
  readonly loop: ShownLoop | null;
  readonly moves: number;
}

export type FromBrowser = Hello | Events | More | Earlier | Get | Recall | Shown | Find | FindMore | Name | Rename | HandIn | Steer;

export type FromKernel = Welcome | Ack | Refused | FetchedItems | Found | Counted | Visit | Changed | Recalled | Named | HandedIn | Notice | Failed | ChoicesAdded | LoopChanged | Reordered | Replaced | StartedOver;
