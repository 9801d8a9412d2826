// The first page: what is running, and one user's drafts, jobs, camera roll and posts as they change.
// Everything goes through the API; nothing is built, and nothing comes from elsewhere.

import { API } from "./api.js";
import { NextDialog } from "./next.js";
import { $, button, duration, element, empty, pill, size, time } from "./view.js";

const state = { api: new API(null), me: null, events: null, drafts: new Map(), jobs: new Map(), roll: new Map(), posts: new Map() };
const next = new NextDialog({ onChange: act(async () => {}), onError: showProblem });

// ---- what is running

async function showServer() {
  const line = $("server");
  try {
    const [server, readiness] = await Promise.all([state.api.get("v1/server"), state.api.get("readyz")]);
    line.textContent = `${server.name} ${server.version}, ${readiness.status} since ${time(server.started_at)}, rendering ${server.rendering}`;
    line.dataset.state = readiness.status === "ready" ? "ready" : "away";
  } catch (problem) {
    line.textContent = `Not ready: ${problem.message}`;
    line.dataset.state = "away";
  }
}

// ---- whose phone it is

async function showPeople() {
  try {
    const { users } = await state.api.get("v1/demo");
    $("people").replaceChildren(...users.map((user) => {
      const chip = button(user.display_name, () => choose(user.token, chip));
      chip.append(element("small", {}, user.devices.map((device) => device.name).join(", ")));
      chip.setAttribute("aria-pressed", "false");
      return chip;
    }));
    const first = $("people").firstElementChild;
    if (first) first.click();
  } catch (problem) {
    if (problem.status !== 404 && problem.status !== 403) return showProblem(problem);
    $("token-form").hidden = false;
    const token = sessionStorage.getItem("token");
    if (token) choose(token);
  }
}

async function choose(token, chip) {
  hideProblem();
  state.events?.close();
  state.api = new API(token);
  for (const other of $("people").children) other.setAttribute("aria-pressed", String(other === chip));
  try {
    state.me = await state.api.get("v1/me");
    if (!chip) sessionStorage.setItem("token", token);
    $("me").textContent = `${state.me.user.display_name} @${state.me.user.handle}`;
    $("phone").hidden = false;
    follow();
    await refresh();
  } catch (problem) {
    $("phone").hidden = true;
    if (problem.status === 401) sessionStorage.removeItem("token");
    showProblem(problem);
  }
}

$("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  choose($("token").value.trim());
});

// ---- what the user has

async function refresh() {
  const api = state.api;
  const [drafts, jobs, roll, posts] = await Promise.all(
    ["v1/drafts", "v1/jobs", "v1/camera-roll", "v1/posts"].map((path) => api.get(path)));
  if (api !== state.api) return; // somebody else was chosen meanwhile
  const fill = (map, list) => { map.clear(); for (const item of list.items) map.set(item.id, item); };
  fill(state.drafts, drafts);
  fill(state.jobs, jobs);
  fill(state.roll, roll);
  fill(state.posts, posts);
  showDevices();
  showDrafts();
  showJobs();
  showRoll();
  showPosts();
}

const newest = (map, key) => [...map.values()].sort((a, b) => b[key].localeCompare(a[key]));

function showDevices() {
  $("devices").textContent = state.me.devices.map((device) => {
    const limit = device.storage_limit_bytes === null ? "" : ` of ${size(device.storage_limit_bytes)}`;
    return `${device.name}: ${size(device.storage_used_bytes)}${limit} used`;
  }).join(" · ");
}

function showDrafts() {
  const drafts = newest(state.drafts, "updated_at").filter((draft) => draft.state === "draft");
  $("drafts").replaceChildren(...drafts.map((draft) => element("li", {},
    element("span", { className: "title" }, draft.title || draft.caption || "Untitled"),
    element("span", { className: "quiet" },
      `${draft.clips.length} ${draft.clips.length === 1 ? "clip" : "clips"}, revision ${draft.revision}, changed ${time(draft.updated_at)}`),
    element("div", { className: "actions" },
      draft.clips.length
        ? button("Next", () => next.open(state.api, state.me, draft.id), "primary")
        : button("Add a video", () => chooseFile(draft), "primary"),
      button("Save to camera roll", act(() => state.api.send("POST", `v1/drafts/${draft.id}/save`))),
      button("Delete", act(() => state.api.send("DELETE", `v1/drafts/${draft.id}`))),
    ))));
  if (!drafts.length) $("drafts").append(empty("No drafts yet. Upload a video: it becomes the clip of a new draft."));
}

function showJobs() {
  const jobs = newest(state.jobs, "created_at");
  $("jobs").replaceChildren(...jobs.map((job) => {
    const { bytes_done: done, bytes_total: total, percent } = job.progress;
    const renders = job.kind === "render";
    const device = state.me.devices.find((device) => device.id === job.device_id);
    const row = element("li", {},
      element("div", { className: "head" },
        element("span", { className: "title" }, renders ? "Rendering" : `To ${device ? device.name : "a device"}`), pill(job.state)),
      element("progress", { max: 100, value: percent, ariaLabel: renders ? "Rendered" : "Copied" }),
      element("span", { className: "quiet" }, `${renders ? `${percent} %` : `${size(done)} of ${size(total)}`}, ${time(job.created_at)}`));
    if (job.error) row.append(element("span", { className: "problems" }, `${job.error.code}: ${job.error.detail}`));
    const jobAct = (name) => act(() => state.api.send("POST", `v1/jobs/${job.id}/${name}`));
    if (["failed", "cancelled"].includes(job.state)) row.append(element("div", { className: "actions" }, button("Retry", jobAct("retry"))));
    if (["queued", "running", "retrying"].includes(job.state)) row.append(element("div", { className: "actions" }, button("Cancel", jobAct("cancel"))));
    return row;
  }));
  if (!jobs.length) $("jobs").append(empty("Nothing to save. Post a draft with Save to device on."));
}

function showRoll() {
  const items = newest(state.roll, "saved_at");
  const list = $("roll");
  // Players that are there stay, so that nothing stops playing because something else arrived.
  const there = new Map([...list.children].map((row) => [row.dataset.id, row]));
  list.replaceChildren(...items.map((item) => there.get(item.id) ?? rollItem(item)));
  if (!items.length) list.append(empty("No saved videos yet."));
}

function rollItem(item) {
  const device = state.me.devices.find((device) => device.id === item.device_id);
  const video = element("video", { src: item.content_url, controls: true, preload: "metadata", playsInline: true });
  video.setAttribute("aria-label", item.file_name);
  // A link works for an hour: a player that comes later gets a new one, once.
  video.addEventListener("error", async () => {
    const now = await state.api.get(`v1/camera-roll/${item.id}`).catch(() => null);
    if (now && now.content_url !== item.content_url) video.src = now.content_url;
  }, { once: true });
  const row = element("li", {}, element("figure", {}, video,
    element("figcaption", {},
      element("strong", {}, item.file_name),
      element("span", { className: "quiet" }, `${device ? device.name : ""}, ${size(item.size)}, ${time(item.saved_at)}`),
      element("span", { className: "quiet path" }, ...breakable(item.path)),
      element("a", { href: item.content_url, download: item.file_name }, "Download"))));
  row.dataset.id = item.id;
  return row;
}

/** A path that may be broken after each slash. */
const breakable = (path) => path.split("/").flatMap((part, index) => (index ? ["/", element("wbr"), part] : [part]));

const audience = { everyone: "Everyone", followers: "Followers", friends: "Friends", only_me: "Only me" };

function showPosts() {
  const posts = newest(state.posts, "published_at");
  $("posts").replaceChildren(...posts.map((post) => element("li", {},
    element("div", { className: "head" },
      element("span", { className: "title" }, post.caption || "No caption"),
      element("span", { className: "pill" }, audience[post.who_can_watch] ?? post.who_can_watch)),
    ...(post.content_url
      ? [element("span", { className: "quiet" }, [size(post.size), duration(post.duration_ms), time(post.published_at)].filter(Boolean).join(", ")),
        element("div", { className: "actions" }, element("a", { className: "button", href: post.content_url }, "Watch"))]
      : [element("span", { className: post.error ? "problems" : "quiet" }, post.error?.detail ?? "Its video is being rendered.")]))));
  if (!posts.length) $("posts").append(empty("Nothing posted yet."));
}

// ---- as it changes

const kinds = {
  draft: [() => state.drafts, showDrafts],
  job: [() => state.jobs, showJobs],
  camera_roll: [() => state.roll, showRoll],
  post: [() => state.posts, showPosts],
};

function follow() {
  const api = state.api;
  const live = (isOn) => {
    $("live").textContent = isOn ? "live" : "not live";
    $("live").dataset.state = isOn ? "on" : "off";
  };
  const events = state.events = new EventSource(state.me.events_url);
  events.onopen = () => live(true);
  events.onerror = () => {
    live(false);
    // The browser goes on by itself unless the server has refused, as it does when the signed link has expired.
    if (events.readyState === EventSource.CLOSED && api === state.api) setTimeout(() => renew(api), 3000);
  };
  for (const [type, [map, show]] of Object.entries(kinds)) {
    events.addEventListener(type, async (event) => {
      const { type: what, resource, data } = JSON.parse(event.data);
      // What carries a signed link is not sent with the event: it is asked for.
      const now = what.endsWith(".deleted") ? null : data ?? await api.get(resource).catch(() => null);
      if (api !== state.api) return; // somebody else was chosen meanwhile
      if (now) map().set(now.id, now);
      else map().delete(resource.split("/").pop());
      show();
    });
  }
  events.addEventListener("device", (event) => {
    const { data } = JSON.parse(event.data);
    if (!data) return;
    const index = state.me.devices.findIndex((device) => device.id === data.id);
    if (index < 0) state.me.devices.push(data);
    else state.me.devices[index] = data;
    showDevices();
  });
}

async function renew(api) {
  if (api !== state.api) return;
  try {
    state.me = await api.get("v1/me");
    follow();
    await refresh();
  } catch (problem) {
    if (problem.status === 401) return showProblem(problem);
    setTimeout(() => renew(api), 3000);
  }
}

// ---- upload, and other deeds

/** Asks for a video: for a draft, or to start one. */
function chooseFile(draft) {
  state.draftForFile = draft;
  $("file").click();
}

$("upload-video").addEventListener("click", () => chooseFile(null));
$("new-draft").addEventListener("click", act(() => state.api.send("POST", "v1/drafts", {})));

$("file").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  const draft = state.draftForFile;
  event.target.value = "";
  if (!file) return;
  hideProblem();
  $("upload").hidden = false;
  $("upload-name").textContent = `${file.name}, ${size(file.size)}`;
  $("upload-progress").value = 0;
  const api = state.api;
  try {
    const media = await api.upload(file, (fraction) => { $("upload-progress").value = fraction; });
    const clips = [{ media_id: media.id }];
    const title = file.name.replace(/\.[^.]*$/, "").slice(0, 150);
    if (draft) await api.send("PATCH", `v1/drafts/${draft.id}`, { clips }, { "If-Match": `"${draft.revision}"` });
    else await api.send("POST", "v1/drafts", { title, clips });
    await refresh();
  } catch (problem) {
    showProblem(problem);
  } finally {
    $("upload").hidden = true;
  }
});

/** A click that does something on the server and then shows how things are. */
function act(deed) {
  return async () => {
    hideProblem();
    try {
      await deed();
      await refresh();
    } catch (problem) {
      showProblem(problem);
    }
  };
}

function showProblem(problem) {
  const notice = $("notice");
  notice.replaceChildren(problem.message, " ");
  if (problem.code) notice.append(element("a", { href: `problems.html#${problem.code}` }, problem.code));
  notice.hidden = false;
  notice.scrollIntoView({ block: "nearest" });
}

function hideProblem() {
  $("notice").hidden = true;
}

showServer();
showPeople();
