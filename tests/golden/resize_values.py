"""Records `resize.json`: images resized by PyTorch's bilinear interpolation with antialiasing."""

import json
import pathlib

import torch

CASES = [((7, 5, 3), (3, 4)), ((4, 6, 1), (9, 7)), ((13, 21, 3), (5, 30)), ((1, 3, 1), (2, 2)), ((16, 16, 3), (8, 8))]

recorded = []
for (height, width, channels), size in CASES:
    count = 2 * height * width * channels
    data = [(i * 73 + (i * i) % 91 * 37) % 256 for i in range(count)]
    images = torch.tensor(data, dtype=torch.float64).reshape(2, height, width, channels)
    resized = torch.nn.functional.interpolate(
        images.permute(0, 3, 1, 2), size=size, mode="bilinear", align_corners=False, antialias=True
    ).permute(0, 2, 3, 1)
    values = [round(value, 2) for value in resized.flatten().tolist()]
    recorded.append({"shape": [height, width, channels], "size": list(size), "values": values})

lines = ",\n".join(json.dumps(case) for case in recorded)
pathlib.Path(__file__).with_name("resize.json").write_text(f"[\n{lines}\n]\n")
