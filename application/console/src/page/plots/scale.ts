/** The smallest of 1, 1.5, 2, 3, 5, 7, 10, 15, … that is not below `value`, times a power of ten. */
export function ceiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.5, 2, 3, 5, 7].find((step) => step * power >= value * 0.999_999) ?? 10);
}

/** The same for bytes: 1, 2, 3, 4, 6, 8, 12, 16, … times a power of 1024. */
export function byteCeiling(value: number): number {
  if (value <= 1) return 1;
  const power = 1_024 ** Math.floor(Math.log2(value) / 10);
  return (
    power * ([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768].find((step) => step * power >= value) ?? 1_024)
  );
}
