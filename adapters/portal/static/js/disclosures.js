// What is folded away stays as somebody left it when they go back, opens when a link points into it, and is printed.
// The state lies with the entry in the browser's history (ids only, no storage): it is gone when the tab is.
const KEY = "disclosures";

export function rememberDisclosures(root) {
  const all = [...root.querySelectorAll("details")];
  const named = all.filter((details) => details.id);
  const kept = history.state?.[KEY] ?? {};

  for (const details of named) {
    if (details.id in kept) details.open = kept[details.id];
    details.addEventListener("toggle", () => {
      const states = { ...history.state?.[KEY], [details.id]: details.open };
      history.replaceState({ ...history.state, [KEY]: states }, "");
    });
  }

  const openTarget = () => {
    const target = location.hash && root.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target && target.closest("details");
    if (details) details.open = true;
  };
  window.addEventListener("hashchange", openTarget);
  openTarget();

  let shut = [];
  window.addEventListener("beforeprint", () => {
    shut = all.filter((details) => !details.open);
    for (const details of shut) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of shut) details.open = false;
  });
}
