"""Parts of bench/embedded.py: measures models as firmware."""
