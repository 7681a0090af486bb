import type { Memory } from "@fairline/client/ports";

/** A store that throws (blocked, full, private) is replaced by memory: the visitor keeps the place until reload. */
export function memoryIn(storage: () => Storage): Memory {
  /** What the store did not take. It is newer than what the store still holds. */
  const spare = new Map<string, string>();

  function stored(name: string): string | undefined {
    try {
      return storage().getItem(name) ?? undefined;
    } catch {
      return undefined;
    }
  }

  function remove(name: string) {
    try {
      storage().removeItem(name);
    } catch {}
  }

  return {
    read: (name) => spare.get(name) ?? stored(name),
    write(name, value) {
      try {
        storage().setItem(name, value);
        spare.delete(name);
      } catch {
        spare.set(name, value);
        // A reload must not bring back what is out of date; a full store often lets go of it.
        remove(name);
      }
    },
    forget(name) {
      spare.delete(name);
      remove(name);
    },
    watch(changed) {
      const heard = (event: StorageEvent) => {
        if (event.key === null) return;
        spare.delete(event.key);
        changed(event.key);
      };
      addEventListener("storage", heard);
      return () => removeEventListener("storage", heard);
    },
  };
}

/** Whether the store takes things just now: where it is blocked or full, what is written is gone with the page. */
export function isLasting(storage: () => Storage): boolean {
  const name = "fairline:probe";
  try {
    storage().setItem(name, name);
    storage().removeItem(name);
    return true;
  } catch {
    return false;
  }
}
