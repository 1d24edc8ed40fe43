/**
 * The state of the model, in plain words, under everything else: it pushes nothing away. How good the model is comes
 * first, as one number; the rest is behind it.
 */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { ShownLoop } from "../../kernel/protocol";
import { strings } from "../../strings";
import { CloseButton } from "../close-button";
import { toggleModel } from "../keyboard";
import type { WidgetProps } from "../props";

export function ModelPanel({ session, pane }: WidgetProps) {
  const loop = session.loop.state.value;
  if (loop === null) return null;
  const { advice, problem, doing } = loop;
  const next_in = session.loop.nextIn(session.beside.counts.value?.answered ?? 0);
  return (
    <section class="lw-model" data-lw="model-panel" aria-label={strings.modelTitle}>
      <div class="lw-model-top">
        <Headline loop={loop} />
        {doing !== "failed" && (
          <Steer session={session} pane={pane} isPaused={doing === "paused"} />
        )}
        <CloseButton
          name="model-close"
          words={strings.closeModel}
          onClick={() => toggleModel(pane)}
        />
      </div>
      {problem && doing !== "failed" && (
        <p class="lw-model-problem" data-lw="model-problem">
          <bdi>{problem}</bdi>
        </p>
      )}
      {advice && (
        <p data-lw="model-advice">
          <bdi>{advice}</bdi>
        </p>
      )}
      <div class="lw-model-line">
        <bdi class="lw-soft" data-lw="model-now" data-trouble={doing === "failed"}>
          {strings.doing({ ...loop, next_in })}
        </bdi>
        <Doubts session={session} pane={pane} />
      </div>
      <details>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button */}
        <summary class="lw-model-more" data-lw="model-more" onClick={pane.focus}>
          {strings.modelMore}
        </summary>
        <Facts loop={loop} />
      </details>
    </section>
  );
}

/** How good the model is; or why that is not known, and what is missing. */
function Headline({ loop: { accuracy, audited, audit_needed, set_apart } }: OfLoop) {
  if (accuracy !== null)
    return (
      <p class="lw-headline">
        <strong data-lw="model-accuracy">{strings.percentOf(accuracy)}</strong>{" "}
        <bdi>{strings.accuracy}</bdi> <bdi class="lw-soft">{strings.rangeOf(accuracy)}</bdi>
      </p>
    );
  const isEnough = set_apart === null || set_apart >= audit_needed;
  return (
    <p class="lw-headline">
      <strong>{strings.notMeasured(audit_needed > 0 && isEnough)}</strong>{" "}
      {audit_needed > 0 && (
        <bdi class="lw-soft" data-lw="model-audit">
          {isEnough
            ? strings.testedSoFar(audited, audit_needed)
            : strings.testedTooFew(set_apart ?? 0, audit_needed)}
        </bdi>
      )}
    </p>
  );
}

interface OfLoop {
  readonly loop: ShownLoop;
}

/** The meaning of the number, and the other numbers. */
function Facts({ loop }: OfLoop) {
  const { round, learned, audit_needed, accuracy, macro_f1, foretold } = loop;
  return (
    <dl class="lw-facts">
      {audit_needed > 0 && (
        <Fact name="model-test" title={strings.tested} hint={strings.testedHint(audit_needed)}>
          {accuracy !== null && strings.accuracyHint(accuracy.n)}
        </Fact>
      )}
      {macro_f1 !== null && (
        <Fact name="model-macro-f1" title={strings.macroF1} hint={strings.macroF1Hint}>
          {strings.estimate(macro_f1)}
        </Fact>
      )}
      {foretold !== null && (
        <Fact name="model-foretold" title={strings.foretold} hint={strings.foretoldHint}>
          {strings.foretoldIn(foretold)}
        </Fact>
      )}
      <Fact name="model-learned" title={strings.learned} hint={strings.learnedHint}>
        {strings.learnedFrom(round, learned)}
      </Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly title: string;
  /** The meaning, for readers without statistics. */
  readonly hint: string;
  readonly children: ComponentChildren;
}

function Fact({ name, title, hint, children }: FactProps) {
  return (
    <div class="lw-fact">
      <dt class="lw-soft">{title}</dt>
      {/* In any direction of writing it is beside its title. */}
      <dd data-lw={name}>
        <bdi>{children}</bdi>
      </dd>
      <dd class="lw-soft lw-fact-hint">
        <bdi>{hint}</bdi>
      </dd>
    </div>
  );
}

/** The answers that the model takes for mistakes: a way to them, and why there is none. */
function Doubts({ session, pane }: WidgetProps) {
  const words = useSignal("");
  const isAway = session.link.value !== "alive" || session.stage.value === "replaced";
  const isLooking = words.value === strings.looking;
  return (
    <span class="lw-row" data-lw="model-doubts">
      <button
        type="button"
        class="lw-button"
        data-lw="model-look-again"
        title={strings.doubtsHint}
        aria-disabled={isAway || isLooking ? "true" : undefined}
        onClick={async () => {
          if (isAway || isLooking) return;
          words.value = strings.looking;
          const why = await session.jumps.review({ doubted: true });
          words.value = why === strings.reviewNone ? strings.doubtsNone : why;
          if (!why) pane.focus();
        }}
      >
        {strings.lookAtDoubted}
      </button>
      <span role="status">{words}</span>
    </span>
  );
}

/** Have the model stop learning, or go on; the kernel must be there for it. */
function Steer({ session, pane, isPaused }: WidgetProps & { readonly isPaused: boolean }) {
  const isAway = session.link.value !== "alive" || session.stage.value === "replaced";
  return (
    <button
      type="button"
      class="lw-button"
      data-lw="model-pause"
      aria-disabled={isAway ? "true" : undefined}
      onClick={() => {
        pane.focus();
        if (!isAway) session.loop.steer(!isPaused);
      }}
    >
      {isPaused ? strings.proceed : strings.pause}
    </button>
  );
}
