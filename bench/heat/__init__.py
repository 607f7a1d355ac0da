"""Positions counted by H3 cell and hour: Yilu's engine, h3ronpy and polars on the same file."""
