// The camera of optviz/drawing/camera.py: it looks at a box in which x and y run over [-1, 1], heights over [-RISE, RISE].

import { clamped } from "./scales.mjs";

export const RISE = 0.62;
const DISTANCE = 5;
const LOWEST = 5, HIGHEST = 90, FARTHEST = 0.4, CLOSEST = 8;

export class Camera {
  constructor(azimuth, elevation, zoom = 1, perspective = true) {
    Object.assign(this, { azimuth, elevation, zoom, perspective });
    const a = azimuth * Math.PI / 180, e = elevation * Math.PI / 180;
    this.eye = [Math.cos(e) * Math.cos(a), Math.cos(e) * Math.sin(a), Math.sin(e)];
    this.right = [-Math.sin(a), Math.cos(a), 0];
    this.up = [-Math.sin(e) * Math.cos(a), -Math.sin(e) * Math.sin(a), Math.cos(e)];
  }

  /** The same, turned and brought nearer, within what can be seen. */
  moved(azimuth, elevation, zoom = 1) {
    const high = clamped(this.elevation + elevation, LOWEST, HIGHEST);
    return new Camera(this.azimuth + azimuth, high, clamped(this.zoom * zoom, FARTHEST, CLOSEST), this.perspective);
  }

  /** Box points x, y, z, x, y, z, ... as x, y, nearness, ...: in pixels, and larger where nearer. */
  project(points, fit, out = new Float32Array(points.length)) {
    const [ex, ey, ez] = this.eye, [rx, ry] = this.right, [ux, uy, uz] = this.up;
    const size = fit.scale * this.zoom;
    for (let i = 0; i < points.length; i += 3) {
      const x = points[i], y = points[i + 1], z = points[i + 2];
      const nearness = this.perspective ? DISTANCE / (DISTANCE - x * ex - y * ey - z * ez) : 1;
      out[i] = fit.x + size * nearness * (x * rx + y * ry);
      out[i + 1] = fit.y - size * nearness * (x * ux + y * uy + z * uz);
      out[i + 2] = this.perspective ? nearness : 1 + (x * ex + y * ey + z * ez) / 100;
    }
    return out;
  }
}

/** Where the box stands in a picture of some size, as large as it can be whatever side it is seen from. */
export function fitted(width, height, elevation, perspective, margin) {
  const corners = [];
  for (const x of [-1, 1]) for (const y of [-1, 1]) for (const z of [-RISE, RISE]) corners.push(x, y, z);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let azimuth = 0; azimuth < 90; azimuth += 15) {
    const camera = new Camera(azimuth, elevation, 1, perspective);
    const places = camera.project(corners, { scale: 1, x: 0, y: 0 });
    for (let i = 0; i < places.length; i += 3) {
      left = Math.min(left, places[i]), right = Math.max(right, places[i]);
      top = Math.min(top, places[i + 1]), bottom = Math.max(bottom, places[i + 1]);
    }
  }
  const scale = Math.min((width - 2 * margin) / (right - left), (height - 2 * margin) / (bottom - top));
  return { scale, x: width / 2 - scale * (left + right) / 2, y: height / 2 - scale * (top + bottom) / 2 };
}
