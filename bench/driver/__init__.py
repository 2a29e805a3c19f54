"""The benchmark's driver: what bench/run.py is made of."""
