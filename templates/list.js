// Filters and sorts the list of customers, opens what a link leads to; everything can be read without it.
"use strict";
const language = document.documentElement.lang;
const cellsOf = (item) => (item.rows ? item.rows[0] : item).cells;
const textOf = (item, column) => cellsOf(item)[column].textContent.trim();

for (const table of document.querySelectorAll(".sortable")) {
  const items = [...(table.classList.contains("t-own") ? table.tBodies : table.tBodies[0].rows)];
  const place = new Map(items.map((item, n) => [item, n]));
  const parent = items[0] && items[0].parentElement;
  const heads = [...table.tHead.rows[0].cells].filter((head) => head.dataset.sort);
  const value = {
    order: (item) => place.get(item),
    number: (item, column) => parseFloat(textOf(item, column).replace(/[^\d.-]/g, "")),
    key: (item, column) => parseFloat(cellsOf(item)[column].dataset.k),
  };
  const sort = (head, down) => {
    const how = head.dataset.sort, column = head.cellIndex, ranks = how.split("|");
    const key = value[how] || (how === "text" ? textOf : (item, n) => ranks.indexOf(textOf(item, n)));
    const keys = new Map(items.map((item) => [item, key(item, column)]));
    const known = (item) => keys.get(item) === "" || Number.isNaN(keys.get(item)) ? 1 : 0;
    const compare = how === "text" ? new Intl.Collator(language).compare : (a, b) => a - b;
    const sorted = [...items].sort((a, b) => known(a) - known(b)
      || (known(a) ? 0 : compare(keys.get(a), keys.get(b)) * (down ? -1 : 1)) || place.get(a) - place.get(b));
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    parent.append(...sorted);
  };
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    const first = head.dataset.sort === "number" ? "descending" : "ascending";
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      sort(head, now ? now === "ascending" : first === "descending");
    });
  }
  table.classList.add("sorts");
}

const form = document.querySelector(".find");
if (form) {
  const table = document.querySelector(".t-own, .t-customers");
  const items = [...(table.classList.contains("t-own") ? table.tBodies : table.tBodies[0].rows)];
  const texts = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
  const { search, said } = form.elements;
  const selects = [...form.querySelectorAll("select")];
  const holds = (item, select) => select.name === "due"
    ? item.className.includes(select.value)
    : textOf(item, select.dataset.column).split(form.dataset.joiner).includes(select.value);
  const filter = () => {
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = selects.filter((select) => select.value);
    for (const item of items) {
      item.hidden = !(asked.every((part) => texts.get(item).includes(part))
        && chosen.every((select) => holds(item, select)));
    }
    const left = items.filter((item) => item.getClientRects().length).length;
    form.elements.clear.hidden = !(asked.length || chosen.length);
    said.value = left === items.length ? "" : (left ? said.dataset.some.replace("{n}", left) : said.dataset.none);
  };
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const event of ["hashchange", "load"]) addEventListener(event, filter);
  // What a number leads to is that many customers, whatever was asked before.
  for (const link of document.querySelectorAll("[data-figure], .view, [data-pick]")) {
    link.addEventListener("click", () => {
      form.reset();
      const box = link.dataset.pick && form.elements[link.dataset.pick];  // none where all rows say the same
      if (box) box.value = link.dataset.value;
      setTimeout(filter);
    });
  }
  form.hidden = false;
}

const reveal = () => {
  const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!there) return;
  if (there.hidden && form) form.reset();
  const fold = there.querySelector(":scope > details, :scope > tr > td > details");
  if (fold) fold.open = true;
  there.scrollIntoView();
};
for (const event of ["hashchange", "load"]) addEventListener(event, reveal);

let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const fold of closed) fold.open = true;
});
addEventListener("afterprint", () => { for (const fold of closed) fold.open = false; });
