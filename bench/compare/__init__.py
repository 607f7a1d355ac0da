"""Comparisons of Yilu with peers and limits: what runs, how it is loaded, how it is told."""
