import { userInfo } from "node:os";

/** Who runs this process. Empty: the system knows nobody by its number, as in some containers. */
export function userName(read = () => userInfo().username): string {
  try {
    return read();
  } catch {
    return "";
  }
}
