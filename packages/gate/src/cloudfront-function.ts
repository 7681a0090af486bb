import { parseOptions } from "./config.ts";
import { cookiesOf } from "./cookies.ts";
import { limits } from "./limits.ts";
import type { GateOptions } from "./options.ts";
import { foldedPatterns } from "./paths.ts";
import { stampKeyIds, stampKeyPrefix, stampSecretCharsMin } from "./stamp.ts";

/** Where the desk is on the site, as the CloudFront Function and the desk itself have to know. */
export const deskPath = "/.fairline";

/** CloudFront takes no larger functions. */
export const functionBytesMax = 10_240;

/**
 * The code of a CloudFront Function (`cloudfront-js-2.0`, event `viewer-request`) that lets nobody without a stamp through to
 * the site, and sends everybody else to the desk (docs/adr/0025-stamps-at-cloudfront.md). Throws where the options are wrong or
 * make it too large for CloudFront.
 */
export function cloudFrontFunction(options: GateOptions): string {
  const config = parseOptions(options);
  // Viewers come by https, unless `origin` says otherwise.
  const cookies = cookiesOf(config, !config.origin?.startsWith("http:"));
  const settings = {
    desk: deskPath,
    rooms: config.rooms.map(({ room, protect }) => ({ room, protect: protect.flatMap(foldedPatterns) })),
    bypass: config.bypass.paths,
    assets: config.bypass.assets,
    cookie: cookies.prefix,
    passes: Object.fromEntries(config.rooms.map(({ room }) => [room, cookies.passName(room)])),
    url: config.url,
    status: config.api.status,
    retryAfterSeconds: config.api.retryAfterSeconds,
    keyIds: stampKeyIds,
    keyPrefix: stampKeyPrefix,
    secretCharsMin: stampSecretCharsMin,
    decodingsMax: limits.decodingsMax,
    tokenCharsMax: limits.passCharsMax,
  };
  const code = `${modules}\nconst settings = ${JSON.stringify(settings)};\n${body.replace(commentLines, "")}`;
  const bytes = new TextEncoder().encode(code).length;
  if (bytes > functionBytesMax)
    throw new RangeError(
      `The function has ${bytes} bytes; CloudFront takes ${functionBytesMax}. Name fewer or shorter paths.`,
    );
  return code;
}

/** They stay here, for CloudFront counts them. */
const commentLines = /^ *\/\/.*\n/gm;

const modules = `import crypto from "crypto";
import cf from "cloudfront";
`;

/**
 * JavaScript as runtime 2.0 knows it: ES 5.1 with const, let, arrow functions, template literals, async and await. No
 * classes, no destructuring, no spread, no for-of, no Set or Map, no Web Crypto, and no async function within another.
 * The paths are read as `paths.ts` reads them; a test holds the two against each other.
 */
const body = String.raw`
async function handler(event) {
  const request = event.request;
  Object.keys(request.headers).forEach((name) => {
    if (name.indexOf("fairline-") === 0) delete request.headers[name];
  });
  const room = roomOf(request.method, request.uri);
  if (room === undefined) return request;
  if (room === "") return answer(400, "Bad Request", {});
  const query = request.rawQueryString();
  const stamp = await readStamp(request, room);
  if (stamp !== undefined && !/(^|&)fairline-code=/.test(query || "")) {
    request.headers["fairline-visit"] = { value: room + " " + stamp.number + " " + stamp.until };
    return request;
  }
  // 307 keeps the method and the body: what the visitor sent comes again, with a new stamp.
  if (isNavigation(request) || cookieOf(request, settings.passes[room]) !== "") {
    const to = request.uri + (query === undefined ? "" : "?" + query);
    return answer(307, "Temporary Redirect", {
      location: settings.desk + "/enter?room=" + room + "&to=" + encodeURIComponent(to),
    });
  }
  return refusal(room);
}

async function readStamp(request, room) {
  const token = cookieOf(request, settings.cookie + "stamp." + room);
  const parts = token.split(".");
  if (parts.length !== 3 || token.length > settings.tokenCharsMax) return undefined;
  const header = parsed(parts[0]);
  if (header.alg !== "HS256" || settings.keyIds.indexOf(header.kid) < 0) return undefined;
  let secret = "";
  try {
    secret = await cf.kvs().get(settings.keyPrefix + header.kid);
  } catch (error) {
    console.log("no key " + header.kid);
  }
  // Whoever put a short key there, or none, lets nobody in.
  if (secret.length < settings.secretCharsMin) return undefined;
  const signature = crypto.createHmac("sha256", secret).update(parts[0] + "." + parts[1]).digest("base64url");
  if (!isSame(signature, parts[2])) return undefined;
  const claims = parsed(parts[1]);
  if (claims.aud !== room || !(claims.exp * 1000 > Date.now())) return undefined;
  const device = cookieOf(request, settings.cookie + "device");
  return claims.device === crypto.createHash("sha256").update(device).digest("base64url") ? claims : undefined;
}

// In a time that does not tell how much of it is right.
function isSame(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

function parsed(text) {
  try {
    const value = JSON.parse(Buffer.from(text, "base64url").toString());
    return value !== null && typeof value === "object" ? value : {};
  } catch (error) {
    return {};
  }
}

// By this name alone: one without its prefix may be another host's. CloudFront may have made its letters small.
function cookieOf(request, name) {
  const names = Object.keys(request.cookies);
  const found = names.filter((one) => one === name || one === name.toLowerCase());
  return found.length === 0 ? "" : request.cookies[found[0]].value;
}

function isNavigation(request) {
  const mode = request.headers["sec-fetch-mode"];
  const accept = request.headers.accept;
  const isPage =
    (mode !== undefined && mode.value === "navigate") ||
    (accept !== undefined && accept.value.indexOf("text/html") >= 0);
  return isPage && ["GET", "HEAD", "POST"].indexOf(request.method) >= 0;
}

function answer(status, description, headers, data) {
  const all = {
    "cache-control": { value: "no-store" },
    "content-security-policy": { value: "frame-ancestors 'none'" },
    "referrer-policy": { value: "no-referrer" },
    "x-content-type-options": { value: "nosniff" },
    "x-frame-options": { value: "DENY" },
  };
  Object.keys(headers).forEach((name) => {
    all[name] = { value: headers[name] };
  });
  const response = { statusCode: status, statusDescription: description, headers: all };
  if (data !== undefined) response.body = { encoding: "text", data: data };
  return response;
}

function refusal(room) {
  const problem = {
    type: "about:blank",
    title: "Take a place in line first",
    status: settings.status,
    code: "no_pass",
    room: settings.url + "/r/" + room,
    retryAfterSeconds: settings.retryAfterSeconds,
  };
  const headers = {
    "content-type": "application/problem+json",
    "retry-after": String(settings.retryAfterSeconds),
  };
  const description = settings.status === 401 ? "Unauthorized" : "Too Many Requests";
  if (settings.status === 401) headers["www-authenticate"] = 'Bearer realm="' + room + '"';
  return answer(settings.status, description, headers, JSON.stringify(problem));
}

// What is protected is looked for behind every disguise; what is let through must be exactly what was written. "" is for
// what may be of several rooms.
function roomOf(method, path) {
  if (path === settings.desk + "/enter" || path === settings.desk + "/complete") return undefined;
  if (settings.bypass.some((pattern) => isWritten(pattern, path)) && plain.test(path)) return undefined;
  const isRead = method === "GET" || method === "HEAD";
  if (settings.assets && isRead && asset.test(path) && plain.test(path)) return undefined;
  const named = [];
  formsOf(path).forEach((form) => {
    const rules = settings.rooms.filter((rule) => rule.protect.some((pattern) => isMeant(pattern, form)));
    if (rules.length > 0 && named.indexOf(rules[0].room) < 0) named.push(rules[0].room);
  });
  const disguise = disguiseOf(path);
  if (settings.rooms.some((rule) => rule.room !== settings.rooms[0].room)) {
    if (disguise === "whole" || named.length > 1 || (disguise === "slash" && named.length === 0)) return "";
  }
  if (named.length > 0) return named[0];
  return disguise === "none" ? undefined : settings.rooms[0].room;
}

const plain = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~!$&'()*+,=:@-]+)*\/?$/;
const asset =
  /\.(?:avif|bmp|css|eot|gif|ico|jpe?g|js|map|mjs|mp3|mp4|ogg|otf|png|svg|ttf|txt|wasm|wav|webm|webmanifest|webp|woff2?)$/;

function isWritten(pattern, path) {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function isMeant(pattern, form) {
  return pattern.endsWith("*") ? (form + "/").startsWith(pattern.slice(0, -1)) : form === pattern;
}

// What servers read in different ways is protected wherever it seems to lead.
function disguiseOf(path) {
  if (plain.test(path)) return "none";
  const decoded = decodedOnce(path);
  if (/^\/{2}|[\\?#\x00-\x1f\x7f-\x9f]|(?:^|\/)\.\.(?:[/;]|$)|\s(?:[/;]|$)|%[0-9a-f]{2}/i.test(decoded)) return "whole";
  return decoded.split("/").length > path.split("/").length ? "slash" : "none";
}

function formsOf(path) {
  const forms = [];
  let form = path;
  for (let round = 0; round <= settings.decodingsMax; round += 1) {
    const once = folded(form);
    forms.push(once, followed(once));
    const next = decodedOnce(form);
    if (next === form) break;
    form = next;
  }
  return forms;
}

function folded(path) {
  const short = path
    .replace(/\\/g, "/")
    .replace(/[?#\x00][\s\S]*$/, "")
    .replace(/;[^/]*/g, "")
    .replace(/\/{2,}/g, "/");
  // Where the runtime has it, so that wide and joined letters are seen through, too.
  const even = (short.normalize ? short.normalize("NFKC") : short).toLowerCase();
  return even.length > 1 && even.endsWith("/") ? even.slice(0, -1) : even;
}

function followed(path) {
  const segments = [];
  path.split("/").slice(1).forEach((segment) => {
    if (segment === "..") segments.pop();
    else if (segment !== ".") segments.push(segment);
  });
  return "/" + segments.join("/");
}

function decodedOnce(path) {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch (error) {
      return run.replace(/%([0-7][0-9a-f])/gi, (all, hex) => String.fromCharCode(parseInt(hex, 16)));
    }
  });
}
`;
