const page = document.body;
const only = document.getElementById("errors-only");
const apply = () => page.classList.toggle("errors-only", only.checked);
only.addEventListener("change", apply);
apply();

const show = (row) => {
  const start = Number(row.dataset.start);
  const text = row.closest(".sides").querySelector(".text");
  let found = null;
  for (const piece of text.children) {
    if (Number(piece.dataset.at) <= start) found = piece;
  }
  for (const piece of text.querySelectorAll(".shown")) piece.classList.remove("shown");
  if (found) {
    found.classList.add("shown");
    text.scrollTo({ top: found.offsetTop - text.offsetTop - text.clientHeight / 3, behavior: "smooth" });
  }
};
page.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-start]");
  if (row) show(row);
});
page.addEventListener("keydown", (event) => {
  const row = event.target.closest("tr[data-start]");
  if (row && event.key === "Enter") show(row);
});

const open = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
};
addEventListener("hashchange", open);
open();
