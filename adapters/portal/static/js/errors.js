// After a form comes back with mistakes, reading starts where they are listed.
export function focusErrorSummary(root) {
  root.querySelector("[data-error-summary]")?.focus();
}
