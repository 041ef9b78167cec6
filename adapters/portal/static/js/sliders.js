// A slider beside an amount field: moving one moves the other. The field is what is sent, and may hold what the slider
// cannot: cents, or an amount beyond its ends (the hub says what is possible, not the slider).

// Reads "1.240,50", "1,240.50", "€ 85" and "85": a separator before exactly three last digits groups thousands.
export function amountOf(text) {
  const bare = text.replace(/[€\s]/g, "");
  if (!/^\d+([.,]\d{3})*([.,]\d{0,2})?$/.test(bare)) return NaN;
  return Number(bare.replace(/[.,](?=\d{3})/g, "").replace(",", "."));
}

export function enableSliders(root) {
  for (const box of root.querySelectorAll("[data-slider]")) {
    const field = box.querySelector("input[name]");
    const frame = box.querySelector("[data-slider-range]");
    const range = frame.querySelector("input");
    const money = new Intl.NumberFormat(root.documentElement.lang, {
      style: "currency",
      currency: "EUR",
      maximumFractionDigits: 0,
    });

    const follow = () => {
      const amount = amountOf(field.value);
      if (!Number.isNaN(amount)) range.value = amount;
      range.setAttribute("aria-valuetext", money.format(range.value));
    };

    field.addEventListener("input", follow);
    range.addEventListener("input", () => {
      field.value = range.value;
      range.setAttribute("aria-valuetext", money.format(range.value));
      // Whoever listens to the field (another part of the page) hears of it as if it were typed.
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    frame.hidden = false;
    follow();
  }
}
