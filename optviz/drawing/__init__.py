"""What views draw with: the canvas, themes, axes, the camera, meshes, occlusion, marks and text."""
