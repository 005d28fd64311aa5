// The page: a text, what is wrong in it as it is typed, and the same in other forms.
import { json } from "@codemirror/lang-json";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, linter, lintGutter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

const TABS = [
  ["picture", "Picture"], ["rule", "Rule"], ["json-ld", "JSON-LD"], ["turtle", "Turtle"], ["graph", "Graph"],
  ["resource-json", "JSON"], ["vrs", "VRS"], ["nquads", "N-Quads"], ["resource-xml", "XML"],
];
const element = (id) => document.getElementById(id);
const post = (path, text, accept) =>
  fetch(path, { method: "POST", body: text, headers: { "Content-Type": "text/plain", Accept: accept } });

let marks = [];
let tab = "picture";
let rule = null;
let asked = 0;

// --- What is wrong ------------------------------------------------------------------------------

async function check(view) {
  const text = view.state.doc.toString();
  if (!text.trim()) {
    show([], "");
    draw();
    return [];
  }
  let found;
  try {
    const answer = await post("api/marks", text, "application/json");
    found = await answer.json();
    if (!answer.ok) throw new Error(found.detail);
  } catch (error) {
    show([], `The service could not check this: ${error.message}`);
    return [];
  }
  show(found.marks, verdict(found.marks));
  draw();
  return marks.map((mark) => ({
    from: mark.from,
    to: Math.max(mark.to, mark.from),
    severity: mark.severity,
    source: `${mark.rule} ${mark.name}`,
    message: mark.message,
    actions: mark.edits.length ? [{ name: `write ${mark.fix}`, apply: () => fix(mark) }] : [],
  }));
}

function verdict(found) {
  const count = (severity) => found.filter((mark) => mark.severity === severity).length;
  const words = ["error", "warning", "info"]
    .map((severity) => [count(severity), severity])
    .filter(([number]) => number)
    .map(([number, severity]) => `${number} ${severity}${number === 1 ? "" : "s"}`);
  const said = count("error") ? "does not conform" : "conforms";
  return words.length ? `${said} (${words.join(", ")})` : said;
}

function show(found, said) {
  marks = found;
  const line = element("verdict");
  line.textContent = said;
  line.className = found.some((mark) => mark.severity === "error") ? "error" : "good";
  element("findings").replaceChildren(...found.map(item));
}

function item(mark) {
  const entry = document.createElement("li");
  const place = document.createElement("button");
  place.className = "say";
  place.type = "button";
  const severity = document.createElement("strong");
  severity.className = mark.severity;
  severity.textContent = `${mark.severity} ${mark.rule} `;
  place.append(severity, `${mark.line ?? "?"}:${mark.column ?? "?"} ${mark.message}`);
  place.onclick = () => {
    editor.dispatch({ selection: { anchor: mark.from, head: mark.to }, scrollIntoView: true });
    editor.focus();
  };
  const bar = document.createElement("div");
  bar.className = "bar";
  if (mark.edits.length) bar.append(button(`Write ${mark.fix}`, () => fix(mark)));
  bar.append(button(`Why ${mark.rule}?`, () => { rule = mark.rule; choose("rule"); }));
  entry.append(place, bar);
  return entry;
}

function button(text, click) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.onclick = click;
  return made;
}

function fix(mark) {
  editor.dispatch({ changes: mark.edits });
  editor.focus();
  forceLinting(editor);
}

// --- The same in other forms --------------------------------------------------------------------

function choose(name) {
  tab = name;
  for (const each of element("tabs").children) {
    const chosen = each.dataset.tab === name;
    each.setAttribute("aria-selected", chosen);
    each.tabIndex = chosen ? 0 : -1;
  }
  draw();
}

async function draw() {
  const text = editor.state.doc.toString();
  const number = ++asked;
  const made = text.trim() ? await content(text) : note("There is no message yet.");
  if (number === asked) element("view").replaceChildren(made);
}

async function content(text) {
  try {
    if (tab === "picture") return await picture(text, "allele");
    if (tab === "graph") return await picture(text, "graph");
    if (tab === "rule") return await explanation();
    const answer = await post(`api/convert?pretty=true&to=${tab}`, text, "*/*");
    const body = await answer.text();
    if (!answer.ok) return note(JSON.parse(body).detail);
    const shown = document.createElement("pre");
    shown.textContent = body;
    const lost = answer.headers.get("Clingen-Losses");
    if (!lost) return shown;
    const both = document.createDocumentFragment();
    both.append(note(`${lost} values have no place in this form.`), shown);
    return both;
  } catch (error) {
    return note(`The service did not answer: ${error.message}`);
  }
}

async function picture(text, of) {
  const answer = await post(`api/draw?of=${of}`, text, "image/svg+xml");
  const body = await answer.text();
  if (!answer.ok) return note(JSON.parse(body).detail);
  const image = document.createElement("img");
  image.className = of;
  const drawn = new DOMParser().parseFromString(body, "image/svg+xml");
  image.alt = drawn.querySelector("desc")?.textContent ?? "";
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(body)}`;
  return image;
}

async function explanation() {
  if (rule === null) return note("Choose “Why” beside a finding.");
  const answer = await fetch(`api/rules/${encodeURIComponent(rule)}`);
  const shown = document.createElement("pre");
  shown.style.whiteSpace = "pre-wrap";
  shown.textContent = await answer.text();
  return shown;
}

function note(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

for (const [name, title] of TABS) {
  const made = button(title, () => choose(name));
  made.dataset.tab = name;
  made.setAttribute("role", "tab");
  made.setAttribute("aria-controls", "view");
  element("tabs").append(made);
}
element("tabs").onkeydown = (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const names = TABS.map(([name]) => name);
  choose(names[(names.indexOf(tab) + step + names.length) % names.length]);
  element("tabs").querySelector("[aria-selected=true]").focus();
};

// --- Links: the text is in the fragment, which no browser sends -----------------------------------

async function through(bytes, stream) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

async function packed(text) {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpacked(fragment) {
  const binary = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
}

element("link").onclick = async () => {
  history.replaceState(null, "", `#${await packed(editor.state.doc.toString())}`);
  try {
    await navigator.clipboard.writeText(location.href);
    element("link").textContent = "Link copied";
  } catch {
    element("link").textContent = "The link is in the address";
  }
  setTimeout(() => { element("link").textContent = "Copy link"; }, 3000);
};

async function fromAddress() {
  if (location.hash.length < 2) return;
  try {
    write(await unpacked(location.hash.slice(1)));
  } catch {
    show([], "The address has a link that cannot be read.");
  }
}

// --- The editor -----------------------------------------------------------------------------------

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--key)" },
  { tag: tags.string, color: "var(--string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
]);

function write(text) {
  editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  forceLinting(editor);
}

const editor = new EditorView({
  parent: element("editor"),
  state: EditorState.create({
    extensions: [
      basicSetup, json(), lintGutter(), linter(check, { delay: 300 }),
      syntaxHighlighting(COLOURS),
      EditorView.theme({}, { dark: matchMedia("(prefers-color-scheme: dark)").matches }),
      EditorView.contentAttributes.of({ "aria-label": "Message" }),
    ],
  }),
});

editor.scrollDOM.tabIndex = 0;

for (const name of Object.keys(EXAMPLES)) element("examples").append(new Option(name, name));
element("examples").onchange = (event) => {
  if (event.target.value) write(EXAMPLES[event.target.value]);
};
const box = element("editor");
box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
box.addEventListener("dragleave", () => box.classList.remove("over"));
box.addEventListener("drop", async (event) => {
  const file = event.dataTransfer.files[0];
  box.classList.remove("over");
  if (!file) return;
  event.preventDefault();
  event.stopPropagation();
  write(await file.text());
}, true);
window.addEventListener("hashchange", fromAddress);
choose("picture");
fromAddress();
