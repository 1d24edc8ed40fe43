"""Reads Parquet files a few rows at a time, for data that does not fit into memory."""
