// The API as this page needs it: JSON, problems as errors, uploads with progress.

/** A refusal of the server; `message` says what to do. */
export class Problem extends Error {
  constructor(status, document) {
    const fields = (document?.errors ?? []).map((error) => `${error.path}: ${error.detail}`);
    super([document?.detail ?? `The server answered ${status}.`, ...fields].join(" "));
    this.status = status;
    this.code = document?.code;
  }
}

/** A key that a repeated request keeps. `crypto.randomUUID` is only there on https and localhost. */
function idempotencyKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class API {
  constructor(token) {
    this.token = token;
  }

  get(path) {
    return this.send("GET", path);
  }

  async send(method, path, body, headers = {}) {
    const request = { method, headers: { Accept: "application/json", ...headers } };
    if (this.token) request.headers.Authorization = `Bearer ${this.token}`;
    if (method === "POST") request.headers["Idempotency-Key"] ??= idempotencyKey();
    if (body !== undefined) {
      request.headers["Content-Type"] = method === "PATCH" ? "application/merge-patch+json" : "application/json";
      request.body = JSON.stringify(body);
    }
    let response;
    try {
      response = await fetch(path, request);
    } catch {
      throw new Problem(0, { detail: "The server does not answer. Is it running?" });
    }
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => null));
    return response.status === 204 ? null : response.json();
  }

  /** Uploads a file. XMLHttpRequest, because fetch does not tell how much was sent. */
  upload(file, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", "v1/media");
      request.responseType = "json";
      request.setRequestHeader("Authorization", `Bearer ${this.token}`);
      request.setRequestHeader("Content-Type", file.type || "video/mp4");
      request.setRequestHeader("Content-Disposition", disposition(file.name));
      request.setRequestHeader("Idempotency-Key", idempotencyKey());
      request.upload.onprogress = (event) => onProgress(event.loaded / Math.max(event.total, 1));
      request.onload = () => (request.status === 201 ? resolve(request.response) : reject(new Problem(request.status, request.response)));
      request.onerror = () => reject(new Problem(0, { detail: "The upload broke off. Try again." }));
      request.send(file);
    });
  }
}

/** Names a file by RFC 6266, with RFC 8187 for names that are not plain. */
function disposition(name) {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, "_");
  if (plain === name) return `attachment; filename="${name}"`;
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
