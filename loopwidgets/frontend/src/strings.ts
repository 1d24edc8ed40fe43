/** Every sentence of the interface, in one place, so that other languages can come. */

import type { Query, ShownChoice, ShownEstimate, ShownLoop } from "./kernel/protocol";

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
/** What is not quite sure is not called so. */
const sure = (share: number) => percent(share < 1 ? Math.min(99, hundredths(share)) : 100);
const range = ({ low, high }: ShownEstimate) =>
  `${whole.format(hundredths(low))}–${percent(hundredths(high))}`;
const were = (n: number) => (n === 1 ? "was" : "were");
type By = "key" | "click" | "both";
const PRESSES = {
  key: ["key press", "key presses"],
  click: ["click", "clicks"],
  both: ["press", "presses"],
} as const;
const presses = (n: number, by: By) => count(n, PRESSES[by][0], PRESSES[by][1]);
/** As many as were counted so far. */
const several = (n: number, complete: boolean) =>
  complete ? items(n) : `${whole.format(n)}+ items`;

export const strings = {
  language,
  number: (n: number) => whole.format(n),
  region: (question: string, project = "") =>
    `Labeling: ${[question, project].filter(Boolean).join(", ")}`,
  progress: (done: number, total: number | null) =>
    total === null ? whole.format(done) : `${whole.format(done)} of ${whole.format(total)}`,
  item: "Item",

  undo: "Undo",
  redo: "Redo",
  skip: "Skip",
  flag: "Flag",
  note: "Note",
  dispute: "This label is wrong…",
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
  paceTitle: "The median time that you looked at an item, pauses left out",
  share: (label: string, n: number) => `${label}: ${whole.format(n)}`,

  saved: "saved",
  savedTitle: "Every answer is on disk",
  saving: (n: number) => `saving ${whole.format(n)}`,
  savingTitle: "On the way to the disk; kept in this browser until it is there",
  away: (n: number) => (n > 0 ? `kernel away, ${whole.format(n)} kept here` : "kernel away"),
  notDurable: "not saved: kept in memory only",
  readOnly: "read only",
  readOnlyHint: "Labels can only be read here",
  notKept: (n: number) => `saving ${whole.format(n)}; don't close this page`,
  notKeptTitle:
    "This browser keeps nothing for this page: what is not saved is lost when it closes",
  restarted: (n: number) =>
    `The kernel was restarted or ended. Run the cell again${n > 0 ? `; ${answers(n)} ${n === 1 ? "is" : "are"} kept here` : ""}.`,
  restartedUnkept: (n: number) =>
    `The kernel was restarted or ended. Run the cell again without reloading this page: this browser could not keep ${answers(n)}.`,
  stuck: (reason: string) =>
    `Could not be saved: ${reason}${/[.!?]$/.test(reason) ? "" : "."} Kept here, trying again.`,
  strays: (n: number) =>
    `What was said of ${items(n)} to a store that was here before is kept in this browser.`,
  straysOfSplit: (n: number) =>
    `This browser has unsaved answers for ${items(n)} from before this project was split. Save them here only if they answer this question.`,
  straysUnfit: (n: number) =>
    `What was said of ${items(n)} to a store that was here before stays kept in this browser: it does not fit what is asked here.`,
  straysOvertaken: (n: number) =>
    `What had been said of ${items(n)} before was left out: what was said here since stands.`,
  straysFailed: "Not saved here: the kernel does not answer. It stays kept in this browser.",
  takeStrays: "Save here",
  dropStrays: "Delete",
  dropStraysSure: "Delete for good",
  refused: (n: number, reason: string) =>
    `${answers(n)} ${n === 1 ? "was" : "were"} not taken: ${reason}`,

  loading: "Getting the first items…",
  loadingSlow: "No answer from the kernel yet. It may be busy; if this stays, run the cell again.",
  loadingDead: "The kernel that made this widget is gone. Run the cell again.",
  waiting: "The next item is on its way…",
  waitingAway: "The kernel is away. The next item comes when it is back.",
  waitingDead: "The next item comes when the cell has run again.",
  empty: "There is nothing to label.",
  emptyHint: "The data has no rows. Run the cell again with at least one.",
  replaced: "This widget is open in another cell.",
  replacedHint: "Go on there. Everything that you did here is part of it.",
  replacedUnsent: (n: number) =>
    `${answers(n)} made here ${n === 1 ? "is" : "are"} still on the way there.`,
  ended: "This widget was closed.",
  endedHint: (n: number) =>
    `Run the cell again to go on${n > 0 ? `; ${answers(n)} ${n === 1 ? "is" : "are"} kept here` : ""}.`,
  failed: "Something went wrong in this page.",
  failedHint: "Your answers are kept. Reload the page; if it happens again, run the cell again.",
  otherVersion: "This page holds another version of the widget than the kernel.",
  otherVersionHint: "Reload the page.",
  unknownView: (kind: string) => `This page does not know how to show “${kind}”. Reload the page.`,

  tooFast: (n: number, by: By) => `${presses(n, by)} came too fast and ${were(n)} not used`,
  notUsed: (why: string, n: number, by: By) => `${why}: ${presses(n, by)} ${were(n)} not used`,
  heldDown: "A key that is held down acts once",
  notHereYet: "The next item is not here yet",
  noneLeft: "No item is left",

  problem: "This item can't be shown as it is.",
  problemHint: ["You can skip it", ", or answer all the same."] as const,
  undecodable: "This browser can't show this image: it is damaged.",
  image: (n: number) => `Image ${whole.format(n)}`,
  percent,
  nearer: "Nearer (+)",
  farther: "Farther (-)",
  wholeImage: "The whole image (=)",
  keepZoom: "Keep zoom and place for the next images",
  light: "Brightness and contrast",
  brightness: "Brightness",
  contrast: "Contrast",
  plainLight: "As it is",
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
  finishedWhere: ["The labels are in ", "w.labels", " and in ", "."] as const,
  lookAtSkipped: (n: number) =>
    n === 1 ? "Look at the skipped one" : `Look at the ${whole.format(n)} skipped`,
  reviewFlagged: (n: number) =>
    n === 1 ? "Review the flagged one" : `Review the ${whole.format(n)} flagged`,
  backToLast: "Go back to the last",
  lookAgain: "Look again",
  leaveReview: "Leave",
  handIn: "Hand in",
  handInTitle: "Makes one file to send, with your answers and no one else's",
  handedIn: (where: string) => `${where} is made, beside the notebook: send this file.`,
  handInFailed: "The file could not be made: the kernel does not answer.",
  reviewNone: "There are none any more.",
  reviewFailed: "They could not be fetched: the kernel does not answer.",

  find: "Find",
  findText: "Text, number or key",
  findPlaceholder: "Text, or #120 for an item",
  findStatus: "Status",
  findByLabel: "Label",
  findByValue: "Answer",
  anyStatus: "Any status",
  anyLabel: "Any label",
  statuses: { open: "Open", answered: "Answered", skipped: "Skipped" },
  marks: { flagged: "Flagged", noted: "Noted", disputed: "Label wrong", doubted: "Doubted" },
  findGo: "Show",
  findHint: "Type or choose what to look for.",
  looking: "Looking…",
  findFailed: "The kernel did not answer.",
  findAway: "Finding needs the kernel, which is away. This stays until it is back.",
  findNamed: (n: number) => `Item ${whole.format(n)}. For the text, put it in quotes.`,
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
    if (rest === "away") return "Earlier ones come when the kernel is back.";
    if (rest === "full") return `The latest ${whole.format(n)}. Find (/) leads to the others.`;
    if (rest === "end" && n === 0) return "Nothing yet: what you answer or skip comes here.";
    return rest === "end" ? "" : "…";
  },

  flagged: "Flagged",
  wasSkipped: "Skipped before",
  wasAnswered: (words: string) => `Answered before: ${words}`,
  wasLabeled: (words: string) => `Labeled before as ${words}:`,
  wasLabeledHint: (several: boolean) => (several ? "confirms what is chosen" : "keeps it"),
  wasAnsweredHint: ["A key changes it,", "goes on."] as const,
  noteShown: "Note:",
  disputedWith: (label: string | null, reason: string) =>
    `You said: ${label ?? "none of the labels fits"}${reason ? `, because ${reason}` : ""}`,
  unsaved: { note: "Note, not saved:", dispute: "Label wrong, not saved:" },
  withdraw: "Withdraw",
  noteLabel: "Note on this item",
  notePlaceholder: "A note on this item, for whoever reads it",
  disputeLabel: "It should be",
  disputeNone: "none of them fits",
  disputeReason: "because",
  disputePlaceholder: "in a few words",
  nothingToKeep: "Nothing is chosen yet: press a label, or skip.",
  chooseOne: "Choose at least one label, or skip.",

  suggestion: (confidence: number, several: boolean) => `${several ? "≥ " : ""}${sure(confidence)}`,
  suggestionTitle: "What the model would say, and how sure it is of that",
  suggested: (confidence: number, several: boolean) =>
    `suggested, ${several ? "at least " : ""}${sure(confidence)}`,
  saidSuggested: (labels: string, confidence: number, several: boolean) =>
    `Suggested: ${labels}, ${several ? "at least " : ""}${sure(confidence)}`,
  why: "Why this one?",

  model: "Model",
  modelTitle: "The model beside you",
  modelFor: "For you who label: what it has learned from you, and how far it can be trusted.",
  closeModel: "Close what is told of the model",
  modelTroubled: "it needs attention",
  pause: "Pause",
  proceed: "Go on",
  learned: "Learned",
  learnedFrom: (round: number, n: number) =>
    round === 0 ? "nothing yet" : `round ${whole.format(round)}, from ${answers(n)}`,
  learnedHint: "In each round it learns anew, from all answers so far.",
  now: "Now",
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
        return next_in > 0
          ? `next round after ${answers(next_in)}`
          : "the next round is about to begin";
    }
  },
  nowHint: "You never have to wait for it.",
  tested: "Tested",
  testedSoFar: (n: number, of: number) => `${whole.format(n)} of ${whole.format(of)} so far`,
  testedHint: (needed: number, within: number) =>
    within < needed
      ? `How good the model is can't be told here: it takes ${answers(needed)} to items drawn by chance, and ${items(within)} are set apart for it. A larger audit= in lw.Loop sets more apart.`
      : `Now and then an item is drawn by chance. After ${answers(needed)} to such items it can be told how good the model is.`,
  estimate: (estimate: ShownEstimate) =>
    `${percent(hundredths(estimate.value))}, ${range(estimate)}`,
  doubts: "Doubts",
  lookAtDoubted: "Look again at what it doubts",
  doubtsNone: "It doubts none of your answers. From 20 answers on it can tell.",
  doubtsHint:
    "Answers that it takes for mistakes, guessing each from the others. You may be right.",
  accuracy: "Agrees with you",
  accuracyHint: (n: number) =>
    `On ${items(n)} drawn by chance. For all items it is most likely within the range.`,
  macroF1: "Agrees, rare labels too",
  macroF1Hint: "The same, with each label counting alike, however rare (macro‑F1).",
  foretold: "Foretold",
  foretoldIn: (estimate: ShownEstimate) =>
    `its guess was right in ${percent(hundredths(estimate.value))} (${range(estimate)}) of your last ${answers(estimate.n)}`,
  foretoldHint:
    "Two things bend it: it asks about what it finds hard, and a guess that you saw may have swayed you.",

  labels: "Labels",
  findLabel: "Find a label",
  findAmong: (n: number, mayAdd: boolean) => {
    if (n === 0) return mayAdd ? "Name the first label" : "No label fits this item";
    return `Find${mayAdd ? " or add" : ""} a label: ${count(n, "label", "labels")}`;
  },
  foundOf: (n: number, of: number) => `${whole.format(n)} of ${whole.format(of)}`,
  newLabel: ["New label “", "”"] as const,
  noLabels: (mayAdd: boolean) =>
    mayAdd ? "There is no label yet: type a name." : "No label fits this item. You can skip it.",
  noSuchLabel: (name: string) => `No label is like “${name}”.`,
  notOfItem: (label: string) => `“${label}” is a label, and not one of this item.`,
  saidChosen: (label: string, chosen: boolean) => `${label} ${chosen ? "chosen" : "not chosen"}`,
  others: (n: number) => (n === 1 ? "1 other" : `${whole.format(n)} others`),
  noneOf: (labels: number) => `none of ${labels} labels yet`,
  noLongerAsked: "No longer asked for:",
  othersCounted: (n: number) => `others ${n}`,
  moreDescribed: (n: number) =>
    `${whole.format(n)} more labels are described: l finds them, by their description too.`,

  guestBack: "Back",
  guestForward: "Forward",
  guestSkipped: (n: number) => `${whole.format(n)} skipped`,
  guestSaved: (where: string, annotator: string) => `Every answer is in ${where}, by ${annotator}`,
  guestAway: "The kernel is away. Run the cell again: what was submitted is saved.",
  guestWaiting: "There is nothing new yet. Forward looks again.",
  guestFinished: (left: boolean) =>
    left
      ? "All items are done, some were skipped. Back shows them; the labels are in w.labels."
      : "All items are answered. The labels are in w.labels.",

  nameLabel: "Your name, for credit",
  namePlaceholder: "may stay empty",
  nameFailed: "The name could not be saved yet. Try again in a moment.",
  paste: "The label list was changed here. To keep the cell in step, paste:",
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
  saidWithdrawn: "Withdrawn",
  saidInCode: (kind: string) => (kind === "retract" ? "Undone in code" : "Done in code"),
  saidUndone: "Undone",
  saidRedone: "Redone",
  overtaken: "Taken back here; what was said elsewhere since then stands.",
  notRedone: "Not done again: what was said elsewhere since then stands.",
  nothingToUndo: "There is nothing to undo. ← shows what was done before, and a key changes it.",
  undoFailed:
    "The kernel does not answer: what was done before the page was loaded can't be undone now.",
  nothingEarlier: "This is the first item that you did.",

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
    nothing ? "There is nothing to label." : "No answers yet. They show here as they come.",
  retired: "labels no longer asked for",
  people: "By annotator",
  you: "(you)",
  moment: (at: Date, today: boolean) => (today ? clock : dayAndClock).format(at),
  saidStretch: (n: number, begun: Date, ended: Date) =>
    `${answers(n)} from ${dayAndClock.format(begun)} to ${clock.format(ended)}`,
  perHour: (n: number) => `${whole.format(Math.round(n))} an hour`,
  perHourTitle: "Over the time that is shown: the last one without a pause of ten minutes",
  left: (hours: number) => {
    if (hours < 1) return `about ${whole.format(Math.max(1, Math.round(hours * 60)))} min left`;
    return hours < 10
      ? `about ${tenth.format(hours)} hours left`
      : `about ${whole.format(Math.round(hours))} hours left`;
  },
  asOf: (at: Date) => `As of ${dayAndClock.format(at)}. Run the cell again to go on.`,

  distribution: "How often each answer was given",
  numberField: "Number",
  noNumber: (text: string) => `“${text}” is no number.`,
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
    recent: "answer with a label that was used last",
    list: "find any label",
    choose: "choose or unchoose",
    confirm: "confirm what is chosen",
    keep: "keep the label that it had before",
    take: (several: boolean) =>
      several ? "take what is suggested, where nothing is chosen" : "take the suggested label",
    undo: "undo, over as many items as you like",
    redo: "redo",
    skip: "skip: it comes again at the end",
    flag: "flag to come back to it",
    note: "write a note",
    dispute: "say that a label is wrong",
    back: "go back",
    forward: "go forward",
    find: "find items: by text, number, label or mark",
    history: "what was done, newest first",
    model: "how it stands with the model",
    help: "these keys",
    escape: "close what is open, or give the keys back to the notebook",
  },
  scrollKeys: "scroll",
  imageKeys: {
    zoom: "look nearer, farther",
    whole: "the whole image",
    move: "move the image",
  },
  helpHint: "Keys act only while the frame around the widget is lit.",
};
