import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Torrent } from "@/api/torrents";
import { texts } from "@/texts";
import { ActionsTab } from "./ActionsTab";

const torrent = (name: string, hash: string) => ({ instance: "qBit", hash, name, state: "uploading", quarantined: false, protected: false, progress: 1 }) as Torrent;

it("asks nothing about the next torrent that was asked about the last one", async () => {
  const client = new QueryClient();
  const tab = (which: Torrent) => <MantineProvider env="test"><QueryClientProvider client={client}><ActionsTab torrent={which} isLeaving={false} /></QueryClientProvider></MantineProvider>;
  const { rerender } = render(tab(torrent("First", "a".repeat(40))));
  await userEvent.click(screen.getByRole("button", { name: texts.why.action["remove"]?.[0] }));
  expect(await screen.findByRole("dialog")).toBeTruthy();
  rerender(tab(torrent("Second", "b".repeat(40))));
  expect(screen.queryByRole("dialog")).toBeNull();
});
