import type { HttpApi } from "./http.ts";

export interface RequestCount {
  /** The same API, whose requests are counted. */
  counting(api: HttpApi): HttpApi;
  /** Resolves when none is under way: what they use must not be stopped before. */
  answered(): Promise<void>;
}

export function countRequests(): RequestCount {
  const underWay = new Set<Promise<unknown>>();
  return {
    counting: (api) => ({
      fetch(request, ...rest) {
        const answer = Promise.resolve(api.fetch(request, ...rest));
        const ended = answer.catch(() => {}).finally(() => underWay.delete(ended));
        underWay.add(ended);
        return answer;
      },
    }),
    async answered() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
