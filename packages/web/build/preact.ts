/** The sources are React's; what runs is Preact, for a visitor's page must be small (docs/adr/0013-preact-for-react.md). */
export const preactForReact = { react: "preact/compat", "react-dom": "preact/compat" } as const;
