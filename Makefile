# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
# One command each, the same on every machine. `make help` lists them.
.SILENT:
.DEFAULT_GOAL := help
.PHONY: help demo test check walk bench bench-network bench-listener bench-store bench-judge bench-clock bench-redating bench-whereabouts bench-foresight bench-pages bench-discovery docs

PYTEST = .venv/bin/python -m pytest

help: ## Show this list
	sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: ## A living municipality in a minute (PORT=8000, RESET=1 to begin anew)
	tools/setup.sh run
	exec .venv/bin/samdrift demo $(if $(PORT),--port $(PORT)) $(if $(filter-out 0,$(RESET)),--reset)

test: ## Set up what tests need, then run them all
	tools/setup.sh dev
	tools/system_packages.sh
	exec $(PYTEST) -n3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## Format, lint, types, import rules, migrations, texts, licences
	tools/setup.sh dev
	exec .venv/bin/python tools/check.py $(ARGS)

walk: ## The walk from fault to report, end to end, with its times
	tools/setup.sh dev
	tools/system_packages.sh
	exec $(PYTEST) -n0 -s -rA tests/walks $(ARGS)

bench: bench-network bench-listener bench-store bench-clock bench-redating bench-whereabouts bench-pages bench-judge ## All that follow, one after another (an hour)

bench-network: ## Sweeps of 5,500 devices against the flooder and others (root, gcc; ARGS="--only-ours")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/network.py $(ARGS)

bench-listener: ## A storm of traps, informs and syslog: is all stored, how soon are informs answered (ARGS="--seconds 10")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/listener.py $(ARGS)

bench-store: ## What the metric store costs and how quickly it answers (minutes; ARGS="--hours 2")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/store.py $(ARGS)

bench-foresight: ## Every cut of 5,500 devices at once, and what a trend costs (seconds; ARGS="--series 100")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/foresight.py $(ARGS)

bench-judge: ## The judge against known faults at full size (half an hour; ARGS="--size 300 --single 150 --many 60 --days 1")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/judge.py $(ARGS)

bench-clock: ## The service-level clock: speed, a desk's whole log, a million clocks against counting (ARGS="speed log")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/slaclock.py $(ARGS)

bench-redating: ## All open cases counted by a new version of their calendar, while an agent works (ARGS="--cases 5000")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/redating.py $(ARGS)

bench-whereabouts: ## «Where is this MAC» over 200,000 stations (minutes; ARGS="--macs 20000")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/whereabouts.py $(ARGS)

bench-discovery: ## Cold discovery of 5,500 devices with topology, everything running (a quarter of an hour; ARGS="--devices 550")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/discovery.py $(ARGS)

bench-pages: ## Every page in a full city: 5,500 devices, 900 places, 60 open incidents (minutes; ARGS="--devices 500")
	tools/setup.sh dev
	exec .venv/bin/python tools/bench/pages.py $(ARGS)

docs: ## The documentation as pages, in docs/_build/html
	tools/setup.sh dev
	.venv/bin/python -m sphinx -q -W --keep-going -b html docs docs/_build/html
	echo "docs/_build/html/index.html"
