"""Finds the samples of a recording: reads and fetches its file, and makes what a browser can play."""
