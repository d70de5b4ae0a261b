import { cleanup, configure } from "@testing-library/react";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { forgetWindow, matchMedia } from "./window";

/** Answers what a test lets it answer; every other request fails the test. */
export const server = setupServer();

// A busy machine takes its time; what never comes fails all the same.
configure({ asyncUtilTimeout: 20_000 });

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  cleanup();
  forgetWindow();
  server.resetHandlers();
});
afterAll(() => server.close());

// What jsdom lacks and the components ask for.
vi.stubGlobal("matchMedia", matchMedia);
vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
Element.prototype.scrollIntoView = () => undefined;
