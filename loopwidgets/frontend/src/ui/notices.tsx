/** Sentences for the person, under everything else, so that their coming and going moves nothing. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { strings } from "../strings";
import { CloseButton } from "./close-button";
import { CopyCode } from "./copy-code";
import { NameLine } from "./notices/name";
import { StraysLine } from "./notices/orphaned";
import { ReplacedLine } from "./notices/replaced";
import type { WidgetProps } from "./props";

export function Lines({ session, pane }: WidgetProps) {
  const closed = useSignal("");
  const passed = useSignal("");
  const setup = session.setup.value;
  if (setup === null) return null;
  const notice = session.notice.value;
  const refused = session.refused.value;
  const stuck = session.stuck.value;
  // Read only when it is announced: it changes with every key.
  const unacked = () => session.deliveries.unacked.value;
  const restarted = session.link.value === "dead" && session.stage.value !== "replaced";
  const ended = (work: () => void) => () => {
    pane.focus();
    work();
  };
  return (
    <div class="lw-lines">
      {restarted && (
        <Line name="restarted" level="warning">
          {session.deliveries.keeping.value || unacked() === 0
            ? strings.restarted(unacked())
            : strings.restartedUnkept(unacked())}
        </Line>
      )}
      {stuck && unacked() > 0 && (
        <Line name="stuck" level="warning">
          {strings.stuck(stuck)}
        </Line>
      )}
      <StraysLine session={session} pane={pane} />
      {refused && (
        <Line
          name="refused"
          level="error"
          onClose={ended(() => {
            session.refused.value = null;
          })}
        >
          {strings.refused(refused.count, refused.reason)}
        </Line>
      )}
      {notice && (
        <Line
          name="notice"
          level={notice.level}
          onClose={ended(() => {
            session.notice.value = null;
          })}
        >
          {notice.text}
        </Line>
      )}
      {setup.notice && passed.value !== setup.notice && (
        <Line
          name="project-notice"
          level="info"
          onClose={ended(() => {
            passed.value = setup.notice;
          })}
        >
          {setup.notice}
        </Line>
      )}
      {setup.store.notice && closed.value !== setup.store.notice && (
        <Line
          name="store-notice"
          level="info"
          {...(!setup.store.read_only && {
            onClose: ended(() => {
              closed.value = setup.store.notice;
            }),
          })}
        >
          {setup.store.notice}
        </Line>
      )}
      <ReplacedLine session={session} pane={pane} />
      {setup.paste && (
        <div class="lw-line" data-lw="paste">
          <CopyCode name="copy" words={strings.paste} code={setup.paste} onDone={pane.focus} />
        </div>
      )}
      {session.nameOffer.isOpen.value && <NameLine session={session} pane={pane} />}
    </div>
  );
}

interface LineProps {
  readonly name: string;
  readonly level: "info" | "warning" | "error";
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}

function Line({ name, level, onClose, children }: LineProps) {
  return (
    <div
      class="lw-line"
      data-lw={name}
      data-level={level}
      role={level === "info" ? "status" : "alert"}
    >
      <span class="lw-line-text" dir="auto">
        {children}
      </span>
      {onClose && <CloseButton name="dismiss" words={strings.dismiss} onClick={onClose} />}
    </div>
  );
}
