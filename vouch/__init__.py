"""The command: offline preview, reports and listings. Nothing here knows a single AWS service."""
