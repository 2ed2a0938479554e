// A height field as a picture: triangles into a buffer of depths, then a colour for every pixel.

import { RISE } from "./camera.mjs";
import { clamped } from "./scales.mjs";

const SHADOW = 0.62, OWN_SHADOW = 0.3, DARKEST = 0.34, BRIGHTEST = 0.3, NEUTRAL = 0.62;  // as optviz/drawing/mesh.py
const LINE = 0.7;  // of a level line, in pixels of the layout

export class Landscape {
  /** Heights in [0, 1], row by row from the lowest y, (n, n); not a number where there is no value. */
  constructor(heights, n) {
    Object.assign(this, { heights, n });
    this.points = new Float32Array(3 * n * n);
    this.normals = new Float32Array(3 * n * n);
    const at = (column, row) => heights[clamped(row, 0, n - 1) * n + clamped(column, 0, n - 1)];
    for (let i = 0, row = 0; row < n; row++) {
      for (let column = 0; column < n; column++, i += 3) {
        this.points[i] = 2 * column / (n - 1) - 1;
        this.points[i + 1] = 2 * row / (n - 1) - 1;
        this.points[i + 2] = RISE * (2 * at(column, row) - 1);
        const wide = (Math.min(column + 1, n - 1) - Math.max(column - 1, 0)) / (n - 1) / RISE;
        const high = (Math.min(row + 1, n - 1) - Math.max(row - 1, 0)) / (n - 1) / RISE;
        const x = (at(column - 1, row) - at(column + 1, row)) / wide || 0;
        const y = (at(column, row - 1) - at(column, row + 1)) / high || 0;
        const length = Math.hypot(x, y, 1);
        this.normals[i] = x / length, this.normals[i + 1] = y / length, this.normals[i + 2] = 1 / length;
      }
    }
    this.places = new Float32Array(3 * n * n);
    this.light = new Float32Array(n * n);
  }

  /** The height over a place of the box's plane. */
  height(x, y) {
    const n = this.n, across = clamped((x + 1) / 2 * (n - 1), 0, n - 1.000001);
    const up = clamped((y + 1) / 2 * (n - 1), 0, n - 1.000001);
    const column = Math.floor(across), row = Math.floor(up), at = row * n + column, h = this.heights;
    const u = across - column, v = up - row;
    return (1 - v) * ((1 - u) * h[at] + u * h[at + 1]) + v * ((1 - u) * h[at + n] + u * h[at + n + 1]);
  }

  /** What a camera sees: for each pixel how near the surface is (0 where it is not), its height and its light. */
  seen(camera, fit, width, height) {
    const size = width * height;
    if (!this.depth || this.depth.length !== size)
      [this.depth, this.shown, this.lit] = [0, 1, 2].map(() => new Float32Array(size));
    this.width = width, this.tall = height;
    this.depth.fill(0);
    camera.project(this.points, fit, this.places);
    this.shine(camera);
    const n = this.n;
    for (let row = 0; row < n - 1; row++) {
      for (let at = row * n; at < row * n + n - 1; at++) {
        this.triangle(at, at + 1, at + n);
        this.triangle(at + 1, at + n + 1, at + n);
      }
    }
    return this;
  }

  /** How much of the light over the viewer's left shoulder falls on every point: 1 towards it, -1 away from it. */
  shine({ right, up, eye }) {
    const light = [0, 1, 2].map(i => -0.75 * right[i] + 0.45 * up[i] + 0.5 * eye[i]), length = Math.hypot(...light);
    const [x, y, z] = light.map(each => each / length);
    for (let i = 0, k = 0; i < this.light.length; i++, k += 3) {
      const facing = this.normals[k] * x + this.normals[k + 1] * y + this.normals[k + 2] * z;
      this.light[i] = clamped((facing - NEUTRAL) / (1 - NEUTRAL), -1, 1);
    }
  }

  triangle(a, b, c) {
    const p = this.places, { width, tall } = this;
    const ax = p[3 * a], ay = p[3 * a + 1], bx = p[3 * b], by = p[3 * b + 1], cx = p[3 * c], cy = p[3 * c + 1];
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (!(area * area > 0)) return;  // seen from the side, or with a corner that has no height
    const left = Math.max(Math.ceil(Math.min(ax, bx, cx) - 0.5), 0);
    const right = Math.min(Math.floor(Math.max(ax, bx, cx) - 0.5), width - 1);
    const top = Math.max(Math.ceil(Math.min(ay, by, cy) - 0.5), 0);
    const bottom = Math.min(Math.floor(Math.max(ay, by, cy) - 0.5), tall - 1);
    if (left > right || top > bottom) return;
    const { depth, shown, lit, heights, light } = this;
    const za = p[3 * a + 2], zb = p[3 * b + 2] - za, zc = p[3 * c + 2] - za;
    const ha = heights[a], hb = heights[b] - ha, hc = heights[c] - ha, la = light[a], lb = light[b] - la, lc = light[c] - la;
    const du = (cy - ay) / area, dv = (ay - by) / area;
    for (let y = top; y <= bottom; y++) {
      const dx = left + 0.5 - ax, dy = y + 0.5 - ay;
      let u = (dx * (cy - ay) - (cx - ax) * dy) / area, v = ((bx - ax) * dy - dx * (by - ay)) / area;
      for (let x = left, at = y * width + left; x <= right; x++, at++, u += du, v += dv) {
        if (u < -1e-6 || v < -1e-6 || u + v > 1.000001) continue;
        const z = za + u * zb + v * zc;
        if (z <= depth[at]) continue;
        depth[at] = z;
        shown[at] = ha + u * hb + v * hc;
        lit[at] = la + u * lb + v * lc;
      }
    }
  }

  /** Whether the surface hides a point, given as project() does. */
  hides(x, y, nearness) {
    const column = Math.floor(x), row = Math.floor(y);
    if (column < 0 || row < 0 || column >= this.width || row >= this.tall) return false;
    return nearness < this.depth[row * this.width + column];
  }

  /** The picture of what was seen, RGBA.  look: ramp, page and so on, in numbers.  pixel: the size of the layout's. */
  painted(image, look, levels, pixel) {
    const { depth, shown, lit, width } = this, out = image.data, table = toned(look, levels);
    const { page, opacity, shading } = look, shadow = look.shade?.map(each => SHADOW * each);
    for (let at = 0, k = 0; at < depth.length; at++, k += 4) {
      if (!depth[at]) {
        out[k + 3] = 0;
        continue;
      }
      const index = 3 * Math.round(1023 * shown[at]), light = lit[at] * shading;
      const cover = levels ? this.lined(at, width, levels, LINE * pixel) * opacity : 0;
      for (let channel = 0; channel < 3; channel++) {
        const own = table[index + channel];
        const dark = shadow ? shadow[channel] : OWN_SHADOW * own, lit = shadow ? 255 : (255 + own) / 2;
        const shade = light < 0 ? own - light * DARKEST * (dark - own) : own + light * BRIGHTEST * (lit - own);
        out[k + channel] = shade + cover * (page[channel] - shade);
      }
      out[k + 3] = 255;
    }
    return image;
  }

  /** How much of a pixel a level line covers: by the height's distance from a level over its slope on the screen. */
  lined(at, width, levels, thick) {
    const { depth, shown } = this, place = shown[at] * (levels + 1), level = Math.round(place);
    if (level < 1 || level > levels) return 0;
    const slope = (from, to) => depth[from] && depth[to] ? Math.abs(shown[to] - shown[from]) : Infinity;
    const across = Math.min(slope(at, at + 1), slope(at, at - 1)), up = Math.min(slope(at, at + width), slope(at, at - width));
    const steep = Math.hypot(Number.isFinite(across) ? across : 0, Number.isFinite(up) ? up : 0) * (levels + 1);
    if (!(steep > 0)) return 0;
    return clamped(thick / 2 + 0.5 - Math.abs(place - level) / steep, 0, Math.min(1, thick));
  }
}

const tables = new Map();

/** 1024 colours from the lowest height to the highest. */
function toned(look) {
  if (tables.has(look)) return tables.get(look);
  const table = new Float32Array(3 * 1024);
  for (let i = 0; i < 1024; i++) toneAt(look.ramp, look.lowest + (1 - look.lowest) * i / 1023).forEach((each, channel) => {
    table[3 * i + channel] = each;
  });
  tables.set(look, table);
  return table;
}

/** A ramp's colour at a share of it. */
export function toneAt(ramp, share) {
  const place = share * (ramp.length - 1), first = Math.min(Math.floor(place), ramp.length - 2), part = place - first;
  return ramp[first].map((each, channel) => each + part * (ramp[first + 1][channel] - each));
}
