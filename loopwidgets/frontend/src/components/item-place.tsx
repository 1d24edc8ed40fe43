/** Where the item is: a place of steady height, whatever is in it. */

import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ShownItem } from "../protocol";
import { strings } from "../strings";
import { views } from "../views";
import { Problem } from "../views/problem";
import { DisputePanel } from "./dispute-panel";
import { Finished } from "./finished";
import { Marks } from "./marks";
import { Message } from "./message";
import { NotePanel } from "./note-panel";
import type { WidgetProps } from "./widget";

export function ItemPlace({ session, pane }: WidgetProps) {
  const { stage, shown } = session;
  const long = useRef<boolean | null>(null);
  const isItem = useComputed(() => stage.value === "item");
  const item = shown.value;
  if (long.current === null && item !== null)
    long.current = views[item.view]?.isLong(session.place.firstItems()) ?? false;
  return (
    <div class="lw-place" data-long={long.current ? "true" : undefined}>
      {isItem.value && item !== null ? (
        <>
          <ItemArea item={item} />
          {pane.panel.value !== "note" && pane.panel.value !== "dispute" && (
            <Marks session={session} pane={pane} />
          )}
          {pane.panel.value === "note" && (
            <NotePanel key={item.key} session={session} pane={pane} />
          )}
          {pane.panel.value === "dispute" && (
            <DisputePanel key={item.key} session={session} pane={pane} />
          )}
        </>
      ) : (
        <NoItem session={session} pane={pane} />
      )}
    </div>
  );
}

function ItemArea({ item }: { readonly item: ShownItem }) {
  const view = views[item.view];
  const shows = view ? (
    <view.Show item={item} />
  ) : (
    <Problem problem={strings.unknownView(item.view)} />
  );
  const scrolledFor = useRef("");
  return (
    <div
      role="group"
      class="lw-item"
      data-lw="item"
      aria-live="polite"
      aria-label={strings.item}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      ref={(area) => {
        if (area === null || scrolledFor.current === item.key) return;
        if (scrolledFor.current !== "" && area.scrollTop !== 0) area.scrollTop = 0;
        scrolledFor.current = item.key;
      }}
    >
      {item.problem ? <Problem problem={item.problem}>{view && shows}</Problem> : shows}
    </div>
  );
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
