/** Every sentence of the interface, in one place, so that other languages can come. */

import type {
  Query,
  ReplacedChoice,
  ShownChoice,
  ShownEstimate,
  ShownLoop,
} from "./kernel/protocol";

const language = typeof navigator === "undefined" ? "en" : navigator.language;
const whole = new Intl.NumberFormat(language);
const tenth = new Intl.NumberFormat(language, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(language, {
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});

const count = (n: number, one: string, many: string) =>
  `${whole.format(n)} ${n === 1 ? one : many}`;
const answers = (n: number) => count(n, "answer", "answers");
const items = (n: number) => count(n, "item", "items");
const percent = (n: number) => `${whole.format(n)} %`;
/** A share from 0 to 1. */
const hundredths = (share: number) => Math.round(share * 100);
/** A share below 1 is never shown as 100 %. */
const sure = (share: number) => percent(share < 1 ? Math.min(99, hundredths(share)) : 100);
const range = ({ low, high }: ShownEstimate) =>
  `${whole.format(hundredths(low))}–${percent(hundredths(high))}`;
/** Answers that are not on disk yet. */
const keptHere = (n: number) =>
  n > 0 ? ` This browser keeps ${count(n, "unsaved answer", "unsaved answers")}.` : "";
const were = (n: number) => (n === 1 ? "was" : "were");
type By = "key" | "click" | "both";
const PRESSES = {
  key: ["key press", "key presses"],
  click: ["click", "clicks"],
  both: ["press", "presses"],
} as const;
const presses = (n: number, by: By) => count(n, PRESSES[by][0], PRESSES[by][1]);
const duration = (seconds: number) => {
  if (seconds < 99.5) return `${whole.format(Math.max(1, Math.round(seconds)))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${whole.format(minutes)} min`;
  return `${whole.format(Math.floor(minutes / 60))} h ${whole.format(minutes % 60)} min`;
};
/** As many as were counted so far. */
const several = (n: number, complete: boolean) =>
  complete ? items(n) : `${whole.format(n)}+ items`;

/** The most renamed labels that a line names. */
const MOST_PAIRS = 3;

export const strings = {
  language,
  number: (n: number) => whole.format(n),
  region: (question: string, project = "") =>
    `Labeling: ${[question, project].filter(Boolean).join(", ")}`,
  progress: (done: number, total: number | null) =>
    total === null ? whole.format(done) : `${whole.format(done)} of ${whole.format(total)}`,
  /** Explains a total that is smaller than the number of rows. */
  repeated: (total: number | null, rows: number | null) =>
    total === null || rows === null || rows <= total
      ? ""
      : `${items(total)} (${whole.format(rows)} rows, ${whole.format(rows - total)} repeated)`,
  item: "Item",

  undo: "Undo",
  redo: "Redo",
  skip: "Skip",
  flag: "Flag",
  note: "Note",
  dispute: "Wrong label",
  confirm: "Confirm",
  keys: "Keys",
  guidelines: "Guidelines",
  close: "Close",
  save: "Save",
  saveKeys: /Mac|iPhone|iPad/.test(typeof navigator === "undefined" ? "" : navigator.userAgent)
    ? "⌘ ↵"
    : "Ctrl ↵",
  cancel: "Cancel",
  remove: "Remove",

  pace: (seconds: number) =>
    `${seconds < 0.1 ? `<${tenth.format(0.1)}` : tenth.format(seconds)} s an item`,
  paceTitle: "Your typical (median) time for one item, without pauses",
  share: (label: string, n: number) => `${label}: ${whole.format(n)}`,

  saved: "saved",
  savedTitle: "Every answer is on disk",
  saving: (n: number) => `saving ${whole.format(n)}`,
  savingTitle: "Being saved to disk. Until then, this browser keeps a copy.",
  away: (n: number) => (n > 0 ? `kernel offline, ${whole.format(n)} kept here` : "kernel offline"),
  notDurable: "not saved: kept in memory only",
  readOnly: "read only",
  readOnlyHint: "You can read the labels here, but not change them",
  notKept: (n: number) => `saving ${whole.format(n)}; don't close this page`,
  notKeptTitle:
    "This browser can't keep a copy. Unsaved answers are lost when you close this page.",
  restarted: (n: number) => `The kernel restarted or stopped. Run the cell again.${keptHere(n)}`,
  restartedUnkept: (n: number) =>
    `The kernel restarted or stopped. Run the cell again, but don't reload this page: this browser could not keep a copy of ${answers(n)}.`,
  stuck: (reason: string) =>
    `Not saved yet: ${reason}${/[.!?]$/.test(reason) ? "" : "."} Kept in this browser. Trying again.`,
  strays: (n: number) =>
    `This browser has unsaved answers for ${items(n)} from an earlier database.`,
  straysOfSplit: (n: number) =>
    `This browser has unsaved answers for ${items(n)} from before this project was split. Save them here only if they answer this question.`,
  straysUnfit: (n: number) =>
    `This browser keeps unsaved answers for ${items(n)} from an earlier database. They do not fit this question.`,
  straysOvertaken: (n: number) =>
    `Earlier answers for ${items(n)} were left out. Your newer answers were kept.`,
  straysFailed: "Not saved: the kernel does not answer. The answers stay in this browser.",
  takeStrays: "Save here",
  dropStrays: "Delete",
  dropStraysSure: "Delete for good",
  refused: (n: number, reason: string) =>
    `${answers(n)} ${n === 1 ? "was" : "were"} not accepted: ${reason}`,

  loading: "Getting the first items…",
  loadingSlow: "No answer from the kernel yet. It may be busy. If this stays, run the cell again.",
  loadingDead: "The kernel of this widget has stopped. Run the cell again.",
  waiting: "Loading the next item…",
  waitingAway: "The kernel is offline. The next item loads when it is back.",
  waitingDead: "Run the cell again to load the next item.",
  empty: "There is nothing to label.",
  emptyHint: "The data has no rows. Add rows, then run the cell again.",
  replaced: "This widget is open in another cell.",
  replacedHint: "Continue there. It has everything that you did here.",
  replacedUnsent: (n: number) =>
    `${answers(n)} made here ${n === 1 ? "is" : "are"} still being sent there.`,
  ended: "This widget was closed.",
  endedHint: (n: number) => `Run the cell again to go on.${keptHere(n)}`,
  failed: "Something went wrong in this page.",
  failedHint: "Your answers are kept. Reload the page. If it happens again, run the cell again.",
  otherVersion: "This page and the kernel have different versions of the widget.",
  otherVersionHint: "Reload the page.",
  unknownView: (kind: string) => `This page can't show “${kind}”. Reload the page.`,

  tooFast: (n: number, by: By) => `${presses(n, by)} came too fast and ${were(n)} not used`,
  notUsed: (why: string, n: number, by: By) => `${why}: ${presses(n, by)} ${were(n)} not used`,
  heldDown: "Holding a key down counts as one press",
  notHereYet: "The next item is not here yet",
  noneLeft: "There are no more items",

  problem: "This item can't be shown as it is.",
  problemHint: ["You can skip it", ", or answer anyway."] as const,
  again: "Try again",
  larger: "Show larger",
  smaller: "Show smaller",
  undecodable: "This browser can't show this image: it is damaged.",
  image: (n: number) => `Image ${whole.format(n)}`,
  percent,
  nearer: "Zoom in (+)",
  farther: "Zoom out (-)",
  wholeImage: "Whole image (=)",
  keepZoom: "Keep zoom and position for the next images",
  light: "Brightness and contrast",
  brightness: "Brightness",
  contrast: "Contrast",
  plainLight: "Reset",
  valueAt: ["Black at", "White at"],
  allValues: "All values",
  pages: (n: number, of: number) => `${whole.format(n)} of ${whole.format(of)} pages`,
  previousPage: "Previous page ([)",
  nextPage: "Next page (])",
  missing: "missing",
  showAll: (n: number) => `Show all ${whole.format(n)} characters`,

  finished: (total: number | null, answered: number, left: number) => {
    if (left > 0) return "There is nothing more to label now.";
    const n = total ?? answered;
    if (n === 1) return "The only item is done.";
    return answered < n ? `All ${items(n)} are done.` : `All ${items(n)} are answered.`;
  },
  finishedCounts: (skipped: number, flagged: number) => {
    const parts = [];
    if (skipped > 0)
      parts.push(`${whole.format(skipped)} ${skipped === 1 ? "was" : "were"} skipped`);
    if (flagged > 0) parts.push(`${whole.format(flagged)} ${flagged === 1 ? "is" : "are"} flagged`);
    return parts.length > 0 ? `${parts.join(", ")}. ` : "";
  },
  spent: (seconds: number, pace: number | null) => {
    if (seconds === 0) return "";
    const each = pace === null ? "" : ` (${strings.pace(pace)})`;
    return `Time in this page: ${duration(seconds)}${each}. `;
  },
  nextLine: "Next, your data with the labels:",
  finishedWhere: ["The labels are in ", "w.labels", " and in ", "."] as const,
  lookAtSkipped: (n: number) =>
    n === 1 ? "Show the skipped item" : `Show the ${whole.format(n)} skipped items`,
  reviewFlagged: (n: number) =>
    n === 1 ? "Show the flagged item" : `Show the ${whole.format(n)} flagged items`,
  backToLast: "Back to the last item",
  lookAgain: "Check again",
  leaveReview: "Leave",
  handIn: "Hand in",
  handInTitle: "Makes one file to send. It has your answers only.",
  handedIn: (where: string) => `Saved as ${where}, next to the notebook. Send this file.`,
  handInFailed: "The file could not be made: the kernel does not answer.",
  reviewNone: "There are no such items any more.",
  reviewFailed: "The items could not be loaded: the kernel does not answer.",

  find: "Find",
  findText: "Text, number or key",
  findPlaceholder: "Text, or #120 for an item",
  findStatus: "Status",
  findByLabel: "Label",
  findByValue: "Answer",
  anyStatus: "Any status",
  anyLabel: "Any label",
  statuses: { open: "Open", answered: "Answered", skipped: "Skipped" },
  marks: {
    flagged: "Flagged",
    noted: "Noted",
    disputed: "Label wrong",
    doubted: "Possible mistake",
  },
  findGo: "Show",
  findHint: "Type or choose what to look for.",
  looking: "Looking…",
  findFailed: "The kernel did not answer.",
  findAway: "The kernel is offline. Your search waits until it is back.",
  findNamed: (n: number) => `Item ${whole.format(n)}. To search for the text, put it in quotes.`,
  matches: (n: number, complete: boolean) => {
    if (n === 0) return complete ? "No item matches." : "No item matches so far.";
    return `${several(n, complete)} ${n === 1 && complete ? "matches" : "match"}`;
  },
  matching: (n: number, complete: boolean, what: string) =>
    `${several(n, complete)} ${n === 1 && complete ? "matches" : "match"}: ${what}`,
  place: (n: number, total: number, complete: boolean) =>
    `${whole.format(n)} of ${whole.format(total)}${complete ? "" : "+"}`,
  itemNamed: (n: number | null) => (n === null ? "…" : `Item ${whole.format(n)}`),
  itemNumber: (n: number) => `#${n}`,
  sought: (query: Query, choices: readonly ShownChoice[]) =>
    [
      query.status && strings.statuses[query.status].toLowerCase(),
      query.flagged && strings.marks.flagged.toLowerCase(),
      query.noted && strings.marks.noted.toLowerCase(),
      query.disputed && strings.marks.disputed.toLowerCase(),
      query.doubted && strings.marks.doubted.toLowerCase(),
      query.value && (choices.find(({ id }) => id === query.value)?.title ?? query.value),
      query.text.trim() && `“${query.text.trim()}”`,
    ]
      .filter(Boolean)
      .join(", "),
  history: "History",
  closeHistory: "Close the history",
  historyRest: (rest: "loading" | "more" | "end" | "full" | "away", n: number) => {
    if (rest === "away") return "Earlier answers load when the kernel is back.";
    if (rest === "full") return `The latest ${whole.format(n)}. Use Find (/) for older answers.`;
    if (rest === "end" && n === 0) return "Nothing yet. Items that you answer or skip appear here.";
    return rest === "end" ? "" : "…";
  },

  flagged: "Flagged",
  wasSkipped: "Skipped before",
  wasAnswered: (words: string) => `Answered before: ${words}`,
  wasLabeled: (words: string) => `Labeled before as ${words}:`,
  wasLabeledHint: (several: boolean) => (several ? "confirms it" : "keeps it"),
  wasAnsweredHint: ["Press a key to change it,", "to go on."] as const,
  noteShown: "Note:",
  disputedWith: (label: string | null, reason: string) =>
    `Label wrong: ${label === null ? "none of the labels fits" : `it should be ${label}`}${reason ? `, because ${reason}` : ""}`,
  unsaved: { note: "Note, not saved:", dispute: "Label wrong, not saved:" },
  withdraw: "Take back",
  noteLabel: "Note about this item",
  notePlaceholder: "Anything worth knowing about this item",
  disputeLabel: "It should be",
  disputeNone: "none of them fits",
  disputeReason: "because",
  disputePlaceholder: "in a few words",
  nothingToKeep: "Nothing is chosen yet: press a label, or skip.",
  none: "None of these",
  noneOfThese: "none of these",
  noneHint: "Nothing is chosen. Confirm again to answer “none of these”.",

  suggestion: (confidence: number, several: boolean) => `${several ? "≥ " : ""}${sure(confidence)}`,
  suggestionTitle: "The model's guess, and how sure it is",
  suggested: (confidence: number, several: boolean) =>
    `suggested, ${several ? "at least " : ""}${sure(confidence)}`,
  saidSuggested: (labels: string, confidence: number, several: boolean) =>
    `Suggested: ${labels}, ${several ? "at least " : ""}${sure(confidence)}`,
  why: "Why this item?",

  model: "Model",
  modelTitle: "The model that learns from your answers",
  modelMore: "More about the model",
  closeModel: "Close the model panel",
  modelTroubled: "it needs attention",
  pause: "Pause",
  proceed: "Resume",
  learned: "Learned",
  learnedFrom: (round: number, n: number) =>
    round === 0 ? "nothing yet" : `round ${whole.format(round)}, from ${answers(n)}`,
  learnedHint: "In each round, the model learns again from all your answers.",
  doing: ({ doing, done, next_in, problem }: ShownLoop) => {
    const far = done === null ? "" : `, ${percent(Math.floor(done * 100))}`;
    switch (doing) {
      case "preparing":
        return `reading the items${far}`;
      case "training":
        return `learning now${far}`;
      case "paused":
        return "paused";
      case "failed":
        return problem ? `stopped: ${problem}` : "stopped";
      default:
        if (next_in === null) return "waiting";
        return next_in > 0 ? `next round after ${answers(next_in)}` : "the next round starts soon";
    }
  },
  notMeasured: (yet: boolean) => (yet ? "Not measurable yet" : "Not measurable here"),
  tested: "Test",
  testedSoFar: (n: number, of: number) =>
    `${whole.format(n)} of ${count(of, "test answer", "test answers")}`,
  testedTooFew: (n: number, needed: number) =>
    `A test needs ${items(needed)}. Only ${n === 1 ? "1 is" : `${whole.format(n)} are`} set apart.`,
  testedHint: (needed: number) =>
    `Some items are drawn at random and set apart. The model never learns from them. After ${answers(needed)} to such items, you see here how often the model agrees with you.`,
  percentOf: ({ value }: ShownEstimate) => percent(hundredths(value)),
  rangeOf: (estimate: ShownEstimate) =>
    `${range(estimate)}, from ${count(estimate.n, "test answer", "test answers")}`,
  estimate: (estimate: ShownEstimate) =>
    `${percent(hundredths(estimate.value))}, ${range(estimate)}`,
  lookAtDoubted: "Check possible mistakes",
  doubtsNone: "No possible mistakes found. The check starts at 20 answers.",
  doubtsHint:
    "Shows answers that the model, which learned from your other answers, disagrees with. You may be right.",
  accuracy: "agrees with you",
  accuracyHint: (n: number) =>
    `${count(n, "test answer", "test answers")} so far. For all items, the value is most likely within the range.`,
  macroF1: "Agrees, rare labels too",
  macroF1Hint: "The same, but every label counts equally, however rare (macro‑F1).",
  foretold: "Right before you answered",
  foretoldIn: (estimate: ShownEstimate) =>
    `${percent(hundredths(estimate.value))} (${range(estimate)}) of your last ${answers(estimate.n)}`,
  foretoldHint:
    "How often the model's guess matched the answer that you then gave. This may be too low, because it asks about hard items, or too high, because you saw its guess.",

  labels: "Labels",
  findLabel: "Find a label",
  findAmong: (n: number, mayAdd: boolean) => {
    if (n === 0) return mayAdd ? "Name the first label" : "No label fits this item";
    return `Find${mayAdd ? " or add" : ""} a label: ${count(n, "label", "labels")}`;
  },
  foundOf: (n: number, of: number) => `${whole.format(n)} of ${whole.format(of)}`,
  moreBelow: (n: number) => `${whole.format(n)} more below`,
  newLabel: ["New label “", "”"] as const,
  noLabels: (mayAdd: boolean) =>
    mayAdd ? "There is no label yet: type a name." : "No label fits this item. You can skip it.",
  noSuchLabel: (name: string) => `No label matches “${name}”.`,
  notOfItem: (label: string) => `“${label}” is a label, but this item does not allow it.`,
  saidChosen: (label: string, chosen: boolean) => `${label} ${chosen ? "chosen" : "not chosen"}`,
  others: (n: number) => (n === 1 ? "1 other" : `${whole.format(n)} others`),
  noneOf: (labels: number) => `none of ${labels} labels yet`,
  noLongerAsked: "Retired labels:",
  othersCounted: (n: number) => `others ${n}`,
  moreDescribed: (n: number) =>
    `${whole.format(n)} more labels have descriptions. Press l to find a label by its name or description.`,

  guestBack: "Back",
  guestForward: "Forward",
  guestInitial: (words: string) =>
    `In the data: ${words}. Submit it to keep it, or change it first.`,
  guestSkipped: (n: number) => `${whole.format(n)} skipped`,
  guestSaved: (where: string, annotator: string) => `Every answer is in ${where}, by ${annotator}`,
  guestAway: "The kernel is offline. Run the cell again. Everything that you submitted is saved.",
  guestWaiting: "Nothing new yet. Press Forward to check again.",
  guestFinished: (left: boolean) =>
    left
      ? "All items are done, some were skipped. Back shows them; the labels are in w.labels."
      : "All items are answered. The labels are in w.labels.",

  nameLabel: "Your name",
  addName: "Add your name",
  addNameWhy: "for credit for your answers.",
  nameForFile: "Your name in the file",
  labelingAs: ["You answer as ", "."] as const,
  changeName: "Change the name",
  namePlaceholder: "optional",
  nameFailed: "The name could not be saved yet. Try again in a moment.",
  replacedLabels: (pairs: readonly ReplacedChoice[]) => {
    const shown = pairs.slice(0, MOST_PAIRS).map((pair) => `“${pair.old}” is “${pair.new}”`);
    const more = pairs.length > MOST_PAIRS ? ", …" : "";
    return `In the cell, ${shown.join(", ")}${more} now. Renamed?`;
  },
  renameLabels: (n: number) => `Rename, keep ${answers(n)}`,
  newLabels: (n: number) => (n === 1 ? "A new label" : "New labels"),
  paste: "You changed the labels here. To change the cell as well, paste:",
  copy: "Copy",
  copied: "Copied",
  dismiss: "Dismiss",

  saidProgress: (words: string, done: number, total: number | null) =>
    `${words.replace(/\.$/, "")}. ${strings.progress(done, total)}`,
  saidLeft: "Back where you were",
  saidSkipped: "Skipped",
  saidFlagged: "Flagged",
  saidUnflagged: "Flag removed",
  saidNote: "Note saved",
  saidNoteGone: "Note removed",
  saidDisputed: "Noted that the label is wrong",
  saidWithdrawn: "Taken back",
  saidInCode: (kind: string) => (kind === "retract" ? "Undone in code" : "Done in code"),
  saidUndone: "Undone",
  saidRedone: "Redone",
  overtaken: "Undone here. A newer answer from another window was kept.",
  notRedone: "Not redone: a newer answer from another window was kept.",
  nothingToUndo:
    "There is nothing to undo. Press ← to see earlier items. There, a key changes the answer.",
  undoFailed: "The kernel does not answer, so earlier answers can't be undone now.",
  nothingToRepeat: "There is no earlier answer to give again.",
  nothingEarlier: "This is the first of your items.",

  outlook: (project: string) => `Progress of ${project}`,
  answeredOf: (total: number | null, annotators: number | null) => {
    if (total !== null) return `of ${whole.format(total)} answered`;
    return annotators === null
      ? "answered"
      : `answered by ${count(annotators, "annotator", "annotators")}`;
  },
  beside: (skipped: number, flagged: number) =>
    `${whole.format(skipped)} skipped, ${whole.format(flagged)} flagged`,
  noAnswers: (nothing: boolean) =>
    nothing ? "There is nothing to label." : "No answers yet. They appear here as they come.",
  retired: "retired labels",
  people: "By annotator",
  you: "(you)",
  moment: (at: Date, today: boolean) => (today ? clock : dayAndClock).format(at),
  saidStretch: (n: number, begun: Date, ended: Date) =>
    `${answers(n)} from ${dayAndClock.format(begun)} to ${clock.format(ended)}`,
  perHour: (n: number) => `${whole.format(Math.round(n))} an hour`,
  perHourTitle: "In the time shown here: since your last pause of ten minutes or more",
  left: (hours: number) => {
    if (hours < 1) return `about ${whole.format(Math.max(1, Math.round(hours * 60)))} min left`;
    return hours < 10
      ? `about ${tenth.format(hours)} hours left`
      : `about ${whole.format(Math.round(hours))} hours left`;
  },
  asOf: (at: Date) => `As of ${dayAndClock.format(at)}. Run the cell again to go on.`,

  distribution: "How often each answer was given",
  numberField: "Number",
  negative: "Minus: now the digit.",
  whichNumber: (thousands: string, decimal: string) =>
    `Write ${thousands}, or ${decimal}: the comma may mean either.`,
  noNumber: (text: string) => `“${text}” is not a number.`,
  range: (min: number | null, max: number | null) => {
    if (min !== null && max !== null) return `${min} to ${max}`;
    if (min !== null) return `from ${min}`;
    return max === null ? "" : `up to ${max}`;
  },
  outOfRange: (min: number | null, max: number | null): string =>
    `Type a number ${min !== null && max !== null ? "from " : ""}${strings.range(min, max)}.`,
  offStep: (step: number, start: number) =>
    `Type a number in steps of ${step}${start === 0 ? "" : ` from ${start}`}.`,
  fromTo: (low: number, high: number) => {
    const [one, other] = [low, high].map((end) =>
      Number(end.toPrecision(12)).toLocaleString(language),
    );
    return low === high ? String(one) : `${one} to ${other}`;
  },
  typeNumber: "Type a number, or skip.",
  writeHere: "Write here",
  writeFirst: "Write an answer, or skip.",
  oneLine: "Write one line.",
  tooLong: (length: number, most: number) =>
    `${whole.format(length)} characters; ${whole.format(most)} are allowed.`,
  noMatch: (pattern: string) => `This does not match the pattern ${pattern}`,
  earlierAnswers: "Earlier answers",
  commonest: "The most common answers",
  commonestHere: "Answers that you give twice or more are counted here.",
  fewWords: (low: number, high: number) => {
    if (low === 1) return "1 word";
    return high < low ? `${low - 1}+` : `${low}–${high}`;
  },
  words: (low: number, high: number) => {
    if (low === 1) return "1 word";
    return high < low ? `over ${low - 1} words` : `${low} to ${high} words`;
  },

  helpTitle: "Keys",
  help: {
    answer: "answer",
    rate: "rate",
    typeNumber: "type a number",
    stepNumber: "raise or lower the number",
    write: "write in the field",
    recent: "answer with a label that you used recently",
    list: "find any label",
    choose: "choose a label, or take it back",
    confirm: "confirm your answer",
    keep: "keep the earlier label",
    take: (several: boolean) =>
      several ? "accept the suggested labels if none is chosen" : "accept the suggested label",
    repeat: "give the last answer again",
    undo: "undo, as often as you like",
    redo: "redo",
    skip: "skip; the item comes again at the end",
    flag: "flag the item to come back to it",
    note: "write a note",
    dispute: "report a wrong label",
    back: "go back",
    forward: "go forward",
    find: "find items: by text, number, label or mark",
    history: "earlier answers, newest first",
    model: "what the model has learned",
    help: "show these keys",
    escape: "close what is open, or give the keys back to the notebook",
  },
  scrollKeys: "scroll",
  imageKeys: {
    zoom: "zoom in, zoom out",
    whole: "the whole image",
    move: "move the image",
    pages: "turn the pages of an image",
  },
  helpHint: "Click the widget first. Keys work while its border is blue.",
};
