// Search: all pages and their parts, by the letters of their names and texts.
const root = document.body.dataset.root;
const field = document.getElementById("search");
const found = document.getElementById("found");
let entries = null;

async function search() {
  const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return found.replaceChildren();
  try {
    entries ??= await (await fetch(`${root}search.json`)).json();
  } catch {
    return show(["Search needs the site to be served: python -m http.server"]);
  }
  const fits = (entry) => words.every((word) => `${entry.label} ${entry.text}`.toLowerCase().includes(word));
  const named = (entry) => entry.label.toLowerCase().startsWith(words[0]) ? 0 : 1;
  show(entries.filter(fits).sort((a, b) => named(a) - named(b)).slice(0, 20).map(line));
}

function line(entry) {
  const link = document.createElement("a");
  const [path, part] = entry.path.split("#");
  link.href = `${root}${path}index.html${part ? `#${part}` : ""}`;
  link.textContent = entry.label;
  const text = document.createElement("span");
  text.textContent = ` ${entry.text}`;
  const made = document.createDocumentFragment();
  made.append(link, text);
  return made;
}

function show(lines) {
  found.replaceChildren(...lines.map((each) => {
    const item = document.createElement("li");
    item.append(each);
    return item;
  }));
}

field.addEventListener("input", search);
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  found.querySelector("a")?.click();
});
