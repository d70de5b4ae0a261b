import { expect, it } from "vitest";
import { minutesUntilTomorrow } from "./until";

it("ends at six the next morning", () => {
  const evening = new Date(2026, 10, 29, 22, 30).getTime();
  expect(minutesUntilTomorrow(evening)).toBe(7.5 * 60);
  const night = new Date(2026, 10, 30, 0, 0).getTime();
  expect(minutesUntilTomorrow(night)).toBe(30 * 60);
});
