"""Pictures: one chart a file, drawn by Vega-Lite without a network; the extra `pictures`.

A chart file turns figures into a chart, `theme` makes every chart look alike, `draw` writes it.
"""
