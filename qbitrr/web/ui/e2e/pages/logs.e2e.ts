import { expect, it } from "vitest";
import { settled } from "../stage/accessibility";
import { world } from "../world";

const here = world();
// Something to be written of, that disturbs nobody else.
const SCOPE = "Lidarr-Music";

it("follows a log: what is written shows at its end", async () => {
  const { page } = await here.open("#/logs");
  await settled(page);
  const reason = `seen-in-the-log-${Date.now()}`;
  const answer = await fetch(`${here.address}/api/hold`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ scope: SCOPE, minutes: 1, reason }) });
  expect(answer.status).toBe(200);
  await page.locator("main").getByText(reason).first().waitFor();
  await fetch(`${here.address}/api/hold?scope=${SCOPE}`, { method: "DELETE" });
});

it("searches the whole file on the server, and shows what was found", async () => {
  const { page } = await here.open("#/logs");
  await settled(page);
  await page.getByLabel("Find in the file").first().fill("fork server");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText(/[1-9]\d* match(es)?$/).first().waitFor();
  await page.locator("main").getByText("fork server").first().waitFor();
  expect(page.url()).toContain("fork");
});
