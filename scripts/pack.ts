import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";

/**
 * `npm run pack`: the packages that others install, as archives in `dist/packages`: compiled, for Node strips no types below
 * node_modules. What stands in the repository runs from its sources, as before.
 */
const root = join(import.meta.dirname, "..");
const packed = ["core", "client", "gate"] as const;

const Exports = z.record(z.string(), z.string());
const Manifest = z.looseObject({ name: z.string(), version: z.string(), exports: Exports });

/** Packs these packages into a folder; gives the archives' paths. */
export function pack(folder: string, names: readonly string[] = packed): string[] {
  mkdirSync(folder, { recursive: true });
  return names.filter(hasSources).map((name) => packOne(name, folder));
}

function hasSources(name: string): boolean {
  return existsSync(join(root, "packages", name, "src", "index.ts"));
}

function packOne(name: string, folder: string): string {
  const source = join(root, "packages", name);
  const staged = mkdtempSync(join(tmpdir(), `fairline-pack-${name}-`));
  try {
    compile(source, staged);
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(source, "package.json"), "utf8")));
    writeFileSync(join(staged, "package.json"), `${JSON.stringify(published(manifest), undefined, 2)}\n`);
    const readme = withoutLostLinks(readFileSync(nearest("README.md", source), "utf8"), staged);
    writeFileSync(join(staged, "README.md"), readme);
    cpSync(nearest("LICENSE", source), join(staged, "LICENSE"));
    // Without scripts, and without a look at the registry: it is an archive of what lies there.
    const options = { cwd: staged, encoding: "utf8" } as const;
    const out = execFileSync(
      "npm",
      ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
      options,
    );
    const [{ filename }] = z.tuple([z.object({ filename: z.string() })]).parse(JSON.parse(out));
    return join(folder, filename);
  } finally {
    rmSync(staged, { recursive: true });
  }
}

/** JavaScript and types from the sources, checked as in the repository. */
function compile(source: string, staged: string): void {
  const project = join(source, "tsconfig.pack.json");
  execFileSync("tsc", ["-p", project, "--outDir", join(staged, "dist")], { cwd: root, stdio: "inherit" });
}

/** The manifest as others get it: exports of what was compiled, and nothing that only the repository needs. */
function published({ exports, private: _, devDependencies: __, ...kept }: z.infer<typeof Manifest>): object {
  const compiled = Object.entries(exports)
    .filter(([, file]) => file.startsWith("./src/"))
    .map(([path, file]) => {
      const built = file.replace("./src/", "./dist/").replace(/\.ts$/, "");
      return [path, { types: `${built}.d.ts`, default: `${built}.js` }];
    });
  return {
    ...kept,
    engines: { node: ">=22" },
    files: ["dist"],
    sideEffects: false,
    exports: Object.fromEntries(compiled),
  };
}

function nearest(file: string, source: string): string {
  const found = [source, root].map((folder) => join(folder, file)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`There is no ${file} for ${source}.`);
  return found;
}

/** Sources are linked as the types that were made of them; of what is not in the archive, only the words stay. */
function withoutLostLinks(text: string, staged: string): string {
  return text.replace(/!?\[([^\]]*)\]\(([^)]+)\)/g, (link, words: string, to: string) => {
    if (/^(?:https?:|#)/.test(to)) return link;
    const packedAs = to.replace(/^src\/(.*)\.ts$/, "dist/$1.d.ts");
    return existsSync(join(staged, packedAs)) ? `[${words}](${packedAs})` : words;
  });
}

if (import.meta.main) {
  const folder = join(root, "dist", "packages");
  rmSync(folder, { recursive: true, force: true });
  for (const archive of pack(folder)) console.log(archive);
}
