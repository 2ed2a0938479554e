// From values to heights and to places on an axis, and numbers as text; see drawing/heights.py, axes.py and text.py.

/** A number, or the nearest one from low to high. */
export function clamped(number, low, high) {
  return Math.min(Math.max(number, low), high);
}

/** The height of a value, from 0 to 1; of what is no number, none. */
export function height(scale, value) {
  const stretched = z => {
    if (scale.soft === null) return z;
    return Math.sign(z - scale.origin) * Math.log1p(Math.abs(z - scale.origin) / scale.soft);
  };
  const low = stretched(scale.low), high = stretched(scale.high);
  return (stretched(clamped(value, scale.low, scale.high)) - low) / (high - low);
}

/** Where a value stands on an axis that is linear, log (in decades) or symlog (linear up to a power of ten). */
export function place(axis, value) {
  if (axis.kind === "linear") return value;
  if (axis.kind === "log") return value > 0 ? Math.log10(value) : NaN;
  const beyond = 1 + Math.log10(Math.abs(value)) - axis.decade;
  return beyond > 1 ? Math.sign(value) * beyond : value / 10 ** axis.decade;
}

/** A value in nine characters at most: three decimals, or an exponent where it is small or large. */
export function valueText(value) {
  if (Number.isNaN(value)) return "—";
  const size = Math.abs(value);
  if (size === Infinity) return value > 0 ? "∞" : "−∞";
  let text = (value + 0).toFixed(3);
  if (size && (size < 0.01 || size >= 9999.9995)) {
    text = value.toExponential(size <= 1e-99 || size >= 1e100 ? 1 : 2).replace("e+", "e");
  }
  return text.replace(/-/g, "−").replace(/^−(0\.000)$/, "$1");
}

/** The last index of a list that never falls at which a value is not above some number. */
export function lastUpTo(values, number) {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const middle = low + high + 1 >> 1;
    if (values[middle] <= number) low = middle; else high = middle - 1;
  }
  return low;
}
