import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import type { ReactNode } from "react";
import { expect, it } from "vitest";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { FilesTab } from "./FilesTab";
import { TrackersTab } from "./TrackersTab";

const WHICH = { instance: "qBit", hash: "a".repeat(40) };
const shown = (what: ReactNode) => render(<MantineProvider env="test"><QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>{what}</QueryClientProvider></MantineProvider>);
const answers = (what: string, body: object) => server.use(http.get(`*/web/torrents/qBit/:hash/${what}`, () => HttpResponse.json(body)));

it("shows the largest file first, those that are not downloaded last", async () => {
  const file = (name: string, sizeBytes: number, wanted: boolean) => ({ name, sizeBytes, progress: 0.5, wanted });
  answers("files", { files: [file("Film/small.srt", 1, true), file("Film/sample.mkv", 9, false), file("Film/film.mkv", 5, true), { odd: 1 }], total: 4 });
  const { container } = shown(<FilesTab which={WHICH} />);
  expect(await screen.findByText(texts.why.files.count(4, 2))).toBeTruthy();
  const names = [...container.querySelectorAll(".why-file bdi")].map((each) => each.textContent);
  expect(names.filter((each) => each?.includes("."))).toEqual(["film.mkv", "small.srt", "sample.mkv"]);
});

it("says that files are not known before there is metadata", async () => {
  answers("files", { files: [], total: 0 });
  shown(<FilesTab which={WHICH} />);
  expect(await screen.findByText(texts.why.files.none)).toBeTruthy();
});

it("shows what trackers say as text, also of a status nobody knows", async () => {
  answers("trackers", { trackers: [{ host: "b.example", url: "https://b.example/…", status: "odd", message: "<b>no</b>", tier: 1 }, { host: "a.example", url: "https://a.example/…/announce", status: "working", message: "", tier: 0 }] });
  const { container } = shown(<TrackersTab which={WHICH} />);
  expect(await screen.findByText("<b>no</b>")).toBeTruthy();
  expect([...container.querySelectorAll("strong")].map((each) => each.textContent)).toEqual(["a.example", "b.example"]);
  expect(screen.getByText("odd")).toBeTruthy();
});

it("tells what is not known from what is none", async () => {
  answers("trackers", { trackers: null });
  shown(<TrackersTab which={WHICH} />);
  expect(await screen.findByText(texts.why.trackers.unknown)).toBeTruthy();
});
