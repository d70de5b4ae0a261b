import { expect, it } from "vitest";
import { blocksOf } from "./markdown";

const text = (said: string) => ({ kind: "text", text: said });

it("reads headings, lists, paragraphs and code", () => {
  expect(blocksOf("# 1.2 #\n\nOne line\nand its end.\n\n- first\n* second\n  goes on\n1. third\n\n```\n# no heading\n```")).toEqual([
    { kind: "heading", parts: [text("1.2")] },
    { kind: "paragraph", parts: [text("One line and its end.")] },
    { kind: "list", items: [[text("first")], [text("second"), text(" goes on")], [text("third")]] },
    { kind: "code", text: "# no heading" },
  ]);
});

it("reads what stands out within a line", () => {
  expect(blocksOf("Set **it** in `WebUI.Token`, see [the manual](https://example.org/a) or https://example.org/b.")).toEqual([{
    kind: "paragraph",
    parts: [
      text("Set "), { kind: "strong", text: "it" }, text(" in "), { kind: "code", text: "WebUI.Token" }, text(", see "),
      { kind: "link", text: "the manual", href: "https://example.org/a" }, text(" or "), { kind: "link", text: "https://example.org/b", href: "https://example.org/b" }, text("."),
    ],
  }]);
});

it.each([
  ["[press](javascript:alert(1))", "javascript"],
  ["[press](data:text/html,x)", "data"],
  ["[press](//example.org)", "no scheme"],
])("makes no link of %s", (said) => {
  const [block] = blocksOf(said);
  expect(block?.kind === "paragraph" && block.parts.some((each) => each.kind === "link")).toBe(false);
});

it("shows the words of a picture, and what looks like HTML as it is written", () => {
  expect(blocksOf("![a cat](https://example.org/cat.png) <img src=x onerror=alert(1)> <!-- gone -->")).toEqual([
    { kind: "paragraph", parts: [text("a cat"), text(" <img src=x onerror=alert(1)>")] },
  ]);
});

it("takes no time for what is made to take some", () => {
  const began = process.cpuUsage().user;
  blocksOf(`${"[".repeat(20_000)}${"(".repeat(20_000)}\n${"*".repeat(20_000)}\n${"`".repeat(20_001)}`);
  expect((process.cpuUsage().user - began) / 1e6).toBeLessThan(2);
});
