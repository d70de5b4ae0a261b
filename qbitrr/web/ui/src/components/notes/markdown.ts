/** What release notes are made of. Everything else in them is plain text; nothing is ever HTML. */
export type Inline = { kind: "text" | "strong" | "code"; text: string } | { kind: "link"; text: string; href: string };
export type Block = { kind: "heading" | "paragraph"; parts: Inline[] } | { kind: "list"; items: Inline[][] } | { kind: "code"; text: string };

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*$/;
const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)$/;
// A picture would be fetched from where somebody else says: its words alone are shown.
const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|!\[([^\]]*)\]\([^)\s]*(?:\s[^)]*)?\)|\[([^\]]+)\]\(([^)\s]+)(?:\s[^)]*)?\)|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"])/g;

/** The blocks of *text*, a small part of Markdown. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let fenced: string[] | null = null;
  const close = () => {
    if (paragraph.length > 0) blocks.push({ kind: "paragraph", parts: inlinesOf(paragraph.join(" ")) });
    paragraph = [];
  };
  for (const line of text.replace(/<!--[\s\S]*?-->/g, "").split(/\r?\n/)) {
    if (FENCE.test(line)) {
      close();
      if (fenced) blocks.push({ kind: "code", text: fenced.join("\n") });
      fenced = fenced ? null : [];
    } else if (fenced) fenced.push(line);
    else read(line, blocks, paragraph, close);
  }
  close();
  if (fenced) blocks.push({ kind: "code", text: fenced.join("\n") });
  return blocks;
}

function read(line: string, blocks: Block[], paragraph: string[], close: () => void): void {
  const heading = HEADING.exec(line);
  const item = ITEM.exec(line);
  const last = blocks.at(-1);
  if (heading || item || line.trim() === "") close();
  if (heading) blocks.push({ kind: "heading", parts: inlinesOf(heading[1] ?? "") });
  else if (item) {
    const parts = inlinesOf(item[1] ?? "");
    if (last?.kind === "list" && blocks.at(-1) === last) last.items.push(parts);
    else blocks.push({ kind: "list", items: [parts] });
  } else if (line.trim() !== "") {
    // A line that goes on where an item ended.
    if (/^\s{2,}/.test(line) && last?.kind === "list" && paragraph.length === 0) last.items.at(-1)?.push({ kind: "text", text: ` ${line.trim()}` });
    else paragraph.push(line.trim());
  }
}

function inlinesOf(text: string): Inline[] {
  const parts: Inline[] = [];
  const say = (said: string) => { if (said) parts.push({ kind: "text", text: said }); };
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    say(text.slice(at, found.index));
    const [whole, code, bold, strong, picture, name, href = "", bare] = found;
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (bold ?? strong) parts.push({ kind: "strong", text: bold ?? strong ?? "" });
    else if (picture !== undefined) say(picture);
    else if (bare) parts.push({ kind: "link", text: bare, href: bare });
    else if (/^https?:\/\//i.test(href)) parts.push({ kind: "link", text: name ?? href, href });
    else say(name ?? "");
    at = found.index + whole.length;
  }
  say(text.slice(at));
  return parts;
}
