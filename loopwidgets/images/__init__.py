"""Finds the pixels of an image: reads and fetches its file, and makes what a browser can show."""
