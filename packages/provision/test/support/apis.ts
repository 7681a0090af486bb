// API Gateway, version 2, as far as it is used: what belongs to an API lies in a folder of it.
import { type Json, Refusal, type Request, there } from "./answer.ts";

/** By folder: what the thing's id is called. */
const idNames: Readonly<Record<string, string>> = {
  apis: "apiId",
  integrations: "integrationId",
  integrationresponses: "integrationResponseId",
  routes: "routeId",
  routeresponses: "routeResponseId",
  stages: "stageName",
};

export class Apis {
  /** By path, such as `/v2/apis/id1/routes/id2`. */
  readonly things = new Map<string, Json>();
  #made = 0;

  answer({ method, path, body }: Request): unknown {
    const parts = path.split("/").slice(2);
    const isFolder = parts.length % 2 === 1;
    if (isFolder && method === "GET") return { items: this.#inside(path) };
    if (isFolder && method === "POST") return this.#create(path, parts.at(-1) ?? "", body);
    const thing = there(this.things.get(path), "NotFoundException");
    if (method === "PATCH") return Object.assign(thing, body);
    if (method !== "DELETE") return thing;
    for (const inner of this.things.keys()) {
      if (inner === path || inner.startsWith(`${path}/`)) this.things.delete(inner);
    }
    return undefined;
  }

  /** The things of one folder, such as all routes of one API. */
  named(name: string): Json {
    return there(
      this.#inside("/v2/apis").find((api) => api.name === name),
      "NotFoundException",
    );
  }

  #inside(folder: string): Json[] {
    const ofFolder = [...this.things].filter(([path]) => path.replace(/\/[^/]+$/, "") === folder);
    return ofFolder.map(([, thing]) => thing);
  }

  #create(path: string, folder: string, body: Json): Json {
    const owner = path.replace(/\/[^/]+$/, "");
    if (folder !== "apis") there(this.things.get(owner), "NotFoundException");
    const idName = there(idNames[folder], "NotFoundException");
    this.#made += 1;
    const id = idName === "stageName" ? String(body.stageName) : `id${this.#made}`;
    if (this.things.has(`${path}/${id}`)) throw new Refusal(409, "ConflictException");
    const scheme = body.protocolType === "WEBSOCKET" ? "wss" : "https";
    const made = {
      ...body,
      [idName]: id,
      ...(folder === "apis" && { apiEndpoint: `${scheme}://${id}.execute-api.desk.test` }),
    };
    this.things.set(`${path}/${id}`, made);
    return made;
  }
}
