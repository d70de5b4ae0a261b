import { middleCut, shown } from "@/lib/format";

/** A name from outside, as text whatever it contains; cut in the middle, whole in a tooltip that is there only when cut. */
export function Name({ text, most = 90 }: { text: string; most?: number }) {
  const whole = shown(text);
  const cut = middleCut(whole, most);
  return <bdi className="name" title={cut === whole ? undefined : whole}>{cut}</bdi>;
}
