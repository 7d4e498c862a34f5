# Benchmarks. What the peers need lives in an environment of its own.
BENCH_TOOLS := $(VENV)/bench
BENCH_STAMP := $(BENCH_TOOLS)/.installed

.PHONY: bench

$(BENCH_STAMP): requirements-bench.txt $(PY_STAMP)
	@echo "== Fetching what the benchmarks compare with (once)"
	@test -x $(BENCH_TOOLS)/bin/python || $(BIN)/python -m venv $(BENCH_TOOLS)
	@$(BENCH_TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

bench: setup package $(BENCH_STAMP) $(BROWSER_STAMP) ## Benchmarks, as ratios (results in docs/benchmarks.md; about half an hour)
	@$(BIN)/python -m bench
