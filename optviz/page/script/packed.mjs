// Numbers that travel as text: whole numbers, zigzag, in byte planes, deflated, in base 64; see optviz/page/packed.py.

/** The whole numbers of a text, an Int32Array. */
export async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const planes = new Uint8Array(await new Response(stream).arrayBuffer());
  const count = planes.length / 4, found = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const zigzag = planes[i] | planes[count + i] << 8 | planes[2 * count + i] << 16 | planes[3 * count + i] << 24;
    found[i] = (zigzag >>> 1) ^ -(zigzag & 1);
  }
  return found;
}

/** Numbers of which each is given by its difference from the one before, row by row; they are changed in place. */
export function summed(numbers, row) {
  for (let i = 0; i < numbers.length; i++) if (i % row) numbers[i] += numbers[i - 1];
  return numbers;
}

/** The field (n, n) of which each number is given by its difference from what its three neighbours before it promise. */
export function summedBothWays(numbers, row) {
  for (let i = 0; i < numbers.length; i++) {
    const left = i % row ? numbers[i - 1] : 0, above = i >= row ? numbers[i - row] : 0;
    numbers[i] += left + above - (i % row && i >= row ? numbers[i - row - 1] : 0);
  }
  return numbers;
}

/** The floating-point numbers of which these have the sign and the upper bits. */
export function floats(numbers) {
  const bits = new Uint32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) bits[i] = Math.abs(numbers[i]) << 8 | (numbers[i] < 0 ? 1 << 31 : 0);
  return new Float32Array(bits.buffer);
}
