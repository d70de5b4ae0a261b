import { Button } from "@mantine/core";
import { useState } from "react";
import type { Duty } from "@/api/explain";
import { useDutyOrder, type Which } from "@/api/removals";
import { Time } from "@/components/ui/Time";
import { say } from "@/components/ui/toasts";
import { bytes, dayAndTime, duration, instant, ratio, shown, together } from "@/lib/format";
import { texts } from "@/texts";
import { SetAside } from "./SetAside";

const words = texts.why.duty;

interface DutyCardProps {
  which: Which;
  name: string;
  duty: Duty;
}

/** When the torrent may go without a Hit and Run, or that a person set its duty aside, and what one can say to either. */
export function DutyCard({ which, name, duty }: DutyCardProps) {
  const [isAsking, setAsking] = useState(false);
  const restore = useDutyOrder("restore");
  const isWaived = duty.waived_at !== null;
  if (duty.duty === "none" && !isWaived) return null;
  const mayWaive = !isWaived && (duty.duty === "unmet" || duty.duty === "unknown");
  return (
    <section className="why-rule mood-held" aria-label={words.title}>
      <p className="why-caption">{words.title}</p>
      {isWaived ? <Waiver duty={duty} /> : <Contract duty={duty} />}
      {mayWaive && <div className="why-buttons"><Button size="xs" variant="default" onClick={() => setAsking(true)}>{words.waive}</Button></div>}
      {isWaived && (
        <div className="why-buttons">
          <Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate({ instance: which.instance, hash: which.hash }, { onSuccess: () => say(words.restored) })}>{words.restore}</Button>
        </div>
      )}
      {isAsking && <SetAside which={which} name={name} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Waiver({ duty }: { duty: Duty }) {
  return (
    <>
      <p>{words.isWaived}</p>
      <p><span className="quiet">{words.because}:</span> {shown(duty.waived_because ?? "")}</p>
      <p className="quiet">{words.since} <Time iso={duty.waived_at} /></p>
    </>
  );
}

function Contract({ duty }: { duty: Duty }) {
  const safeAt = instant(duty.safe_at);
  // What was decided last may be older than the end of its waiver.
  if (duty.duty === "waived") return <p>{words.counts}</p>;
  const needed = [
    ...(duty.ratio_needed === null ? [] : [words.ratio(ratio(duty.ratio_needed))]),
    ...(duty.seconds_needed === null ? [] : [words.seeding(duration(duty.seconds_needed))]),
  ];
  return (
    <>
      {safeAt === null ? <p>{shown(duty.text)}</p> : (
        <p>
          {words.safe} <strong>{dayAndTime(safeAt)}</strong> (<Time iso={duty.safe_at} />)
          {duty.ratio_then !== null && duty.ratio_then >= 0 && <> {words.at} <strong>{ratio(duty.ratio_then)}</strong></>}
          {duty.upload_speed !== null && <>, {words.speed(together(bytes(duty.upload_speed)))}</>}.
        </p>
      )}
      {needed.length > 0 && <p className="quiet">{words.needed}: {needed.join(" · ")}</p>}
    </>
  );
}
