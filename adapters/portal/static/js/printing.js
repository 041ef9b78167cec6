// A print button is in the page but hidden: without JavaScript it could not do anything.
export function enablePrinting(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
