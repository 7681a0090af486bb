/** What DynamoDB left undone it had no room for just then: wait, twice as long each time, and not all at once. */
export async function backOff(attempt: number): Promise<void> {
  if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));
}
