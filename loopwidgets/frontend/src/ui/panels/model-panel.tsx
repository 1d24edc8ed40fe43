/** The state of the model, in plain words, under everything else: it pushes nothing away. */

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
        <p>
          <strong>{strings.modelTitle}</strong> <bdi class="lw-soft">{strings.modelFor}</bdi>
        </p>
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
      <dl class="lw-facts">
        <Fact
          name="model-now"
          title={strings.now}
          hint={doing === "failed" ? "" : strings.nowHint}
          isTrouble={doing === "failed"}
        >
          {strings.doing({ ...loop, next_in })}
        </Fact>
        <Fact name="model-learned" title={strings.learned} hint={strings.learnedHint}>
          {strings.learnedFrom(loop.round, loop.learned)}
        </Fact>
        <Quality loop={loop} />
        <Doubts session={session} pane={pane} />
      </dl>
      {advice && (
        <p class="lw-model-advice" data-lw="model-advice">
          <bdi>{advice}</bdi>
        </p>
      )}
    </section>
  );
}

/** The model's quality, as far as it is known. */
function Quality({ loop }: { readonly loop: ShownLoop }) {
  const { audited, audit_needed, set_apart, accuracy, macro_f1, foretold } = loop;
  const within = set_apart !== null && set_apart < audit_needed ? set_apart : audit_needed;
  return (
    <>
      {accuracy === null && audit_needed > 0 && (
        <Fact
          name="model-audit"
          title={strings.tested}
          hint={strings.testedHint(audit_needed, within)}
        >
          {strings.testedSoFar(audited, within)}
        </Fact>
      )}
      {accuracy !== null && (
        <Fact
          name="model-accuracy"
          title={strings.accuracy}
          hint={strings.accuracyHint(accuracy.n)}
        >
          {strings.estimate(accuracy)}
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
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly title: string;
  /** The meaning, for readers without statistics; empty if there is nothing to explain. */
  readonly hint: string;
  readonly isTrouble?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ name, title, hint, isTrouble = false, children }: FactProps) {
  return (
    <div class="lw-fact">
      <dt class="lw-soft">{title}</dt>
      {/* In any direction of writing it is beside its title. */}
      <dd data-lw={name} data-trouble={isTrouble ? "true" : undefined}>
        <bdi>{children}</bdi>
      </dd>
      {hint && (
        <dd class="lw-soft lw-fact-hint">
          <bdi>{hint}</bdi>
        </dd>
      )}
    </div>
  );
}

/** The answers that the model takes for mistakes: a way to them, and why there is none. */
function Doubts({ session, pane }: WidgetProps) {
  const words = useSignal("");
  const isAway = session.link.value !== "alive" || session.stage.value === "replaced";
  const isLooking = words.value === strings.looking;
  return (
    <Fact name="model-doubts" title={strings.doubts} hint={words.value || strings.doubtsHint}>
      <button
        type="button"
        class="lw-act"
        data-lw="model-look-again"
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
    </Fact>
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
