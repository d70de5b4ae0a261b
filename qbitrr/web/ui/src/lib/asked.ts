const KEY = "qbitrr.asked";

/** Where somebody wanted to go who is sent to another site to sign in: what comes back from there has no page. */
export function rememberAsked(): void {
  try {
    sessionStorage.setItem(KEY, window.location.hash);
  } catch {
    // A browser that keeps nothing: it goes to the first page.
  }
}

/** Go there, unless the address says something else by now. */
export function returnToAsked(): void {
  try {
    const asked = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (asked?.startsWith("#/") && !window.location.hash) history.replaceState(history.state, "", asked);
  } catch {
    // As above.
  }
}
