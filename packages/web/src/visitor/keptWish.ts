import { parsed } from "@fairline/client/kept";
import type { Memory } from "@fairline/client/ports";
import type { SiteWish } from "@fairline/client/siteCode";
import { Challenge } from "@fairline/core";
import * as z from "zod/mini";
import type { Address } from "../ports.ts";

const addressCharsMax = 2000;

const Wish = z.object({
  returnTo: z.string().check(z.minLength(1), z.maxLength(addressCharsMax)),
  challenge: Challenge,
});

/** Where the gate of a site sent this tab from, and its challenge: kept over reloads, and in no other tab. */
export interface KeptWish {
  read(): SiteWish | undefined;
  keep(wish: SiteWish): void;
  /** Takes a wish out of the page's address, if there is one. True: there was. */
  take(address: Pick<Address, "fragment" | "dropFragment">): boolean;
}

export function keptWish(memory: Memory, room: string): KeptWish {
  const name = `fairline:${room}:wish`;
  const keep = (wish: SiteWish) => memory.write(name, JSON.stringify(wish));
  return {
    read: () => Wish.safeParse(parsed(memory.read(name))).data,
    keep,
    take(address) {
      const [returnTo, challenge] = [address.fragment("return"), address.fragment("challenge")];
      if (returnTo === undefined && challenge === undefined) return false;
      // A bookmark, or a link that is passed on, must not carry one visitor's challenge to another.
      address.dropFragment();
      const wish = Wish.safeParse({ returnTo, challenge });
      // What a gate does not say is as good as nothing: the site's gate says it again.
      if (wish.success) keep(wish.data);
      return wish.success;
    },
  };
}
