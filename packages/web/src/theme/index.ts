/** What a server has to know of themes: whether one is good, and which files belong to it. */
export { poorContrasts } from "./contrast.ts";
export { isThemeFile, Theme, themeAddress } from "./theme.ts";
