import type { Plugin, Rolldown } from "vite";
import { type BuiltFile, pageSizes, sizeLines } from "./sizes.ts";

/** Says after each build what the pages weigh. */
export function printSizes(): Plugin {
  let say: (line: string) => void = () => {};
  return {
    name: "fairline:print-sizes",
    apply: "build",
    configResolved({ logger }) {
      say = (line) => logger.info(line);
    },
    writeBundle(_, bundle) {
      const lines = sizeLines(pageSizes(builtFiles(Object.values(bundle))));
      say(`\nJavaScript and CSS in all:\n  ${lines.join("\n  ")}`);
    },
  };
}

/** What Vite has built: its chunks, and the styles that they bring along. */
export function builtFiles(output: Rolldown.RolldownOutput["output"][number][]): readonly BuiltFile[] {
  return output.flatMap((file): BuiltFile[] => {
    const { fileName } = file;
    if (file.type === "chunk") {
      const { code, imports, dynamicImports, facadeModuleId, isEntry, viteMetadata } = file;
      const loads = [...imports, ...(viteMetadata?.importedCss ?? [])];
      const source = facadeModuleId ?? undefined;
      // A worker is a file of its own, and no chunk.
      const workers = [...(viteMetadata?.importedAssets ?? [])].filter(isScript);
      const loadsLater = [...dynamicImports, ...workers];
      return [{ fileName, content: code, loads, loadsLater, source, isEntry }];
    }
    if (!fileName.endsWith(".css") && !isScript(fileName)) return [];
    return [{ fileName, content: file.source, loads: [], loadsLater: [], source: undefined, isEntry: false }];
  });
}

function isScript(fileName: string): boolean {
  return fileName.endsWith(".js");
}
