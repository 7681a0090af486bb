export type Route =
  | { readonly page: "home" }
  | { readonly page: "room"; readonly room: string }
  | { readonly page: "console" }
  | { readonly page: "nowhere" };

/** Which page an address means. A slash at the end changes nothing. */
export function routeOf(pathname: string): Route {
  const parts = pathname.split("/").filter((part) => part !== "");
  const [first, second] = parts;
  if (parts.length === 0) return { page: "home" };
  if (parts.length === 1 && first === "admin") return { page: "console" };
  if (parts.length === 2 && first === "r" && second !== undefined) return { page: "room", room: second };
  return { page: "nowhere" };
}
