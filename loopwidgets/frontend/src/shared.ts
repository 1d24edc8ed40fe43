/** The modules that a part takes from the bundle, rather than bring its own: build.mjs reads the names. */

import * as signals from "@preact/signals";
import { createElement, Fragment, render } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { jsx, jsxs } from "preact/jsx-runtime";
import { afterPaint } from "./lib/after-paint";
import { pressOf } from "./lib/gestures";
import { characterOf, choiceFor, isComposing, signOf } from "./lib/keys";
import { strings } from "./strings";
import { Share, ShareOf } from "./tasks/share";
import { keepPresent, presentOf } from "./tasks/task";
import { text } from "./views/text";
import { addedViews } from "./views/view";

const { batch, computed, effect, signal, untracked } = signals;
const { useComputed, useSignal, useSignalEffect } = signals;

export const shared = {
  "@preact/signals": {
    batch,
    computed,
    effect,
    signal,
    untracked,
    useComputed,
    useSignal,
    useSignalEffect,
  },
  preact: { createElement, Fragment, render },
  "preact/hooks": { useEffect, useLayoutEffect, useMemo, useRef, useState },
  "preact/jsx-runtime": { Fragment, jsx, jsxs },
  "./lib/after-paint": { afterPaint },
  "./lib/gestures": { pressOf },
  "./lib/keys": { characterOf, choiceFor, isComposing, signOf },
  "./strings": { strings },
  "./tasks/share": { Share, ShareOf },
  "./tasks/task": { keepPresent, presentOf },
  "./views/text": { text },
  "./views/view": { addedViews },
};
