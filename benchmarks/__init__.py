"""What Jari Netral costs: one command, `python -m benchmarks`, prints every figure of docs/performance.md."""
