// Shares as exact fractions of whole numbers of any length: weights add up to 1, not to 0.9999.

const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };
export const ZERO = { n: 0n, d: 1n };
export const ONE = { n: 1n, d: 1n };
const HUNDRED = { n: 100n, d: 1n };

export function fraction(n, d = 1n) {
  const by = gcd(n, d) || 1n;
  return d < 0n ? { n: -n / by, d: -d / by } : { n: n / by, d: d / by };
}
export const add = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
export const times = (a, b) => fraction(a.n * b.n, a.d * b.d);
export const over = (a, b) => fraction(a.n * b.d, a.d * b.n);
export const less = (a, b) => a.n * b.d < b.n * a.d;
export const sum = (all) => all.reduce(add, ZERO);
export const number = (a) => Number(a.n * 1000000000n / a.d) / 1e9;

// Reads 20%, 0.2, 1/5; null where it is none of these.
export function read(text) {
  const plain = String(text).normalize("NFKC").replace(/^[≈=]/, "").trim();
  const part = /^(\d+)\/(\d+)$/.exec(plain);
  if (part) return part[2] === "0" ? null : fraction(BigInt(part[1]), BigInt(part[2]));
  const decimal = /^(\d*)(?:\.(\d*))?\s*(%?)$/.exec(plain);
  if (!decimal || !(decimal[1] || decimal[2])) return null;
  const tail = decimal[2] ?? "";
  const value = fraction(BigInt(decimal[1] + tail || "0"), 10n ** BigInt(tail.length));
  return decimal[3] ? over(value, HUNDRED) : value;
}

// What is typed beside a % sign: a bare number is a percentage (30, 12.5, 0.3), 1/3 a share of the whole.
export function readPercent(text) {
  const value = read(text);
  const isBare = value && !/[%％/／]/.test(text);
  return isBare ? over(value, HUNDRED) : value;
}

// As it is typed, exactly: 20%, 12.5%, or 1/3 where no short percentage is exact.
export function exact(a) {
  const hundred = times(a, HUNDRED);
  for (let digits = 0n, ten = 1n; digits <= 6n; digits += 1n, ten *= 10n) {
    if ((hundred.n * ten) % hundred.d === 0n) return decimal(hundred.n * ten / hundred.d, Number(digits)) + "%";
  }
  return `${a.n}/${a.d}`;
}

// As it is read: the exact text where that is short, else rounded and marked so.
export function shown(a) {
  const text = exact(a);
  return text.includes("/") || text.length > 7 ? `≈${percent(a)}` : text;
}

export function percent(a, digits = 2) {
  const ten = 10n ** BigInt(digits + 2);
  const twice = 2n * a.n * ten + a.d;
  return decimal(twice / (2n * a.d), digits).replace(/\.?0+$/, (zeros) => (zeros.includes(".") ? "" : zeros)) + "%";
}

function decimal(whole, digits) {
  if (!digits) return String(whole);
  const text = String(whole).padStart(digits + 1, "0");
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

// The most that one weight can be: what those that are held leave. Without any that may give way it
// is also the least.
export function bounds(weights, place, held) {
  const most = minus(ONE, sum(weights.filter((_, i) => i !== place && held[i])));
  return { most, isFree: weights.some((_, i) => i !== place && !held[i]) };
}

// One weight is set; those that are not held share the rest as they shared it before, exactly.
export function rebalanced(weights, place, wanted, held) {
  const fixed = sum(weights.filter((_, i) => i !== place && held[i]));
  const most = minus(ONE, fixed);
  const free = weights.map((_, i) => i !== place && !held[i]);
  if (!free.some(Boolean)) return weights.map((w, i) => (i === place ? most : w));
  const value = less(most, wanted) ? most : wanted;
  const rest = minus(most, value);
  const before = sum(weights.filter((_, i) => free[i]));
  const count = { n: BigInt(free.filter(Boolean).length), d: 1n };
  return weights.map((w, i) => {
    if (i === place) return value;
    if (!free[i]) return w;
    return before.n === 0n ? over(rest, count) : over(times(rest, w), before);
  });
}
