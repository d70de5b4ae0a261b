import { describe, expect, it } from "vitest";
import { answersOf, FIRST_FORM, missingIn, NO_PROGRAM } from "./answers";

const client = { ...NO_PROGRAM, address: " http://q:8080 ", userName: "admin", password: " pw " };
const arr = { ...NO_PROGRAM, address: "http://radarr:7878", apiKey: "k" };

describe("answers of a set-up", () => {
  it("leave empty rows out, and passwords as they are", () => {
    expect(answersOf({ ...FIRST_FORM, clients: [client, NO_PROGRAM], arrs: [NO_PROGRAM, arr] })).toEqual({
      qbittorrents: [{ address: "http://q:8080", userName: "admin", password: " pw ", skipTlsVerify: false }],
      arrs: [{ address: "http://radarr:7878", apiKey: "k", skipTlsVerify: false }],
      completedDownloadFolder: "", dryRun: true, untested: false,
    });
  });

  it("need a client, an Arr and its key, and begin as a dry run", () => {
    expect(FIRST_FORM.dryRun).toBe(true);
    expect(missingIn(FIRST_FORM)).toBe("client");
    expect(missingIn({ ...FIRST_FORM, clients: [client] })).toBe("arr");
    expect(missingIn({ ...FIRST_FORM, clients: [client], arrs: [{ ...arr, apiKey: "" }] })).toBe("key");
    expect(missingIn({ ...FIRST_FORM, clients: [client], arrs: [arr] })).toBeNull();
  });
});
