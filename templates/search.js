// Filters the customer list by name or owner; everything can be read without it.
const box = document.getElementById("search");
if (box) {
  const shown = box.parentElement.querySelector("output");
  const rows = [...document.querySelectorAll(".t-customers tbody tr")];
  const texts = rows.map((row) => (row.cells[0].textContent + " " + row.cells[1].textContent).toLowerCase());
  const filter = () => {
    const asked = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, n) => { row.hidden = !asked.every((part) => texts[n].includes(part)); });
    const left = rows.filter((row) => row.getClientRects().length > 0).length;
    shown.textContent = asked.length ? shown.dataset.shown.replace("{n}", left) : "";
  };
  box.addEventListener("input", filter);
  addEventListener("hashchange", filter);
  box.parentElement.hidden = false;
  filter();
}
