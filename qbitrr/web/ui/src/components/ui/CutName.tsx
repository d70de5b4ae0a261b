import { shown } from "@/lib/format";
import "./cut-name.css";

const TAIL = 18;

/** A name from outside that takes the room there is: what does not fit is cut out of its middle, so that quality and group stay. */
export function CutName({ text }: { text: string }) {
  const letters = Array.from(shown(text));
  const head = letters.length > TAIL * 2 ? letters.slice(0, -TAIL).join("") : letters.join("");
  return (
    <span className="cut-name" onMouseEnter={explainIfCut}>
      <bdi className="cut-head">{head}</bdi>
      {letters.length > TAIL * 2 && <bdi className="cut-tail">{letters.slice(-TAIL).join("")}</bdi>}
    </span>
  );
}

/** The tooltip is there only while something is missing. */
function explainIfCut({ currentTarget }: React.MouseEvent<HTMLElement>) {
  const head = currentTarget.firstElementChild;
  if (head && head.scrollWidth > head.clientWidth) currentTarget.title = currentTarget.textContent;
  else currentTarget.removeAttribute("title");
}
