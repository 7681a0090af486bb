/**
 * Says in one line why standard output cannot be written, such as to a full disk, and ends with exit code 1. Whoever has
 * read enough, such as `head`, closes the pipe: that is no error.
 */
export function watchStandardOutput(command: string): void {
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    process.stderr.write(`${command}: cannot write to standard output (${code})\n`);
    process.exitCode = 1;
  });
}
