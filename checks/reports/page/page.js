"use strict";
// Filters the findings and expands long lists. The page is complete without it.

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const form = byId("filter");
const number = (count) => count.toLocaleString("en-US");
const counted = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;
const LINES_MORE = 500;

// What each rule shows now: its matching problems, each with its matching lines.
const matching = new Map();
for (const [code, rule] of Object.entries(data.rules)) {
  for (const fault of rule.faults) {
    fault.words = `${rule.words} ${fault.slice(1, 5).join(" ").toLowerCase()}`;
  }
  matching.set(code, rule.faults.map((fault) => ({ fault, lines: fault[6] })));
}

function addLines(item, lines, count) {
  const list = item.querySelector("ul.lines");
  const button = item.querySelector("button.lines");
  const shown = list.children.length;
  for (const line of lines.slice(shown, shown + count)) {
    list.append(Object.assign(document.createElement("li"), { textContent: line }));
  }
  showRest(button, lines.length - list.children.length);
}

function addFaults(article, count) {
  const found = matching.get(article.id);
  const list = article.querySelector("ul.faults");
  const shown = list.children.length;
  for (const { fault, lines } of found.slice(shown, shown + count)) {
    const item = byId("fault").content.firstElementChild.cloneNode(true);
    const [, file, column, message, hint, waived] = fault;
    item.querySelector(".where").append(`${file} `, Object.assign(document.createElement("b"), { textContent: column }));
    item.querySelector(".message").textContent = message;
    item.querySelector(".hint").textContent = hint;
    item.querySelector(".waived").textContent = waived && `Waived: ${waived}`;
    addLines(item, lines, data.linesAtOnce);
    list.append(item);
  }
  const button = article.querySelector("button.faults");
  if (button) showRest(button, found.length - list.children.length);
}

function showRest(button, rest) {
  button.hidden = rest <= 0;
  button.disabled = false;
  button.textContent = `and ${number(rest)} more`;
}

function linesThatMatch(lines, query) {
  return lines.filter((line) => typeof line === "number" ? String(line) === query : line.toLowerCase().includes(query));
}

function filter() {
  const query = byId("query").value.trim().toLowerCase();
  const file = byId("file").value;
  const review = byId("review").value;
  const hiddenKinds = new Set([...form.querySelectorAll(".pick input:not(:checked)")].map((box) => box.value));
  let faults = 0;
  let rules = 0;
  let places = 0;
  for (const [code, rule] of Object.entries(data.rules)) {
    const found = [];
    for (const fault of rule.faults) {
      const kind = fault[5] ? "waived" : fault[0];
      if (hiddenKinds.has(kind) || (file && fault[1] !== file) || (review && rule.review !== review)) continue;
      let lines = fault[6];
      if (query && !fault.words.includes(query)) {
        lines = linesThatMatch(lines, query);
        if (!lines.length) continue;
      }
      found.push({ fault, lines });
      places += Math.max(lines.length, 1);
    }
    matching.set(code, found);
    const article = byId(code);
    article.hidden = !found.length;
    if (found.length) {
      rules += 1;
      faults += found.length;
      article.querySelector("ul.faults").replaceChildren();
      addFaults(article, data.faultsAtOnce);
    }
  }
  byId("status").textContent = places
    ? `${counted(places, "place")}, ${counted(faults, "problem")}, ${counted(rules, "rule")}`
    : "No findings match the filter.";
}

byId("rules").addEventListener("click", (event) => {
  const button = event.target.closest("button.more");
  if (!button) return;
  const article = button.closest("article");
  if (button.classList.contains("faults")) {
    addFaults(article, data.faultsAtOnce * 5);
  } else {
    const item = button.closest("li.fault");
    const place = [...article.querySelectorAll("li.fault")].indexOf(item);
    addLines(item, matching.get(article.id)[place].lines, LINES_MORE);
  }
});

let waiting;
byId("query").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 80);
});
form.addEventListener("change", filter);
form.addEventListener("submit", (event) => event.preventDefault());

// The dark colors are a style sheet of their own, so the switch only changes its media condition.
const dark = byId("dark");
const theme = byId("theme");
const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = null;
function showTheme() {
  const isDark = chosen ?? system.matches;
  dark.media = isDark ? "screen" : "not all";
  document.documentElement.classList.toggle("dark", isDark);
  theme.textContent = isDark ? "Light" : "Dark";
  theme.setAttribute("aria-label", isDark ? "Use light colors" : "Use dark colors");
}
theme.addEventListener("click", () => {
  chosen = !(chosen ?? system.matches);
  showTheme();
});
system.addEventListener("change", showTheme);
showTheme();

// Paper has nothing to click, so print everything expanded.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const each of folded) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of folded) each.open = false;
});

for (const button of document.querySelectorAll("button.more")) button.disabled = false;
theme.hidden = false;
form.hidden = !Object.keys(data.rules).length;
