// The page's side of the studio's widgets: recorder, transcript, side by side. The notebooks 17 and 17b tell their story.
// Nothing that comes from a transcript, a file or a server is ever set as HTML: only `textContent` and attributes.

// ---- small helpers

function make(name, attributes = {}, ...children) {  // an element; `on…` attributes are listeners
  const svg = ["svg", "path", "rect", "line", "text", "g"].includes(name);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
const percent = (share) => `${Math.round(100 * share)} %`;

// Light or dark is asked of the page itself, so that JupyterLab, Voila, Colab and VS Code all count.
function isDark(element) {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const [r, g, b, a = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    if (a > 0.5) return 0.299 * r + 0.587 * g + 0.114 * b < 128;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function followTheme(root) {
  const look = () => { if (root.isConnected) root.dataset.theme = isDark(root) ? "dark" : "light"; };
  const watcher = new MutationObserver(() => requestAnimationFrame(look));
  for (const element of [document.documentElement, document.body]) watcher.observe(element, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  requestAnimationFrame(look);
  return () => { watcher.disconnect(); matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", look); };
}

// ---- sound

const SR = 16000;
let speakers = null;  // one way out for all widgets of the page, opened at the first click
let playing = null;   // what sounds now: only one thing at a time

async function decode(bytes) {  // any format the browser reads -> AudioBuffer at 16 kHz
  const copy = bytes.buffer ? bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) : bytes;
  const context = new AudioContext({ sampleRate: SR });
  try { return await context.decodeAudioData(copy); } finally { context.close(); }
}

function mono(buffer) {  // the mean of all channels
  if (buffer.numberOfChannels === 1) return buffer.getChannelData(0);
  const mixed = new Float32Array(buffer.length);
  for (let c = 0; c < buffer.numberOfChannels; c++) buffer.getChannelData(c).forEach((x, i) => { mixed[i] += x / buffer.numberOfChannels; });
  return mixed;
}

function silence() {
  if (playing) playing.stop();
  playing = null;
}

async function play(buffer, start, end, { onstep = () => {}, onstop = () => {} } = {}) {  // seconds
  silence();
  speakers ??= new AudioContext();
  await speakers.resume();
  const source = speakers.createBufferSource();
  source.buffer = buffer;
  source.connect(speakers.destination);
  const from = Math.max(0, start), began = speakers.currentTime, me = { stop: () => source.stop() };
  const step = () => {
    if (playing !== me) return;
    onstep(Math.min(from + speakers.currentTime - began, end));
    requestAnimationFrame(step);
  };
  source.onended = () => { if (playing === me) playing = null; onstop(); };
  source.start(0, from, Math.max(0.02, end - from));
  playing = me;
  step();
}

function soundOf(get) {  // decodes once for each new value
  let bytes = null, buffer = null;
  return async () => {
    const now = get();
    if (!now || !now.byteLength) return null;
    if (now !== bytes) { bytes = now; buffer = decode(now); }
    return buffer;
  };
}

// ---- the recorder

const REFUSALS = {
  NotAllowedError: "The microphone was refused. Allow it beside the page's address and try again, or choose a file or a path.",
  NotFoundError: "No microphone was found. Plug one in and try again, or choose a file or a path.",
  NotReadableError: "The microphone can't be opened; another program may be using it. Close that one, or choose a file or a path.",
};
const NO_DEVICES = "This page may not use a microphone here (it needs https or localhost). Choose a file or a path.";
const NO_ANSWER = "The kernel doesn't answer: it is busy, or was restarted. Your recording is safe in this page. Wait, or save it and run the cell again.";

// Noise suppression takes breath for noise, and laughs and sighs with it; gain control levels whispers and shouts. So: none.
const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

function pcm16(audio) {
  const pcm = new Int16Array(audio.length);
  for (let i = 0; i < audio.length; i++) pcm[i] = Math.round(32767 * Math.max(-1, Math.min(1, audio[i])));
  return pcm;
}

function wav(pcm) {  // for the player and for saving: a header of 44 bytes, then the samples
  const head = new DataView(new ArrayBuffer(44)), text = (at, s) => [...s].forEach((c, i) => head.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF"); head.setUint32(4, 36 + pcm.byteLength, true); text(8, "WAVEfmt ");
  head.setUint32(16, 16, true); head.setUint16(20, 1, true); head.setUint16(22, 1, true); head.setUint32(24, SR, true);
  head.setUint32(28, 2 * SR, true); head.setUint16(32, 2, true); head.setUint16(34, 16, true);
  text(36, "data"); head.setUint32(40, pcm.byteLength, true);
  return new Blob([head, pcm], { type: "audio/wav" });
}

// A recording that was never answered for waits here, in the page, for the recorder of the cell's next run.
const unsent = (globalThis.evoxtralUnsent ??= new Map());

function sender(model, say) {  // sends bytes in pieces; the next one goes when the last was answered for
  const PIECE = 1 << 20;
  const give = (id, n) => {
    const parcel = unsent.get(id), of = Math.max(1, Math.ceil(parcel.bytes.byteLength / PIECE));
    const piece = parcel.bytes.slice(n * PIECE, (n + 1) * PIECE);
    clearTimeout(parcel.timer);
    parcel.timer = setTimeout(() => say(NO_ANSWER, { fault: true, rescue: parcel }), 20000);
    say(of > 3 ? `Sending… ${percent(n / of)}` : "Sending…");
    try { model.send({ kind: "piece", id, n, of, name: parcel.name }, undefined, [piece]); }
    catch { clearTimeout(parcel.timer); say(NO_ANSWER, { fault: true, rescue: parcel }); }
  };
  model.on("msg:custom", ({ kind, id, n, of }) => {
    const parcel = unsent.get(id);
    if (!parcel) return;
    clearTimeout(parcel.timer);
    if (kind === "got" && n + 1 < of) return give(id, n + 1);
    unsent.delete(id);
    if (kind === "got") say("");
    else if (!parcel.name) say(model.get("note"), { fault: true, rescue: parcel });  // refused: what was said can still be saved
  });
  return (bytes, name, label) => {
    const id = crypto.getRandomValues(new Uint32Array(2)).join("-");
    unsent.set(id, { bytes, name, label });
    give(id, 0);
  };
}

function meter(stream, bar) {  // level in dB, twenty times a second; returns how to stop
  const context = new AudioContext(), ear = context.createAnalyser(), wave = new Float32Array(1024);
  ear.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(ear);
  const timer = setInterval(() => {
    ear.getFloatTimeDomainData(wave);
    const peak = wave.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-4), db = 20 * Math.log10(peak);
    bar.firstChild.style.width = percent(Math.max(0, 1 + db / 60));
    bar.classList.toggle("ev-hot", db > -1);
    bar.setAttribute("aria-valuenow", Math.round(db));
  }, 50);
  return () => { clearInterval(timer); context.close(); };
}

async function capture(bar, tick) {  // starts recording; returns how to stop, which gives the recording's bytes
  if (!navigator.mediaDevices) throw new Error(NO_DEVICES);
  const stream = await navigator.mediaDevices.getUserMedia({ audio: AS_IT_IS });
  const recorder = new MediaRecorder(stream), parts = [], began = performance.now(), quiet = meter(stream, bar);
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start(1000);
  const timer = setInterval(() => tick((performance.now() - began) / 1000), 200);
  return () => new Promise((done) => {
    recorder.onstop = async () => {
      clearInterval(timer); quiet();
      stream.getTracks().forEach((track) => track.stop());
      done(await new Blob(parts, { type: recorder.mimeType }).arrayBuffer());
    };
    recorder.stop();
  });
}

function recorder({ model, el }) {
  let stop = null;
  const label = model.get("label");
  const status = make("p", { class: "ev-note", role: "status" });
  const level = { role: "meter", "aria-label": "Level in dB", "aria-valuemin": -60, "aria-valuemax": 0, "aria-valuenow": -60 };
  const bar = make("div", { class: "ev-meter", ...level }, make("div"));
  const time = make("span", { class: "ev-time" }, "0:00");
  const sound = make("audio", { controls: true, "aria-label": `${label}: listen`, hidden: true });
  const rescue = make("a", { download: "recording.wav", class: "ev-rescue", hidden: true }, "Save the recording");

  const say = (line, { fault = false, rescue: parcel = null } = {}) => {
    status.textContent = line;
    status.classList.toggle("ev-fault", fault);
    rescue.hidden = !parcel;
    if (!parcel) return;
    rescue.href = URL.createObjectURL(parcel.name ? new Blob([parcel.bytes]) : wav(new Int16Array(parcel.bytes.buffer)));
    rescue.download = parcel.name || "recording.wav";
  };
  const send = sender(model, say);
  const listen = (blob) => { sound.src = URL.createObjectURL(blob); sound.hidden = false; };

  const button = make("button", { class: "ev-button ev-main", type: "button" });
  const show = () => {
    button.textContent = stop ? "Stop" : model.get("taken") ? "Record again" : "Record";
    button.classList.toggle("ev-live", !!stop);
    bar.hidden = time.hidden = !stop;
  };
  const finish = async () => {
    const ended = stop;
    stop = null; show();
    say("Decoding…");
    try {
      const pcm = pcm16(mono(await decode(await ended())));
      listen(wav(pcm));
      send(new Uint8Array(pcm.buffer), "", label);
    } catch (error) { say(`The recording can't be decoded: ${error.message}. Record it again, or choose a file.`, { fault: true }); }
  };
  const tick = (s) => { time.textContent = clock(s); if (s >= model.get("max_s") && stop) finish(); };
  button.addEventListener("click", async () => {
    if (stop) return finish();
    silence();
    button.disabled = true;
    try { stop = await capture(bar, tick); say("Recording…"); sound.hidden = true; }
    catch (error) { say(REFUSALS[error.name] || error.message, { fault: true }); }
    button.disabled = false; show();
  });

  const file = make("input", { type: "file", accept: "audio/*,video/*", onchange: async () => {
    if (!file.files.length) return;
    const chosen = file.files[0];
    listen(chosen);
    send(new Uint8Array(await chosen.arrayBuffer()), chosen.name, label);
    file.value = "";
  } });
  const path = make("input", { type: "text", placeholder: "recordings/memo.m4a", spellcheck: "false" });
  const open = (event) => { event.preventDefault(); sound.hidden = true; say("Opening…"); model.send({ kind: "path", path: path.value }); };

  const heard = () => { say(model.get("note"), { fault: model.get("fault") }); show(); };
  for (const name of ["note", "fault"]) model.on(`change:${name}`, heard);
  model.on("change:taken", () => { sound.hidden ||= !model.get("taken"); show(); });

  const left = [...unsent.entries()].filter(([, parcel]) => parcel.label === label).map(([id, parcel]) => {
    clearTimeout(parcel.timer);
    return make("button", { class: "ev-button", type: "button", onclick: ({ target }) => {
      unsent.delete(id); target.remove(); send(parcel.bytes, parcel.name, label);
    } }, "Send the recording that was not delivered");
  });
  el.append(
    make("div", { class: "ev-row" }, button, time, bar, sound, ...left),
    make("div", { class: "ev-row" }, status, rescue),
    make("div", { class: "ev-row ev-else" },
      make("label", { class: "ev-button ev-file" }, "Choose a file…", file),
      make("form", { class: "ev-row", onsubmit: open }, make("label", {}, "or a path ", path), make("button", { class: "ev-button", type: "submit" }, "Open"))));
  el.setAttribute("aria-label", label);
  show();
  if (model.get("note")) heard();
  return () => { if (stop) stop(); silence(); };
}

// ---- the tagged transcript

function spoken(token) {  // what a screen reader says
  const parts = [token.kind === "tag" ? `tag ${token.text}` : token.text];
  if (token.start_s != null) parts.push(`at ${token.start_s.toFixed(1)} seconds`);
  if (token.confidence != null) parts.push(`confidence ${percent(token.confidence)}`);
  return parts.join(", ");
}

function tokenView(token, timed) {
  const kind = token.kind === "tag" ? `ev-tag ev-${token.category}` : `ev-word${token.span ? ` ev-under ev-${token.span}` : ""}`;
  const unsure = token.confidence != null && token.confidence < 0.5 ? " ev-unsure" : "";
  const title = token.confidence == null ? null : `confidence ${percent(token.confidence)}`;
  const view = make(timed ? "button" : "span", { class: kind + unsure, dir: "auto", title });
  if (timed) { view.type = "button"; view.tabIndex = -1; view.setAttribute("aria-label", spoken(token)); }
  view.textContent = token.text;
  if (token.kind === "tag" && token.confidence != null) view.append(make("small", {}, percent(token.confidence)));
  return view;
}

// One stop for the Tab key; arrows, Home and End move on from there, Enter and Space are a button's own.
function rove(box) {
  const stops = () => [...box.querySelectorAll("button")];
  const stay = (view) => stops().forEach((other) => { other.tabIndex = other === view ? 0 : -1; });
  box.addEventListener("focusin", (event) => stay(event.target));
  box.addEventListener("keydown", (event) => {
    const all = stops(), at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to == null || at < 0) return;
    event.preventDefault(); event.stopPropagation();
    all[to]?.focus();
  });
  return () => stay(stops()[0]);
}

function transcript({ model, el }) {
  const box = make("div", { class: "ev-text", role: "group", "aria-label": `${model.get("label")}; arrow keys move from word to word, Enter plays` });
  const note = make("p", { class: "ev-note", role: "status" });
  const whole = make("button", { class: "ev-button", type: "button" }, "Play all");
  const ready = rove(box), sound = soundOf(() => model.get("sound"));

  const sounding = async (start, end, view) => {
    const buffer = await sound();
    if (!buffer) return;
    const sounds = (other, at) => (view ? other === view : +other.dataset.start <= at && at < +other.dataset.end);
    const mark = (at) => [...box.children].forEach((other) => other.classList.toggle("ev-now", at != null && sounds(other, at)));
    el.dataset.played = `${start.toFixed(2)}-${(end ?? buffer.duration).toFixed(2)}`;
    play(buffer, start, end ?? buffer.duration, { onstep: mark, onstop: () => mark(null) });
  };
  whole.addEventListener("click", () => (playing ? silence() : sounding(0, null, null)));

  const draw = () => {
    const tokens = model.get("tokens"), hasSound = model.get("sound")?.byteLength > 0;
    box.replaceChildren(...tokens.flatMap((token) => {
      const timed = hasSound && token.start_s != null, view = tokenView(token, timed);
      if (timed) {  // a tag without length still lets one hear where it stands
        const end = token.end_s > token.start_s ? token.end_s + 0.03 : token.start_s + 1;
        Object.assign(view.dataset, { start: token.start_s, end });
        view.addEventListener("click", () => sounding(Math.max(0, token.start_s - 0.03), end, view));
      }
      return [view, " "];
    }));
    whole.hidden = !hasSound;
    box.hidden = !tokens.length;
    note.textContent = model.get("note");
    note.hidden = !note.textContent;
    ready();
  };
  for (const name of ["tokens", "sound", "note"]) model.on(`change:${name}`, draw);
  draw();
  el.append(box, make("div", { class: "ev-row" }, whole), note, ...(model.get("editable") ? editor(model) : []));
  el.setAttribute("aria-label", model.get("label"));
  return silence;
}

const HINT = "Transcribe the recording, or type what is said in it. A tag stands in brackets: [laughs]";

function editor(model) {  // a text field, and a button for each tag that puts it where the cursor is
  const field = make("textarea", { rows: 3, dir: "auto", "aria-label": "The text with its tags, to correct", placeholder: HINT });
  let timer = null;
  const tell = () => { clearTimeout(timer); model.set("text", field.value); model.save_changes(); };
  field.value = model.get("text");
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(tell, 250); });
  field.addEventListener("blur", tell);
  field.addEventListener("keydown", (event) => event.stopPropagation());  // the notebook's own shortcuts stay out of it
  model.on("change:text", () => { if (field.value !== model.get("text")) field.value = model.get("text"); });
  const put = (name) => {
    const at = field.selectionStart, gap = at && !/\s/.test(field.value[at - 1]) ? " " : "";
    field.setRangeText(`${gap}[${name}] `, at, field.selectionEnd, "end");
    field.focus();
    tell();
  };
  const buttons = model.get("names").map(([name, category]) => make("button", {
    class: `ev-tag ev-${category}`, type: "button", "aria-label": `insert ${name}`, onmousedown: (event) => event.preventDefault(), onclick: () => put(name),
  }, name));
  return [make("div", { class: "ev-row ev-palette", role: "group", "aria-label": "Tags to insert at the cursor" }, ...buttons), field];
}

// ---- side by side

const WIDTH = 1000, HEIGHT = 80, STRIP = 10;  // of the drawing, which scales with the page; of the strip that span tags have below

function axis(duration) {  // a tick every 1, 2, 5, 10… seconds, at most a dozen
  const step = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300].find((s) => duration / s <= 12) || 600;
  return Array.from({ length: Math.floor(duration / step) + 1 }, (_, i) => i * step);
}

function drawing(track, duration) {
  const x = (s) => (WIDTH * s) / duration, high = HEIGHT - STRIP;
  const wave = track.peaks.map((peak, i) => {
    const at = x((track.duration_s * (i + 0.5)) / track.peaks.length).toFixed(1), half = Math.max(0.6, (peak * (high - 4)) / 2);
    return `M${at} ${(high / 2 - half).toFixed(1)}V${(high / 2 + half).toFixed(1)}`;
  }).join("");
  const bands = track.marks.map((mark) => make("rect", {
    class: `${mark.span ? "" : "ev-band "}ev-${mark.category}`, x: x(mark.start_s), width: Math.max(3, x(mark.end_s - mark.start_s)),
    y: mark.span ? high : 0, height: mark.span ? STRIP : high,
  }));
  const playhead = make("line", { class: "ev-head", x1: 0, x2: 0, y1: 0, y2: HEIGHT });
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const svg = make("svg", box, ...bands, make("path", { class: "ev-wave", d: wave }), playhead);
  return { svg, move: (s) => { playhead.setAttribute("x1", x(s)); playhead.setAttribute("x2", x(s)); } };
}

function labels(track, duration) {  // HTML, so that letters aren't stretched with the drawing; crowded ones take a second row
  let free = [0, 0];
  return track.marks.map((mark) => {
    const at = (100 * mark.start_s) / duration, row = at >= free[0] ? 0 : at >= free[1] ? 1 : 0;
    free[row] = at + 1.5 + mark.text.length * 1.05;
    return make("span", { class: `ev-tag ev-${mark.category}`, style: `left:${Math.min(at, 92)}%;top:${row * 1.35}em` }, mark.text);
  });
}

function trackView(track, duration, el, nth) {
  const { svg, move } = drawing(track, duration), sound = soundOf(() => track.sound);
  const button = make("button", { class: "ev-button", type: "button", "aria-label": `Play: ${track.label}` }, "Play");
  const range = { role: "slider", "aria-label": `Place in: ${track.label}`, "aria-valuemin": 0, "aria-valuemax": track.duration_s, "aria-valuenow": 0 };
  const area = make("div", { class: "ev-area", tabindex: 0, ...range }, svg);
  let at = 0, mine = false;
  const here = (s) => {
    at = Math.max(0, Math.min(s, track.duration_s));
    move(at);
    area.setAttribute("aria-valuenow", at.toFixed(2));
    area.setAttribute("aria-valuetext", `${at.toFixed(1)} seconds`);
  };
  const start = async () => {
    if (at >= track.duration_s - 0.02) here(0);
    const buffer = await sound();
    if (!buffer) return;
    mine = true; button.textContent = "Stop";
    el.dataset.played = `${nth}:${at.toFixed(2)}`;
    play(buffer, at, track.duration_s, { onstep: here, onstop: () => { mine = false; button.textContent = "Play"; } });
  };
  const toggle = () => (mine ? silence() : start());
  button.addEventListener("click", toggle);
  area.addEventListener("click", (event) => {
    const box = area.getBoundingClientRect();
    silence();
    here(((event.clientX - box.left) / box.width) * duration);
    start();
  });
  area.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 0.5, ArrowLeft: -0.5, PageUp: 5, PageDown: -5, Home: -1e6, End: 1e6, Enter: 0, " ": 0 }[event.key];
    if (by == null) return;
    event.preventDefault(); event.stopPropagation();
    if (by) here(at + by); else toggle();
  });
  const ticks = axis(duration).map((s) => make("span", { style: `left:${(100 * s) / duration}%` }, `${s} s`));
  const note = track.note ? make("p", { class: "ev-note" }, track.note) : null;
  return make("section", { class: "ev-track", "aria-label": track.label },
    make("div", { class: "ev-row" }, button, make("strong", {}, track.label), make("span", { class: "ev-time" }, `${track.duration_s.toFixed(1)} s`)),
    make("div", { class: "ev-labels" }, ...labels(track, duration)), area,
    make("div", { class: "ev-axis", "aria-hidden": "true" }, ...ticks), note);
}

function sides({ model, el }) {
  const draw = () => {
    silence();
    const tracks = model.get("tracks"), duration = Math.max(0.1, ...tracks.map((track) => track.duration_s));
    el.replaceChildren(...tracks.map((track, nth) => trackView(track, duration, el, nth)));
    el.hidden = !tracks.length;
  };
  model.on("change:tracks", draw);
  draw();
  return silence;
}

// ---- one line that is read out when it changes

function status({ model, el }) {
  const line = make("p", { class: "ev-line", role: "status" });
  const show = () => { line.textContent = model.get("note"); el.hidden = !line.textContent; };
  model.on("change:note", show);
  el.append(line);
  show();
}

// ---- one door for all of them

const VIEWS = { recorder, transcript, sides, status };

export default {
  render({ model, el }) {
    const root = make("div", { class: `ev ev-${model.get("view")}`, role: "group" });
    el.append(root);
    const stops = [followTheme(root), VIEWS[model.get("view")]({ model, el: root })];
    return () => stops.forEach((stop) => stop && stop());
  },
};
