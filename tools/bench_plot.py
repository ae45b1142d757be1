# SPDX-License-Identifier: BSD-3-Clause
"""`tools/bench plot FILE -o DIR`: a measurement of `tools/bench modules --json` as SVG."""
import html
import json
import math
import os
import sys

WIDTH, LABEL, ROW, BAR = 860, 250, 30, 11
OURS, FIELD, TARGET, TEXT = "#1f6fb2", "#c9ccd1", "#c0392b", "#222"


def scale(value, low, high):
    """Pixels of a value on the logarithmic axis."""
    return (math.log10(value) - low) / (high - low) * (WIDTH - LABEL - 90)


def text(x, y, words, anchor="start", size=12):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{TEXT}">'
            f'{html.escape(words)}</text>')


def bars(rows, title, name):
    """A bar for us and one for the field, by row; a line where the target is."""
    values = [row[key] for row in rows for key in (name, f"field_{name}", f"target_{name}") if row.get(key)]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    height = 70 + ROW * len(rows)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif">',
             f'<rect width="{WIDTH}" height="{height}" fill="white"/>', text(10, 22, title, size=15)]
    for power in range(low, high + 1):
        x = LABEL + scale(10 ** power, low, high)
        lines += [f'<line x1="{x:.1f}" x2="{x:.1f}" y1="36" y2="{height - 24}" stroke="#eee"/>',
                  text(x, height - 8, f"{10 ** power:,}", "middle", 11)]
    for i, row in enumerate(rows):
        y = 42 + ROW * i
        lines.append(text(LABEL - 8, y + 16, f"{row['module']} s{row['bits']}", "end"))
        for key, color, offset in ((name, OURS, 0), (f"field_{name}", FIELD, BAR + 1)):
            if row.get(key):
                width = scale(row[key], low, high)
                lines += [f'<rect x="{LABEL}" y="{y + offset}" width="{width:.1f}" height="{BAR}" fill="{color}"/>',
                          text(LABEL + width + 4, y + offset + 10, f"{row[key]:,.0f}", size=10)]
        if row.get(f"target_{name}"):
            x = LABEL + scale(row[f"target_{name}"], low, high)
            lines.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 2}" y2="{y + 2 * BAR + 3}" stroke="{TARGET}" '
                         'stroke-width="2"/>')
    return "\n".join([*lines, "</svg>", ""])


PLOTS = (("m", "modules.svg", "Instructions of a module per millisecond of stereo (blue), the field's (grey), "
                              "target (red)"),
         ("w", "process.svg", "Instructions of the whole process per millisecond of stereo (blue), the field's (grey), "
                              "target (red)"))


def main(options):
    try:
        with open(options.file, encoding="utf-8") as file:
            rows = json.load(file)["rows"]
        os.makedirs(options.output, exist_ok=True)
        for name, file_name, title in PLOTS:
            shown = [row for row in rows if row.get(f"field_{name}")]
            if not shown:
                sys.exit(f"bench: {options.file}: no row has a figure of the field for {name.upper()}")
            with open(os.path.join(options.output, file_name), "w", encoding="utf-8") as file:
                file.write(bars(shown, title, name))
    except OSError as error:
        sys.exit(f"bench: {error.filename}: {error.strerror}")
    except (ValueError, KeyError, TypeError):
        print(f"bench: {options.file}: not a measurement, expected what tools/bench modules --json writes",
              file=sys.stderr)
        return 2
    return 0
