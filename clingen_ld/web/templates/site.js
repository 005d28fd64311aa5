// Search: all pages and their parts, by the letters of their names and texts.
const root = document.body.dataset.root;
const field = document.getElementById("search");
const found = document.getElementById("found");
let entries = null;

async function search() {
  const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return found.replaceChildren();
  entries ??= await listed();
  const fits = (entry) => words.every((word) => `${entry.label} ${entry.text}`.toLowerCase().includes(word));
  const named = (entry) => entry.label.toLowerCase().startsWith(words[0]) ? 0 : 1;
  show(entries.filter(fits).sort((a, b) => named(a) - named(b)).slice(0, 20).map(line));
}

function listed() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${root}search.js`;
    script.onload = () => resolve(window.pages);
    script.onerror = reject;
    document.head.append(script);
  });
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
  const list = document.createElement("ul");
  list.append(...lines.map((each) => {
    const item = document.createElement("li");
    item.append(each);
    return item;
  }));
  found.replaceChildren(lines.length ? list : "Nothing is found.");
}

field.addEventListener("input", search);
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  found.querySelector("a")?.click();
});

// Tabs, of what is one below the other without scripts.
document.querySelectorAll(".tabs").forEach((tabs, group) => {
  const list = document.createElement("div");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Forms");
  const panels = [...tabs.querySelectorAll("details")].map((details, number) => {
    const button = document.createElement("button");
    const panel = document.createElement("div");
    Object.assign(button, { type: "button", id: `tab-${group}-${number}`, textContent: details.querySelector("summary").textContent });
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", `panel-${group}-${number}`);
    panel.id = `panel-${group}-${number}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", button.id);
    panel.append(details.querySelector("pre"));
    button.addEventListener("click", () => choose(number));
    list.append(button);
    return [button, panel];
  });
  function choose(chosen) {
    panels.forEach(([button, panel], number) => {
      button.setAttribute("aria-selected", number === chosen);
      button.tabIndex = number === chosen ? 0 : -1;
      panel.hidden = number !== chosen;
    });
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (panels.findIndex(([button]) => button.tabIndex === 0) + step + panels.length) % panels.length;
    choose(next);
    panels[next][0].focus();
  });
  tabs.replaceChildren(list, ...panels.map(([, panel]) => panel));
  choose(0);
});
