export async function writeDoc(): Promise<void> {}
