/** Bounds of this package; units last in the names. */
export const limits = {
  /** Minified. More of it would be code that a handler carries and never runs. */
  bundleBytesMax: 400_000,
  /** Fresh processes for one median; a few outliers do not move it. */
  coldImportsCount: 11,
} as const;
