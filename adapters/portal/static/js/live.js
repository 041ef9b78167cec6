// A page that is watched loads itself again, for as long as somebody wants it to. Whether they do stands behind the # of
// the address: nothing is stored, and a page that was not asked to move stands still.
const EVERY_MS = 3000;
const MARK = "#live";

export function enableLive(root) {
  for (const button of root.querySelectorAll("[data-live]")) {
    let timer;
    const go = (live) => {
      clearTimeout(timer);
      button.setAttribute("aria-pressed", String(live));
      if (live) timer = setTimeout(() => location.replace(location.pathname + "?" + Date.now() + MARK), EVERY_MS);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const live = location.hash !== MARK;
      history.replaceState(history.state, "", location.pathname + (live ? MARK : ""));
      go(live);
    });
    go(location.hash === MARK);
  }
}
