// The page at /. Nothing that comes from a transcript, a file or the server is ever set as HTML: only textContent.
import WaveSurfer from "./wavesurfer.esm.js";

// ---- small helpers

const $ = (id) => document.getElementById(id);
const SVG = new Set(["svg", "path", "line", "title", "g"]);

function make(name, attributes = {}, ...children) {    // an element; `on…` attributes are listeners
  const element = SVG.has(name) ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function say(line, { fault = false, rescue = null } = {}) {
  $("status").textContent = line;
  $("status").classList.toggle("fault", fault);
  $("rescue").hidden = !rescue;
  if (!rescue) return;
  $("rescue-link").href = URL.createObjectURL(rescue);
  $("rescue-link").download = rescue.name || "recording.webm";
}

// ---- the server

let key = sessionStorage.getItem("evoxtral-key") || "";
let retry = null;    // what to do again once a key is given

class Refused extends Error {}

async function refusal(response) {    // the server's line, whatever its shape
  let line = `The server answered ${response.status}.`;
  try {
    const { detail, error } = await response.json();
    line = typeof detail === "string" ? detail : error?.message ?? detail?.[0]?.msg ?? line;
  } catch { /* no JSON: the status has to do */ }
  const after = response.headers.get("retry-after");
  return after ? `${line} Try again in ${after} s.` : line;
}

async function ask(path, options = {}) {
  const headers = { ...(options.headers || {}), ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  let response;
  try { response = await fetch(path, { ...options, headers }); }
  catch { throw new Refused("The server doesn't answer. Is it still running?"); }
  if (response.status === 401) {
    $("key-form").hidden = false;
    throw new Refused("This server wants a key.");
  }
  if (!response.ok) throw new Refused(await refusal(response));
  return response;
}

async function attempt(work) {    // say what went wrong, where something did
  try { return await work(); }
  catch (error) {
    if (!(error instanceof Refused)) throw error;
    retry = work;
    say(error.message, { fault: true });
  }
}

$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  key = $("key").value;
  sessionStorage.setItem("evoxtral-key", key);
  $("key-form").hidden = true;
  say("");
  attempt(retry || showList);
});

function upload(file, progress) {    // fetch tells nothing about how far an upload is
  return new Promise((done, failed) => {
    const form = new FormData(), request = new XMLHttpRequest();
    form.append("file", file, file.name || "recording.webm");
    if ($("language").value) form.append("language", $("language").value);
    form.append("diarize", $("diarize").checked);
    form.append("emotion", $("emotion").checked);
    request.open("POST", "transcribe");
    if (key) request.setRequestHeader("Authorization", `Bearer ${key}`);
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
    request.onerror = () => failed(new Refused("The server doesn't answer. Is it still running?"));
    request.onload = async () => {
      const response = new Response(request.response, { status: request.status });
      const after = request.getResponseHeader("retry-after");
      if (after) response.headers.set("retry-after", after);
      if (response.status === 401) $("key-form").hidden = false;
      if (response.ok) done(await response.json());
      else failed(new Refused(await refusal(response)));
    };
    request.send(form);
  });
}

async function transcribe(file) {
  const bar = $("progress");
  bar.hidden = false;
  say("Sending…");
  try {
    const session = await upload(file, (share) => {
      if (share < 1) { bar.value = share; return; }
      bar.removeAttribute("value");    // how long listening takes nobody knows
      say("Listening…");
    });
    await show(session, file);
    await showList();
    say(session.processing_time_ms ? `Heard in ${(session.processing_time_ms / 1000).toFixed(1)} s.` : "Heard.");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    retry = () => transcribe(file);
    say(error.message, { fault: true, rescue: file });
  } finally { bar.hidden = true; bar.value = 0; }
}

// ---- the microphone

const REFUSALS = {
  NotAllowedError: "The microphone was refused. Allow it beside the page's address and try again, or choose a file.",
  NotFoundError: "No microphone was found. Plug one in and try again, or choose a file.",
  NotReadableError: "The microphone can't be opened; another program may be using it. Close that one, or choose a file.",
};
const NO_DEVICES = "This page may not use a microphone here (it needs https or localhost). Choose a file.";
// Noise suppression takes breath for noise, and laughs and sighs with it; gain control levels whispers and shouts.
const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

async function microphone() {
  if (!navigator.mediaDevices) throw new Refused(NO_DEVICES);
  try { return await navigator.mediaDevices.getUserMedia({ audio: AS_IT_IS }); }
  catch (error) { throw new Refused(REFUSALS[error.name] || `The microphone can't be used (${error.name}). Choose a file.`); }
}

function meter(stream) {    // level in dB, and the time; returns how to stop
  const context = new AudioContext(), ear = context.createAnalyser(), wave = new Float32Array(1024);
  const bar = $("meter"), began = performance.now();
  ear.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(ear);
  bar.hidden = $("clock").hidden = false;
  const timer = setInterval(() => {
    ear.getFloatTimeDomainData(wave);
    const db = 20 * Math.log10(wave.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-4));
    bar.firstElementChild.style.width = `${Math.round(100 * Math.max(0, 1 + db / 60))}%`;
    bar.classList.toggle("hot", db > -1);
    bar.setAttribute("aria-valuenow", Math.round(Math.max(-60, db)));
    $("clock").textContent = clock((performance.now() - began) / 1000);
  }, 60);
  return () => { clearInterval(timer); context.close(); bar.hidden = $("clock").hidden = true; };
}

let stopRecording = null;

async function startRecording() {
  const stream = await microphone(), recorder = new MediaRecorder(stream), parts = [], quiet = meter(stream);
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start(1000);
  say("Recording…");
  return () => new Promise((done) => {
    recorder.onstop = () => {
      quiet();
      stream.getTracks().forEach((track) => track.stop());
      const kind = recorder.mimeType.split(";")[0], ending = { "audio/mp4": "m4a", "audio/ogg": "ogg" }[kind] || "webm";
      const when = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
      done(new File(parts, `recording-${when}.${ending}`, { type: kind }));
    };
    recorder.stop();
  });
}

$("record").addEventListener("click", () => attempt(async () => {
  const button = $("record");
  button.disabled = true;
  try {
    if (!stopRecording) {
      stopRecording = await startRecording();
      button.textContent = "Stop";
      button.classList.add("on");
      $("live").disabled = true;
      return;
    }
    const stop = stopRecording;
    stopRecording = null;
    button.textContent = "Record";
    button.classList.remove("on");
    $("live").disabled = false;
    button.disabled = false;
    await transcribe(await stop());
  } finally { button.disabled = false; }
}));

$("file").addEventListener("change", async () => {
  const [file] = $("file").files;
  $("file").value = "";    // the same file may be chosen again
  if (file) await transcribe(file);
});
for (const name of ["dragover", "drop", "dragleave"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    $("drop").classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files[0]) transcribe(event.dataTransfer.files[0]);
  });
}

// ---- live

const BLOCK = 1600, RATE = 16000;    // samples, Hz

class Live {    // sound that the server hasn't got yet is held here, so a line that breaks loses nothing
  constructor(stream) {
    this.stream = stream; this.held = []; this.from = 0; this.sent = 0; this.id = null; this.segments = [];
    this.over = new Promise((done, failed) => { this.done = done; this.failed = failed; });
    this.tries = 0; this.ending = false;
  }

  async start() {
    this.context = new AudioContext({ sampleRate: RATE });
    await this.context.audioWorklet.addModule("page/microphone.js");
    const worklet = new AudioWorkletNode(this.context, "microphone", { channelCount: 1, channelCountMode: "explicit" });
    worklet.port.onmessage = ({ data }) => { this.held.push(data); this.send(); };
    this.context.createMediaStreamSource(this.stream).connect(worklet);
    this.quiet = meter(this.stream);
    this.ping = setInterval(() => this.line?.readyState === 1 && this.line.send('{"type": "ping"}'), 2000);
    this.connect();
  }

  connect() {
    const address = new URL("transcribe/stream", location.href), wanted = address.searchParams;
    address.protocol = address.protocol.replace("http", "ws");
    wanted.set("format", "pcm");
    for (const name of ["emotion", "diarize"]) wanted.set(name, $(name).checked);
    if ($("language").value) wanted.set("language", $("language").value);
    if (this.id) { wanted.set("session_id", this.id); wanted.set("after", this.segments.filter((s) => s.final).length); }
    this.line = new WebSocket(address, key ? ["evoxtral", `key.${key}`] : ["evoxtral"]);
    this.ready = false;
    this.line.onmessage = ({ data }) => this.told(JSON.parse(data));
    this.line.onclose = ({ code, reason }) => this.closed(code, reason);
  }

  told(message) {
    if (message.received != null) this.forget(message.received);
    if (message.type === "ready") {
      this.id = message.session_id; this.ready = true; this.tries = 0; this.sent = message.received;
      say("Listening…");
      this.send();
    } else if (message.type === "segment") { this.segments[message.segment_id] = message; showLive(this.segments); }
    else if (message.type === "slow") say(`The server is busy: it is ${(message.behind_ms / 1000).toFixed(0)} s behind.`);
    else if (message.type === "go") say("Listening…");
    else if (message.type === "error") this.why = message.message;
    else if (message.type === "done") this.kept = message.kept_as;
  }

  forget(received) {    // samples that the server has
    while (this.held.length && this.from + BLOCK <= received) { this.held.shift(); this.from += BLOCK; }
  }

  send() {
    if (!this.ready || this.line.readyState !== 1) return;
    for (let n = Math.floor((this.sent - this.from) / BLOCK); n < this.held.length; n++) {
      if (this.line.bufferedAmount > 64 * 1024) break;    // the next block tries again
      this.line.send(this.held[n].subarray(this.sent - this.from - n * BLOCK));
      this.sent = this.from + (n + 1) * BLOCK;
    }
    if (this.ending && this.sent === this.from + this.held.length * BLOCK) this.line.send('{"type": "end"}');
  }

  stop() {
    this.ending = true;
    this.hush();
    say("Hearing the rest…");
    this.send();
    return this.over;
  }

  hush() {
    this.quiet(); clearInterval(this.ping);
    this.stream.getTracks().forEach((track) => track.stop());
    this.context.close();
  }

  closed(code, reason) {
    this.ready = false;
    if (code === 1000) return this.done(this.kept);
    const final = code === 1008 || code === 1013 || ++this.tries > 5;
    if (final) return this.failed(new Refused(reason || this.why || "The line broke, and the server doesn't answer."));
    say(`The line broke. Trying again (${this.tries})…`);
    setTimeout(() => this.connect(), 500 * this.tries);
  }
}

function showLive(segments) {
  const several = new Set(segments.map((segment) => segment.speaker)).size > 1;
  const lines = segments.map((segment) => {
    const who = several ? make("span", { class: "who" }, whose(segment)) : null;
    const stable = segment.final ? segment.text : segment.text.slice(0, segment.stable);
    const rest = segment.final ? "" : segment.text.slice(segment.stable);
    return make("p", { class: "segment" }, who, ...tokens(stable).map(plainToken).flatMap((node) => [node, " "]),
      rest ? make("span", { class: "shaky" }, rest) : null, feeling(segment.emotion));
  });
  $("live-text").replaceChildren(...lines);
  $("live-text").scrollTop = $("live-text").scrollHeight;
}

let live = null;

async function endLive(one) {
  live = null;
  $("live").textContent = "Live";
  $("live").classList.remove("on");
  $("record").disabled = false;
}

$("live").addEventListener("click", () => attempt(async () => {
  if (live) { live.stop(); return; }
  const one = new Live(await microphone());
  live = one;
  $("live").textContent = "Stop";
  $("live").classList.add("on");
  $("record").disabled = true;
  $("live-text").replaceChildren();
  $("live-view").hidden = false;
  $("session").hidden = true;
  await one.start();
  try {
    const kept = await one.over;
    await showList();
    if (kept) { await open(kept); $("live-view").hidden = true; }
    say("Done.");
  } catch (error) { if (!one.ending) one.hush(); throw error; }
  finally { endLive(one); }
}));

// ---- words and tags

const tagKinds = {};    // name -> category; filled from page/tags.json
const tokens = (text) => text.match(/\[[^[\]]+\]|[^\s[\]]+|[[\]]/g) || [];
const isTag = (token) => /^\[.+\]$/.test(token);
const nameOf = (token) => token.slice(1, -1);
const category = (name) => tagKinds[name] || "unknown";

function plainToken(token) {
  if (isTag(token)) return make("span", { class: `tag ${category(nameOf(token))}` }, nameOf(token));
  return make("span", { class: "word" }, token);
}

const whose = ({ speaker, speaker_guessed: guessed, overlapped }) =>
  `${speaker}${guessed ? "?" : ""}${overlapped ? " and others" : ""}`;

function feeling(emotion) {
  if (!emotion) return null;
  const sure = emotion.confidence == null ? "" : ` ${Math.round(100 * emotion.confidence)} %`;
  return make("span", { class: "feeling" }, `${emotion.label}${sure}`);
}

// Times of words, where the server gives none: a segment's time shared out by letters.
function timed(segment, words) {
  const said = tokens(segment.text);
  const own = words.filter((word) => word.start_ms >= segment.start_ms - 1 && word.start_ms <= segment.end_ms);
  if (own.length === said.length) {
    return said.map((text, n) => ({ text, start: own[n].start_ms / 1000, end: own[n].end_ms / 1000,
      exact: own[n].confidence != null }));
  }
  const letters = said.map((text) => (isTag(text) ? 3 : text.length + 1)), all = letters.reduce((a, b) => a + b, 0) || 1;
  const length = (segment.end_ms - segment.start_ms) / 1000;
  let at = segment.start_ms / 1000;
  return said.map((text, n) => {
    const start = at;
    at += (length * letters[n]) / all;
    return { text, start, end: at, exact: false };
  });
}

// ---- one recording

let current = null;    // the session that is shown
let wave = null, waveAgain = null, stopAt = null;
let editing = null;    // tokens, while they are edited
let marked = 0;        // the word before which a tag goes

function newWave(container, height) {
  return WaveSurfer.create({
    container, height, cspNonce: document.querySelector("script[nonce]").nonce, barWidth: 2, barGap: 1, barRadius: 2,
    ...waveColours(),
  });
}

const waveColours = () => ({ waveColor: colour("off"), progressColor: colour("first"), cursorColor: colour("ink") });

async function open(id) {
  const session = await (await ask(`sessions/${encodeURIComponent(id)}`)).json();
  await show(session);
}

async function wordsOf(session) {
  return (await (await ask(`sessions/${encodeURIComponent(session.id)}/words`)).json()).words;
}

async function show(session, file = null) {
  current = session;
  session.words = await wordsOf(session);
  leaveEditor();
  $("again").hidden = true;
  sameScale(1, 1);
  $("session").hidden = false;
  $("session-title").textContent = session.filename || "Live";
  const facts = [session.duration_ms != null ? clock(session.duration_ms / 1000) : null, session.language,
    session.created_at ? new Date(session.created_at).toLocaleString() : null,
    count(new Set((session.segments || []).map((segment) => segment.speaker)).size, "speaker")];
  $("about").textContent = facts.filter(Boolean).join(" · ");
  $("downloads").replaceChildren(...["srt", "vtt", "json", "txt"].map((kind) => make("button",
    { type: "button", onclick: () => attempt(() => download(session, kind)) }, `.${kind}`)));
  drawText();
  drawFeelings();
  drawMarks();
  $("session").scrollIntoView({ block: "start" });
  await loadSound(session, file);
}

async function loadSound(session, file) {
  wave?.destroy();
  wave = newWave($("wave"), 80);
  wave.on("timeupdate", follow);
  wave.on("play", () => { $("play").textContent = "Pause"; });
  wave.on("pause", () => { $("play").textContent = "Play"; stopAt = null; });
  wave.on("interaction", () => { stopAt = null; });
  const sound = file ?? await (await ask(`sessions/${encodeURIComponent(session.id)}/sound`)).blob();
  if (current?.id !== session.id) return;    // another one was opened meanwhile
  $("play").disabled = !sound.size;
  if (!sound.size) { $("text-note").textContent = "Of so long a recording the words are kept, and not the sound."; return; }
  await wave.loadBlob(sound);
  $("wave").setAttribute("aria-valuemax", wave.getDuration().toFixed(1));
}

function follow(at) {
  if (stopAt != null && at >= stopAt) wave.pause();
  $("at").textContent = clock(at);
  $("wave").setAttribute("aria-valuenow", at.toFixed(1));
  $("wave").setAttribute("aria-valuetext", `${at.toFixed(1)} seconds`);
  const head = document.querySelector("#curves .head"), x = (1000 * at) / (wave.getDuration() || 1);
  if (head) { head.setAttribute("x1", x); head.setAttribute("x2", x); }
  for (const node of $("text").querySelectorAll("[data-start]")) {
    node.classList.toggle("now", wave.isPlaying() && at >= Number(node.dataset.start) && at < Number(node.dataset.end));
  }
}

function playFrom(start, end) {
  if (!wave) return;
  wave.setTime(start);
  stopAt = Math.max(end, start + 0.15);
  $("text").dataset.played = `${start.toFixed(2)}-${stopAt.toFixed(2)}`;
  wave.play();
}

$("play").addEventListener("click", () => { stopAt = null; wave?.playPause(); });
$("play-again").addEventListener("click", () => { wave?.pause(); waveAgain?.playPause(); });
$("wave").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10, Home: -1e6, End: 1e6, Enter: 0, " ": 0 }[event.key];
  if (by == null || !wave) return;
  event.preventDefault();
  if (by === 0) { stopAt = null; wave.playPause(); }
  else wave.setTime(Math.max(0, Math.min(wave.getCurrentTime() + by, wave.getDuration())));
});

function drawText() {
  const words = (current.words || []);
  const speakers = new Set(current.segments.map((segment) => segment.speaker));
  let rough = false;
  const lines = current.segments.map((segment) => {
    const nodes = timed(segment, words).map(({ text, start, end, exact }) => {
      rough ||= !exact;
      const look = isTag(text) ? `tag ${category(nameOf(text))}` : "word";
      return make("button", { type: "button", class: look, tabindex: -1, "data-start": start.toFixed(3), "data-end": end.toFixed(3),
        onclick: () => playFrom(start, end) }, isTag(text) ? nameOf(text) : text);
    });
    const who = speakers.size > 1 ? make("span", { class: "who" }, whose(segment)) : null;
    return make("p", { class: "segment" }, who, ...nodes.flatMap((node) => [node, " "]), feeling(segment.emotion));
  });
  $("text").replaceChildren(...lines);
  const first = $("text").querySelector("button");
  if (first) first.tabIndex = 0;
  const nothing = current.segments.length ? "" : "Nothing was heard in it.";
  $("text-note").textContent = nothing || (rough ? "Times of single words are estimates from their segment's." : "");
}

$("text").addEventListener("keydown", (event) => {    // one stop for Tab; arrows move inside
  if (event.target.tagName === "SELECT") return;
  const all = [...$("text").querySelectorAll("button, select")], at = all.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to == null || at < 0 || !all[to]) return;
  event.preventDefault();
  all[at].tabIndex = -1;
  all[to].tabIndex = 0;
  all[to].focus();
});

// ---- the time axis: tags and emotion

function drawMarks() {
  const length = current.duration_ms || 1, rows = [];    // per row: where its last tag ends, in percent
  const nodes = (current.tags || []).filter((tag) => tag.start_ms != null).map((tag) => {
    const from = Math.min((100 * tag.start_ms) / length, 92), wide = Math.min(4 + tag.name.length * 1.6, 24);
    let row = rows.findIndex((end) => end <= from);
    if (row < 0) row = rows.push(0) - 1;
    rows[row] = from + wide;
    const node = make("span", { class: `tag ${category(tag.name)}` }, tag.name);
    node.style.left = `${Math.min(from, 100 - wide)}%`;
    node.style.top = `${row * 1.7}rem`;
    return node;
  });
  $("marks").replaceChildren(...nodes);
  $("marks").style.height = `${rows.length * 1.7}rem`;
}

function curve(felt, name) {    // a smooth line through the middles of the segments
  const length = current.duration_ms || 1, x = (ms) => (1000 * ms) / length, y = (value) => 50 - 42 * value;
  const at = felt.map((segment) => [x((segment.start_ms + segment.end_ms) / 2), y(segment.emotion[name])]);
  const points = [[x(felt[0].start_ms), at[0][1]], ...at, [x(felt.at(-1).end_ms), at.at(-1)[1]]];
  let path = `M ${points[0].join(" ")}`;
  for (let n = 1; n < points.length; n++) {
    const middle = (points[n - 1][0] + points[n][0]) / 2;
    path += ` C ${middle} ${points[n - 1][1]}, ${middle} ${points[n][1]}, ${points[n].join(" ")}`;
  }
  return make("path", { class: name, d: path });
}

function drawFeelings() {
  const felt = current.segments.filter((segment) => segment.emotion);
  $("feelings").hidden = !felt.length;
  if (!felt.length) return;
  const told = felt.map(({ start_ms, emotion }) => `${clock(start_ms / 1000)} ${emotion.label}, ` +
    `valence ${emotion.valence.toFixed(1)}, arousal ${emotion.arousal.toFixed(1)}`).join("; ");
  $("curves").replaceChildren(make("svg", { viewBox: "0 0 1000 100", preserveAspectRatio: "none", role: "img",
    "aria-label": `Emotion over time: ${told}` },
  make("line", { x1: 0, x2: 1000, y1: 50, y2: 50 }), curve(felt, "valence"), curve(felt, "arousal"),
  make("line", { class: "head", x1: 0, x2: 0, y1: 0, y2: 100 })));
  const counts = {};
  for (const { emotion } of felt) counts[emotion.label] = (counts[emotion.label] || 0) + 1;
  $("feelings-said").textContent = `· from −1 (below) to 1 · ${Object.entries(counts).map(([label, n]) => `${label} ${n}×`).join(", ")}`;
}

// ---- edit

function leaveEditor() {
  editing = null;
  $("editor").hidden = true;
  $("edit").setAttribute("aria-expanded", "false");
}

const choices = (chosen) => {    // all tags by category; the one that is set first, where it is none of them
  const groups = {};
  for (const [name, kind] of Object.entries(tagKinds)) (groups[kind] ||= []).push(name);
  const own = chosen && !tagKinds[chosen] ? [make("option", { selected: true }, chosen)] : [];
  return [...own, ...Object.entries(groups).map(([kind, names]) => make("optgroup", { label: kind },
    ...names.map((name) => make("option", { selected: name === chosen }, name))))];
};

function drawEditor() {
  const nodes = editing.map((token, n) => {
    if (!isTag(token)) {
      return make("button", { type: "button", class: `word${n === marked ? " marked" : ""}`, tabindex: n ? -1 : 0,
        "aria-pressed": n === marked ? "true" : "false", onclick: () => { marked = n; drawEditor(); focusToken(n); } }, token);
    }
    const menu = make("select", { class: `tag ${category(nameOf(token))}`, "aria-label": `Tag ${nameOf(token)}` },
      make("option", { value: "" }, "(remove)"), ...choices(nameOf(token)));
    menu.addEventListener("change", () => {
      editing.splice(n, 1, ...(menu.value ? [`[${menu.value}]`] : []));
      if (!menu.value && marked > n) marked--;
      drawEditor();
    });
    return menu;
  });
  $("text").replaceChildren(make("p", { class: "segment" }, ...nodes.flatMap((node) => [node, " "])));
  $("as-text").value = editing.join(" ");
}

const focusToken = (n) => $("text").querySelectorAll("button, select")[n]?.focus();

$("edit").addEventListener("click", () => {
  if (editing) { leaveEditor(); drawText(); return; }
  editing = tokens(current.tagged_text);
  marked = 0;
  $("editor").hidden = false;
  $("edit").setAttribute("aria-expanded", "true");
  drawEditor();
});
$("insert").addEventListener("click", () => {
  editing.splice(marked, 0, `[${$("tag").value}]`);
  marked++;
  drawEditor();
});
$("as-text").addEventListener("input", () => {
  const cursor = $("as-text").selectionStart, text = $("as-text").value;
  editing = tokens(text);
  marked = Math.min(marked, Math.max(editing.length - 1, 0));
  drawEditor();
  $("as-text").value = text;
  $("as-text").setSelectionRange(cursor, cursor);
});
$("cancel").addEventListener("click", () => { leaveEditor(); drawText(); $("edit").focus(); });
$("save").addEventListener("click", () => attempt(async () => {
  const path = `sessions/${encodeURIComponent(current.id)}`, headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ tagged_text: editing.join(" ") });
  current = await (await ask(path, { method: "PATCH", headers, body })).json();
  current.words = await wordsOf(current);
  leaveEditor();
  drawText();
  drawFeelings();
  drawMarks();
  $("edit").focus();
  await showList();
  say("Saved.");
}));

// ---- spoken again, captions, deleting

$("speak").addEventListener("click", () => attempt(async () => {
  $("speak").disabled = true;
  say("Speaking…");
  try {
    const text = editing ? editing.join(" ") : current.tagged_text, voice = $("voice").value;
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ text, ...(voice ? { voice } : {}) });
    const sound = await (await ask("speak", { method: "POST", headers, body })).blob();
    $("again").hidden = false;
    waveAgain?.destroy();
    waveAgain = newWave($("wave-again"), 80);
    waveAgain.on("play", () => { $("play-again").textContent = "Pause"; wave?.pause(); });
    waveAgain.on("pause", () => { $("play-again").textContent = "Play"; });
    await waveAgain.loadBlob(sound);
    sameScale(wave.getDuration(), waveAgain.getDuration());
    $("again-about").textContent = `${waveAgain.getDuration().toFixed(1)} s, beside ${wave.getDuration().toFixed(1)} s before`;
    say("Spoken.");
  } finally { $("speak").disabled = false; }
}));

function sameScale(original, again) {    // a second is as wide in both
  const longest = Math.max(original, again, 0.1);
  document.querySelector(".tracks").style.width = `${(100 * original) / longest}%`;
  $("wave-again").style.width = `${(100 * again) / longest}%`;
}

async function download(session, kind) {
  const file = await (await ask(`sessions/${encodeURIComponent(session.id)}.${kind}`)).blob();
  const stem = (session.filename || "live").replace(/\.[^.]*$/, "");
  const link = make("a", { href: URL.createObjectURL(file), download: `${stem}.${kind}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function sure(name) {
  $("sure-text").textContent = `Delete “${name}”? Its sound and its words are gone from the server, for good.`;
  $("sure").showModal();
  return new Promise((done) => {
    $("sure-yes").onclick = () => { done(true); $("sure").close(); };
    $("sure-no").onclick = () => $("sure").close();
    $("sure").onclose = () => done(false);
  });
}

async function remove(session) {
  if (!(await sure(session.filename || "Live"))) return;
  await ask(`sessions/${encodeURIComponent(session.id)}`, { method: "DELETE" });
  if (current?.id === session.id) { wave?.destroy(); wave = null; $("session").hidden = true; current = null; }
  await showList();
  say("Deleted.");
}
$("delete").addEventListener("click", () => attempt(() => remove(current)));

// ---- earlier ones

const PAGE = 10;
let shown = PAGE;

async function showList() {
  const { items: all, next } = await (await ask(`sessions?limit=${shown}`)).json();
  $("list").replaceChildren(...all.map((session) => {
    const name = session.filename || "Live", when = session.created_at ? new Date(session.created_at).toLocaleString() : "";
    const length = session.duration_ms != null ? clock(session.duration_ms / 1000) : "";
    return make("li", {},
      make("button", { type: "button", class: "open", onclick: () => attempt(() => open(session.id)) }, name,
        make("small", {}, [when, length].filter(Boolean).join(" · "))),
      make("button", { type: "button", class: "danger", "aria-label": `Delete ${name}`,
        onclick: () => attempt(() => remove(session)) }, "Delete"));
  }));
  $("none").hidden = all.length > 0;
  $("more").hidden = next == null;
}
$("more").addEventListener("click", () => { shown += PAGE; attempt(showList); });

// ---- light and dark

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  const dark = (theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  $("theme").setAttribute("aria-pressed", String(dark));
  for (const one of [wave, waveAgain]) one?.setOptions(waveColours());
}
$("theme").addEventListener("click", () => {
  const theme = $("theme").getAttribute("aria-pressed") === "true" ? "light" : "dark";
  localStorage.setItem("evoxtral-theme", theme);
  setTheme(theme);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(localStorage.getItem("evoxtral-theme")));
setTheme(localStorage.getItem("evoxtral-theme"));

// ---- begin

const { tags, voices } = await (await fetch("page/tags.json")).json();
Object.assign(tagKinds, tags);
$("tag").replaceChildren(...choices(null));
$("voice").append(...(voices || []).map((voice) => make("option", {}, voice)));
await attempt(showList);
document.documentElement.dataset.ready = "yes";
