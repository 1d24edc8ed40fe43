/** Where the item is: a place of steady height, whatever is in it. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { afterPaint } from "../lib/after-paint";
import type { Session } from "../session/session";
import { strings } from "../strings";
import { Problem } from "../views/problem";
import type { Over } from "../views/surface";
import type { Room } from "../views/view";
import { Finished } from "./finished";
import { Marks } from "./marks";
import { Message } from "./message";
import { Unused } from "./notices/unused";
import { DisputePanel } from "./panels/dispute-panel";
import { FindPanel } from "./panels/find-panel";
import { NotePanel } from "./panels/note-panel";
import { ReasonPanel } from "./panels/reason-panel";
import type { WidgetProps } from "./props";

export function ItemPlace({ session, pane }: WidgetProps) {
  const hasItem = useComputed(() => session.stage.value === "item");
  const panel = pane.panel.value;
  return (
    <div class="lw-place" data-room={useRoom(session)}>
      {panel === "find" && <FindPanel session={session} pane={pane} />}
      {hasItem.value ? (
        <>
          <ItemArea session={session} />
          {panel === "reason" && <ReasonPanel session={session} />}
          {panel === "note" && <NotePanel session={session} pane={pane} />}
          {panel === "dispute" && <DisputePanel session={session} pane={pane} />}
          {panel !== "note" && panel !== "dispute" && <Marks session={session} pane={pane} />}
        </>
      ) : (
        <>
          <NoItem session={session} pane={pane} />
          <div class="lw-marks lw-under-message">
            <Unused session={session} />
          </div>
        </>
      )}
    </div>
  );
}

/** How much room the first items ask for: decided once, so that it never changes under a person. */
function useRoom(session: Session): ReadonlySignal<Room> {
  const decided = useRef<Room | null>(null);
  return useComputed(() => {
    decided.current ??= session.view.value?.room(session.place.firstItems()) ?? null;
    return decided.current ?? "short";
  });
}

function ItemArea({ session }: Pick<WidgetProps, "session">) {
  const { shown } = session;
  const area = useRef<HTMLDivElement>(null);
  const scrolled = useRef(false);
  useLayoutEffect(
    () =>
      shown.subscribe(() => {
        // Only a scrolled item is moved back: asking for its place would cost a layout with every
        // key.
        if (scrolled.current && area.current !== null) area.current.scrollTop = 0;
        scrolled.current = false;
      }),
    [shown],
  );
  return (
    <div
      role="group"
      class="lw-item"
      data-lw="item"
      aria-live="polite"
      aria-label={strings.item}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must scroll it
      tabIndex={0}
      ref={area}
      onScroll={() => {
        scrolled.current = true;
      }}
    >
      <Content session={session} />
    </div>
  );
}

/** The only part that is drawn anew with every item. */
function Content({ session }: Pick<WidgetProps, "session">) {
  const item = session.shown.value;
  const view = session.view.value;
  const arrived = session.place.arrived.value;
  useLayoutEffect(() => {
    const prepare = item && view?.prepare;
    return prepare ? afterPaint(() => prepare(session.place.near(), session.place)) : undefined;
  }, [item, session, view, arrived]);
  if (item === null) return null;
  if (!view) return <Problem problem={strings.unknownView(item.view)} />;
  const over = overOf(session);
  const content = <view.Show item={item} showing={session.place} over={over} />;
  return item.problem ? <Problem problem={item.problem}>{content}</Problem> : content;
}

/** Draws the marks of the task on the item's surface; undefined for a task without marks. */
function overOf(session: Session): Over | undefined {
  const Over = session.task.value?.Over;
  const setup = session.setup.value;
  if (!Over || !setup) return undefined;
  return (surface) => <Over asking={session} setup={setup} surface={surface} />;
}

function NoItem({ session, pane }: WidgetProps) {
  const link = session.link.value;
  switch (session.stage.value) {
    case "finished":
      return <Finished session={session} pane={pane} />;
    case "empty":
      return <Message kind="plain" title={strings.empty} hint={strings.emptyHint} />;
    case "replaced": {
      const left = session.deliveries.unacked.value;
      if (session.endedByHand.value)
        return <Message kind="plain" title={strings.ended} hint={strings.endedHint(left)} />;
      return (
        <Message
          kind="plain"
          title={strings.replaced}
          hint={left > 0 ? strings.replacedUnsent(left) : strings.replacedHint}
        />
      );
    }
    case "failed":
      return (
        <Message
          kind="error"
          title={session.failure.value?.title ?? strings.failed}
          detail={session.failure.value?.detail ?? ""}
          hint={session.failure.value?.hint ?? ""}
        />
      );
    case "waiting": {
      const words = {
        alive: strings.waiting,
        away: strings.waitingAway,
        dead: strings.waitingDead,
      };
      return <Message kind="quiet" title={words[link]} />;
    }
    default:
      if (link === "dead") return <Message kind="plain" title={strings.loadingDead} />;
      return (
        <Message kind="quiet" title={session.slow.value ? strings.loadingSlow : strings.loading} />
      );
  }
}
