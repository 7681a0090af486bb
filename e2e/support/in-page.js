// Runs in a page before anything of the page's own: notes when it heard and said what, and which places it showed.
// The times are the wall clock's, in milliseconds with fractions.
(() => {
  const nowMs = () => performance.timeOrigin + performance.now();
  const seen = { frames: [], joins: [], closes: [], asks: [], places: [] };
  window.fairlineSeen = seen;

  window.WebSocket = class extends window.WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => seen.frames.push({ atMs: nowMs(), text: data }));
    }

    send(text) {
      if (JSON.parse(text).action === "join") seen.joins.push({ atMs: nowMs() });
      super.send(text);
    }

    close(...args) {
      seen.closes.push({ atMs: nowMs() });
      super.close(...args);
    }
  };

  const ownFetch = window.fetch;
  window.fetch = async (...args) => {
    const askedMs = nowMs();
    const response = await ownFetch(...args);
    const path = new URL(response.url).pathname;
    const ask = path.endsWith("/reservations")
      ? "reservation"
      : path.endsWith("/visits/complete")
        ? "complete"
        : undefined;
    if (ask !== undefined) seen.asks.push({ ask, askedMs, atMs: nowMs(), status: response.status });
    return response;
  };

  new MutationObserver(() => {
    const place = document.querySelector("[data-testid=place]");
    if (place === null) return;
    const shown = Number(place.textContent);
    if (seen.places.at(-1) !== shown) seen.places.push(shown);
  }).observe(document, { childList: true, characterData: true, subtree: true });
})();
