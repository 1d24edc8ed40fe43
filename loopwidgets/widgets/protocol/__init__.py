"""Declares and checks every message between kernel and page, and writes them as TypeScript."""
