import type { Page } from "playwright-core";
import type { Program } from "../stage/programs";

/** Give a setting that is shown another value. */
export async function change(page: Page, key: string, value: string | boolean): Promise<void> {
  const control = page.locator(`[id="config-${key}"]`);
  if (typeof value === "boolean") await control.setChecked(value, { force: true });
  else if (await control.evaluate((element) => element.tagName === "SELECT")) await control.selectOption(value);
  else await control.fill(value);
}

/** Look at what would be done, which has these sentences, and save it; the toast tells the first of them. */
export async function save(page: Page, plan: readonly [string, ...string[]]): Promise<void> {
  await page.getByRole("button", { name: "Review and save" }).click();
  const dialog = page.getByRole("dialog");
  for (const each of plan) await dialog.getByText(each, { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("status").getByText(`Saved and in force. ${plan[0]}.`).waitFor();
  await dialog.waitFor({ state: "detached" });
}

/** The configuration as it is. */
export async function configOf(running: Program): Promise<Record<string, unknown>> {
  return (await (await fetch(`${running.address}/api/config`)).json()) as Record<string, unknown>;
}

/** Of each section with living children, the ids of their processes; those that are once *isSo*. */
export async function childrenOf(running: Program, isSo: (now: Record<string, string>) => boolean = isComplete): Promise<Record<string, string>> {
  for (;;) {
    const { processes } = (await (await fetch(`${running.address}/api/processes`)).json()) as { processes: { name: string; alive: boolean; pid: number | null }[] };
    const now: Record<string, string> = {};
    for (const name of new Set(processes.map((each) => each.name))) {
      const its = processes.filter((each) => each.name === name && each.pid !== null);
      if (its.length > 0 && its.every((each) => each.alive)) now[name] = its.map((each) => each.pid).join(" ");
    }
    if (isSo(now)) return now;
    await new Promise((done) => setTimeout(done, 200));
  }
}

const isComplete = (now: Record<string, string>): boolean => ["Radarr-Films", "Sonarr-Series"].every((name) => now[name] !== undefined);
