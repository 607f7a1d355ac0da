"""The same people found again: Yilu's engine, Splink and recordlinkage on the same files."""
