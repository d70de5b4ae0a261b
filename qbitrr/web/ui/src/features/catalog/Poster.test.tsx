import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { Item } from "./model";
import { Poster } from "./Poster";

const item = (id: number): Item => ({ id, title: "The Amber River", category: "films/4k", instance: "Radarr", year: 1965, monitored: true, profile: "", reason: null, film: null, counts: null, tracks: null, part: null });

type Tell = (seen: { isIntersecting: boolean }[]) => void;
const watchers: Tell[] = [];
vi.stubGlobal("IntersectionObserver", class { constructor(tell: Tell) { watchers.push(tell); } observe() {} disconnect() {} });

/** Says that everything watched is seen. */
const seeEverything = () => act(() => watchers.splice(0).forEach((tell) => tell([{ isIntersecting: true }])));

it("shows initials for what is missing, and does not ask for it again", () => {
  const { container, unmount } = render(<Poster kind="radarr" item={item(1)} />);
  seeEverything();
  const picture = container.querySelector("img");
  expect(picture?.getAttribute("src")).toContain("/web/radarr/films%2F4k/movie/1/thumbnail");
  if (picture) fireEvent.error(picture);
  expect(screen.getByText("AR")).toBeTruthy();
  unmount();
  const again = render(<Poster kind="radarr" item={item(1)} />);
  seeEverything();
  expect(again.container.querySelector("img")).toBeNull();
});

it("asks for ten pictures at once, and for the next when one is there", () => {
  const { container } = render(<>{Array.from({ length: 12 }, (_, index) => <Poster key={index} kind="radarr" item={item(100 + index)} />)}</>);
  seeEverything();
  const pictures = container.querySelectorAll("img");
  expect(pictures.length).toBe(10);
  if (pictures[0]) fireEvent.load(pictures[0]);
  expect(container.querySelectorAll("img").length).toBe(11);
});
